"""Every fault that an editor can make is found at its line and said in words that help to mend it.

``tests/bad`` has a folder for every problem code, named ``<code>`` or ``<code>--<what is special>``. It holds only
the files that differ from ``tests/good``. To accept what is said now:  BLESS=1 pytest tests/test_bad.py
"""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest
from sites import BAD, EXPECTED, MESSAGES, ROOT, lay, problems_of

from macros.codes import NOT_CHECKED, every_code
from macros.problems import as_text

CASES = sorted(case for case in BAD.iterdir() if case.is_dir())

PLANTED_ELSEWHERE = {
    "file-too-large": "test_files.py::test_a_file_that_is_too_large_is_not_read",
    "cannot-open": "test_files.py::test_a_file_that_may_not_be_opened",
    "not-understood": "test_validation.py::test_a_refusal_without_words_of_its_own",
    **dict.fromkeys(
        (
            "place-in-image",
            "author-in-file",
            "image-too-large",
            "tracked-changes",
            "comments-in-file",
            "hidden-text",
            "file-in-file",
            "script-in-file",
        ),
        "test_attached.py::test_what_a_file_tells_is_found",
    ),
    **dict.fromkeys(
        ("locked-file", "broken-attachment", "attachment-too-much"), "test_attached.py::test_no_file_stops_the_check"
    ),
    "unusable-link": "test_links.py::test_every_class_of_broken_link_is_found",
    "redirect-circle": "test_links.py::test_a_ring_of_redirects_is_told_once",
    "broken-link": "test_build.py::test_a_link_that_leads_nowhere",
    "broken-fragment": "test_build.py::test_a_link_that_leads_nowhere",
}
"""Codes that no folder of sources can plant, and the test that plants them."""

NOT_ABOUT_SOURCES = NOT_CHECKED | {"changes", "checklist"}
"""Rooms that say nothing about what stands in the sources."""

OTHER_PEOPLES_WORDS = re.compile(
    r"\b(?:None|NoneType|dict|str|int|bool|Traceback|YAML|yaml|JSON|pydantic|Python|boolean|string|integer|null"
    r"|parse[dr]?|scalar|mapping|sequence|node|token|exception|invalid|UnicodeDecodeError)\b|\{'|\['"
)
"""Words of programmers, which no message uses."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_wrong_is_found_and_said(case: Path, tmp_path: Path) -> None:
    problems = problems_of(lay(tmp_path / "site", case))
    found = [{key: getattr(problem, key) for key in ("code", "path", "line", "field")} for problem in problems]
    if os.environ.get("BLESS"):
        (case / EXPECTED).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (case / MESSAGES).write_text(as_text(problems), "utf-8")
    assert found == json.loads((case / EXPECTED).read_text("utf-8"))
    assert as_text(problems) == (case / MESSAGES).read_text("utf-8")
    assert case.name.split("--")[0] in {problem.code for problem in problems}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_expectation_says_what_is_planted(case: Path) -> None:
    for name in (EXPECTED, MESSAGES):
        assert (case / name).is_file(), f"{case.name} has no {name}"
    planted = [path for path in case.rglob("*") if path.name not in (EXPECTED, MESSAGES)]
    assert planted, f"{case.name} has expectations and plants nothing"
    assert json.loads((case / EXPECTED).read_text("utf-8")), f"{case.name} expects nothing"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_messages_are_in_the_editors_words(case: Path) -> None:
    text = (case / MESSAGES).read_text("utf-8")
    said = [line for line in text.splitlines() if line.startswith("    ")]
    ours = re.sub(r"“[^”]*”|(?<=\S)  .*", "", "\n".join(said))  # what is quoted or to be typed is not ours
    assert not (found := OTHER_PEOPLES_WORDS.search(ours)), f"{found[0]!r} in: {text}"
    assert "To fix: " in text


def test_every_code_is_planted() -> None:
    planted = {case.name.split("--")[0] for case in CASES}
    missing = every_code(NOT_ABOUT_SOURCES) - planted - set(PLANTED_ELSEWHERE)
    assert not missing, f"plant these in tests/bad/: {sorted(missing)}"


def test_no_folder_plants_a_code_that_is_gone() -> None:
    codes = every_code(NOT_ABOUT_SOURCES)
    gone = {
        code for case in CASES if (code := case.name.split("--")[0]) not in codes and not code.startswith("no-such-")
    }
    assert not gone
    assert not set(PLANTED_ELSEWHERE) - codes
    for place in PLANTED_ELSEWHERE.values():
        path, name = place.split("::")
        assert f"def {name}(" in (ROOT / "tests" / path).read_text("utf-8")


def test_ten_thousand_bad_lines_still_make_a_list_that_can_be_read(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    entries = [
        f"- ref: G-{number}\n  offered_on: {number}/02/2024\n  recipeint: Chair{number}\n  offered_by: X\n"
        f"  description: Y\n  outcome: refused{number}\n  supports: [nothing-{number}]\n"
        for number in range(5_000)
    ]
    (root / "data/gifts.yml").write_text("".join(entries), "utf-8")
    rows = "".join(f"S-{number},Nobody,{number}.2.24,X,Y,{number}k\n" for number in range(10_000))
    (root / "data/spending/bad.csv").write_text("ref,body,paid_on,supplier,purpose,amount\n" + rows, "utf-8")
    started = time.process_time()
    problems = problems_of(root)
    text = as_text(problems)
    assert time.process_time() - started < 12
    assert len(problems) >= 45_000
    assert len(text.splitlines()) < 400
    assert "… and 9,990 more of this kind in this file." in text


def test_ten_thousand_references_to_nothing(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    entries = "".join(
        f"- ref: X-{number}\n  pillar: suport-victims-{number}\n  title: Title {number}\n  sources: [title: T]\n"
        for number in range(10_000)
    )
    (root / "data/objectives.yml").write_text(entries, "utf-8")
    started = time.process_time()
    text = as_text(problems_of(root))
    assert time.process_time() - started < 12
    assert "more of this kind in this file" in text


def test_very_long_lines_are_quoted_short(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    long = "word " * 20_000
    gift = f"- ref: {long}\n  offered_on: {long}\n  recipient: {long}\n  offered_by: X\n  description: Y\n  outcome: {long}\n  estimated_value: {long}\n"
    (root / "data/gifts.yml").write_text(gift, "utf-8")
    page = root / "docs/policies-and-procedures.md"
    page.write_text(page.read_text("utf-8") + f"\n{long}<b {long}>\n\n[{long}]({'x' * 400_000})\n", "utf-8")
    problems = problems_of(root)
    assert [problem.code for problem in problems] == [
        "not-a-reference",
        "not-a-date",
        "not-a-choice",
        "not-money",
        "raw-html",
    ]
    assert max(len(problem.message) + len(problem.fix) for problem in problems) < 400
