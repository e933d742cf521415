// Maps on our own ground: outlines and spots of a json_script, no tiles from elsewhere. See components/map.html.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const NEAREST = 19;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const drawIcon = (sprite, name) => {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${sprite}#${name}`);
    icon.append(use);
    return icon;
  };

  // Words come as text nodes only: what a neighbour named a place never becomes markup.
  const noteOf = ({ title, text, url }) => {
    const note = document.createElement("div");
    const name = document.createElement(url ? "a" : "strong");
    name.textContent = title;
    if (url) name.href = url;
    note.append(name);
    if (text) {
      const words = document.createElement("p");
      words.textContent = text;
      note.append(words);
    }
    return note;
  };

  const markerAt = (element) => (feature, place) => {
    const { icon, title } = feature.properties;
    const html = document.createElement("span");
    html.append(drawIcon(element.dataset.icons, icon || "geo-alt"));
    const mark = L.divIcon({ className: "map__mark", html, iconSize: null });
    return L.marker(place, { icon: mark, title, alt: title, keyboard: true });
  };

  const styleOf = (feature) => ({ className: `map__area map__area--${feature.properties.kind}`, weight: 2 });

  const nameIt = (feature, layer) => {
    const { title, text, url, kind } = feature.properties;
    const isSpot = feature.geometry.type === "Point";
    if (title) {
      const name = document.createElement("span");
      name.textContent = title;
      layer.bindTooltip(name, {
        permanent: isSpot || kind === "neighbour",
        direction: isSpot ? "right" : "center",
        offset: isSpot ? [12, 0] : [0, 0],
        className: `map__name map__name--${kind}`,
      });
    }
    if (title && (url || text || isSpot)) layer.bindPopup(() => noteOf(feature.properties), { maxWidth: 260 });
  };

  // Names that would lie on one another, on a mark or over the edge: they show with their spot and in the list.
  const thinNames = (element) => {
    const frame = element.getBoundingClientRect();
    const marks = [...element.querySelectorAll(".map__mark")].map((mark) => mark.getBoundingClientRect());
    const kept = [];
    const names = [...element.querySelectorAll(".map__name--spot"), ...element.querySelectorAll(".map__name--neighbour")];
    names.forEach((name) => name.classList.remove("map__name--hidden"));
    names.forEach((name) => {
      const box = name.getBoundingClientRect();
      const meets = (other) =>
        box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      const isOver = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      if (isOver || marks.some(meets) || kept.some(meets)) name.classList.add("map__name--hidden");
      else kept.push(box);
    });
  };

  const draw = (element) => {
    if (element.drawn) return;
    const features = JSON.parse(document.getElementById(element.dataset.features).textContent);
    if (!features.features.length && !("empty" in element.dataset)) return;
    element.hidden = false;
    const map = L.map(element, {
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false,
      // One finger scrolls the page; two move the map.
      dragging: !L.Browser.mobile,
      maxZoom: NEAREST,
      zoomSnap: 0.25,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
    });
    L.control
      .zoom({
        zoomInText: "+",
        zoomOutText: "−",
        zoomInTitle: element.dataset.zoomIn,
        zoomOutTitle: element.dataset.zoomOut,
      })
      .addTo(map);
    const layer = L.geoJSON(features, { style: styleOf, pointToLayer: markerAt(element), onEachFeature: nameIt });
    const own = layer.getLayers().filter((one) => one.feature.properties.kind !== "neighbour");
    const bounds = (own.length ? L.featureGroup(own) : layer).getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17, animate: false });
    else map.setView([35, 104], 4, { animate: false });
    layer.addTo(map);
    map.on("zoomend moveend resize", () => thinNames(element));
    map.on("popupopen", (event) => {
      const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", element.dataset.close);
    });
    element.drawn = { map, layer };
    thinNames(element);
  };

  const drawAll = (within) => within.querySelectorAll("[data-map]").forEach(draw);

  drawAll(document);
  // htmx brings a new part of the page.
  document.addEventListener("htmx:load", (event) => drawAll(event.target));
})();
