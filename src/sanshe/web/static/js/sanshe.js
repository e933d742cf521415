// What the pages do better with script. Every one of them works without.
(() => {
  "use strict";
  const root = document.documentElement;

  // The look bar: apply at once, so that nothing typed is lost. The cookie is written here, so that two quick
  // presses do not overtake one another, and once more by the server, whose cookies browsers keep longer.
  const steps = [17, 20, 22, 24, 26, 28, 30];
  const elderStart = 20;

  const sizeNow = () => steps.find((step) => root.classList.contains(`text-${step}`)) || steps[0];
  const isElder = () => root.dataset.elder === "true";

  const applySize = (size) => {
    steps.forEach((step) => root.classList.toggle(`text-${step}`, step === size));
  };

  const showLook = (form) => {
    const size = sizeNow();
    const allowed = steps.filter((step) => !isElder() || step >= elderStart);
    form.querySelectorAll("[data-step]").forEach((button) => {
      const wanted = allowed[allowed.indexOf(size) + Number(button.dataset.step)];
      button.value = wanted || "";
      button.disabled = !wanted;
    });
    form.querySelector("output").textContent = size;
    const elder = form.querySelector("[name=elder]");
    elder.value = isElder() ? "0" : "1";
    elder.setAttribute("aria-pressed", String(isElder()));
    form.querySelectorAll("[name=theme]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === root.dataset.theme));
    });
  };

  const changeLook = (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!button || button.name === "language") return;
    event.preventDefault();
    const wish = new FormData(form);
    wish.set(button.name, button.value);
    if (button.name === "elder") {
      root.dataset.elder = String(button.value === "1");
      applySize(button.value === "1" ? elderStart : steps[0]);
    } else if (button.name === "text") {
      applySize(Number(button.value));
    } else if (button.name === "theme") {
      root.dataset.theme = button.value;
    }
    showLook(form);
    const secure = location.protocol === "https:" ? "; secure" : "";
    const look = `${isElder() ? 1 : 0}.${sizeNow()}.${root.dataset.theme}`;
    document.cookie = `look=${look}; path=/; max-age=31536000; samesite=lax${secure}`;
    fetch(form.action, { method: "POST", body: wish, redirect: "manual", keepalive: true });
  };

  // A form on its way: its button says so and cannot be pressed twice.
  const markBusy = (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (button) button.setAttribute("aria-busy", "true");
  };

  const clearBusy = () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-look]")) changeLook(event);
    else markBusy(event);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) clearBusy();
  });

  // A chip says what was chosen inside it.
  document.addEventListener("change", (event) => {
    const chip = event.target.closest("[data-chip-choice]");
    if (!chip) return;
    const field = event.target;
    const chosen = field.matches("select") ? field.selectedOptions[0].textContent
      : field.matches("[type=radio], [type=checkbox]") ? [...chip.querySelectorAll(":checked")].map((box) => box.labels[0].textContent.trim()).join("、")
      : field.value;
    if (chosen.trim()) chip.querySelector("[data-chip-text]").textContent = chosen.trim();
  });

  // Escape closes what was opened last, and gives the focus back to it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement.closest("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // Errors are read first.
  const wrong = document.querySelector(".form-errors");
  if (wrong) wrong.focus();
})();
