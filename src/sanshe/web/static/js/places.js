// Drawing an outline on the map; it fills the textarea that the form without script uses.
(() => {
  "use strict";
  const DECIMALS = 1e7;
  const STEP = 10;
  const FINE_STEP = 1;
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  const rounded = (value) => Math.round(value * DECIMALS) / DECIMALS;

  // The first outer ring is drawn; holes and further parts are kept as they are.
  const polygonsIn = (text) => {
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      return null;
    }
    if (found?.type === "FeatureCollection") found = found.features?.[0];
    if (found?.type === "Feature") found = found.geometry;
    const polygons = found?.type === "Polygon" ? [found.coordinates] : found?.coordinates;
    const isArea = ["Polygon", "MultiPolygon"].includes(found?.type);
    const isReadable = isArea && Array.isArray(polygons?.[0]?.[0]) && polygons[0][0].every(Array.isArray);
    return isReadable ? polygons : null;
  };

  const start = (tools) => {
    const element = document.getElementById(tools.dataset.mapId);
    const words = document.getElementById(tools.dataset.draw);
    const system = document.getElementById(tools.dataset.drawSystem);
    const file = tools.closest("form").querySelector("input[type=file]");
    const status = tools.querySelector("[data-draw-status]");
    if (!element.drawn) return;
    const { map, layer } = element.drawn;
    const button = (name) => tools.querySelector(`[data-do=${name}]`);
    const corners = L.layerGroup().addTo(map);
    const shape = L.polygon([], { className: "map__area map__area--draft", interactive: false }).addTo(map);
    const past = [];
    let ring = [];
    let rest = { holes: [], parts: [] };
    let chosen = null;

    // The stored outline is drawn anew with its corners.
    layer.eachLayer((one) => {
      if (one.feature.properties.kind === "draft") layer.removeLayer(one);
      // Where a corner is to be set a landmark opens no note, and the side of a neighbour is no obstacle.
      else one.off("click").on("click", (event) => add(event.latlng));
    });
    tools.hidden = false;

    const write = () => {
      system.value = "wgs84";
      // What is drawn counts, not a file that was chosen before.
      file.value = "";
      if (ring.length < 3) {
        words.value = "";
        return;
      }
      const closed = [...ring, ring[0]].map((place) => [rounded(place.lng), rounded(place.lat)]);
      const polygon = [closed, ...rest.holes];
      const geometry = rest.parts.length
        ? { type: "MultiPolygon", coordinates: [polygon, ...rest.parts] }
        : { type: "Polygon", coordinates: polygon };
      words.value = JSON.stringify(geometry);
    };

    const tell = () => {
      const { count, start: first, more } = tools.dataset;
      const text = ring.length >= 3 ? count : ring.length ? more : first;
      status.textContent = text.replace("{all}", ring.length);
      button("undo").disabled = !past.length;
      button("remove").disabled = chosen === null;
    };

    const show = (focused = null) => {
      shape.setLatLngs(ring);
      corners.clearLayers();
      ring.forEach((place, number) => {
        const name = tools.dataset.corner.replace("{n}", number + 1).replace("{all}", ring.length);
        const icon = L.divIcon({
          className: `draw__corner${number === chosen ? " draw__corner--chosen" : ""}`,
          iconSize: null,
        });
        const marker = L.marker(place, { icon, draggable: true, keyboard: true, zIndexOffset: 1000, title: name, alt: name });
        marker.on("dragstart", () => remember());
        marker.on("drag", () => {
          ring[number] = marker.getLatLng();
          shape.setLatLngs(ring);
        });
        marker.on("dragend", () => {
          chosen = number;
          write();
          show(number);
        });
        marker.on("click", () => {
          chosen = number;
          show(number);
        });
        marker.addTo(corners);
        const mark = marker.getElement();
        mark.setAttribute("aria-label", name);
        mark.addEventListener("focus", () => choose(number));
        mark.addEventListener("keydown", (event) => pressed(event, number));
        if (number === focused) mark.focus({ preventScroll: true });
      });
      tell();
    };

    const choose = (number) => {
      chosen = number;
      let place = 0;
      corners.eachLayer((marker) => {
        marker.getElement().classList.toggle("draw__corner--chosen", place === number);
        place += 1;
      });
      tell();
    };

    const remember = () => past.push([...ring]);

    const change = (next, focused = null) => {
      remember();
      ring = next;
      chosen = focused;
      write();
      show(focused);
    };

    const pressed = (event, number) => {
      if (event.key in ARROWS) {
        const [x, y] = ARROWS[event.key];
        const step = event.shiftKey ? FINE_STEP : STEP;
        const point = map.latLngToContainerPoint(ring[number]).add([x * step, y * step]);
        const next = [...ring];
        next[number] = map.containerPointToLatLng(point);
        change(next, number);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        remove(number);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };

    const remove = (number) => {
      const next = ring.filter((_, place) => place !== number);
      change(next, next.length ? Math.min(number, next.length - 1) : null);
    };

    // A new corner goes into the side it lies nearest to, so that the line does not cross itself.
    const add = (place) => {
      if (ring.length < 3) {
        change([...ring, place], ring.length);
        return;
      }
      const point = map.latLngToLayerPoint(place);
      const points = ring.map((corner) => map.latLngToLayerPoint(corner));
      const distances = points.map((from, number) =>
        L.LineUtil.pointToSegmentDistance(point, from, points[(number + 1) % points.length]),
      );
      const side = distances.indexOf(Math.min(...distances)) + 1;
      change([...ring.slice(0, side), place, ...ring.slice(side)], side);
    };

    const load = () => {
      const polygons = polygonsIn(words.value);
      if (!polygons) return false;
      const [outer, ...holes] = polygons[0];
      ring = outer.slice(0, -1).map(([longitude, latitude]) => L.latLng(latitude, longitude));
      rest = { holes, parts: polygons.slice(1) };
      chosen = null;
      return true;
    };

    map.on("click", (event) => add(event.latlng));
    button("here").addEventListener("click", () => add(map.getCenter()));
    button("remove").addEventListener("click", () => chosen !== null && remove(chosen));
    button("undo").addEventListener("click", () => {
      ring = past.pop() || ring;
      chosen = null;
      write();
      show();
    });
    button("anew").addEventListener("click", () => change([]));
    words.addEventListener("change", () => {
      if (system.value === "wgs84" && load()) show();
    });
    if (system.value === "wgs84") load();
    show();
  };

  document.querySelectorAll("[data-draw]").forEach(start);
})();
