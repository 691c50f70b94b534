// The search page. The engine is fetched only when there is something to look for.
const form = document.querySelector(".search-form");
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
const NAMES = ["q", "kind", "year", "pillar"];
const PAGE = 10;
const TITLE = document.title;
let engine;
let asked = 0;
let hits = [];

const say = (words) => { status.textContent = words; };

// Each search begins anew: what an earlier one fetched would change the order of what is found, and an address that is
// passed on has to show the same to everybody.
const load = async () => {
  if (engine) await engine.destroy();
  engine = await import(new URL("../pagefind/pagefind.js", import.meta.url).href);
  const ranking = { metaWeights: JSON.parse(form.dataset.weights) };
  await engine.options({ excerptLength: 24, ranking, baseUrl: new URL("../", import.meta.url).pathname });
  return engine;
};

// An excerpt comes as text with <mark> around the words that were found. Nothing else of it is believed.
const marked = (excerpt) => {
  const words = new DOMParser().parseFromString(excerpt, "text/html").body;
  return [...words.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return document.createTextNode(node.textContent);
    const mark = document.createElement("mark");
    mark.textContent = node.textContent;
    return mark;
  });
};

const element = (name, className, words) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
};

const row = (found) => {
  const item = element("li");
  const link = element("a", "result-title", found.meta.title);
  link.href = found.url;
  const what = [found.meta.kind, found.filters.year && found.filters.year.join(", ")].filter(Boolean).join(", ");
  const words = element("p", "result-words");
  words.append(...marked(found.excerpt));
  item.append(link, element("span", "result-what", what), words);
  return item;
};

const show = async (from) => {
  const turn = asked;
  const found = await Promise.all(hits.slice(from, from + PAGE).map((hit) => hit.data()));
  if (turn !== asked) return;
  const rows = found.map(row);
  list.append(...rows);
  more.hidden = from + PAGE >= hits.length;
  if (from) rows[0].querySelector("a").focus();
};

const search = async () => {
  const turn = (asked += 1);
  const wanted = new URLSearchParams(location.search);
  NAMES.forEach((name) => { form.elements[name].value = wanted.get(name) || ""; });
  const words = (wanted.get("q") || "").trim();
  document.title = words ? `“${words}” – ${TITLE}` : TITLE;
  const filters = {};
  NAMES.slice(1).forEach((name) => { if (wanted.get(name)) filters[name] = [wanted.get(name)]; });
  list.replaceChildren();
  more.hidden = true;
  hits = [];
  if (!words && !Object.keys(filters).length) { say(""); return; }
  say("Searching …");
  try {
    const found = await (await load()).search(words || null, { filters });
    if (turn !== asked) return;
    hits = found.results;
    await show(0);
    const count = hits.length === 1 ? "1 page" : `${hits.length} pages`;
    const about = words ? `“${words}”` : "these choices";
    say(hits.length ? `${count} found for ${about}.` : `Nothing found for ${about}. Try fewer or other words.`);
  } catch (failure) {
    if (turn !== asked) return;
    say("Search did not work. The A to Z below lists every page.");
    console.warn(failure);
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = new URLSearchParams();
  NAMES.forEach((name) => { if (form.elements[name].value) wanted.set(name, form.elements[name].value); });
  history.pushState(null, "", `?${wanted}`);
  search();
});
more.addEventListener("click", () => show(list.children.length));
addEventListener("popstate", search);
search();
