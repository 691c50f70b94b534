// Sveltia CMS asks another host for the words of its own buttons, which the page's policy forbids. They are given from
// here instead, in British English for everybody, because the whole site is in it.
const fromAnywhere = window.fetch.bind(window);
const words = new URL("en-GB.json", document.currentScript.src).href;
window.fetch = (what, how) =>
  fromAnywhere(typeof what === "string" && /\/@sveltia\/cms@[^/]+\/locales\/[A-Za-z-]+\.json/.test(what) ? words : what, how);
