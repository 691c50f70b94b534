"""The accessibility statement says what the tests found, because they write it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import statement

DOCS = Path(__file__).resolve().parent.parent / "docs" / "help" / "accessibility.md"
TOLD = {
    "day": "3 May 2031", "browser": "Chromium 1", "axe": "axe-core 2", "norfolk pages": "700", "example pages": "300",
}  # fmt: skip
LOOKED = ("norfolk 400", "example 60", "norfolk 300")


def run(failed: str = "", left_out: str = "", looked: tuple[str, ...] = LOOKED) -> ElementTree.Element:
    """The results of a made-up run, as pytest writes them."""
    facts = "".join(f'<property name="{name}" value="{value}"/>' for name, value in TOLD.items())
    cases = "".join(
        f'<testcase name="{start}[norfolk]">{"<failure/>" if start == failed else ""}</testcase>'
        for starts in statement.CHECKS.values()
        for start in starts
        if start != left_out
    )
    parts = "".join(
        f'<testcase name="test_every_kind_of_page[{part}]"><properties>{facts}<property name="looked at" value="{value}"/></properties></testcase>'
        for part, value in enumerate(looked)
    )
    return ElementTree.fromstring(f"<testsuites><testsuite>{parts}{cases}</testsuite></testsuites>")


def test_what_was_found_is_said() -> None:
    text = statement.written(run())
    assert "ran on 3 May 2031, in Chromium 1 with axe-core 2" in text
    assert "every one of the 700 pages of this site, and 60 of the 300 pages" in text
    assert "| Paper | 1 | 0 |" in text
    assert "399 of the 700 pages" in statement.written(run(looked=("norfolk 399", "example 300")))


def test_a_failure_is_said() -> None:
    assert "| Paper | 1 | 1 |" in statement.written(run(failed="test_nothing_is_cut_off"))


def test_what_was_run_again_counts_as_it_came_out_last() -> None:
    text = statement.written(run(failed="test_nothing_is_cut_off"), run())
    assert "| Paper | 1 | 0 |" in text and statement.AGAIN in text and statement.AGAIN not in statement.written(run())
    assert "every one of the 700 pages of this site, and 60 of the 300 pages" in text


def test_a_check_that_was_not_run_is_not_claimed() -> None:
    with pytest.raises(SystemExit, match="no run of: Paper"):
        statement.written(run(left_out="test_nothing_is_cut_off"))


def test_the_published_statement_claims_only_what_the_tests_wrote() -> None:
    found = DOCS.read_text("utf-8").split(statement.START, 1)[1].strip()
    if found.startswith("No run over every page has been written here yet."):
        assert "|" not in found
    else:
        assert found.startswith("The tests ran on ")
        assert all(f"\n| {words} | " in found for words in statement.CHECKS)
