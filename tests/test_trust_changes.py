"""Nothing that was published changes silently: what a change means is said in words, and a silent one is refused."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sites import AS_OF, lay, loaded

from macros import cli
from macros.changes import compare, problems_since, side_at, side_now
from macros.changes.sentences import CHANGE_FORMATS, sentence
from macros.changes.substance import bare, figures
from macros.field_facts import fields_of
from macros.record import declared_kinds
from macros.registers import Registers

DECISION = "content/decisions/2024/dn-2024-001.md"
GIFTS = "data/gifts.yml"
SPENDING = "data/spending/2024-06.csv"


def git(root: Path, *words: str, on: str = "2024-06-10") -> str:
    who = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    days = {"GIT_AUTHOR_DATE": f"{on}T12:00:00+0000", "GIT_COMMITTER_DATE": f"{on}T12:00:00+0000"}
    run = subprocess.run(
        ["git", *words], cwd=root, env={**os.environ, **who, **days}, capture_output=True, text=True, check=True
    )
    return run.stdout


def commit(root: Path, on: str = "2024-06-10") -> str:
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "Words", on=on)
    return git(root, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good office, published on 10 June 2024."""
    made = lay(tmp_path_factory.mktemp("published") / "office")
    configuration = made / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8") + "  history_from: 2024-01-01\n", "utf-8")
    git(made, "init", "--quiet", "--initial-branch=main")
    commit(made)
    return made


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(published, tmp_path / "office")


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text, f"{path} has no {old!r}"
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def codes(root: Path, but: str = "") -> list[str]:
    """What is refused since the publication; nothing else is wrong with the sources, ``but`` this."""
    found = loaded(root)
    assert {problem.code for problem in found.problems if problem.severity == "must"} <= {but}
    return [problem.code for problem in problems_since(found.settings, "main", found.registers, found.pages, AS_OF)]


def said(root: Path) -> list[str]:
    found = loaded(root)
    changes = compare(
        side_at(found.settings, "main", declared_kinds()), side_now(found.registers, found.pages, found.settings.layers)
    )
    return [sentence(change, changes) for change in changes.records]


def test_nothing_changed(root: Path) -> None:
    assert codes(root) == [] and said(root) == []


def test_a_changed_amount_is_said_and_refused(root: Path) -> None:
    edit(root, DECISION, "amount: 1234.50", "amount: 12000")
    assert codes(root) == ["silent-change"]
    (line,) = said(root)
    assert "the amount changes from £1,234.50 to £12,000" in line
    assert line.endswith("there is no correction note.")


NOTE = "corrections:\n- corrected_on: 2024-06-20\n  what: The amount was £1,234.50.\n  why: A slip.\n"


def test_a_correction_makes_it_right(root: Path) -> None:
    edit(root, DECISION, "amount: 1234.50", f"amount: 12000\n{NOTE.rstrip()}")
    assert codes(root) == []
    assert "the correction note says: “The amount was £1,234.50. A slip.”" in said(root)[0]


def test_a_figure_is_never_minor(root: Path) -> None:
    edit(root, DECISION, "amount: 1234.50", f"amount: 12000\n{NOTE}  minor: yes")
    assert codes(root) == ["not-minor"]


def test_a_spelling_may_be_minor(root: Path) -> None:
    edit(root, DECISION, "title: Grant to Lantern House", "title: Grant to Lantern Huose")
    assert codes(root) == ["silent-change"]
    edit(root, DECISION, "amount: 1234.50", f"amount: 1234.50\n{NOTE}  minor: yes")
    assert codes(root) == []


def test_layout_needs_no_note(root: Path) -> None:
    edit(root, DECISION, "title: Grant to Lantern House", "title: Grant to Lantern house.")
    assert codes(root) == []
    assert "only spaces, capitals or punctuation differ" in said(root)[0]


def test_an_old_note_does_not_cover_a_new_change(root: Path) -> None:
    edit(root, DECISION, "amount: 1234.50", f"amount: 1234.50\n{NOTE.rstrip()}")
    commit(root)
    edit(root, DECISION, "amount: 1234.50", "amount: 1")
    assert codes(root) == ["silent-change"]


def test_a_note_is_not_rewritten(root: Path) -> None:
    edit(root, DECISION, "amount: 1234.50", f"amount: 1234.50\n{NOTE.rstrip()}")
    commit(root)
    edit(root, DECISION, "why: A slip.", "why: Nobody knows.")
    assert codes(root) == ["note-changed"]


