"""Nothing about a person is published by accident: numbers, addresses and dates that belong to somebody alone.

Ways to reach an office are public where a declaration says so, for example in the register of contacts. Any other
single detail can be allowed with a reason and a date in the register of allowances. Nothing is printed in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from macros.checks.attached import problems_of_attached
from macros.checks.context import Checked, problem_at
from macros.checks.personal_words import WORDS
from macros.field_facts import FieldFacts, fields_of
from macros.files import files_below
from macros.kept_files import File, read_each
from macros.personal import canonical, digest, found_in_file, hidden
from macros.personal.findings import Finding
from macros.personal.places import POSTCODE
from macros.problems import Problem
from macros.record import Record
from macros.unreadable import Unreadable

TEXTS = (".md", ".yml", ".yaml", ".csv", ".txt", ".ics")


def check_people(checked: Checked) -> Iterator[Problem]:
    """Every source, page and text file beside the pages, comments included: the repository is public too."""
    allowed = public_contacts(checked)
    allowances = Allowances(checked)
    # Most files are looked through when they are read.
    files: list[File] = [
        ("people", checked.root, path) for path in _texts(checked) if path not in checked.registers.nobody_in
    ]
    for (_, _, path), there in zip(files, read_each("people", checked.root, files, _found, _is_nothing), strict=True):
        if isinstance(there, Problem):
            yield there
            continue
        for line, found in there:
            if found.value in allowed or allowances.covers(path, found.code, found.shown, digest(found.value)):
                continue
            message, fix = WORDS[found.code]
            yield Problem(found.code, path, line, message.format(found.shown), fix, severity=found.severity)
    yield from problems_of_attached(checked, allowed, allowances.covers)
    yield from allowances.left_over()


def _is_nothing(found: list[tuple[int, Finding]] | Problem) -> bool:
    """Whether nothing was found. What belongs to a person is not kept outside the sources."""
    return found == []


def _found(file: File, data: bytes | None) -> list[tuple[int, Finding]] | Problem:
    """What is found in a file, of which ``data`` may have been taken already; or that it has gone."""
    try:
        return list(found_in_file(file[1], file[2], data))
    except Unreadable as gone:
        return gone.problem


def without_secrets(problems: list[Problem]) -> list[Problem]:
    """The same problems, quoting nothing about people from the files in which something about them was found."""
    paths = {problem.path for problem in problems if problem.code in WORDS}
    return [
        replace(problem, message=hidden(problem.message), fix=hidden(problem.fix))
        if problem.path in paths and problem.code not in WORDS
        else problem
        for problem in problems
    ]


def _texts(checked: Checked) -> Iterator[str]:
    """Every text file that this site keeps itself; another site whose pages it shares looks after its own."""
    root = checked.root
    yield from (path for path in files_below(root, ("content/**/*", "data/**/*")) if path.endswith(TEXTS))
    for docs in checked.layers:
        if docs.is_relative_to(root):
            below = docs.relative_to(root).as_posix()
            yield from (path for path in files_below(root, (f"{below}/**/*",)) if path.endswith(TEXTS))


def public_contacts(checked: Checked) -> set[str]:
    """Every way to reach somebody that a declaration makes public, and the postcode of every public address."""
    found: set[str] = set()
    for name, kind in checked.registers.kinds.items():
        for located in checked.registers.located[name] if _holding_contacts(kind) else ():
            for value in _contacts_in(located.record):
                found |= {canonical(value)} | {canonical(code[0]) for code in POSTCODE.finditer(value)}
    return (found | _in_refused(checked)) - {""}


def _in_refused(checked: Checked) -> set[str]:
    """What stands in a file of contacts of which something could not be read: that is one fault, not two."""
    registers = checked.registers
    found: set[str] = set()
    for name, kind in registers.kinds.items():
        if (registers.refused[name] or name in registers.unreadable) and _holds_contacts(kind):
            for path in files_below(checked.root, kind.files):
                with suppress(Unreadable):
                    found |= {one.value for _, one in found_in_file(checked.root, path)}
    return found


def _holds_contacts(kind: type[Record]) -> bool:
    return any(facts.contact for facts in fields_of(kind))


@cache
def _holding_contacts(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a kind or group that are ways to reach somebody, or groups that may hold some."""
    return tuple(
        facts for facts in fields_of(model) if facts.contact or (facts.entry and _holding_contacts(facts.entry))
    )


def _contacts_in(model: BaseModel) -> Iterator[str]:
    for facts in _holding_contacts(type(model)):
        value = getattr(model, facts.name)
        if not value:
            continue
        values = value if facts.many else [value]
        if facts.contact:
            yield from values
        elif facts.entry:
            for entry in values:
                yield from _contacts_in(entry)


class Allowances:
    """What editors have allowed. Each entry is about one detail in one file, however often it stands there."""

    def __init__(self, checked: Checked) -> None:
        self._root: Path = checked.root
        self._located = checked.registers.located["allowance"] if "allowance" in checked.registers.kinds else []
        self._used: dict[str, str] = {}

    def covers(self, path: str, code: str, shown: str, mark: str) -> bool:
        """Whether an entry allows this detail. A second one that looks the same when hidden needs its own."""
        for located in self._located:
            entry = located.record
            wanted = (entry.file, entry.what, entry.shown)  # type: ignore[attr-defined]
            if wanted == (path, code, shown) and self._used.setdefault(entry.ref, mark) == mark:
                return True
        return False

    def left_over(self) -> Iterator[Problem]:
        """Entries about something that is not there."""
        for located in self._located:
            if located.record.ref not in self._used:
                message = f"Nothing in the file is what this entry allows: “{located.record.shown}”."  # type: ignore[attr-defined]
                fix = "take the entry out, or copy again what the check shows"
                yield problem_at(located, ("shown",), "allowance-not-needed", message, fix, "should")
