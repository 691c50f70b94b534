"""What stands beside the records: the prose of pages, and the files that are attached.

A page's words may be improved freely. A figure, a date or a word that turns a sentence round is part of the record: where one
goes and the same passage stands nowhere else, the page needs a note under ``corrections``. The bytes of an attached file
never change under its name, unless an entry or a page that names the file says so in a new note.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from macros.changes.substance import bare, figures
from macros.field_facts import fields_of
from macros.files import files_below
from macros.pages import Page
from macros.problems import Problem
from macros.record import Correction, Record
from macros.registers import Registers

CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def attached_in(layers: tuple[Path, ...]) -> dict[str, str]:
    """The SHA-256 of every attached file by its path below the folder of pages; the first folder's file stands."""
    found: dict[str, str] = {}
    for docs in reversed(layers):
        for path in files_below(docs, ("files/**/*",)):
            if (docs / path).is_file() and not (docs / path).is_symlink():
                with (docs / path).open("rb") as file:
                    found[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def notes_of_page(before: Page, after: Page) -> list[Correction]:
    """The corrections of a page that are new."""
    return [note for note in after.matter.corrections if note not in before.matter.corrections]


def passages(page: Page) -> list[str]:
    """The passages of a page without its calls of macros."""
    return [words for part in re.split(r"\n{2,}", CALL.sub("", page.body)) if (words := part.strip())]


def figures_lost(before: Page, after: Page | None, everywhere: set[str]) -> list[str]:
    """Figures, dates and words of denial that a page had and has no more.

    ``everywhere`` are the bare passages of all pages as they are: a passage that only moved is not lost.
    """
    old = [words for words in passages(before) if bare(words) not in everywhere]
    stood = {bare(words) for words in passages(before)}
    new = [words for words in passages(after) if bare(words) not in stood] if after else []
    left = Counter(figure for words in old for figure in figures(words))
    left -= Counter(figure for words in new for figure in figures(words))
    return list(left)


def pages_refused(before: dict[str, Page], after: dict[str, Page]) -> Iterator[Problem]:
    """Pages that lose a figure without a word."""
    everywhere = {bare(words) for page in after.values() for words in passages(page)}
    explained = [page for src, page in after.items() if src in before and notes_of_page(before[src], page)]
    for src, old in before.items():
        now = after.get(src)
        for note in old.matter.corrections if now else ():
            if now and note not in now.matter.corrections:
                message = f"A correction of this page is changed or gone: “{note.what}”"
                fix = "put it back as it was; add a new one below it if it was wrong"
                yield Problem("note-changed", now.path, 1, message, fix, field="corrections")
        lost = figures_lost(old, now, everywhere)
        notes = notes_of_page(old, now) if now else [note for page in explained for note in page.matter.corrections]
        if lost and not any(not note.minor for note in notes):
            shown = ", ".join(f"“{figure}”" for figure in lost[:5]) + (" and more" if len(lost) > 5 else "")
            here = now or old
            gone = "is taken away, and with it" if not now else "no longer says"
            yield Problem(
                "silent-change",
                here.path,
                here.body_line if now else 1,
                f"The page “{old.matter.title}” {gone}: {shown}. This was published, and no note says that it was changed.",
                "put it back, or add to the fields at the top"
                + ("" if now else " of the page on which it now stands")
                + ":\n          corrections:\n          - corrected_on: …\n            what: …\n            why: …",
                field="corrections",
            )


def files_refused(
    before: dict[str, str], after: dict[str, str], notes: dict[tuple[str, str], list[Correction]],
    registers: Registers, pages: list[tuple[Page, list[Correction]]],
) -> Iterator[Problem]:  # fmt: skip
    """Attached files that are gone, or are something else under the same name.

    ``notes`` are the new notes of each entry that changes, by its kind and slug.
    """
    for path, was in before.items():
        if path not in after:
            yield Problem(
                "silent-removal",
                f"docs/{path}",
                1,
                f"The file “{path}” was published and is taken away. Nothing that was published is deleted.",
                "put it back; if it must not be seen any more, put a file of the same name there that says why",
            )
        elif after[path] != was:
            named = [found.record for found in registers if names_file(found.record, path)]
            told = [note for record in named for note in notes.get((record.kind, record.slug), [])]
            told += [note for page, new in pages if f"/{path}" in page.body for note in new]
            if not any(not getattr(note, "minor", False) for note in told):
                who = f" of the entry “{named[0].ref}”" if named else " of the page that names it"
                yield Problem(
                    "silent-change",
                    f"docs/{path}",
                    1,
                    f"The file “{path}” was published and is now another one, and no note says so.",
                    f"put the old file back and give the new one a name of its own, or say under  corrections {who} what changed and why",
                )


def names_file(record: Record, path: str) -> bool:
    """Whether an entry names an attached file, in a field for it or in its prose."""
    for facts in fields_of(type(record)):
        value = getattr(record, facts.name)
        if facts.attached:
            if path.removeprefix("files/") in (value if isinstance(value, list) else [value]):
                return True
        elif isinstance(value, str) and f"/{path}" in value:
            return True
    return False
