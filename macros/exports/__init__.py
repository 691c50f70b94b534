"""Every register as data that other people's tools accept, from the one declaration.

:func:`export_registers` gives every file of ``/open-data/``; :func:`exported` gives also what is said of each
on the page. Each form has a module of its own, named after what it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from macros.checklist import in_order_of_day, items
from macros.exports.calendars import public_meetings, publication_dates
from macros.exports.catalogue import Dataset, catalogue
from macros.exports.contracting import contracts_released
from macros.exports.csv_json import as_csv, as_json
from macros.exports.earlier import earlier_csv, earlier_json, earlier_schema, earlier_versions
from macros.exports.feeds import due_feed, feeds
from macros.exports.field_guide import describe, describe_all
from macros.exports.grants360 import grants_given
from macros.exports.observations import observations, revised_figures
from macros.exports.package import Table, as_resource, data_package
from macros.exports.publication import FOLDER, VERSION, Publication, as_text
from macros.exports.schema import column_guide, json_schema, table_schema
from macros.exports.spreadsheet import ROWS, SPREADSHEETS, as_xlsx
from macros.field_facts import fields_of
from macros.pages import Page
from macros.periods import Period
from macros.record import Record
from macros.registers import Registers

__all__ = ["FOLDER", "Dataset", "Exported", "describe", "describe_all", "export_registers", "exported"]

STANDARDS = {
    "grants-360giving.json": "https://standard.threesixtygiving.org/en/1.4/",
    "contracts-ocds.json": "https://standard.open-contracting.org/1.1/en/",
}


@dataclass
class Exported:
    """The files by their path on the site, and what is said of each set of them."""

    files: dict[str, str | bytes] = field(default_factory=dict)
    datasets: list[Dataset] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    site_address: str = ""
    version: str = VERSION
    left_out: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """What a standard could not take, by the name of its file, each with ``ref``, ``title`` and ``reason``."""

    def add(self, name: str, content: str | bytes) -> int:
        """Keep a file; its size in bytes is given back."""
        self.files[f"{FOLDER}/{name}"] = content
        return len(content) if isinstance(content, bytes) else len(content.encode())


def export_registers(
    registers: Registers, pages: list[Page], as_of: date, site_address: str = ""
) -> Iterator[tuple[str, str | bytes]]:
    """Every file of the data as ``(path on the site, text or bytes)``."""
    yield from exported(Publication(registers, pages, as_of, site_address)).files.items()


Make = Callable[[Publication], Exported]
Keep = Callable[[dict[str, Make]], dict[str, Exported]]
"""Gives what is made under each name: made now from a publication, or as it was made before if nothing it was made from changed."""


def exported(publication: Publication, keep: Keep | None = None) -> Exported:
    """Everything that is published as data on the day, the same in every build.

    :param keep: gives what was made before of a register, where that still holds.
    """
    made = Exported(site_address=publication.site_address)
    makes: dict[str, Make] = {
        f"register {name}": partial(_register, kind) for name, kind in publication.registers.kinds.items()
    }
    for of_one in (keep(makes) if keep else {name: make(publication) for name, make in makes.items()}).values():
        made.files |= of_one.files
        made.datasets += of_one.datasets
        made.resources += of_one.resources
    for table in (observations(publication), revised_figures(publication)):
        size = _add_table(made, table)
        made.datasets.append(
            Dataset(table.path.removesuffix(".csv"), table.title, table.description, {table.path: size})
        )
    for name, (package, left_out), words in (
        ("grants-360giving", grants_given(publication), "Grants given, in the 360Giving standard"),
        ("contracts-ocds", contracts_released(publication), "Contracts and tenders, in the Open Contracting standard"),
    ):
        _add_standard(made, name, package, left_out, words)
    made.files.update(feeds(publication))
    made.add("public-meetings.ics", public_meetings(publication))
    due = in_order_of_day(items(publication.registers, publication.pages, publication.as_of), publication.as_of)
    calendar = publication_dates(publication, due)
    made.add("publication-dates.ics", calendar)
    made.files["checklist/falling-due.ics"] = calendar
    made.files["checklist/falling-due.atom"] = due_feed(publication, "checklist/falling-due", due)
    made.add("datapackage.json", data_package(publication, made.resources))
    made.add("catalogue.jsonld", catalogue(publication, made.datasets))
    return made


def _register(kind: type[Record], publication: Publication) -> Exported:
    """The files of one register, and what is said of them."""
    made, records = Exported(site_address=publication.site_address), publication.registers.of(kind.kind)
    rows = [(record, publication.address(record)) for record in records]
    purpose = " ".join((kind.__doc__ or "").split())
    name, schema = kind.data_name, table_schema(kind)
    text, as_read = as_csv(kind, rows), as_json(kind, rows)
    table = Table(f"{name}.csv", kind.register_title, purpose, schema, len(rows), text.encode())
    files = {table.path: _add_table(made, table), f"{name}.json": made.add(f"{name}.json", as_read)}
    if kind.kind in SPREADSHEETS and len(rows) <= ROWS:
        files[f"{name}.xlsx"] = made.add(f"{name}.xlsx", as_xlsx(publication, kind, rows))
    made.add(f"{name}.schema.json", json_schema(kind))
    made.add(f"{name}.columns.csv", column_guide(schema))
    conforms = {f"{name}.json": publication.link(f"{FOLDER}/{name}.schema.json")}
    newest = newest_day(kind, records, publication.as_of)
    made.datasets.append(Dataset(name, kind.register_title, purpose, files, modified=newest, conforms=conforms))
    for old, columns in earlier_versions(kind):
        title, schema = f"{kind.register_title}, earlier columns", earlier_schema(table_schema(kind), columns)
        table = Table(f"{old}.csv", title, purpose, schema, len(rows), earlier_csv(text, columns).encode())
        files = {table.path: _add_table(made, table)}
        files[f"{old}.json"] = made.add(f"{old}.json", earlier_json(as_read, columns))
        made.add(f"{old}.columns.csv", column_guide(schema))
        made.datasets.append(Dataset(old, title, purpose, files, modified=newest))
    return made


def _add_table(made: Exported, table: Table) -> int:
    made.resources.append(as_resource(table))
    return made.add(table.path, table.text)


def _add_standard(
    made: Exported, name: str, package: dict[str, Any] | None, left_out: list[dict[str, str]], words: str
) -> None:
    """A package in a standard, where there is anything in it, and always the list of what it could not take."""
    made.left_out[name] = left_out
    made.add(f"{name}-left-out.json", as_text(left_out))
    if package is not None:
        path = f"{name}.json"
        size = made.add(path, as_text(package))
        conforms = {path: STANDARDS[path]}
        made.datasets.append(
            Dataset(name, words, str(package.get("description", words)), {path: size}, "", None, conforms)
        )


def newest_day(kind: type[Record], records: list[Any], as_of: date) -> date | None:
    """The newest day, not after ``as_of``, that any entry of a register speaks of: how fresh what it says is.

    The day on which a source was read is not counted: reading an old source does not make it new.
    """
    names = [facts.name for facts in fields_of(kind) if facts.type in (date, Period) and not facts.many]
    values = [value for record in records for name in names if (value := getattr(record, name))]
    found = [value.end if isinstance(value, Period) else value for value in values]
    found += [made.corrected_on for record in records for made in record.corrections]
    return max((day for day in found if day <= as_of), default=None)
