"""Names of organisations for the standards: org-id.guide identifiers where they are on record, else the office's own."""

from __future__ import annotations

import re
from typing import Any

from macros.exports.publication import Publication
from macros.fields import slug_of

SCHEMES = {"GB-CHC": "charityNumber", "GB-COH": "companyNumber"}
"""Registers of org-id.guide that 360Giving has a field of its own for."""

ORG_ID = re.compile(r"([A-Z]{2}-[A-Z0-9_]+)-(.+)")


def organisation_of(publication: Publication, name: str, provider: str | None = None) -> tuple[str, str | None]:
    """An organisation's identifier, and its scheme if it is one of org-id.guide's form.

    Where none is on record, the identifier is the office's own: its reference and the organisation's entry in the
    register of providers or, without one, the name as printed. No scheme is claimed for it.
    """
    entry: Any = publication.registers.find(("provider",), provider) if provider else None
    if entry is None and "provider" in publication.registers.kinds:
        entry = next((found for found in publication.registers.of("provider") if found.name == name), None)
    known = entry.organisation_id if entry else None
    office = publication.office
    if known is None and office and name in (office.name, office.commissioner_title):
        known = office.organisation_id
        if known is None:
            return office.slug, None
    if known:
        match = ORG_ID.fullmatch(known)
        return known, match[1] if match else None
    return f"{office.slug if office else 'office'}-{entry.slug if entry else slug_of(name)}", None
