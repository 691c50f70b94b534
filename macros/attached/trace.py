"""One thing that a file tells and should not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from macros.personal import digest, found_in, masked_name
from macros.problems import Severity

LOOKED_INTO = ("pdf", "docx", "xlsx", "odt", "ods", "png", "jpg", "jpeg", "webp")
"""The types of file that have something inside; the rest is text and is read as such."""

MOST = 200
"""Traces of one file. More tell nobody more."""


@dataclass(frozen=True)
class Trace:
    """Something in a file: ``where`` in words (“page 3”), ``shown`` what may be printed of it.

    ``mark`` is a digest of what was found, so that it can be compared with what is public and is kept nowhere.
    """

    code: str
    where: str
    shown: str = ""
    mark: str = ""
    severity: Severity = "must"


class Unfit(Exception):
    """The file cannot be looked into. The trace says why."""

    def __init__(self, code: str, shown: str = "") -> None:
        super().__init__(code)
        self.trace = Trace(code, "", shown)


def in_text(text: str, where: str) -> Iterator[Trace]:
    """What belongs to one person alone in some text of a file."""
    for found in found_in(text):
        yield Trace(found.code, where, found.shown, digest(found.value), found.severity)


def named(people: Iterable[str], where: str) -> Iterator[Trace]:
    """Names among the properties of a file."""
    for name in sorted({" ".join(re.sub(r"\([^)]*\)", "", person).split()) for person in people} - {""}):
        yield Trace("author-in-file", where, masked_name(name), digest(name), "should")
