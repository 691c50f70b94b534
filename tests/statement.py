"""Writes what the tests found into the accessibility statement, from the results that pytest itself has kept.

Usage: ``python tests/statement.py STATEMENT.md RESULTS.xml …``. ``make nightly`` runs it after a run over every page; results of
tests that were run again after something was mended can follow those of the whole run. The
statement then says the day, how many pages were looked at, by which version of each tool, and what failed: nobody writes that by hand.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

START = "### What the tests found\n"
"""The heading of the last part of the statement, which the tests write."""

AGAIN = "Tests that failed were run again after something had been mended; the table says how they came out last."

CHECKS = {
    "Rules that a machine can test, reflow at 320 pixels, wide text spacing, each stop of the keyboard": (
        "test_every_kind_of_page", "test_what_is_not_asked",
    ),
    "Keyboard: through pages and out, menu, “Escape”, skip link, no single keys, order of tables": (
        "test_tab_goes_through", "test_skip_link", "test_menu_opens", "test_no_single_key", "test_a_table_is_put",
    ),
    "Colours chosen by the system": ("test_forced_colours",),
    "Words in charts on the narrowest screen": ("test_words_in_charts", "test_figures_in_charts"),
    "Paper": ("test_nothing_is_cut_off",),
    "Without JavaScript": ("test_everything_is_there",),
    "Search, said aloud, and its results by the rules that a machine can test": ("test_search", "test_results_of_a_search"),
    "Leaving the site quickly, emergency numbers first": ("test_leaving_the_site_quickly", "test_leaving_the_site_by_touch", "test_numbers_for"),
    "Tables, charts, headings, titles, on every page": (
        "test_tables_have", "test_charts_say", "test_headings", "test_titles", "test_language",
    ),
}  # fmt: skip
"""Each check in the statement's words, and the starts of the names of the tests that make it."""


def results(trees: Sequence[ElementTree.Element]) -> dict[str, list[bool]]:
    """Whether each run of each test passed, by the name of the test. What was run again counts as it came out last."""
    last: dict[tuple[str, str], bool] = {}
    for tree in trees:
        for case in tree.iter("testcase"):
            passed = not any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))
            last[case.attrib.get("classname", ""), case.attrib["name"]] = passed
    found: dict[str, list[bool]] = {}
    for (_, name), passed in last.items():
        found.setdefault(name, []).append(passed)
    return found


def told(trees: Sequence[ElementTree.Element]) -> tuple[dict[str, str], Counter[str]]:
    """What the tests over pages left in their results: the facts of the run, and how many pages of each site were looked at."""
    facts: dict[str, str] = {}
    by_test: dict[str, list[str]] = {}
    for case in (case for tree in trees for case in tree.iter("testcase")):
        for found in case.iter("property"):
            name, value = found.attrib["name"], found.attrib["value"]
            if name == "looked at":
                by_test[case.attrib["name"]] = value.split()
            else:
                facts[name] = value
    looked: Counter[str] = Counter()
    for site, number in by_test.values():
        looked[site] += int(number)
    return facts, looked


def written(*trees: ElementTree.Element) -> str:
    """The part of the statement that the tests write. :raises SystemExit: a check was not run."""
    facts, number = told(trees)
    how_many = {site: str(n) if n != int(facts[f"{site} pages"]) else "every one" for site, n in number.items()}
    looked = (
        f"{how_many['norfolk']} of the {facts['norfolk pages']} pages of this site, "
        f"and {how_many['example']} of the {facts['example pages']} pages of an invented office’s site"
    )
    found = results(trees)
    lines = [
        START,
        f"The tests ran on {facts['day']}, in {facts['browser']} with {facts['axe']}. In the browser they looked at {looked}.",
        "",
        *([AGAIN, ""] if len(trees) > 1 else []),
        "| Check | Runs | Failed |",
        "|---|---|---|",
    ]
    for words, starts in CHECKS.items():
        runs = [passed for start in starts for name, each in found.items() if name.startswith(start) for passed in each]
        if not runs or not all(any(name.startswith(start) for name in found) for start in starts):
            sys.exit(f"The results have no run of: {words}. To fix: make nightly")
        lines.append(f"| {words} | {len(runs)} | {runs.count(False)} |")
    return "\n".join([*lines, ""])


def main(statement: str, *results_files: str) -> int:
    path = Path(statement)
    text = path.read_text(encoding="utf-8")
    before = text.split(START, 1)[0]
    path.write_text(before + written(*(ElementTree.parse(file).getroot() for file in results_files)), encoding="utf-8")
    print(f"{statement} says what the tests found.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
