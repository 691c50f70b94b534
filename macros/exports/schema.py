"""What the columns mean, for programs: JSON Schema (2020-12) and Table Schema (Frictionless) from the one declaration."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from macros.exports.csv_json import PAGE, Column, columns_of, guarded
from macros.exports.publication import VERSION, as_text
from macros.field_facts import FieldFacts
from macros.periods import FORMS, Period
from macros.record import Record


@cache
def json_schema(kind: type[Record]) -> str:
    """The JSON Schema of one entry of a register's JSON download."""
    schema = kind.model_json_schema()
    schema["properties"] = {
        PAGE: {"type": "string", "title": "Web page", "description": "Where on the site this entry stands."},
        **schema["properties"],
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return as_text({"$schema": dialect, **schema, "title": kind.register_title, "version": VERSION})


def table_schema(kind: type[Record]) -> dict[str, Any]:
    """The Table Schema of a register's CSV: every column's name, title, meaning, type, unit and example."""
    return {
        "fields": [_field(column) for column in columns_of(kind)],
        "primaryKey": ["ref"],
        "missingValues": [""],
    }


def column_guide(schema: dict[str, Any]) -> str:
    """The columns of a CSV for people, from its Table Schema; itself as CSV: one row a column."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["column", "title", "type", "always_filled", "meaning", "unit", "one_of", "example"])
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        writer.writerow(
            guarded(cell)
            for cell in (
                field["name"],
                field["title"],
                field["type"],
                "yes" if limits.get("required") else "no",
                field.get("description", ""),
                field.get("unit", ""),
                "; ".join(limits.get("enum", [])),
                field.get("example", ""),
            )
        )
    return out.getvalue()


def _field(column: Column) -> dict[str, Any]:
    """One column. What Table Schema has no word for (unit, what a reference points to) stands beside its own."""
    field: dict[str, Any] = {"name": column.name, "title": column.title}
    facts = column.facts
    if facts is None:
        return {**field, "type": "date" if column.type == "day" else "string", "description": column.description}
    field |= _type_of(facts)
    notes = [facts.description, _note(facts)]
    if words := " ".join(note for note in notes if note):
        field["description"] = words
    if facts.example:
        field["example"] = facts.example
    if facts.unit:
        field["unit"] = facts.unit
    if facts.to:
        field["refersTo"] = list(facts.to)
    constraints: dict[str, Any] = {"required": True} if facts.required else {}
    if facts.name == "ref":
        constraints["unique"] = True
    if facts.choices and not facts.many:
        constraints["enum"] = list(facts.choices)
    return {**field, "constraints": constraints} if constraints else field


def _type_of(facts: FieldFacts) -> dict[str, Any]:
    if facts.many or facts.entry:
        return {"type": "string"}
    if facts.type is Decimal:
        return {"type": "number"}
    if facts.type is bool:
        return {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    if facts.type is int:
        return {"type": "integer"}
    if facts.type is date:
        return {"type": "date"}
    if facts.type is time:
        return {"type": "time", "format": "%H:%M"}
    if facts.format in ("uri", "email"):
        return {"type": "string", "format": facts.format}
    return {"type": "string"}


def _note(facts: FieldFacts) -> str:
    if facts.entry:
        inside = ", ".join(facts.entry.model_fields)
        return f"JSON: {'a list of groups' if facts.many else 'a group'} of {inside}."
    if facts.many:
        return "Several values are parted by “; ”; a cell that starts with [ is a JSON list."
    return f"A period: {FORMS}." if facts.type is Period else ""
