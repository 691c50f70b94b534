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
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vcard:hasEmail": {"@type": "@id"},
    "dct:modified": {"@type": "xsd:date"},
    "dcat:landingPage": {"@type": "@id"},
    "dcat:downloadURL": {"@type": "@id"},
    "dcat:accessURL": {"@type": "@id"},
    "dcat:byteSize": {"@type": "xsd:nonNegativeInteger"},
    "foaf:homepage": {"@type": "@id"},
}


# What each address names is said beside it, so that a checker of DCAT-AP need not fetch it to know.
ENGLISH = {"@id": "http://publications.europa.eu/resource/authority/language/ENG", "@type": "dct:LinguisticSystem"}
GOVERNMENT = {
    "@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE",
    "@type": "skos:Concept",
    "skos:prefLabel": {"@value": "Government and public sector", "@language": "en"},
}
"""“Government and public sector” of the themes that catalogues of data share."""
OPEN = {"@id": LICENCE["url"], "@type": "dct:LicenseDocument"}


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
        "dct:license": OPEN,
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
        "dct:license": OPEN,
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
            "dct:license": OPEN,
            "dcat:accessURL": publication.link("open-data/"),
            "dcat:downloadURL": publication.link(f"open-data/{name}"),
            "dcat:mediaType": {
                "@id": f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[name.rsplit('.', 1)[-1]]}",
                "@type": "dct:MediaType",
            },
            "dcat:byteSize": str(size),
            **(
                {"dct:conformsTo": {"@id": found.conforms[name], "@type": "dct:Standard"}}
                if name in found.conforms
                else {}
            ),
        }
        for name, size in found.files.items()
    ]
    return made


def _contact(publication: Publication) -> dict[str, Any]:
    """Whom to ask about the data, where the office gives an address for it."""
    if not publication.office or not publication.office.email:
        return {}
    card = {
        "@type": ["vcard:Organization", "vcard:Kind"],
        "vcard:fn": publication.publisher,
        "vcard:hasEmail": f"mailto:{publication.office.email}",
    }
    return {"dcat:contactPoint": card}
