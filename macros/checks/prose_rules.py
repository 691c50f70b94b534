"""Prose holds no HTML, its links are safe, and its images are there and have words."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from macros.checks.context import Checked, problem_at
from macros.problems import Problem
from macros.prose import faults, images_in
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


def check_prose(checked: Checked) -> Iterator[Problem]:
    """Faults in an editor's prose, at their line; in ``docs/`` too."""
    for found in checked.registers:
        for text, way in _prose_of(found.record):
            for fault in faults(text):
                at = problem_at(found, way, fault.code, fault.message, fault.fix)
                several = "\n" in text and way != ("body",)
                line = at.line + fault.line + (1 if several else 0)
                yield Problem(at.code, at.path, line, at.message, at.fix, at.field)
    for page in checked.pages:
        for fault in faults(page.body):
            yield Problem(fault.code, page.path, page.body_line + fault.line, fault.message, fault.fix)


def check_images(checked: Checked) -> Iterator[Problem]:
    """Every image of our own that prose shows is in the folder of attachments."""
    texts = [
        (text, found.path, found.line_of(*way)) for found in checked.registers for text, way in _prose_of(found.record)
    ]
    texts += [(page.body, page.path, page.body_line) for page in checked.pages]
    for text, path, first in texts:
        for line, target in images_in(text):
            name = target.lstrip("/").removeprefix("files/")
            if not checked.has_file(name):
                yield Problem(
                    "missing-image",
                    path,
                    first + line,
                    f"The image “{target}” is not in {checked.files_folder}/.",
                    f"put it there and write  /files/{name.split('/')[-1]}",
                )
