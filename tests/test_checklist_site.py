"""What the built site, git and the command line make of the checklist."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from sites import ROOT, lay

from macros import cli
from macros.checklist import CHECKLIST_FORMATS, items
from macros.checklist.engine import gather, statements
from macros.checklist.history import read_history, states_over_time
from macros.checklist.reach import (
    BuiltPage,
    Reach,
    Reaches,
    clicks_from_home,
    hard_to_find,
    measure,
    read_built,
    read_reaches,
)
from macros.office import load_site
from macros.settings import read_settings

EXAMPLE = ROOT / "tests" / "example"


@pytest.fixture(scope="module")
def site(example_site: Path) -> Path:
    return example_site


SMALL = {
    address: BuiltPage(address, links)
    for address, links in (
        ("/", ("/money/", "/checklist/")),
        ("/checklist/", ()),
        ("/money/", ("/money/spending/",)),
        ("/money/spending/", ("/money/spending/2026/",)),
        ("/money/spending/2026/", ("/money/spending/2026/03/",)),
        ("/money/spending/2026/03/", ("/",)),
        ("/lost/", ("/",)),
    )
}
ANSWERS = {
    "spending": ["/money/spending/"],
    "March": ["/", "/money/spending/2026/03/"],
    "gifts": ["/checklist/", "/lost/"],
}


def test_clicks_are_counted_breadth_first_over_real_links() -> None:
    assert clicks_from_home(SMALL) == {
        "/": 0,
        "/checklist/": 1,
        "/money/": 1,
        "/money/spending/": 2,
        "/money/spending/2026/": 3,
        "/money/spending/2026/03/": 4,
    }


def test_links_are_read_as_a_visitor_follows_them(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "index.html").write_text(
        '<h1>Home</h1><a href="./a/">a</a><a href="a/b/index.html">b</a><a href="https://example.org/x/">out</a><a href="#here">here</a>'
    )
    (tmp_path / "a/index.html").write_text('<h1>A</h1><h2>Part</h2><a href="../">up</a><a href="b/?x=1#y">b</a>')
    (tmp_path / "a/b/index.html").write_text(
        '<meta name="description" content="About B"><h1>B</h1><a href="../../">up</a>'
    )
    pages = read_built(tmp_path)
    assert pages["/"].links == ("/a/", "/a/b/")
    assert pages["/a/"].links == ("/", "/a/b/")
    assert clicks_from_home(pages) == {"/": 0, "/a/": 1, "/a/b/": 1}


def test_far_away_unreachable_and_not_found_are_problems_that_stop_nothing() -> None:
    reaches = measure(
        SMALL,
        {
            "near": (["/money/spending/"], ["spending"]),
            "far": (["/money/spending/2026/03/"], ["March"]),
            "lost": (["/lost/"], ["helicopters", "gifts", "boats"]),
            "none": ([], ["anything"]),
        },
        lambda words: ANSWERS.get(words, []),
    )
    assert [reaches.clicks(ref) for ref in ("near", "far", "lost", "none")] == [2, 4, None, None]
    assert [reaches.found(ref) for ref in ("near", "far", "lost", "none")] == [True, True, False, None]
    problems = list(hard_to_find(reaches, {ref: ("data/law/x.yml", 7) for ref in reaches.by_duty}))
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("far-from-home", "should"),
        ("far-from-home", "should"),
        ("not-found-by-search", "should"),
    ]
    assert "4 clicks" in problems[0].message and "cannot be reached" in problems[1].message
    assert "“helicopters”, “boats”" in problems[2].message
    unasked = measure(SMALL, {"near": (["/money/spending/"], ["spending"])}, None)
    assert (unasked.clicks("near"), unasked.found("near"), unasked.searches("near")) == (2, None, {})


def test_every_duty_has_a_page_with_its_evidence_and_the_way_to_it(site: Path) -> None:
    rows = json.loads((site / "checklist/checklist.json").read_text("utf-8"))["items"]
    assert len(rows) > 60
    for row in rows:
        text = (site / "checklist" / row["id"].lower() / "index.html").read_text("utf-8")
        assert row["state"].capitalize() in text
        assert "When each state was reached" in text
        if row["evidence"]:
            assert row["evidence"][0] in text
            assert row["clicks"] <= 3, row["id"]
            assert f"{row['clicks']} click" in text
    left = [path for path in site.rglob("*.html") if re.search(r"\[\[\w+-of:", path.read_text("utf-8"))]
    assert left == []


def test_sections_and_states_together_hold_every_duty(site: Path) -> None:
    ids = {row["id"].lower() for row in json.loads((site / "checklist/checklist.json").read_text("utf-8"))["items"]}

    def on(*names: str) -> list[str]:
        found: list[str] = []
        for name in names:
            text = (site / "checklist" / name / "index.html").read_text("utf-8")
            found += re.findall(r'<tr id="([^"]+)"', text)
        return found

    sections = on(
        "who-we-are",
        "what-we-spend",
        "plans-and-performance",
        "how-we-decide",
        "policies-and-procedures",
        "lists-and-registers",
    )
    assert sorted(sections) == sorted(ids)
    assert sorted(on("by-state")) == sorted(ids)
    assert sorted(on("")) == sorted(ids)


def test_the_downloads_say_the_same(site: Path) -> None:
    rows = json.loads((site / "checklist/checklist.json").read_text("utf-8"))["items"]
    table = list(csv.DictReader(io.StringIO((site / "checklist/checklist.csv").read_bytes().decode("utf-8"))))
    sheet = CalamineWorkbook.from_path(str(site / "checklist/checklist.xlsx")).get_sheet_by_index(0).to_python()
    assert [row["id"] for row in rows] == [row["id"] for row in table] == [line[0] for line in sheet[1:]]
    assert [row["state"] for row in rows] == [row["state"] for row in table]
    due = sheet[0].index("due_by")
    assert {type(line[due]).__name__ for line in sheet[1:]} == {"date", "str"}
    assert (site / "checklist/checklist.csv").read_bytes().count(b"\r\n") == len(rows) + 1


def test_what_falls_due_is_a_calendar_and_a_feed(site: Path) -> None:
    rows = json.loads((site / "checklist/checklist.json").read_text("utf-8"))["items"]
    due = sorted((row["due_by"], row["paragraph"]) for row in rows if row["due_by"])
    text = (site / "checklist/falling-due.ics").read_bytes()
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    events = Calendar.from_ical(text.decode("utf-8")).walk("VEVENT")
    said = [(event["DTSTART"].dt.isoformat(), re.sub(r"^\w+: ", "", event["SUMMARY"])) for event in events]
    assert all(words.startswith(paragraph) for (_, words), (_, paragraph) in zip(sorted(said), due, strict=True))
    assert text == (site / "open-data/publication-dates.ics").read_bytes()
    feed = ElementTree.fromstring((site / "checklist/falling-due.atom").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == len(due)
    for entry in entries:
        link = entry.find(f"{atom}link")
        assert link is not None
        assert (site / urlsplit(link.attrib["href"]).path.lstrip("/") / "index.html").is_file()


def test_the_report_names_the_commit(site: Path) -> None:
    text = (site / "checklist/report/index.html").read_text("utf-8")
    commit = read_history(EXAMPLE).commit
    assert (commit in text) if commit else "not known" in text


def test_a_register_says_when_it_is_next_due(site: Path) -> None:
    text = (site / "spending/index.html").read_text("utf-8")
    assert re.search(r"Newest entry \d+ \w+ \d{4}; next due by \d+ \w+ \d{4} \(monthly\)", text)


def test_how_promptly_the_office_publishes(site: Path) -> None:
    text = (site / "how-we-publish/index.html").read_text("utf-8")
    assert "From signing to publication, by year" in text
    assert "Looked at again by" in text
    assert "checklist/" in text


def test_two_builds_are_the_same(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    assert cli.main(["build", "--root", str(EXAMPLE), "--out", str(again)]) == 0
    for path in sorted((site / "checklist").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(site)).read_bytes(), path


KEYS = {"id", "state", "evidence", "published_on", "due_by", "owner", "clicks", "found_by_search"}


def test_the_command_reads_the_built_site(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["checklist", "--root", str(EXAMPLE), "--site", str(site), "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert code == 0
    assert all(set(row) >= KEYS for row in rows)
    assert {type(row["clicks"]) for row in rows if row["evidence"]} == {int}
    assert read_reaches(site).found("sio-1-a") is not None


def test_without_a_built_site_the_way_is_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["checklist", "--root", str(EXAMPLE), "--site", str(tmp_path), "--format", "json"]
    assert cli.main(command) == 0
    out = capsys.readouterr()
    assert {row["clicks"] for row in json.loads(out.out)} == {None}
    assert "Build it first" in out.err


def test_a_duty_of_law_that_is_neither_met_nor_explained_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = lay(tmp_path / "site")
    assert cli.main(["checklist", "--root", str(root)]) == 0
    capsys.readouterr()
    duties = (root / "data/law/duties.yml").read_text("utf-8")
    (root / "data/gifts.yml").write_text("[]\n", "utf-8")
    assert cli.main(["checklist", "--root", str(root), "--format", "markdown"]) == 1
    assert "### Neither met nor explained" in capsys.readouterr().out
    statement = "- ref: s-1\n  duty: sio-2-e\n  state: not yet published\n  reason: Being put together.\n  by_when: 2024-07-01\n"
    (root / "data/publication.yml").write_text(statement, "utf-8")
    about = "title: Statements\ndescription: What the office says.\nsection: checklist\nrender_macros: true"
    shown = '{{ show_register("publication_statement") }}'
    (root / "docs/statements.md").write_text(f"---\n{about}\n---\n\n{shown}\n", "utf-8")
    assert cli.main(["checklist", "--root", str(root)]) == 0
    assert cli.main(["checklist", "--root", str(root), "--as-of", "2024-07-02"]) == 1
    guidance = duties.replace("basis: law", "basis: guidance")
    (root / "data/law/duties.yml").write_text(guidance, "utf-8")
    assert cli.main(["checklist", "--root", str(root), "--as-of", "2024-07-02"]) == 0


@pytest.mark.parametrize("name", sorted(CHECKLIST_FORMATS))
def test_every_format_takes_no_duties_and_odd_words(name: str) -> None:
    assert CHECKLIST_FORMATS[name]([], Reaches()).strip()
    settings = read_settings(EXAMPLE)
    assert settings.as_of
    loaded = load_site(settings, settings.as_of)
    found = items(loaded.registers, loaded.pages, loaded.as_of)
    text = CHECKLIST_FORMATS[name](found, Reaches({"sio-1-a": Reach(("/x/",), 1, {"a|b": True})}))
    assert "sio-1-a" in text or "1(a)" in text


def git(root: Path, *words: str, on: str = "2024-06-01") -> None:
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A"}
    when = {
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_AUTHOR_DATE": f"{on}T12:00:00",
        "GIT_COMMITTER_DATE": f"{on}T12:00:00",
    }
    places = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**who, **when, **places})


def commit(root: Path, on: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-m", f"As of {on}", on=on)


DUTY = """\
- ref: sio-2-e
  order: 2
  paragraph: 2(e)
  heading: Gifts
  requirement: A register of gifts
  law: An invented order
  basis: law
  applies_to: Commissioner
  timing_kind: quarterly
  cadence_months: 3
  timing: Every quarter
