"""Registers that people open in a spreadsheet, as XLSX (Office Open XML, ISO/IEC 29500), made by XlsxWriter.

Text is always written as a string cell, which no spreadsheet runs as a formula. Days and amounts are real
dates and numbers; pounds have two decimals. A second sheet says what each column means. Equal input gives
equal bytes: the only date in the file is the day the site speaks of.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from macros.exports.csv_json import cell_of, columns_of, unguarded
from macros.exports.publication import LICENCE, Publication
from macros.field_facts import FieldFacts
from macros.record import Record

SPREADSHEETS = ("grant", "contract", "decision", "spending", "budget_table", "premises")
"""The kinds that are also given as XLSX."""

ROWS = 1_048_575
"""As many entries as a sheet holds under its heading. A longer register has no spreadsheet, rather than a part of one."""

LONGEST = 32_767
"""Characters in a cell; what is longer is cut and says so."""


def as_xlsx(publication: Publication, kind: type[Record], records: Iterable[tuple[Any, str]]) -> bytes:
    """A register as a workbook of two sheets: the entries, and what the columns mean."""
    import xlsxwriter  # type: ignore[import-untyped]  # only who makes spreadsheets waits for it
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": kind.register_title,
            "author": publication.publisher,
            "comments": f"{LICENCE['name']}, {LICENCE['url']}",
            "created": publication.moment.replace(tzinfo=None),
        }
    )
    columns = columns_of(kind)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    looks = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "pounds": book.add_format({"num_format": "#,##0.00"}),
    }
    sheet = book.add_worksheet("Entries")
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.title, heading)
        sheet.set_column(index, index, 40 if index == 1 else 18)
    row = 0
    for row, (record, address) in enumerate(records, 1):
        values = record.model_dump(mode="json")
        for index, column in enumerate(columns):
            if column.facts:
                _write(sheet, row, index, column.facts, getattr(record, column.name), values[column.name], looks)
            elif column.type == "day":
                name, _, end = column.name.rpartition("_")
                if period := getattr(record, name):
                    sheet.write_datetime(row, index, getattr(period, end), looks["day"])
            elif address:
                sheet.write_string(row, index, address)
    sheet.autofilter(0, 0, row, len(columns) - 1)
    about = book.add_worksheet("About")
    about.set_column(0, 0, 30)
    about.set_column(1, 2, 60)
    lines = [
        (kind.register_title, "", ""),
        ("Published by", publication.publisher, ""),
        ("As of", publication.as_of.isoformat(), ""),
        ("Licence", f"{LICENCE['name']}, {LICENCE['url']}", ""),
        ("", "", ""),
        ("Column", "What it means", "Column in the CSV"),
        *((column.title, column.description, column.name) for column in columns),
    ]
    for number, line in enumerate(lines):
        for index, text in enumerate(line):
            if text:
                about.write_string(number, index, text, heading if number in (0, 5) else None)
    try:
        book.close()
    except FileCreateError as failure:  # it hides what the system said
        raise OSError(*getattr(failure.args[0], "args", failure.args)) from None
    return out.getvalue()


def _write(sheet: Any, row: int, index: int, facts: FieldFacts, value: Any, plain: Any, looks: dict[str, Any]) -> None:
    """One cell by what the declaration says of it; nothing known leaves it empty."""
    if value is None or value == [] or value == "":
        return
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= 15:
        sheet.write_number(row, index, value, looks["pounds"] if facts.unit == "GBP" else None)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, index, value)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, index, value, looks["day"])
    else:
        text = unguarded(cell_of(facts, plain))
        if len(text) > LONGEST:
            text = text[: LONGEST - 60] + " … (cut here; the whole text is in the CSV and on the page)"
        sheet.write_string(row, index, text)
