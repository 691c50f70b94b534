"""One Frictionless data package over every table (https://specs.frictionlessdata.io/, version 1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from macros.exports.publication import LICENCE, LICENCE_ID, VERSION, Publication, as_text


@dataclass(frozen=True)
class Table:
    """One CSV file, with what is said of it."""

    path: str
    """Its name in the folder of the data."""
    title: str
    description: str
    schema: dict[str, Any]
    rows: int
    text: bytes


def as_resource(table: Table) -> dict[str, Any]:
    """A table as a tabular data resource; ``bytes`` is its size, ``hash`` its SHA-256. The text itself is not kept."""
    return {
        "profile": "tabular-data-resource",
        "name": table.path.removesuffix(".csv"),
        "path": table.path,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table.text),
        "hash": f"sha256:{hashlib.sha256(table.text).hexdigest()}",
        "rowCount": table.rows,
        "schema": table.schema,
    }


def data_package(publication: Publication, resources: list[dict[str, Any]]) -> str:
    """``datapackage.json``: every table with its schema, size and checksum."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"{publication.office.slug if publication.office else 'office'}-open-data",
        "id": publication.name("open-data/datapackage.json"),
        "title": f"Open data of the {publication.publisher}",
        "description": "Every register on the site. Texts that a spreadsheet would take for a formula have an apostrophe in front, as have texts that start with one: take one leading apostrophe off.",
        "version": VERSION,
        "created": publication.moment.isoformat().replace("+00:00", "Z"),
        "licenses": [{"name": LICENCE_ID, "title": LICENCE["name"], "path": LICENCE["url"]}],
        "contributors": [{"title": publication.publisher, "role": "publisher"}],
    }
    if publication.site_address:
        package["homepage"] = publication.absolute("open-data/")
    return as_text({**package, "resources": resources})
