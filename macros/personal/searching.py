"""Look through one text, or one table whose headings say what its cells are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from macros.personal.findings import Finding
from macros.personal.numbers import RUN_AFTER_FIRST, numbers_in
from macros.personal.places import (
    POSTCODE_AFTER_FIRST,
    POSTCODE_END,
    births_in,
    emails_in,
    homes_in,
    signatures_in,
    spelt_emails_in,
)

_TELLING = re.compile(
    r"birth|\bd\.?o\.?b\b|nhs|patient|sort.?code|account|\ba/c\b|bank|home.?address|postcode|address|mobile|phone|passport|licence",
    re.IGNORECASE,
)
"""Headings without which a cell would not be known for what it is."""


_FIGURES = re.compile(rf"\d(?:{RUN_AFTER_FIRST}|({POSTCODE_AFTER_FIRST}))")


def found_in(text: str) -> Iterator[Finding]:
    """Everything about people in a text, in the order in which it stands there."""
    small = text.lower()
    runs, endings = [], []
    for figures in _FIGURES.finditer(text):  # one look for what either of two begins with
        if figures[1]:
            endings.append(figures.end())
            continue
        runs.append(figures)
        if ending := POSTCODE_END.match(text, figures.end() - 1):
            endings.append(ending.end())
    found = [
        *numbers_in(text, runs),
        *births_in(text, small),
        *emails_in(text),
        *spelt_emails_in(text, small),
        *homes_in(text, small, endings),
        *signatures_in(text, small),
    ]
    return iter(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def hidden(text: str) -> str:
    """A text with everything about people in it masked, for quoting it where anybody may read it."""
    parts, last = [], 0
    for found in found_in(text):
        if found.start >= last and found.code != "signature-shown":
            parts += [text[last : found.start], found.shown]
            last = found.end
    return "".join([*parts, text[last:]])


def with_headings(headings: Iterable[str], cells: Iterable[str]) -> str:
    """The cells of a row that a heading explains, each after its heading; empty where no heading tells anything."""
    pairs = zip(headings, cells, strict=False)
    return ", ".join(f"{head}: {cell}" for head, cell in pairs if cell and _TELLING.search(head))


def found_in_rows(text: str) -> Iterator[tuple[int, Finding]]:
    """What only the headings of a CSV file give away, with the line, counting from 1."""
    head, _, _ = text.partition("\n")
    if not _TELLING.search(head):
        return
    reader = csv.reader(io.StringIO(text))
    before = 0
    headings: list[str] = []
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not headings:
                headings = cells
            elif row := with_headings(headings, cells):
                yield from ((line, found) for found in found_in(row))
    except csv.Error:
        return  # what cannot be read as a table was looked through as text
