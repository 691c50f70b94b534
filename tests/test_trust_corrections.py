"""Every kind, every field, every page and every attached file: what was published does not change without a note."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sites import AS_OF, GOOD, ROOT, lay_whole, write
from test_trust_changes import commit, edit, git, loaded

from macros import cli
from macros.changes import compare, problems_since
from macros.changes.refusals import refusals
from macros.changes.revision import Side
from macros.changes.substance import NOTES, OURS
from macros.field_facts import FieldFacts, fields_of
from macros.loading import load
from macros.periods import read_period
from macros.record import Correction, declared_kinds
from macros.registers import Located, Registers
from macros.settings import read_settings

DAY = date(2026, 11, 22)
NOTE = Correction(corrected_on=DAY, what="One thing.", why="A slip.")


def another(facts: FieldFacts, value: Any) -> Any:
    """A value of the same field that says something else."""
    if isinstance(value, list):
        return value[1:]
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        others = [choice for choice in facts.choices if choice != value]
        return others[0] if others else f"{value} 7"
    if isinstance(value, (int, Decimal)):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, time):
        return value.replace(hour=(value.hour + 1) % 24)
    return read_period("1999") if value.__class__.__name__ == "Period" else None


def one_of_each_field(registers: Registers) -> Iterator[tuple[Located, FieldFacts]]:
    """For each field of each kind that says something anywhere: the first entry in which it does."""
    for kind, found in list(registers.located.items()):
        for facts in fields_of(registers.kinds[kind]):
            moving = registers.kinds[kind].moving
            lasting = facts.name not in (*OURS, *NOTES, "ref") and "*" not in moving and facts.name not in moving
            says = (one for one in found if lasting and one.record.says(facts.name))
            if (first := next(says, None)) is not None:
                yield first, facts


def told(found: Located, **values: Any) -> list[tuple[str, str]]:
    sides = []
    for record in (found.record, found.record.model_copy(update=values)):
        sides.append(Registers(declared_kinds()))
        sides[-1].located[record.kind] = [dataclasses.replace(found, record=record)]
    changes = compare(Side(sides[0], [], "base", DAY), Side(sides[1], []))
    problems = refusals(changes, DAY, {}, set(changes.addresses_gone), None)
    return [(problem.code, problem.severity) for problem in problems]


@pytest.mark.parametrize("name", ["norfolk", "example"])
def test_no_field_of_any_kind_changes_silently(name: str) -> None:
    settings = read_settings(ROOT if name == "norfolk" else ROOT / "tests/example")
    registers, _ = load(settings.root, declared_kinds(), settings.shared)
    tried = 0
    for found, facts in one_of_each_field(registers):
        value = getattr(found.record, facts.name)
        where = f"{found.record.kind}.{facts.name}: {value!r:.60}"
        for changed in (another(facts, value), None):
            codes = told(found, **{facts.name: changed})
            assert {code for code, _ in codes} & {"silent-change", "reference-reused"}, where
            noted = told(found, **{facts.name: changed, "corrections": [*found.record.corrections, NOTE]})
            assert not noted or noted[0][0] == "reference-reused", where
            tried += 1
    assert tried > 300


def test_there_is_an_entry_of_nearly_every_kind() -> None:
    """What the test above stands on: an entry of every kind in one of the two sites, but for what no office has yet."""
    seen: set[str] = set()
    for folder in (ROOT, ROOT / "tests/example"):
        settings = read_settings(folder)
        seen |= {found.record.kind for found in load(folder, declared_kinds(), settings.shared)[0]}
    assert {*declared_kinds()} - seen <= {"redirect"}


PDF = (GOOD / "docs" / "files" / "dyke-repair.pdf").read_bytes()
PAGE = "---\ntitle: How to ask\ndescription: A page.\nsection: help\n---\n\nWe answer within 20 working days.\n\n[The form](/files/form.pdf) is short.\n"
DECISION = "content/decisions/2024/dn-2024-001.md"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = lay_whole(tmp_path_factory.mktemp("published") / "office")
    configuration = made / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8") + "  history_from: 2024-01-01\n", "utf-8")
    write(made, {"docs/ask.md": PAGE})
    edit(made, DECISION, "amount: 1234.50\n", "amount: 1234.50\ndocuments: [notice.pdf]\n")
    for name in ("notice.pdf", "form.pdf"):
        (made / "docs/files" / name).write_bytes(PDF)
    git(made, "init", "--quiet", "--initial-branch=main")
    commit(made)
    return made


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "office")


def since(root: Path) -> list[tuple[str, str]]:
    found = loaded(root)
    problems = problems_since(found.settings, "main", found.registers, found.pages, AS_OF)
    return [(problem.code, problem.path) for problem in problems]


def test_nothing_changed(root: Path) -> None:
    assert since(root) == []


def test_an_attached_file_is_not_exchanged(root: Path) -> None:
    (root / "docs/files/notice.pdf").write_bytes(PDF + b"And one line more.")
    assert since(root) == [("silent-change", "docs/files/notice.pdf")]
    note = "corrections:\n- {corrected_on: 2024-06-20, what: The notice was scanned again., why: A page was missing."
    edit(root, DECISION, "documents:", note + ", minor: yes}\ndocuments:")
    assert since(root) == [("silent-change", "docs/files/notice.pdf")], "a new file is never a slip of the pen"
    edit(root, DECISION, ", minor: yes}", "}")
    assert since(root) == []


def test_a_file_that_a_page_names_is_not_exchanged(root: Path) -> None:
    (root / "docs/files/form.pdf").write_bytes(PDF + b"And one question more.")
    assert since(root) == [("silent-change", "docs/files/form.pdf")]
    note = "corrections:\n- {corrected_on: 2024-06-20, what: The form asks one thing more., why: It was left out.}\n"
    edit(root, "docs/ask.md", "section: help\n", f"section: help\n{note}")
    assert since(root) == []


def test_an_attached_file_is_not_taken_away(root: Path) -> None:
    (root / "docs/files/form.pdf").unlink()
    assert since(root) == [("silent-removal", "docs/files/form.pdf")]
    (root / "docs/files/other-form.pdf").write_bytes(PDF)
    assert since(root) == [("silent-removal", "docs/files/form.pdf")], "another name is another address"


def test_a_figure_on_a_page_does_not_change_silently(root: Path) -> None:
    edit(root, "docs/ask.md", "within 20 working days", "within 40 working days")
    assert since(root) == [("silent-change", "docs/ask.md")]
    note = "corrections:\n- {corrected_on: 2024-06-20, what: It said 20 days., why: The law gives 40.}\n"
    edit(root, "docs/ask.md", "section: help\n", f"section: help\n{note}")
    assert since(root) == []
    commit(root)
    edit(root, "docs/ask.md", note, "")
    assert since(root) == [("note-changed", "docs/ask.md")]


def test_better_words_on_a_page_need_no_note(root: Path) -> None:
    edit(
        root, "docs/ask.md", "We answer within 20 working days.", "You get an answer within 20 working days, or sooner."
    )
    assert since(root) == []


def test_a_passage_may_move_to_another_page(root: Path) -> None:
    edit(root, "docs/ask.md", "We answer within 20 working days.\n\n", "")
    assert since(root) == [("silent-change", "docs/ask.md")]
    write(root, {"docs/answers.md": PAGE.replace("How to ask", "Answers")})
    assert since(root) == []


def test_a_page_that_goes_takes_its_figures_along(root: Path) -> None:
    """A redirect keeps the address, and does not make the words go away silently."""
    (root / "docs/ask.md").unlink()
    redirect = (
        "- {ref: moved, from_address: /ask/, to_address: /answers/, since: 2024-06-20, why: It has a better name.}\n"
    )
    page = "---\ntitle: Moved\ndescription: Old addresses.\nsection: help\nrender_macros: true\n---\n\n{{ show_register('redirect') }}\n"
    answers = PAGE.replace("How to ask", "Answers").replace("20 working", "forty working")
    write(root, {"data/redirects.yml": redirect, "docs/moved.md": page, "docs/answers.md": answers})
    assert since(root) == [("silent-change", "docs/ask.md")]
    write(root, {"docs/answers.md": PAGE.replace("How to ask", "Answers")})
    assert since(root) == []


def test_a_withdrawal_changes_nothing_else(root: Path) -> None:
    withdrawn = "withdrawn: {withdrawn_on: 2024-06-20, reason: Published twice.}\n"
    edit(root, DECISION, "amount: 1234.50\n", f"amount: 1\n{withdrawn}")
    assert since(root) == [("silent-change", DECISION)]
    edit(root, DECISION, "amount: 1\n", "amount: 1234.50\n")
    assert since(root) == []
    commit(root)
    edit(root, DECISION, "Published twice.", "It never was.")
    assert since(root) == [("silent-change", DECISION)]


def test_a_back_dated_note_is_pointed_out(root: Path) -> None:
    note = "corrections:\n- {corrected_on: 2024-06-09, what: The amount was £1., why: A slip.}\n"
    edit(root, DECISION, "amount: 1234.50\n", f"amount: 12\n{note}")
    found = loaded(root)
    problems = problems_since(found.settings, "main", found.registers, found.pages, AS_OF)
    assert [(problem.code, problem.severity) for problem in problems] == [("back-dated", "should")]


def test_a_file_that_is_renamed_with_its_reference(root: Path) -> None:
    (root / DECISION).rename(root / DECISION.replace("001", "009"))
    edit(root, DECISION.replace("001", "009"), "ref: DN-2024-001", "ref: DN-2024-009")
    found = [code for code, _ in since(root)]
    assert "reference-changed" in found and "address-lost" in found


def test_the_order_of_entries_and_of_a_list_is_layout(root: Path) -> None:
    text = (root / "data/grants.yml").read_text("utf-8") if (root / "data/grants.yml").is_file() else ""
    entries = ["- " + part for part in ("\n" + text).split("\n- ")[1:]]
    (root / "data/grants.yml").write_text(
        "\n".join(reversed([entry.rstrip("\n") for entry in entries])) + "\n", "utf-8"
    )
    assert since(root) == []


def test_corrections_of_a_page_are_shown(root: Path, tmp_path: Path) -> None:
    note = "corrections:\n- {corrected_on: 2024-06-20, what: It said <b>20</b> days., why: The law gives 40., who: The monitoring officer}\n"
    edit(root, "docs/ask.md", "section: help\n", f"section: help\n{note}")
    corrections = "---\ntitle: Corrections\ndescription: All.\nsection: help\nrender_macros: true\n---\n\n{{ show_corrections() }}\n"
    write(root, {"docs/corrections.md": corrections})
    out = tmp_path / "site"
    assert cli.main(["build", "--root", str(root), "--out", str(out)]) == 0
    page = (out / "ask/index.html").read_text("utf-8")
    assert (
        "20 June 2024:" in page and "It said &lt;b&gt;20&lt;/b&gt; days." in page and "The monitoring officer" in page
    )
    every = (out / "corrections/index.html").read_text("utf-8")
    assert ">How to ask</a>" in every and "It said &lt;b&gt;20&lt;/b&gt; days." in every
    for name in ("corrections.atom", "corrections.json"):
        assert "Corrected: How to ask" in (out / "open-data/feeds" / name).read_text("utf-8")


def test_what_the_base_could_not_read_is_no_removal(root: Path) -> None:
    """A fault in the sources is told as such, and not as a removal of every entry after it."""
    edit(root, "data/gifts.yml", "description: A", 'description: "A')
    (root / "data/gifts.yml").write_text(
        (root / "data/gifts.yml").read_text("utf-8").replace("recipient", "\trecipient"), "utf-8"
    )
    codes = {problem.code for problem in loaded(root).problems}
    assert codes & {"quote-not-closed", "tab-instead-of-spaces"}
    assert "silent-removal" not in [code for code, _ in since(root)]
