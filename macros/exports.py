"""Registers as data: CSV, JSON, JSON Schema and the field guide, from the one declaration.

CSV is UTF-8 with ``\\r\\n`` line ends (RFC 4180), dates by ISO 8601 and plain numbers; groups of fields and
lists inside a cell are JSON. A cell that a spreadsheet would take for a formula is disarmed.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from macros.addresses import link_of
from macros.pages import Page, homes
from macros.record import FieldFacts, Record, fields_of
from macros.registers import Registers

FOLDER = "open-data"
LICENCE = {
    "name": "Open Government Licence v3.0",
    "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_registers(registers: Registers, pages: list[Page]) -> Iterator[tuple[str, str]]:
    """Every register's files as ``(path on the site, text)``."""
    placed = homes(pages)
    for name, kind in registers.kinds.items():
        records = registers.of(name)
        addresses = {record.ref: link_of(record, placed) or "" for record in records}
        yield f"{FOLDER}/{kind.plural}.csv", as_csv(kind, records, addresses)
        yield f"{FOLDER}/{kind.plural}.json", as_json(kind, records, addresses)
        yield f"{FOLDER}/{kind.plural}.schema.json", schema_of(kind)


def as_json(kind: type[Record], records: list[Any], addresses: dict[str, str]) -> str:
    """A register as JSON: what it is, its licence, and its entries."""
    entries = [
        {"address": addresses.get(record.ref, ""), **record.model_dump(mode="json", exclude_none=True)}
        for record in records
    ]
    head = {
        "register": kind.plural,
        "title": kind.register_title,
        "licence": LICENCE,
        "schema": f"{kind.plural}.schema.json",
        "entries": entries,
    }
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def as_csv(kind: type[Record], records: list[Any], addresses: dict[str, str]) -> str:
    """A register as CSV, one row for each entry, the columns in the declaration's order."""
    columns = fields_of(kind)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(facts.name for facts in columns), "address"])
    for record in records:
        values = record.model_dump(mode="json")
        writer.writerow([*(_cell(facts, values[facts.name]) for facts in columns), addresses.get(record.ref, "")])
    return out.getvalue()


def _cell(facts: FieldFacts, value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str) and "; " not in item for item in value):
        value = "; ".join(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    number = facts.format == "decimal" or facts.type is int
    return "'" + text if text.startswith(FORMULA_STARTS) and not number else text


def schema_of(kind: type[Record]) -> str:
    """The JSON Schema of one entry of a register."""
    schema = kind.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": kind.register_title}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def describe(kind: type[Record]) -> str:
    """The field guide of a kind for the terminal: where it is kept, and every field."""
    lines = [
        f"{kind.register_title} ({kind.kind})",
        "",
        (kind.__doc__ or "").strip(),
        "",
        f"Kept in: {', '.join(kind.files)}",
        "",
    ]
    lines += list(_describe_fields(kind, "  "))
    return "\n".join(lines) + "\n"


def _describe_fields(model: type[BaseModel], indent: str) -> Iterator[str]:
    for facts in fields_of(model):
        need = "needed" if facts.required else "may be left out"
        yield f"{indent}{facts.name} — {facts.title} ({need}{', a list' if facts.many else ''})"
        if facts.description:
            yield f"{indent}    {facts.description}"
        if facts.choices:
            yield f"{indent}    One of: {', '.join(facts.choices)}"
        if facts.to:
            yield f"{indent}    The reference of: {', '.join(facts.to)}"
        if facts.example:
            yield f"{indent}    For example: {facts.example}"
        if facts.entry:
            yield from _describe_fields(facts.entry, indent + "    ")


def describe_all(kinds: dict[str, type[Record]]) -> str:
    """Every kind in a line."""
    width = max(len(name) for name in kinds)
    return "".join(f"{name:<{width}}  {kind.register_title} — {kind.files[0]}\n" for name, kind in kinds.items())