def test_a_removal_is_refused(root: Path) -> None:
    (root / GIFTS).write_text("[]\n", "utf-8")
    assert set(codes(root)) == {"silent-removal"}
    assert all("is taken away" in line for line in said(root))


def test_a_withdrawal_is_right(root: Path) -> None:
    edit(
        root,
        DECISION,
        "amount: 1234.50",
        "amount: 1234.50\nwithdrawn:\n  withdrawn_on: 2024-06-20\n  reason: Published twice.",
    )
    assert codes(root) == []
    assert "it is withdrawn: Published twice" in said(root)[0]
    commit(root)
    edit(root, DECISION, "withdrawn:\n  withdrawn_on: 2024-06-20\n  reason: Published twice.\n", "")
    assert codes(root) == ["silent-change"]


def test_a_changed_reference_is_told_from_a_removal(root: Path) -> None:
    text = (root / GIFTS).read_text("utf-8")
    ref = text.split("ref: ")[1].split("\n")[0]
    edit(root, GIFTS, f"ref: {ref}", "ref: G-999")
    assert codes(root) == ["reference-changed"]
    assert "the same words now stand under the reference G-999" in said(root)[0]


def test_a_move_to_another_file_is_no_change(root: Path) -> None:
    (root / "data/objectives").mkdir()
    (root / "data/objectives.yml").rename(root / "data/objectives/all.yml")
    assert codes(root) == []
    assert said(root) and all(
        "it moves from data/objectives.yml to data/objectives/all.yml" in line for line in said(root)
    )


def test_a_move_to_another_address_needs_a_redirect(root: Path) -> None:
    edit(root, DECISION, "year: 2024", "year: 2023")
    (root / "content/decisions/2023").mkdir()
    (root / DECISION).rename(root / DECISION.replace("2024/", "2023/"))
    assert "address-lost" in codes(root, but="folder-disagrees")
    (root / "data/redirects.yml").write_text(
        "- {ref: moved, from_address: /decisions/2024/dn-2024-001/, to_address: /decisions/2023/dn-2024-001/, since: 2024-06-20, why: Filed wrongly.}\n", "utf-8"
    )  # fmt: skip
    page = "---\ntitle: Moved\ndescription: Old addresses.\nsection: help\nrender_macros: true\n---\n\n{{ show_register('redirect') }}\n"
    (root / "docs/moved.md").write_text(page, "utf-8")
    assert "address-lost" not in codes(root, but="folder-disagrees")


def test_a_page_that_is_taken_away(root: Path) -> None:
    (root / "docs/help/accessibility.md").unlink()
    assert codes(root) == ["address-lost", "silent-change"]


def test_a_reference_is_not_used_again(root: Path) -> None:
    old = (root / GIFTS).read_text("utf-8")
    (root / GIFTS).write_text("[]\n", "utf-8")
    commit(root, "2024-06-12")
    (root / GIFTS).write_text(old.replace("recipient:", "note: Another gift.\n  recipient:"), "utf-8")
    assert set(codes(root)) == {"reference-reused"}


def test_a_reference_does_not_change_hands(root: Path) -> None:
    other = """---
ref: DN-2024-001
title: Purchase of forty bicycles
type: board decision
subject: contract
decision_maker: Someone Else
signed_on: 2024-05-02
year: 2024
summary: Forty bicycles for neighbourhood patrols.
sources:
- title: Minutes
corrections:
- corrected_on: 2024-06-20
  what: All of it.
  why: Room was needed.
---
"""
    (root / DECISION).write_text(other, "utf-8")
    assert codes(root) == ["reference-reused"]


def new_decision(root: Path, published: str, sources: str = "sources: [{title: Minutes}]") -> None:
    text = f"""---
ref: DN-2024-002
title: Forty bicycles
type: decision notice
decision_maker: Chair
signed_on: 2024-05-01
published_on: {published}
year: 2024
summary: Forty bicycles.
{sources}
---
"""
    (root / "content/decisions/2024/dn-2024-002.md").write_text(text, "utf-8")


def test_a_new_entry_is_not_back_dated(root: Path) -> None:
    new_decision(root, "2024-06-10")
    assert codes(root) == []
    assert said(root) == ["New decision DN-2024-002 “Forty bicycles”."]
    new_decision(root, "2024-06-09")
    assert codes(root) == ["back-dated"]


def test_what_came_out_elsewhere_before_is_pointed_out(root: Path) -> None:
    new_decision(root, "2024-06-09", "sources: [{title: The old site, url: 'https://example.org/notices/2'}]")
    found = loaded(root)
    problems = problems_since(found.settings, "main", found.registers, found.pages, AS_OF)
    assert [(problem.code, problem.severity) for problem in problems] == [("back-dated", "should")]


