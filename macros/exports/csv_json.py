"""Registers as CSV and JSON, and back to the very same records.

CSV is UTF-8 with ``\\r\\n`` line ends (RFC 4180), days by ISO 8601, money in pounds with a point before the
pence, yes or no. Several values in a cell are parted by ``; ``; where that would be ambiguous, and for groups of
fields, the cell is JSON.

**Formulas.** A spreadsheet takes a text that starts with ``=``, ``+``, ``-`` or ``@`` for a formula and runs it. Such a
text gets an apostrophe in front, and so does a text that itself starts with an apostrophe: whoever reads the
file with a program takes one leading apostrophe off, and has what was written. Columns of numbers are left alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from macros.exports.publication import LICENCE, VERSION
from macros.field_facts import FieldFacts, fields_of
from macros.periods import Period
from macros.record import Record

Kind = TypeVar("Kind", bound=Record)

PAGE = "web_page"
"""The column that says where on the site an entry stands."""

GUARDED = re.compile(r"[\s]*[=+\-@＝＋－＠']|[\t\r\n]")
"""Starts of texts that are disarmed: those of formulas, also in their wide forms, and the apostrophe itself."""


@dataclass(frozen=True)
class Column:
    """One column of a register's CSV: a field of the declaration, or one derived from it."""

    name: str
    title: str
    description: str
    facts: FieldFacts | None = None
    """The field that stands in the column, or nothing for a derived one."""
    type: str = "text"
    """For derived columns: ``text`` or ``day``."""


def columns_of(kind: type[Record]) -> list[Column]:
    """The columns in their fixed order: the fields, the page's address, then first and last day of each period."""
    fields = fields_of(kind)
    columns = [Column(facts.name, facts.title, facts.description, facts) for facts in fields]
    columns.append(Column(PAGE, "Web page", "Where on the site this entry stands."))
    for facts in fields:
        if facts.type is Period and not facts.many:
            columns += [
                Column(f"{facts.name}_start", f"{facts.title}: first day", f"First day of {facts.name}.", type="day"),
                Column(
                    f"{facts.name}_end", f"{facts.title}: last day", f"Last day of {facts.name}, inclusive.", type="day"
                ),
            ]
    return columns


def as_json(kind: type[Record], records: Iterable[tuple[Any, str]]) -> str:
    """A register as JSON: what it is, its licence, and its entries, each with its address on the site.

    Amounts and percentages are text, so that no figure is rounded on the way.
    """
    head = {
        "register": kind.plural,
        "title": kind.register_title,
        "version": VERSION,
        "licence": LICENCE,
        "schema": f"{kind.data_name}.schema.json",
    }
    start = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    entries = ",\n  ".join(
        json.dumps({PAGE: address, **record.model_dump(mode="json", exclude_none=True)}, ensure_ascii=False)
        for record, address in records
    )
    return f'{start},\n "entries": [\n  {entries}\n ]\n}}\n' if entries else f'{start},\n "entries": []\n}}\n'


def as_csv(kind: type[Record], records: Iterable[tuple[Any, str]]) -> str:
    """A register as CSV, one row for each record and its address on the site."""
    columns = columns_of(kind)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    own = [column.facts for column in columns if column.facts]
    periods = [facts.name for facts in own if facts.type is Period and not facts.many]
    for record, address in records:
        values = record.model_dump(mode="json", exclude_none=True)
        row = [cell_of(facts, values.get(facts.name)) for facts in own]
        row.append(guarded(address))
        for name in periods:
            period = getattr(record, name)
            row += [period.start.isoformat(), period.end.isoformat()] if period else ["", ""]
        writer.writerow(row)
    return out.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; :func:`unguarded` gives it back."""
    return "'" + text if GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    return text[1:] if text.startswith("'") else text


def is_number(facts: FieldFacts) -> bool:
    """Whether a field holds one number, which is never disarmed: a minus sign belongs to it."""
    return not facts.many and (facts.format == "decimal" or facts.type is int)


def cell_of(facts: FieldFacts, value: Any) -> str:
    """One field's value, as plain JSON values, as the text of a cell. Nothing known is an empty cell."""
    if value is None or value == []:
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list) and _parts_again("; ".join(map(str, value)), value):
        return guarded("; ".join(value))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if value == "":
        return "'"
    return str(value) if is_number(facts) else guarded(str(value))


def _parts_again(joined: str, value: list[Any]) -> bool:
    plain = all(isinstance(item, str) for item in value)
    return plain and joined != "" and not joined.startswith("[") and joined.split("; ") == value


def records_from_csv(kind: type[Kind], text: str) -> Iterator[Kind]:
    """The records of a register's CSV, exactly as they were exported.

    :raises pydantic.ValidationError: a row is not an entry of this kind.
    :raises ValueError: the columns are not those of this kind.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    names = next(reader, [])
    expected = [column.name for column in columns_of(kind)]
    if names != expected:
        raise ValueError(f"the columns are not those of {kind.plural}: {', '.join(names)}")
    fields = fields_of(kind)
    for row in reader:
        cells = zip(fields, row, strict=False)
        yield kind.model_validate({facts.name: value_of(facts, cell) for facts, cell in cells if cell != ""})


def value_of(facts: FieldFacts, cell: str) -> Any:
    """The value, as plain JSON values, that :func:`cell_of` made a cell of."""
    if facts.entry and not facts.many:
        return json.loads(cell)
    if facts.many:
        return json.loads(cell) if cell.startswith("[") else unguarded(cell).split("; ")
    return cell if is_number(facts) else unguarded(cell)


def records_from_json(kind: type[Kind], text: str) -> Iterator[Kind]:
    """The records of a register's JSON, exactly as they were exported.

    :raises pydantic.ValidationError: an entry is not one of this kind.
    """
    for entry in json.loads(text)["entries"]:
        yield kind.model_validate({name: value for name, value in entry.items() if name != PAGE})
