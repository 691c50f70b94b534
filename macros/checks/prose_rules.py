"""Prose holds no HTML, its signs do what was meant, its links are safe, and its images are there and have words."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from macros.checks.context import Checked, field_name
from macros.kept_files import File, read_each
from macros.problems import Problem
from macros.prose_faults import ProseFault, faults, images_in
from macros.prose_signs import file_links, leads_to_a_file, signs
from macros.record import FieldFacts, fields_of


@cache
def _with_words(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a kind or group that hold prose, or groups that may."""
    return tuple(facts for facts in fields_of(model) if facts.prose or facts.entry)


def _prose_of(model: BaseModel, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for facts in _with_words(type(model)):
        value = getattr(model, facts.name)
        if not value:
            continue
        if facts.prose:
            yield value, (*way, facts.name)
        elif facts.entry:
            for index, entry in enumerate(value if facts.many else [value]):
                yield from _prose_of(entry, (*way, facts.name, index) if facts.many else (*way, facts.name))


def _skipped(value: Any, way: tuple[str | int, ...]) -> int:
    """How many empty lines stand before the first words: they are not part of the text."""
    if value is None:  # a row of a bulk file
        return 0
    for step in way:
        value = value[step]
    text = str(value)
    return text.count("\n", 0, len(text) - len(text.lstrip()))


@dataclass(frozen=True)
class _Passage:
    """Some prose, and where its first line stands."""

    text: str
    path: str
    line: int
    field: str = ""


def _passages(checked: Checked) -> Iterator[_Passage]:
    for found in checked.registers:
        for text, way in _prose_of(found.record):
            yield _Passage(
                text, found.path, found.line_of(*way, "text") + _skipped(found.tree.value, way), field_name(way)
            )
    for page in checked.pages:
        yield _Passage(page.body, page.path, page.body_line)


def check_prose(checked: Checked) -> Iterator[Problem]:
    """Faults in an editor's prose, at their line; in ``docs/`` too."""
    by_file: dict[str, list[_Passage]] = {}
    for passage in _passages(checked):
        by_file.setdefault(passage.path, []).append(passage)
    files: list[File] = [("prose", checked.root, path) for path in by_file]
    found: dict[bytes, list[ProseFault]] = {}
    for known in read_each(
        "prose", checked.root, files, lambda file: {_mark(one): _faults(one) for one in by_file[file[2]]}
    ):
        found |= known
    for passage in (one for those in by_file.values() for one in those):
        known_faults = found.get(_mark(passage))
        for fault in _faults(passage) if known_faults is None else known_faults:
            line = passage.line + fault.line
            yield Problem(fault.code, passage.path, line, fault.message, fault.fix, passage.field, fault.severity)


def _faults(passage: _Passage) -> list[ProseFault]:
    return [*faults(passage.text), *signs(passage.text, on_a_page=not passage.field)]


def _mark(passage: _Passage) -> bytes:
    """What decides the faults of some prose: its words, and whether it is a page."""
    return hashlib.blake2b(
        f"{not passage.field} {passage.text}".encode("utf-8", "surrogatepass"), digest_size=16
    ).digest()


def check_links_to_files(checked: Checked) -> Iterator[Problem]:
    """A link on a page to another page's file works where that file is there."""
    there = {page.src for page in checked.pages}
    for page in checked.pages:
        for line, written in file_links(page.body):
            src = posixpath.normpath(posixpath.join(posixpath.dirname(page.src), written.split("#")[0]))
            if src not in there:
                fault = leads_to_a_file(line, written)
                yield Problem(fault.code, page.path, page.body_line + line, fault.message, fault.fix)


def check_images(checked: Checked) -> Iterator[Problem]:
    """Every image of our own that prose shows is in the folder of attachments."""
    for passage in _passages(checked):
        for line, target in images_in(passage.text) if "![" in passage.text else ():
            name = target.lstrip("/").removeprefix("files/")
            if not target.startswith("/files/") or not checked.has_file(name):
                message = f"The image “{target}” is not in docs/files/."
                fix = f"put it there and write  /files/{name.split('/')[-1]}"
                if checked.has_file(name):
                    message = f"The image “{target}” would not be found from every page."
                    fix = f"write  /files/{name}"
                yield Problem("missing-image", passage.path, passage.line + line, message, fix, passage.field)
