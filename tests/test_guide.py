"""The guide's ten tasks, each carried out from its page alone, and what can be seen afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from forms_filled import issue_text
from guide_steps import GUIDE, Task, carry_out, tasks
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, lay_example

from macros.cli import main
from macros.loading import load
from macros.record import Record, declared_kinds
from macros.registers import Registers
from macros.settings import read_settings

TASKS = tasks()
BY_FORM = [task for task in TASKS if task.with_form]

every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
every_form = pytest.mark.parametrize("task", BY_FORM, ids=lambda task: task.name)


def registers_of(root: Path) -> Registers:
    found = read_settings(root)
    return load(found.root, declared_kinds(), found.shared)[0]


@pytest.fixture(scope="module")
def by_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented office after all ten tasks were done with files, one after the other; each ends with the check."""
    root = lay_example(tmp_path_factory.mktemp("by-file"))
    for task in TASKS:
        carry_out(task, root)
    return root


@pytest.fixture(scope="module")
def built(by_file: Path) -> Iterator[Path]:
    site = by_file.parent / "site"
    assert main(["build", "--root", str(by_file), "--out", str(site)]) == 0
    yield site


def test_there_are_ten_tasks_and_every_page_is_one() -> None:
    assert len(TASKS) == 10
    assert {path.stem for path in GUIDE.glob("*.md")} == {task.name for task in TASKS}
    assert len(BY_FORM) == 8, "minutes and spending have no form"


@every_task
def test_what_the_page_promises_is_seen(task: Task, built: Path) -> None:
    assert task.seen, "the page says what will be seen"
    for address, words in task.seen:
        page = built / address.strip("/") / "index.html"
        assert page.is_file(), f"{address} is not there"
        article = LexborHTMLParser(page.read_text("utf-8")).css_first("article")
        assert article is not None and words in " ".join(article.text().split()), f"{address} does not show “{words}”"


@pytest.fixture(scope="module")
def by_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented office after every task that has a form was done with it."""
    root = lay_example(tmp_path_factory.mktemp("by-form"))
    for task in BY_FORM:
        form = task.form
        assert form is not None, f"{task.name} names no form that there is"
        labels = {box.label: box.name for box in form.boxes}
        assert set(task.boxes) <= set(labels), f"{task.name} names a box that its form has not"
        filled = issue_text(form, {labels[label]: words for label, words in task.boxes.items()})
        (root / "issue.txt").write_text(filled, "utf-8")
        assert main(["from-form", "--root", str(root), str(root / "issue.txt")]) == 0, task.name
    return root


@every_form
def test_the_form_makes_what_the_file_makes(task: Task, by_form: Path, by_file: Path) -> None:
    form = task.form
    assert form is not None
    ref = task.boxes.get("Reference") or f"statement-{task.boxes['Duty']}"
    kinds = (form.kind,) if form.kind else ("grant",)
    made, wanted = (registers_of(root).find(kinds, ref) for root in (by_form, by_file))
    assert isinstance(made, Record) and made == wanted


@every_form
def test_a_page_does_not_send_anybody_to_a_box_that_is_gone(task: Task) -> None:
    form = task.form
    assert form is not None
    needed = {box.label for box in form.boxes if box.required and box.shape != "tick"}
    assert needed <= set(task.boxes), "every box that the form needs is in the table"


def test_pictures_are_small() -> None:
    pictures = ROOT / "docs" / "files" / "guide"
    named = {name for path in (GUIDE.parent / "guide.md", *GUIDE.glob("*.md")) for name in _pictures(path)}
    assert {path.name for path in pictures.iterdir()} == named
    for page in GUIDE.glob("*.md"):
        assert sum(os.path.getsize(pictures / name) for name in _pictures(page)) < 60_000, page.name


def _pictures(path: Path) -> list[str]:
    import re

    return re.findall(r"\(/files/guide/([\w.-]+)\)", path.read_text("utf-8"))
