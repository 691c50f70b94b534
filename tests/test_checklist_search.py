"""What the two finished sites say of their duties: what the search finds, and the same state in every place."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from python_calamine import CalamineWorkbook
from seen import Site
from selectolax.lexbor import LexborHTMLParser
from served import served
from sites import ROOT

from macros import cli
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
    for words in reversed(questions):  # what was asked before makes no difference, neither there nor here
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


@pytest.mark.parametrize(("name", "root"), [("norfolk_site", ROOT), ("example_site", ROOT / "tests" / "example")])
def test_every_place_says_the_same_state(
    name: str, root: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    site: Path = request.getfixturevalue(name)
    capsys.readouterr()
    folder = site / "checklist"
    states = {row["id"]: row["state"] for row in json.loads((folder / "checklist.json").read_text("utf-8"))["items"]}
    assert len(states) == 66
    table = csv.DictReader(io.StringIO((folder / "checklist.csv").read_bytes().decode("utf-8")))
    assert {row["id"]: row["state"] for row in table} == states
    head, *lines = CalamineWorkbook.from_path(str(folder / "checklist.xlsx")).get_sheet_by_index(0).to_python()
    assert {line[head.index("id")]: line[head.index("state")] for line in lines} == states
    shown = {ref.lower(): state.capitalize() for ref, state in states.items()}
    for page in ("", "by-state/"):
        rows = LexborHTMLParser((folder / page / "index.html").read_bytes()).css("tr[id]")
        assert {row.id: row.css_first(".tag[class*='tag-']").text() for row in rows} == shown
    report = LexborHTMLParser((folder / "report/index.html").read_bytes())
    for ref, state in shown.items():
        tag = LexborHTMLParser((folder / ref / "index.html").read_bytes()).css_first(".lead .tag")
        printed = report.css_first(f"[aria-labelledby='report-{ref}'] .tag")
        assert tag and tag.text() == state and printed and printed.text() == state, ref
    code = cli.main(["checklist", "--root", str(root), "--site", str(site)])
    said = [line for line in capsys.readouterr().out.splitlines() if line[:1].strip() and line[27:28].strip()]
    assert {line[27:].split()[0]: line[:27].strip() for line in said if " duties: " not in line} == states
    assert code == (1 if {"missing", "overdue"} & set(states.values()) else 0)
