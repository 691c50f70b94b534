"""A catalogue of the data for harvesters: DCAT 3 (W3C) as JSON-LD 1.1, its context inside the file.

Where the site's own address is not known, addresses are relative to the file, as JSON-LD allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from macros.exports.publication import LICENCE, Publication, as_text

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
    "atom": "application/atom+xml",
}

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct:license": {"@type": "@id"},
    "dct:conformsTo": {"@type": "@id"},
    "dct:language": {"@type": "@id"},
    "dcat:theme": {"@type": "@id"},
    "vcard:hasEmail": {"@type": "@id"},
    "dct:modified": {"@type": "xsd:date"},
    "dcat:landingPage": {"@type": "@id"},
    "dcat:downloadURL": {"@type": "@id"},
    "dcat:accessURL": {"@type": "@id"},
    "dcat:mediaType": {"@type": "@id"},
    "dcat:byteSize": {"@type": "xsd:nonNegativeInteger"},
    "foaf:homepage": {"@type": "@id"},
}


ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
GOVERNMENT = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
"""“Government and public sector” of the themes that catalogues of data share."""


@dataclass(frozen=True)
class Dataset:
    """One data set of the catalogue: its files by name with their sizes in bytes, and what they conform to."""

    name: str
    title: str
    description: str
    files: dict[str, int]
    page: str = ""
    modified: date | None = None
    conforms: dict[str, str] = field(default_factory=dict)


def catalogue(publication: Publication, datasets: Iterable[Dataset]) -> str:
    """The whole catalogue."""
    publisher: dict[str, Any] = {
        "@id": publication.name("publisher"),
        "@type": ["foaf:Organization", "foaf:Agent"],
        "foaf:name": publication.publisher,
    }
    if publication.office and publication.office.website:
        publisher["foaf:homepage"] = publication.office.website
    graph = {
        "@context": CONTEXT,
        "@id": publication.link("open-data/"),
        "@type": "dcat:Catalog",
        "dct:title": f"Open data of the {publication.publisher}",
        "dct:description": "Every register that the office publishes.",
        "dct:language": ENGLISH,
        "dct:license": LICENCE["url"],
        "dct:modified": publication.as_of.isoformat(),
        "dct:publisher": publisher,
        "dcat:dataset": [_dataset(publication, found, publisher) for found in datasets],
    }
    return as_text(graph)


def _dataset(publication: Publication, found: Dataset, publisher: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@id": publication.link(f"open-data/#{found.name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": found.name,
        "dct:title": found.title,
        "dct:description": found.description,
        "dct:publisher": publisher,
        "dct:license": LICENCE["url"],
        "dct:language": ENGLISH,
        "dcat:theme": GOVERNMENT,
        **_contact(publication),
    }
    if found.page:
        made["dcat:landingPage"] = publication.link(found.page)
    if found.modified:
        made["dct:modified"] = found.modified.isoformat()
    made["dcat:distribution"] = [
        {
            "@id": publication.link(f"open-data/{name}#distribution"),
            "@type": "dcat:Distribution",
            "dct:title": f"{found.title} ({name.rsplit('.', 1)[-1].upper()})",
            "dct:license": LICENCE["url"],
            "dcat:accessURL": publication.link("open-data/"),
            "dcat:downloadURL": publication.link(f"open-data/{name}"),
            "dcat:mediaType": f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[name.rsplit('.', 1)[-1]]}",
            "dcat:byteSize": str(size),
            **({"dct:conformsTo": found.conforms[name]} if name in found.conforms else {}),
        }
        for name, size in found.files.items()
    ]
    return made


def _contact(publication: Publication) -> dict[str, Any]:
    """Whom to ask about the data, where the office gives an address for it."""
    if not publication.office or not publication.office.email:
        return {}
    card = {
        "@type": "vcard:Organization",
        "vcard:fn": publication.publisher,
        "vcard:hasEmail": f"mailto:{publication.office.email}",
    }
    return {"dcat:contactPoint": card}
