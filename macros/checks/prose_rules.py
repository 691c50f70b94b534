"""Prose holds no HTML, its signs do what was meant, its links are safe, and its images are there and have words."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from macros.checks.context import Checked, field_name
from macros.problems import Problem
from macros.prose_faults import faults, images_in
from macros.prose_signs import file_links, leads_to_a_file, signs
from macros.record import fields_of


def _prose_of(model: BaseModel, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for facts in fields_of(type(model)):
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
    for passage in _passages(checked):
        for fault in (*faults(passage.text), *signs(passage.text, on_a_page=not passage.field)):
            line = passage.line + fault.line
            yield Problem(fault.code, passage.path, line, fault.message, fault.fix, passage.field, fault.severity)


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
        for line, target in images_in(passage.text):
            name = target.lstrip("/").removeprefix("files/")
            if not target.startswith("/files/") or not checked.has_file(name):
                message = f"The image “{target}” is not in docs/files/."
                fix = f"put it there and write  /files/{name.split('/')[-1]}"
                if checked.has_file(name):
                    message = f"The image “{target}” would not be found from every page."
                    fix = f"write  /files/{name}"
                yield Problem("missing-image", passage.path, passage.line + line, message, fix, passage.field)
