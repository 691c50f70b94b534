"""``transparency new`` for every kind: what it writes passes once the fields that are needed hold what it shows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sites import lay_example

from macros.cli import main
from macros.loading import load
from macros.office import load_site
from macros.record import declared_kinds
from macros.settings import read_settings
from macros.starting import CannotStart, start_entry

DAY = date(2026, 11, 22)
FILES = ("pillar", "plan_section", "duty")
"""Kinds whose file only an editor can choose: one for each plan, or for each law."""
NOT_STARTED = {
    "spending": "transparency import spending FILE --month",
    "office": "change data/office.yml",
}
"""Kinds of which no entry is started by hand, and what is said instead."""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the invented office, which has every kind."""
    return lay_example(tmp_path)


def filled(text: str) -> str:
    """The text with every empty place filled with the first example that stands beside or above it."""
    lines = []
    waiting = ""
    for line in text.split("\n"):
        match = re.match(r"^(\s*(?:- )?\w+:)(.*?)  # (.*)$", line)
        example = ""
        if match and not line.lstrip("- ").startswith("#"):
            shown = re.search(r"(?:For example|One of): (.+)$", match[3])
            example = re.split(r"; |, " if "One of:" in match[3] else "; ", shown[1])[0].rstrip(".") if shown else ""
            listed = "A list:" in match[3]
            waiting = example if listed else ""
            if not match[2].strip() and example and not listed:
                line = f"{match[1]} '" + example.replace("'", "''") + "'"
        elif line.strip() == "-" and waiting:
            line = f"{line} '{waiting}'"
        lines.append(line)
    return "\n".join(lines)


def test_started_entries_of_every_kind_pass_with_what_they_show(office: Path) -> None:
    """All kinds in one office, one after the other, and then one check of it."""
    site = read_settings(office)
    registers, _ = load(site.root, declared_kinds(), site.shared)
    started: dict[str, str] = {}
    for name, kind in declared_kinds().items():
        if name in NOT_STARTED:
            continue
        given = {"reference": f"quite-new-{name.replace('_', '-')}"}
        if name in FILES:
            with pytest.raises(CannotStart, match=r"transparency new .+ --file ") as refusal:
                start_entry(office, registers, kind, DAY)
            given = {
                "file": str(refusal.value).rsplit(" ", 1)[1].replace("/name.", f"/quite-new-{name}.".replace("_", "-"))
            }
            if given["file"].endswith(".yml"):
                given["reference"] = "quite-new-duty"
        path, line = start_entry(office, registers, kind, DAY, **given)
        text = path.read_text("utf-8").split("\n")
        head = text[line - 1]
        assert head == "---" if path.suffix == ".md" else head.startswith("- ref: "), (name, head)
        made = filled("\n".join(text[line - 1 :]))
        path.write_text("\n".join([*text[: line - 1], made]) + "The words of the entry.\n" * (head == "---"), "utf-8")
        started[path.relative_to(office).as_posix()] = made
    wrong = [found for found in load_site(site, DAY).problems if found.severity == "must"]
    # This office has spoken of every duty, so a new statement can only be a second one.
    wrong = [found for found in wrong if found.code != "duty-stated-twice"]
    said = [f"{found.path}:{found.line} {found.message} {found.fix}" for found in wrong]
    assert not wrong, "\n".join([*said, *(started.get(found.path, "") for found in wrong[:3])])


def test_the_next_reference_and_the_day_are_filled_in(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "decision", "--root", str(office)]) == 0
    path = Path(capsys.readouterr().out.split(", line")[0])
    assert re.fullmatch(r"dn-2026-\d{3}\.md", path.name) and path.parent.name == "2026"
    assert f"ref: {path.stem.upper()}" in path.read_text("utf-8") and "year: 2026" in path.read_text("utf-8")


@pytest.mark.parametrize(("kind", "said"), NOT_STARTED.items())
def test_what_is_not_started_by_hand_says_what_to_do(
    kind: str, said: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", kind, "--root", str(office)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("file", ["/etc/passwd", "data/../../x.yml", "data/gifts.yml", "content/decisions/x.yml"])
def test_only_a_file_of_the_register(file: str, office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "decision", "--root", str(office), "--file", file]) == 2
    assert "is no file of this register" in capsys.readouterr().err


def test_an_entry_left_empty_is_told_what_it_needs(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "gift", "--root", str(office)])
    line = int(capsys.readouterr().out.rsplit(" ", 1)[1])
    found = {
        problem.field: problem
        for problem in load_site(read_settings(office), DAY).problems
        if problem.path == "data/gifts.yml"
    }
    assert {"offered_by", "description", "outcome", "recipient"} <= set(found)
    assert all(line <= problem.line <= line + 8 for problem in found.values())
