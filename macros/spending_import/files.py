"""Exports of finance systems as lines of cells, and which of their columns is which.

CSV in any usual encoding and separator, and the spreadsheets that calamine reads (XLSX, XLS, XLSB, ODS).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from macros.files import LARGEST
from macros.kinds.spending import Spending
from macros.spending_import.cells import text_of

HEADINGS: dict[str, tuple[str, ...]] = {
    "paid_on": (
        "paid on", "date paid", "payment date", "paid date", "date of payment", "transaction date", "posting date", "post date",
        "effective date", "gl date", "date", "tran date", "invoice date",
    ),
    "supplier": (
        "supplier name", "supplier", "vendor name", "vendor", "payee name", "payee", "paid to", "beneficiary name", "beneficiary",
        "creditor name", "creditor", "merchant name", "merchant", "company name", "recipient", "name of supplier",
    ),
    "amount": (
        "net amount", "amount net", "amount excluding vat", "amount ex vat", "amount excl vat", "net value", "net", "amount paid",
        "payment amount", "invoice amount", "line amount", "transaction amount", "amount gbp", "amount", "value gbp", "value",
        "gross amount", "total amount", "gross",
    ),
    "purpose": (
        "purpose", "for what", "summary of purpose", "purpose of expenditure", "purpose of spend", "description of goods or services",
        "line description", "description", "transaction description", "narrative", "details", "item", "goods or services",
        "expense type", "expenditure type", "subjective description", "account description",
    ),
    "category": (
        "payment category", "category", "expenditure category", "spend category", "merchant category", "procurement category",
        "expense area", "service area", "cost centre description", "cost centre", "department", "directorate", "expense type",
    ),
    "value_for_money": ("value for money", "why it was good value", "vfm", "value for money statement"),
}  # fmt: skip
"""The names under which finance systems give each field, the best first."""

NOT_THE_NAME = {
    "supplier": "number no id code ref reference postcode type category account",
    "amount": "vat tax number type description code",
    "paid_on": "due ordered received",
    "purpose": "code number supplier",
    "category": "code number",
}
"""Words that, beside a known name, say that a column holds something else: “Supplier number” is no supplier."""

WITHOUT_TAX = {"ex", "exc", "excl", "excluding", "exclusive", "net", "less", "before", "without"}

NEEDED = ("paid_on", "supplier", "amount", "purpose")


class CannotImport(Exception):
    """The file as a whole cannot be read. The message is for the user."""


def lines_of(path: Path, notes: list[str]) -> list[Sequence[Any]]:
    """Every line of an export, and in ``notes`` what had to be assumed to read it. :raises CannotImport: it cannot be read."""
    if path.stat().st_size > LARGEST:
        raise CannotImport(
            f"{path.name} is larger than {LARGEST // 1_000_000} megabytes. Split it and import each part."
        )
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        return _sheet_of(path, notes)
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
    separator = max(",;\t|", key=head.count)
    if separator != ",":
        notes.append(f"Cells are parted by {'tabs' if separator == chr(9) else separator} in the file; now by commas.")
    csv.field_size_limit(1_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as reason:
        raise CannotImport(f"{path.name} cannot be read as CSV ({reason}). Save it again, or as XLSX.") from None


def _wide(data: bytes) -> str | None:
    """The encoding of a file in which every plain letter takes two bytes, with or without a mark at its start."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = data[:2000]
    if head.count(0) * 4 < len(head) or not head:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _sheet_of(path: Path, notes: list[str]) -> list[Sequence[Any]]:
    """The first sheet that has the headings."""
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError) as reason:
        raise CannotImport(f"{path.name} cannot be read as a spreadsheet ({reason}).") from None
    chosen = next((name for name, lines in sheets.items() if _best_headings(lines)[1].keys() >= set(NEEDED)), None)
    if chosen is None:
        chosen = max(sheets, key=lambda name: len(_best_headings(sheets[name])[1]), default=None)
    if chosen is None:
        raise CannotImport(f"{path.name} has no sheet.")
    notes += [
        f"Sheet “{name}” was not read; “{chosen}” was." for name, lines in sheets.items() if lines and name != chosen
    ]
    return list(sheets[chosen])


def _best_headings(lines: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The line among the first thirty that names most of our fields, and the place of each in it.

    Headings that stand one above the other in two lines are read together.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for number, line in enumerate(lines[:30]):
        above = lines[number - 1] if number else []
        joined = [f"{text_of(up)} {text_of(cell)}" for up, cell in zip_longest(above, line, fillvalue="")]
        figures = any(re.search(r"\d", text_of(cell)) for cell in line)
        for cells in (line,) if figures else (line, joined):
            places = _places_in([_words_of(cell) for cell in cells])
            if len(places) > len(best[1]):
                best = (number, places)
    return best


def _words_of(cell: Any) -> str:
    """A heading in plain words: ``PaymentDate`` and ``payment_date`` are ``payment date``, ``Creditor’s`` is ``creditor``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"['’]s\b", "", text_of(cell)))
    return " ".join(re.sub(r"[^a-z]+", " ", apart.lower()).split())


def _places_in(headings: list[str]) -> dict[str, int]:
    """Where each field stands: first those whose heading is a name that we know, then those that have one in it."""
    places: dict[str, int] = {}
    for near in (False, True):
        for name, known in HEADINGS.items():
            found = (
                place
                for word in known
                for place, heading in enumerate(headings)
                if place not in places.values() and (_is_near(name, word, heading) if near else heading == word)
            )
            if name not in places and (place := next(found, None)) is not None:
                places[name] = place
    return places


def _is_near(name: str, word: str, heading: str) -> bool:
    """Whether a heading has a name in it, in one or in many, and no word that makes something else of it."""
    words = heading.split()
    singular = " ".join(part.removesuffix("s") for part in words)
    inside = any(f" {word} " in f" {text} " for text in (heading, singular))
    other = {*NOT_THE_NAME.get(name, "").split()} & {*words}
    if name == "amount" and WITHOUT_TAX & {*words}:
        other -= {"vat", "tax"}
    return inside and not other and len(words) <= 8


def headings_in(lines: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The index of the line of headings, and the place of each of our fields in it.

    :raises CannotImport: no line names the columns that are needed.
    """
    start, places = _best_headings(lines)
    missing = [name for name in NEEDED if name not in places]
    if missing:
        known = "; ".join(f"{Spending.model_fields[name].title}: {', '.join(HEADINGS[name][:4])}" for name in missing)
        there = ", ".join(filter(None, map(text_of, lines[start]))) if lines else "nothing"
        raise CannotImport(
            f"No line names these columns: {known}. The nearest line has: {there}. Rename the headings in the file."
        )
    return start, places
