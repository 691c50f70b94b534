// The menu button on narrow screens, leaving the site quickly, and open details on paper.
// Without this file the menu is simply there, and the way out is a link.
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

  // The page that was left is not the one that "Back" leads to, and nothing of it is seen while the other one loads.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".leave-now");
    if (!link) return;
    event.preventDefault();
    document.body.hidden = true;
    document.title = "";
    location.replace(link.href);
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
