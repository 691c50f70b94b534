"""Grants given, in the 360Giving Data Standard, version 1.4 (package and grant schema).

What the standard needs and the register does not know is never made up: such a grant is left out and listed with
the reason. Amounts are pounds as JSON numbers; days are ``YYYY-MM-DD``.
"""

from __future__ import annotations

from typing import Any

from macros.exports.organisations import SCHEMES, organisation_of
from macros.exports.publication import LICENCE, Publication, as_number

PREFIX_UNKNOWN = "The office has no 360Giving prefix on record, so identifiers are this site's own references."


def grants_given(publication: Publication) -> tuple[dict[str, Any] | None, list[dict[str, str]]]:
    """A 360Giving package, or nothing where no grant has all that is needed; and what is left out, with the reason."""
    grants: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    if "grant" not in publication.registers.kinds:
        return None, []
    for grant in publication.registers.of("grant"):
        if grant.direction != "given":
            continue
        missing = _missing(publication, grant)
        if missing:
            left_out.append({"ref": grant.ref, "title": grant.title, "reason": f"Not known: {', '.join(missing)}."})
        elif grant.withdrawn:
            left_out.append({"ref": grant.ref, "title": grant.title, "reason": "Withdrawn."})
        else:
            grants.append(_grant(publication, grant))
    if not grants:
        return None, left_out
    prefix = publication.office.giving_prefix if publication.office else None
    notes = [
        f"Grants given by the {publication.publisher}.",
        "" if prefix else PREFIX_UNKNOWN,
        f"{len(left_out)} grants are left out; grants-360giving-left-out.json says why." if left_out else "",
    ]
    package: dict[str, Any] = {
        "version": "1.4",
        "title": f"Grants given by the {publication.publisher}",
        "description": " ".join(filter(None, notes)),
        "issued": publication.as_of.isoformat(),
        "modified": publication.as_of.isoformat(),
        "license": LICENCE["url"],
        "publisher": {"name": publication.publisher},
        "grants": grants,
    }
    if publication.office and publication.office.organisation_id:
        package["publisher"]["identifier"] = publication.office.organisation_id
    if publication.office and publication.office.website:
        package["publisher"]["website"] = publication.office.website
    if publication.site_address:
        package["downloadURL"] = publication.absolute("open-data/grants-360giving.json")
    return package, left_out


def _awarded_on(publication: Publication, grant: Any) -> Any:
    """The day of the decision to award: the grant's own, else the one its decision was signed on."""
    decision: Any = publication.registers.find(("decision",), grant.decision) if grant.decision else None
    return grant.awarded_on or (decision.signed_on if decision else None)


def _missing(publication: Publication, grant: Any) -> list[str]:
    """What the standard needs of a grant and the register does not say."""
    needed = {
        "the amount": grant.amount,
        "the day of the award": _awarded_on(publication, grant),
        "what it is for": grant.purpose,
    }
    return [words for words, value in needed.items() if value is None]


def _grant(publication: Publication, grant: Any) -> dict[str, Any]:
    office = publication.office
    prefix = office.giving_prefix if office and office.giving_prefix else (office.slug if office else "office")
    made: dict[str, Any] = {
        "id": f"{prefix}-{grant.ref}",
        "title": grant.title,
        "description": grant.purpose,
        "currency": "GBP",
        "amountAwarded": as_number(grant.amount),
        "awardDate": _awarded_on(publication, grant).isoformat(),
        "recipientOrganization": [_organisation(publication, grant.recipient, grant.provider)],
        "fundingOrganization": [_organisation(publication, publication.publisher)],
        "grantProgramme": [{"title": grant.fund}],
    }
    if grant.period:
        made["plannedDates"] = [{"startDate": grant.period.start.isoformat(), "endDate": grant.period.end.isoformat()}]
    if publication.site_address:
        made["url"] = publication.address(grant)
    return made


def _organisation(publication: Publication, name: str, provider: str | None = None) -> dict[str, str]:
    found, scheme = organisation_of(publication, name, provider)
    made = {"id": found, "name": name}
    if scheme in SCHEMES:
        made[SCHEMES[scheme]] = found.removeprefix(f"{scheme}-")
    return made