"""


def test_the_history_tells_when_each_state_was_reached(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    git(tmp_path, "init", str(root))
    gifts = (root / "data/gifts.yml").read_text("utf-8")
    (root / "data/gifts.yml").write_text("[]\n", "utf-8")
    (root / "data/law/duties.yml").write_text(DUTY, "utf-8")
    said = "- ref: s-1\n  duty: sio-2-e\n  state: not yet published\n  reason: Being put together.\n  stated_on: 2023-01-10\n"
    (root / "data/publication.yml").write_text(said, "utf-8")
    commit(root, "2023-01-10")
    entry = re.sub(r"offered_on: .*", "offered_on: 2023-03-09", "- ref:" + gifts.split("- ref:")[1])
    (root / "data/gifts.yml").write_text(entry, "utf-8")
    (root / "data/publication.yml").unlink()
    commit(root, "2023-04-02")

    history = read_history(root)
    assert (history.missing, history.committed_on) == ("", date(2023, 4, 2))
    settings = read_settings(root)
    loaded = load_site(settings, date(2024, 6, 30))
    (duty,) = loaded.registers.of("duty")
    found = gather([duty], loaded.registers, loaded.pages)[duty.ref]
    reached = states_over_time(
        duty, found, statements(loaded.registers).get(duty.ref), loaded.registers, history, loaded.as_of
    )
    # Published in the quarter to March: met, then the next quarter is awaited, then it is late.
    assert [(step.on.isoformat(), step.item.state) for step in reached] == [
        ("2023-04-02", "met"),
        ("2023-07-01", "due soon"),
        ("2023-10-01", "overdue"),
    ]


def test_a_shallow_clone_says_that_history_is_missing(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    git(tmp_path, "init", str(root))
    commit(root, "2023-01-10")
    (root / "data/extra.txt").write_text("x", "utf-8")
    commit(root, "2023-02-10")
    git(tmp_path, "clone", "--depth", "1", f"file://{root}", str(tmp_path / "shallow"))
    history = read_history(tmp_path / "shallow")
    assert "shallow clone" in history.missing
    assert len(history.commit) == 40
    assert not history.entered


def test_without_git_the_history_is_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = lay(tmp_path / "site")
    assert "without git" in read_history(root).missing
    monkeypatch.setenv("PATH", "")
    assert "without git" in read_history(root).missing


def test_what_a_change_makes_better_or_worse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay(tmp_path / "site")
    git(tmp_path, "init", str(root))
    (root / "data/publication.yml").write_text("[]\n", "utf-8")
    (root / "data/law/duties.yml").write_text(DUTY, "utf-8")
    gifts = (root / "data/gifts.yml").read_text("utf-8")
    commit(root, "2024-06-20")
    (root / "data/gifts.yml").write_text("[]\n", "utf-8")
    command = ["checklist", "--root", str(root), "--format", "markdown", "--base", "HEAD"]
    assert cli.main(command) == 1
    assert "### Worse\n\n- 2(e) A register of gifts: met → **missing**" in capsys.readouterr().out
    commit(root, "2024-06-21")
    (root / "data/gifts.yml").write_text(gifts, "utf-8")
    assert cli.main(command) == 0
    assert "### Better\n\n- 2(e) A register of gifts: missing → **met**" in capsys.readouterr().out
    assert cli.main([*command[:-1], "HEAD~1"]) == 0
    assert "No duty changes its state" in capsys.readouterr().out
    assert cli.main([*command[:-1], "no-such-branch"]) == 2
    assert "There is no commit “no-such-branch” in the history here" in capsys.readouterr().err
    git(root, "diff", "--cached", "--quiet")


def test_a_date_before_the_entry_came_in_is_shown(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    git(tmp_path, "init", str(root))
    commit(root, "2023-06-01")
    notice = root / "content/decisions/2024/dn-2024-001.md"
    late = read_history(root, date(2022, 1, 1))
    path = "content/decisions/2024/dn-2024-001.md"
    assert notice.is_file()
    assert late.later_than(date(2023, 5, 31), path, "dn-2024-001") == date(2023, 6, 1)
    assert late.later_than(date(2023, 6, 1), path, "dn-2024-001") is None
    assert read_history(root, date(2023, 6, 1)).later_than(date(2020, 1, 1), path, "dn-2024-001") is None
    # A file that is moved keeps the day on which its entry came in.
    (root / "content/decisions/2025").mkdir()
    notice.rename(root / "content/decisions/2025/dn-2024-001.md")
    commit(root, "2024-02-01")
    moved = read_history(root)
    assert moved.of("content/decisions/2025/dn-2024-001.md", "dn-2024-001") == date(2023, 6, 1)
