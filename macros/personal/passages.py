"""The files of a site as text, looked through line by line."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from macros.files import as_text, read_text
from macros.personal.findings import Finding
from macros.personal.searching import found_in, found_in_rows
from macros.problems import Problem
from macros.unreadable import Unreadable


def found_in_file(root: Path, path: str, data: bytes | None = None) -> Iterator[tuple[int, Finding]]:
    """What is found in a file, each with its line. A file that cannot be read is none of this room's business.

    :param data: what is in it, if it was taken already.

    :raises Unreadable: it went since the files were listed.
    """
    notes: list[Problem] = []
    try:
        text = read_text(root, path, notes) if data is None else as_text(data, path, notes)
    except Unreadable:
        if not os.path.lexists(root / path):
            raise
        return
    yield from found_on_lines(text, path)


def found_on_lines(text: str, path: str) -> Iterator[tuple[int, Finding]]:
    """What is found in the text of a file, each with its line."""
    starts: list[int] = []
    seen: set[tuple[int, str, str]] = set()
    for found in found_in(text):
        if not starts:
            starts = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n")]
        line = bisect_right(starts, found.start)
        seen.add((line, found.code, found.value))
        yield line, found
    if path.endswith(".csv"):
        for line, found in found_in_rows(text):
            if (line, found.code, found.value) not in seen:
                yield line, found
