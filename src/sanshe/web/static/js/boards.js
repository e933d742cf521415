// What boards do better with script. Everything works without.
(() => {
  "use strict";

  // Names of members while somebody writes @ and the beginning of one.
  const unfinished = /[@＠]([^\s@＠，。！？、：；,.!?:;()（）]{1,20})$/;

  document.querySelectorAll("form[data-names-from] textarea[data-names]").forEach((area) => {
    const offered = document.createElement("div");
    offered.className = "names";
    offered.setAttribute("aria-live", "polite");
    area.after(offered);
    let asked = "";
    let timer = 0;

    const beginning = () => {
      const found = area.value.slice(0, area.selectionStart).match(unfinished);
      return found ? found[1] : "";
    };

    const offer = async () => {
      const words = beginning();
      if (words === asked) return;
      asked = words;
      if (!words) {
        offered.replaceChildren();
        return;
      }
      const answer = await fetch(`${area.form.dataset.namesFrom}?q=${encodeURIComponent(words)}`);
      if (!answer.ok || words !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      offered.replaceChildren(...page.body.children);
    };

    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(offer, 200);
    });
    offered.addEventListener("click", (event) => {
      const name = event.target.closest("[data-name]");
      if (!name) return;
      const end = area.selectionStart;
      const start = end - beginning().length;
      area.setRangeText(`${name.dataset.name} `, start, end, "end");
      offered.replaceChildren();
      asked = "";
      area.focus();
    });
  });

  // The sheet for the stairwell prints at a press.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Once a picture is chosen, the places for more open.
  document.querySelectorAll("[data-pictures]").forEach((field) => {
    field.addEventListener("change", (event) => {
      const more = field.querySelector("details");
      if (event.target.type === "file" && event.target.files.length && more) more.open = true;
    });
  });
})();
