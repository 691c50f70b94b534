// Tables that can be put in another order, and a filter above long registers. Without this file the tables are simply there.
"use strict";
(() => {
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const FEWEST = 8;
  const narrow = matchMedia("(max-width: 44.99rem)");

  const element = (name, given) => Object.assign(document.createElement(name), given);
  const own = (table, rows) => [...table.tBodies].flatMap((body) => [...body.rows]).filter(rows);
  const extraOf = (row) => (row.nextElementSibling && row.nextElementSibling.matches(".extra") ? row.nextElementSibling : null);

  // ---- What stands in a cell, as something that has an order ----

  const number = (text) => {
    const found = text.replace(/[,\s]/g, "").replace("\u2212", "-").match(/^[^\d-]{0,12}?(-?)[£]?(\d+(?:\.\d+)?)[^\d]*$/);
    return found ? Number(found[1] + found[2]) : NaN;
  };
  const day = (text) => {
    const found = text.match(new RegExp(`(?:(\\d{1,2}) )?(?:(${MONTHS.join("|")}) )?((?:19|20)\\d\\d)(?:.*Q([1-4]))?`));
    if (!found) return NaN;
    const month = found[2] ? MONTHS.indexOf(found[2]) : found[4] ? found[4] * 3 : 0;
    return found[3] * 400 + month * 32 + Number(found[1] || 0);
  };
  const said = (cell) => {
    if (!cell || cell.querySelector(":scope > .nothing, :scope > .unknown")) return "";
    const time = cell.querySelector("time[datetime]");
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".cell-note").forEach((note) => note.remove());
    return time ? time.textContent : copy.textContent.trim();
  };
  const orderOf = (texts) => {
    for (const read of [number, day]) {
      const values = texts.map((text) => (text ? read(text) : null));
      if (values.every((value) => value === null || !Number.isNaN(value))) return [values, (one, other) => one - other];
    }
    const collator = new Intl.Collator("en-GB", { numeric: true });
    return [texts.map((text) => text || null), collator.compare];
  };

  // ---- Another order ----

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const first = own(table, (row) => !row.matches(".extra, .total"));
    if (first.length < FEWEST || table.querySelector("[rowspan]")) return;
    const last = own(table, (row) => row.matches(".total"));
    const words = heads.map((head) => head.textContent.trim());
    const status = element("p", { className: "visually-hidden" });
    status.setAttribute("role", "status");
    const choice = element("p", { className: "order" });
    const select = element("select", {});
    const scroll = table.closest(".table-scroll");
    scroll.before(status, choice);
    let sorted = null;

    const sort = (column, down) => {
      sorted = column === null ? null : [column, down];
      let rows = first;
      if (sorted) {
        const [values, compare] = orderOf(first.map((row) => said(row.cells[column])));
        const places = first.map((_, at) => at).sort((one, other) => {
          if (values[one] === null || values[other] === null) return (values[one] === null) - (values[other] === null) || one - other;
          return (down ? -1 : 1) * compare(values[one], values[other]) || one - other;
        });
        rows = places.map((at) => first[at]);
      }
      rows.forEach((row) => {
        const extra = extraOf(row);
        row.parentNode.append(row, ...(extra ? [extra] : []));
      });
      last.forEach((row) => row.parentNode.append(row));
      heads.forEach((head, at) => {
        if (sorted && at === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      select.value = sorted ? `${column} ${down ? "down" : "up"}` : "";
      status.textContent = sorted ? `In order of ${words[column]}, ${down ? "falling" : "rising"}.` : "In the order in which it is published.";
    };

    // On a narrow screen the head of a stacked table is not seen: a list of choices takes the place of its buttons.
    select.append(new Option("As published", ""));
    words.forEach((word, at) => select.append(new Option(`${word}, rising`, `${at} up`), new Option(`${word}, falling`, `${at} down`)));
    const label = element("label", { textContent: "Order of the entries " });
    const caption = table.caption ? table.caption.textContent.trim() : "";
    select.ariaLabel = `Order of the entries: ${caption}`;
    label.append(select);
    choice.append(label);
    select.addEventListener("change", () => {
      const [column, way] = select.value.split(" ");
      sort(way ? Number(column) : null, way === "down");
    });
    const buttons = words.map((word, at) => {
      if (heads[at].querySelector(".visually-hidden")) return heads[at].firstElementChild;
      const button = element("button", { type: "button", className: "sort", textContent: word });
      button.addEventListener("click", () => {
        const down = sorted && sorted[0] === at && !sorted[1];
        if (sorted && sorted[0] === at && sorted[1]) sort(null); else sort(at, Boolean(down));
      });
      return button;
    });
    const dress = () => {
      const stacked = table.matches(".stack") && narrow.matches;
      choice.hidden = !stacked;
      heads.forEach((head, at) => head.replaceChildren(stacked && buttons[at].matches("button") ? words[at] : buttons[at]));
    };
    dress();
    narrow.addEventListener("change", dress);
  };

  // Long registers are narrowed down on the spot: rows without all of the words are hidden.
  const filter = () => {
    const rows = [...document.querySelectorAll("main .stack:not(.not-filtered) > tbody > tr:not(.extra)")]
      .filter((row) => !row.parentElement.closest("td"));
    const input = document.getElementById("filter");
    if (!input) return;
    const said = input.parentElement.querySelector("[role=status]");
    // On a page of a register that has many, the words can be taken along to the search, which knows them all.
    const whole = document.querySelector(".of-a-whole a");
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
      // A group without any entry that is shown goes with its heading.
      document.querySelectorAll("main .article > .table-scroll, main .article > section > .table-scroll:has(.stack:not(.not-filtered))").forEach((scroll) => {
        const none = !scroll.querySelector("tbody > tr:not([hidden])");
        if (scroll.parentElement.matches("section")) {
          scroll.parentElement.hidden = none;
          return;
        }
        for (let part = scroll; part; part = part.previousElementSibling) {
          if (part.matches(".order, [role=status]")) continue;
          if (part !== scroll && !part.matches("h2, h2 ~ p")) break;
          part.hidden = none;
          if (part.matches("h2")) break;
        }
      });
      said.textContent = words.length ? `${shown} of ${rows.length} entries shown.` : "";
      if (whole && words.length) {
        const all = element("a", { href: `${whole.href}&q=${encodeURIComponent(words.join(" "))}`, textContent: "Look for these words in all registers" });
        said.append(" ", all);
      }
    };
    input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(narrow, 250); });
  };

  document.addEventListener("DOMContentLoaded", () => {
    filter();
    [...document.querySelectorAll("main table.data")]
      .filter((table) => table.tHead && !table.parentElement.closest("td, th"))
      .forEach(sortable);
  });
})();