def test_news_is_no_correction(root: Path) -> None:
    edit(root, DECISION, "amount: 1234.50", "amount: 1234.50\nfund: Small grants fund\nin_effect_on: 2024-06-10")
    assert codes(root) == []
    assert (
        "“In effect from” is added: 10 June 2024" in said(root)[0]
        and "the fund is added: “Small grants fund”" in said(root)[0]
    )


def test_a_row_of_a_spreadsheet_can_be_corrected(root: Path) -> None:
    edit(root, SPENDING, "812.40", "912.40")
    assert codes(root) == ["silent-change"]
    lines = (root / SPENDING).read_text("utf-8").splitlines()
    lines = [
        lines[0] + ",corrections.corrected_on,corrections.what,corrections.why",
        lines[1] + ",2024-06-20,It was £812.40.,A slip.",
        *(line + ",,," for line in lines[2:]),
    ]
    (root / SPENDING).write_text("\n".join(lines) + "\n", "utf-8")
    assert codes(root) == []


def test_every_kind_is_compared(root: Path) -> None:
    """A changed label of any entry, whatever its kind, is said and, unless the kind lives, refused."""
    found = loaded(root)
    kinds = {located.record.kind for located in found.registers}
    base = side_at(found.settings, "main", declared_kinds())
    for kind in kinds:
        located = base.registers.located[kind]
        record = located[0].record
        texts = [
            facts.name
            for facts in fields_of(type(record))
            if facts.type is str and not (facts.to or facts.many or facts.format)
        ]
        name = next(name for name in texts if name != "ref")
        changed = record.model_copy(update={name: "Something else 1"})
        head = Registers(declared_kinds())
        head.located |= base.registers.located
        head.located[kind] = [dataclasses.replace(located[0], record=changed), *located[1:]]
        changes = compare(base, side_now(head, base.pages, ()))
        assert len(changes.records) == 1 and "Something else 1" in sentence(changes.records[0], changes), kind


def test_the_command_and_its_formats(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, DECISION, "amount: 1234.50", "amount: 12000")
    edit(root, DECISION, "title: Grant to Lantern House", "title: '<b>`Grant`</b> ::error::to Lantern House'")
    printed: dict[str, str] = {}
    for name in CHANGE_FORMATS:
        assert cli.main(["changes", "main", "--root", str(root), "--format", name]) == 1
        printed[name] = capsys.readouterr().out
    assert "What changes for the public: 1 entry changed." in printed["text"] and "[silent-change]" in printed["text"]
    assert "<b>" not in printed["markdown"] and "\\`Grant\\`" in printed["markdown"]
    assert json.loads(printed["json"])["records"][0]["fields"][0]["sort"] in ("fact", "words")
    lines = printed["github"].splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::notice", "::error"]
    assert cli.main(["check", "--root", str(root), "--base", "main"]) == 1
    assert "[silent-change]" in capsys.readouterr().out
    commit(root)
    assert cli.main(["changes", "main", "--root", str(root)]) == 0
    assert cli.main(["changes", "main~1", "main", "--root", str(root)]) == 1


@pytest.mark.parametrize("name", ["nothing-like-that", "--output=x", "main:mkdocs.yml"])
def test_a_commit_that_is_not_there(root: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--root", str(root), f"--base={name}"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (root / "x").exists()


def test_without_git(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = lay(tmp_path / "office")
    assert cli.main(["changes", "main", "--root", str(made)]) == 2
    assert "The history cannot be read here" in capsys.readouterr().err


def test_links_in_an_earlier_commit_are_not_followed(root: Path) -> None:
    (root / "data/facts").mkdir()
    (root / "data/facts/out.yml").symlink_to("/etc/passwd")
    commit(root)
    (root / "data/facts/out.yml").unlink()
    assert codes(root) == []


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("A  grant, made.", "a grant made", True),
        ("£1.5m", "£15m", False),
        ("10-12 of them", "10–12 of them", False),
        ("1,000", "1000", False),
        ("It is -5", "It is 5", False),
        ("5%", "5", False),
    ],
)
def test_what_is_layout(old: str, new: str, same: bool) -> None:
    assert (bare(old) == bare(new)) is same


def test_words_that_turn_the_meaning_round_are_figures() -> None:
    assert figures("It was agreed") != figures("It was not agreed")
    assert figures("It was agreed") == figures("It was aggreed")
