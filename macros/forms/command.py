"""``transparency forms`` and ``transparency from-form``: the commands around the forms."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from macros.forms.boxes import forms
from macros.forms.editor_schemas import editor_files
from macros.forms.entering import Entered, enter
from macros.forms.issue_forms import issue_forms
from macros.forms.submitted import LONGEST, NotAForm, read_submission
from macros.office import load_site
from macros.problems import Problem, stopping
from macros.record import declared_kinds
from macros.registers import Registers
from macros.settings import read_settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2

STALE = "They no longer say what the declarations say. To fix: transparency forms"


def add_forms(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the commands; ``add`` takes a name and what runs it."""
    made = add("forms", write_forms)
    made.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file is stale")
    made = add("from-form", from_form)
    made.add_argument(
        "file", type=Path, metavar="FILE", help="the issue's text, or with --event what GitHub says of it"
    )
    made.add_argument("--event", action="store_true", help="FILE is the description of the event, in JSON")
    made.add_argument(
        "--report", type=Path, metavar="FILE", help="where to say, in Markdown, what was made or is wrong"
    )


def written_forms() -> dict[str, str]:
    """Every file that is made from the declarations, by its path below the repository's root."""
    kinds = declared_kinds()
    return issue_forms(kinds) | editor_files(kinds)


def write_forms(options: argparse.Namespace) -> int:
    """Write each file that is stale; with ``--check`` only say which."""
    wanted = written_forms()
    folders = {Path(path).parent for path in wanted}
    here = {path for folder in folders for path in (options.root / folder).glob("*") if _ours(path)}
    left_over = sorted(here - {options.root / path for path in wanted})
    stale = [path for path, text in wanted.items() if not _holds(options.root / path, text)]
    for path in (*stale, *map(str, left_over)):
        print(path)
    if options.check:
        if stale or left_over:
            print(STALE, file=sys.stderr)
        return PROBLEMS if stale or left_over else CLEAN
    for path in stale:
        (options.root / path).parent.mkdir(parents=True, exist_ok=True)
        (options.root / path).write_text(wanted[path], encoding="utf-8", newline="")
    for gone in left_over:
        gone.unlink()
    return CLEAN


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


def _ours(path: Path) -> bool:
    """Whether a file was made by this command: its first line says so."""
    return path.is_file() and "transparency forms" in path.read_text("utf-8", errors="replace")[:200]


def from_form(options: argparse.Namespace) -> int:
    """Write the change that a filled-in form asks for, or say what is wrong with it. Nothing in it is ever run."""
    settings = read_settings(options.root)
    day = options.as_of or settings.as_of or date.today()
    try:
        text = _text_of(options.file, options.event)
    except (OSError, ValueError, KeyError, TypeError) as reason:
        print(f"{options.file} cannot be read: {type(reason).__name__}.", file=sys.stderr)
        return WRONG_USAGE
    kinds = declared_kinds()
    before = load_site(settings, day, kinds)
    try:
        form, values = read_submission(text, forms(kinds))
        made = enter(settings.root, before.registers, form, values, day)
        path = _inside(settings.root, made, before.registers)
        old = path.read_bytes() if path.is_file() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made.text, encoding="utf-8", newline="")
        known = {(found.code, found.path, found.message) for found in before.problems}
        fresh = stopping(load_site(settings, day, kinds).problems)
        if fresh := [found for found in fresh if (found.code, found.path, found.message) not in known]:
            _put_back(path, old)
            raise NotAForm(*(_sentence(found) for found in fresh))
    except NotAForm as reason:
        _report(options.report, "The form could not be used", [*reason.messages])
        print("\n".join(reason.messages), file=sys.stderr)
        return PROBLEMS
    _report(options.report, made.title, [f"File: {made.path}"])
    print(made.path)
    return CLEAN


def _text_of(file: Path, event: bool) -> str:
    with file.open(encoding="utf-8") as opened:
        text = opened.read(20 * LONGEST)
    if event:
        body = json.loads(text)["issue"]["body"]
        return body if isinstance(body, str) else ""
    return text


def _inside(root: Path, made: Entered, registers: Registers) -> Path:
    """The file to write, which can only be a source: the last line of defence behind the form of a reference."""
    path = (root / made.path).resolve()
    if not any(path.is_relative_to((root / folder).resolve()) for folder in ("content", "data")):
        raise NotAForm("The reference does not give the name of a file in this site.")
    return path


def _put_back(path: Path, old: bytes | None) -> None:
    if old is None:
        path.unlink()
    else:
        path.write_bytes(old)


def _sentence(problem: Problem) -> str:
    return f"{problem.path}, line {problem.line}: {problem.message} To fix: {' '.join(problem.fix.split())}"


def _report(file: Path | None, title: str, messages: list[str]) -> None:
    """Markdown whose first line is a title. What a stranger wrote stands in a block that nothing in it can close."""
    if file:
        block = "\n".join(f"    {line}" for message in messages for line in message.split("\n"))
        file.write_text(f"{title}\n\n{block}\n", encoding="utf-8")
