"""Exports of finance systems as lines of cells.

CSV in any usual encoding and separator, and the spreadsheets that calamine reads (XLSX, XLS, XLSB, ODS).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from macros.files import LARGEST
from macros.spending_import.headings import NEEDED, CannotImport, best_headings

Sheet = tuple[str, list[Sequence[Any]]]
"""The name of a sheet, empty for a text file, and its lines."""


def sheets_of(path: Path, notes: list[str], wanted: Sequence[str] = ()) -> list[Sheet]:
    """Every line of an export, and in ``notes`` what had to be assumed to read it.

    :param wanted: the sheets of a spreadsheet to read, by name; by default the one that has entries.
    :raises CannotImport: it cannot be read, or it has entries on several sheets and none of them is wanted by name.
    """
    if path.stat().st_size > LARGEST:
        raise CannotImport(
            f"{path.name} is larger than {LARGEST // 1_000_000} megabytes. Split it and import each part."
        )
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        return _read_book(path, notes, wanted)
    if wanted:
        raise CannotImport(f"{path.name} is a text file and has no sheets. Leave out --sheet.")
    data = path.read_bytes()
    for encoding in (_wide(data) or "utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CannotImport(f"{path.name} is not a text file. Save it as CSV UTF-8 or as XLSX.")
    if encoding != "utf-8-sig":
        notes.append(f"The file was saved as {encoding}; it is now UTF-8.")
    text = text.replace("\x00", "")
    head = "\n".join(text.splitlines()[:30])
    separator = _separator_of(head)
    if separator != ",":
        notes.append(f"Cells are parted by {'tabs' if separator == chr(9) else separator} in the file; now by commas.")
    csv.field_size_limit(1_000_000)
    try:
        return [("", list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))]
    except csv.Error as reason:
        raise CannotImport(f"{path.name} cannot be read as CSV ({reason}). Save it again, or as XLSX.") from None


def _separator_of(head: str) -> str:
    """The sign between the cells: that with which most headings are known, since names and amounts can be full of commas."""

    def known(separator: str) -> tuple[int, int]:
        try:
            lines = list(csv.reader(io.StringIO(head, newline=""), delimiter=separator))
        except csv.Error:
            lines = []
        return len(best_headings(lines)[1]), head.count(separator)

    return max(",;\t|", key=known)


def _wide(data: bytes) -> str | None:
    """The encoding of a file in which every plain letter takes two bytes, with or without a mark at its start."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = data[:2000]
    if head.count(0) * 4 < len(head) or not head:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _read_book(path: Path, notes: list[str], wanted: Sequence[str]) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_path(path)
        sheets: dict[str, list[Sequence[Any]]] = {
            name: list(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        }
    except (CalamineError, OSError) as reason:
        raise CannotImport(f"{path.name} cannot be read as a spreadsheet ({reason}).") from None
    if missing := next((name for name in wanted if name not in sheets), None):
        raise CannotImport(
            f"{path.name} has no sheet “{missing}”. It has: {', '.join(f'“{name}”' for name in sheets)}."
        )
    known = {name: best_headings(lines)[1].keys() for name, lines in sheets.items()}
    chosen = list(dict.fromkeys(wanted)) or [name for name in sheets if known[name] >= set(NEEDED)]
    if len(chosen) > 1 and not wanted:
        named = " ".join(f'--sheet "{name}"' for name in chosen)
        raise CannotImport(
            f"{path.name} has entries on {len(chosen)} sheets, and they may be the same ones twice. "
            f"Name those that are to be read, for example:  {named}"
        )
    chosen = chosen or [max(sheets, key=lambda name: len(known[name]))] if sheets else []
    if not chosen:
        raise CannotImport(f"{path.name} has no sheet.")
    said = " and ".join(f"“{name}”" for name in chosen)
    left = [name for name, lines in sheets.items() if lines and name not in chosen]
    notes += [f"Sheet “{name}” was not read; {said} {'was' if len(chosen) == 1 else 'were'}." for name in left]
    return [(name, sheets[name]) for name in chosen]
