"""The page of the data: what there is, how fresh, how big, what the columns mean, and how to use it."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Any

from markupsafe import Markup

from macros.exports.csv_json import columns_of
from macros.record import Record
from macros.views.view import View
from macros.views.words import size_in_words

FORMS = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX"}


def show_open_data(view: View) -> Markup:
    """Every register and standard with its downloads, then feeds, calendars, and examples."""
    data = view.open_data
    registers = {kind.data_name: kind for kind in view.registers.kinds.values()}
    rows = [_row(found, registers.get(found.name), view) for found in data.datasets] if data else []
    return view.render(
        "open-data.html",
        shown=sorted((row for row in rows if row["kind"]), key=lambda row: str(row["title"])),
        others=[row for row in rows if not row["kind"]],
        left_out=data.left_out if data else {},
        base=data.site_address if data else "",
        version=data.version if data else "",
        sums=_letters(view.registers.kinds["grant"]) if "grant" in view.registers.kinds else {},
    )


def _letters(kind: type[Record]) -> dict[str, str]:
    """The letter that a spreadsheet gives to each of the first columns of a register."""
    return {column.name: letter for column, letter in zip(columns_of(kind), ascii_uppercase, strict=False)}


def _row(found: Any, kind: Any, view: View) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.title,
        "kind": kind,
        "entries": len(view.registers.of(kind.kind)) if kind else None,
        "newest": found.modified,
        "description": found.description,
        "files": [
            {"name": name, "form": FORMS[name.rsplit(".", 1)[-1]], "size": size_in_words(size)}
            for name, size in found.files.items()
        ],
    }
