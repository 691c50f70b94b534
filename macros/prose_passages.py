"""The prose of a record or a page, what is wrong in it at its line in the file, and the images that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from macros.field_facts import FieldFacts, fields_of
from macros.problems import Problem
from macros.prose_faults import faults, images_in
from macros.prose_signs import signs
from macros.record import Record
from macros.sources import Tree
from macros.validation import field_name


@dataclass(frozen=True, slots=True)
class Passage:
    """Some prose, and where its first line stands. What has no field is a page of ``docs/``."""

    text: str
    path: str
    line: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that prose shows: where it points, as it is written, and where that stands."""

    target: str
    path: str
    line: int
    field: str


@dataclass(frozen=True, slots=True)
class InProse:
    """What was found in the prose of one record or page."""

    faults: tuple[Problem, ...] = ()
    images: tuple[Image, ...] = ()


NOTHING = InProse()
"""What is found in most."""


@cache
def _with_words(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a kind or group that hold prose, or groups that may."""
    found = [facts for facts in fields_of(model) if facts.prose or (facts.entry and _with_words(facts.entry))]
    return tuple(found)


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


def in_record(record: Record, tree: Tree, path: str) -> InProse:
    """What is found in the prose of a record that was made of the tree."""
    passages = [
        Passage(text, path, tree.line_of((*way, "text")) + _skipped(tree.value, way), field_name(way))
        for text, way in _prose_of(record)
    ]
    return _in(passages)


def in_page(text: str, path: str, line: int) -> InProse:
    """What is found in the text of a page of ``docs/``, which starts on the line."""
    return _in([Passage(text, path, line)])


def _in(passages: list[Passage]) -> InProse:
    wrong: list[Problem] = []
    images: list[Image] = []
    for one in passages:
        for found in (*faults(one.text), *signs(one.text, on_a_page=not one.field)):
            line = one.line + found.line
            wrong.append(Problem(found.code, one.path, line, found.message, found.fix, one.field, found.severity))
        if "![" in one.text:
            images += [Image(target, one.path, one.line + line, one.field) for line, target in images_in(one.text)]
    return InProse(tuple(wrong), tuple(images)) if wrong or images else NOTHING
