"""Files of a register as they were before a column was renamed or taken away: the old ones stay at their address.

A kind says with ``earlier`` which columns each earlier version had, and what each is called now. The newest version then
stands at an address of its own (``gifts-v2.csv``), and the earlier ones are worked out from the same entries.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from macros.exports.publication import as_text
from macros.record import Record

GONE = "No longer kept. The column stays, empty, so that what reads this file goes on working."


def data_names(kind: type[Record]) -> list[str]:
    """What the files of each version of a register's data are called, the newest last. None of them ever changes."""
    return [kind.plural, *(f"{kind.plural}-v{number}" for number in range(2, len(kind.earlier) + 2))]


def earlier_versions(kind: type[Record]) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of each earlier version's files, and its columns: what each was called, and what it is called now."""
    yield from zip(data_names(kind)[:-1], kind.earlier, strict=True)


def earlier_csv(text: str, columns: dict[str, str]) -> str:
    """A register's CSV under earlier names. A column that is gone is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in csv.DictReader(io.StringIO(text, newline="")):
        writer.writerow(row[now] if now else "" for now in columns.values())
    return out.getvalue()


def earlier_json(text: str, columns: dict[str, str]) -> str:
    """A register's JSON under earlier names; it has no word of the newer schema."""
    whole = json.loads(text)
    del whole["schema"]
    whole["entries"] = [
        {name: entry[now] for name, now in columns.items() if now in entry} for entry in whole["entries"]
    ]
    return as_text(whole)


def earlier_schema(schema: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    """The Table Schema of an earlier version, from that of today."""
    now = {field["name"]: field for field in schema["fields"]}
    gone = {"title": "", "type": "string", "description": GONE}
    return {**schema, "fields": [{**now.get(called, gone), "name": name} for name, called in columns.items()]}
