"""What stands in the documents and pictures beside the pages, also where nobody sees it, may be published.

A file is never changed here: each problem names the command that makes a clean copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from macros.attached import LOOKED_INTO, Reader, Trace
from macros.attached.reading import memory_of_this_computer
from macros.checks.context import Checked
from macros.checks.files import LARGEST_ATTACHED, STARTS, typed
from macros.checks.personal_words import WORDS
from macros.files import fault_of_place, files_below
from macros.personal import digest
from macros.problems import Problem


def problems_of_attached(
    checked: Checked, contacts: set[str], covers: Callable[[str, str, str, str], bool]
) -> Iterator[Problem]:
    """Every document and picture in ``docs/files/`` of this site, with the page, paragraph or cell.

    ``contacts`` are public ways to reach somebody, ``covers`` tells whether an editor has allowed something.
    """
    places = list(_places(checked))
    if not places:
        return
    public = {digest(value) for value in (*contacts, *_offices(checked))}
    reader = Reader(memory_of_this_computer())
    try:
        for path in places:
            for trace in reader.traces_of(checked.root / path):
                if trace.mark not in public and not covers(path, trace.code, trace.shown, trace.mark):
                    yield _problem(path, trace)
    finally:
        reader.close()


def _places(checked: Checked) -> Iterator[str]:
    """The files to look into; those that another check refuses already are left to it."""
    for docs in checked.layers:
        if not docs.is_relative_to(checked.root):
            continue
        for src in files_below(docs, ("files/**/*",)):
            ending = Path(src).suffix.removeprefix(".")
            if ending not in LOOKED_INTO or fault_of_place(docs, src):
                continue
            place = docs / src
            with place.open("rb") as file:
                if place.stat().st_size <= LARGEST_ATTACHED and file.read(16).startswith(STARTS[ending]):
                    yield Path(os.path.relpath(place, checked.root)).as_posix()


def _offices(checked: Checked) -> Iterator[str]:
    """Names that are nobody's own: those of the office, the force and of public contacts."""
    for kind, names in {"office": ("name", "short_name", "force"), "contact": ("name",), "body": ("name",)}.items():
        if kind in checked.registers.kinds:
            for record in checked.registers.of(kind):
                yield from (str(getattr(record, name)) for name in names)


def _problem(path: str, trace: Trace) -> Problem:
    message, fix = WORDS[trace.code]
    message = message.format(trace.shown).replace(" ()", "")
    fix = fix.format(typed(path))
    return Problem(trace.code, path, 1, message, fix, field=trace.where, severity=trace.severity)
