"""Easy to find: what the checklist says that the site's search finds is what a visitor's browser finds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from seen import Site
from selectolax.lexbor import LexborHTMLParser
from served import served

from macros.asking import CannotAsk, SiteSearch
from macros.checklist.reach import FIRST_RESULTS

TYPE_EACH = """async (questions) => {
  const status = document.getElementById("search-status");
  const answers = {};
  for (const words of questions) {
    history.replaceState(null, "", `?q=${encodeURIComponent(words)}`);
    dispatchEvent(new PopStateEvent("popstate"));
    const started = Date.now();
    while (!status.textContent.includes(`for “${words}”.`)) {
      if (Date.now() - started > 10000) throw new Error(`no answer for ${words}: ${status.textContent}`);
      await new Promise((done) => setTimeout(done, 5));
    }
    answers[words] = [...document.querySelectorAll("#search-results a.result-title")].map((link) => link.href);
  }
  return answers;
}"""


@pytest.mark.parametrize("name", ["norfolk_site", "example_site"])
def test_the_checklist_says_what_the_search_page_finds(
    name: str, request: pytest.FixtureRequest, browser: object
) -> None:
    site: Path = request.getfixturevalue(name)
    rows = json.loads((site / "checklist/checklist.json").read_text("utf-8"))["items"]
    questions = sorted({words for row in rows for words in row["searches"]})
    with served(site) as address:
        visited = Site(address, [], browser)  # type: ignore[arg-type]
        context = visited.context()
        page = context.new_page()
        visited.go(page, "/search/")
        answers = page.evaluate(TYPE_EACH, questions)
        context.close()
        assert visited.heard == []
    base = urlsplit(address).path.rstrip("/")
    first = {
        words: [urlsplit(link).path.removeprefix(base) for link in links[:FIRST_RESULTS]]
        for words, links in answers.items()
    }
    there = [row for row in rows if row["evidence"]]
    assert len(there) > 20
    for row in there:
        assert row["searches"], row["id"]
        seen = {words: bool(set(row["addresses"]) & set(first[words])) for words in row["searches"]}
        assert seen == row["searches"], row["id"]
        assert row["found_by_search"] == all(seen.values()), row["id"]
    search = SiteSearch(site / "pagefind", weights_on(site))
    for words in questions:
        assert search.first(words, FIRST_RESULTS) == first[words], words


def weights_on(site: Path) -> dict[str, float]:
    """What the search page itself says of how much each field counts."""

    form = LexborHTMLParser((site / "search/index.html").read_bytes()).css_first(".search-form")
    assert form is not None
    return dict(json.loads(str(form.attributes["data-weights"])))


def test_everything_that_is_on_the_two_sites_is_found(norfolk_site: Path, example_site: Path) -> None:
    """Not a rule of the program: it says that today nothing on them is hard to find."""
    for site in (norfolk_site, example_site):
        for row in json.loads((site / "checklist/checklist.json").read_text("utf-8"))["items"]:
            if row["evidence"]:
                assert row["found_by_search"] and row["clicks"] <= 3, row["id"]


def test_what_nobody_wrote_is_not_found(example_site: Path) -> None:
    search = SiteSearch(example_site / "pagefind", {})
    assert search.first("xylophone zeppelin", 5) == []
    assert search.first("", 5) == []
    assert search.first("…", 5) == []
    assert search.first("spending", 5)
    assert search.first("SPENDING!", 5) == search.first("spending", 5)


def test_a_site_without_its_index_says_so(example_site: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotAsk, match="could not be asked"):
        SiteSearch(tmp_path, {})
    shutil.copytree(example_site / "pagefind", tmp_path / "pagefind")
    for part in (tmp_path / "pagefind/index").iterdir():
        part.write_bytes(b"not an index")
    search = SiteSearch(tmp_path / "pagefind", {})
    with pytest.raises(CannotAsk, match="“spending”"):
        search.first("spending", 5)
