// The menu button on narrow screens, and open details on paper. Without this file the menu is simply there.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".menu-button");
    const menu = document.getElementById("site-menu");
    if (!button || !menu) return;
    const show = (open) => button.setAttribute("aria-expanded", String(open));
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
      const inside = menu.contains(document.activeElement);
      show(false);
      if (inside) button.focus();
    });
  });

  // What is folded away on the screen is printed; afterwards it is folded again.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((details) => { details.open = false; });
    opened = [];
  });

  // A link to a place inside closed details opens them.
  const reveal = () => {
    for (let box = document.querySelector(":target"); box; box = box.parentElement) {
      if (box.tagName === "DETAILS") box.open = true;
    }
  };
  addEventListener("DOMContentLoaded", reveal);
  addEventListener("hashchange", reveal);
})();
