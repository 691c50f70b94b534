"""What a check is given: the loaded sources, the pages and the day. Nothing else."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from macros.pages import Page
from macros.problems import Problem
from macros.registers import Located, Registers
from macros.validation import field_name


@dataclass(frozen=True)
class Checked:
    """The subject of the checks. ``layers`` are the folders of pages and files, ``as_of`` the day."""

    root: Path
    layers: tuple[Path, ...]
    registers: Registers
    pages: list[Page]
    as_of: date
    macros: dict[str, inspect.Signature]
    """The macros that a page may call, and what each takes."""
    pages_refused: bool = False
    """Whether a page could not be read: silence about what it may have shown."""

    def has_file(self, name: str) -> bool:
        """Whether there is an attachment or image of this name in ``docs/files/``."""
        return ".." not in name and any((folder / "files" / name).is_file() for folder in self.layers)


def problem_at(
    found: Located, way: tuple[str | int, ...], code: str, message: str, fix: str, severity: str = "must"
) -> Problem:
    """A problem at a field of a record."""
    name = field_name(way)
    return Problem(
        code,
        found.path,
        found.line_of(*way),
        message,
        fix,
        field=name,
        severity="should" if severity == "should" else "must",
    )
