// The menu button on narrow screens, leaving the site quickly, a filter above long tables, and open details on paper.
// Without this file the menu and the tables are simply there, and the way out is a link.
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

  // Long registers are narrowed down on the spot: rows without all of the words are hidden.
  document.addEventListener("DOMContentLoaded", () => {
    const rows = [...document.querySelectorAll("main .stack > tbody > tr:not(.extra)")]
      .filter((row) => !row.parentElement.closest("td"));
    if (rows.length < 25) return;
    const box = document.createElement("div");
    box.className = "filter";
    const label = document.createElement("label");
    label.htmlFor = "filter";
    label.textContent = "Show only entries with these words";
    const input = Object.assign(document.createElement("input"), { type: "search", id: "filter", autocomplete: "off" });
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    box.append(label, input, said);
    document.querySelector("main .stack").closest(".table-scroll").before(box);
    const texts = rows.map((row) => {
      const extra = row.nextElementSibling;
      return (row.textContent + (extra && extra.matches(".extra") ? extra.textContent : "")).toLowerCase();
    });
    let wait;
    const narrow = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        const fits = words.every((word) => texts[at].includes(word));
        shown += fits;
        row.hidden = !fits;
        const extra = row.nextElementSibling;
        if (extra && extra.matches(".extra")) extra.hidden = !fits;
      });
      said.textContent = words.length ? `${shown} of ${rows.length} entries shown.` : "";
    };
    input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(narrow, 250); });
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
