"""Contracts and tenders in the Open Contracting Data Standard (OCDS) 1.1, as one release package.

A release needs an ``ocid`` and the day on which its information was first published. Where the register does not know
them, the contract is left out and listed with the reason. OCDS knows moments, not days: a day is its midnight
in UTC, and the time of day means nothing. Amounts are pounds as JSON numbers, without tax unless the notice says so.
"""

from __future__ import annotations

import mimetypes
from datetime import date
from decimal import Decimal
from typing import Any

from macros.exports.organisations import organisation_of
from macros.exports.publication import LICENCE, Publication, as_number, stamp
from macros.fields import slug_of

STAGES: dict[str, tuple[list[str], str, str, str]] = {
    "planned": (["planning"], "planned", "", ""),
    "tender": (["tender"], "active", "", ""),
    "awarded": (["award"], "complete", "active", ""),
    "in force": (["award", "contract"], "complete", "active", "active"),
    "complete": (["award", "contract"], "complete", "active", "terminated"),
    "ended": (["award", "contract"], "complete", "active", "terminated"),
}
"""Of each stage: the release's tags, and the status of tender, award and contract by OCDS codelists; empty for none."""

NOTICES = {"planned": "plannedProcurementNotice", "tender": "tenderNotice"}


def contracts_released(publication: Publication) -> tuple[dict[str, Any] | None, list[dict[str, str]]]:
    """An OCDS release package, or nothing where no contract has all that is needed; and what is left out."""
    releases: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    if "contract" not in publication.registers.kinds:
        return None, []
    for contract in publication.registers.of("contract"):
        ocid = ocid_of(publication, contract)
        missing = [
            words
            for words, value in {
                "its Open Contracting identifier": ocid,
                "the day its notice was published": contract.published_on,
            }.items()
            if value is None
        ]
        if missing or contract.withdrawn:
            reason = f"Not known: {', '.join(missing)}." if missing else "Withdrawn."
            left_out.append({"ref": contract.ref, "title": contract.title, "reason": reason})
        else:
            releases.append(_release(publication, contract, str(ocid)))
    if not releases:
        return None, left_out
    publisher: dict[str, Any] = {"name": publication.publisher}
    if publication.office and publication.office.website:
        publisher["uri"] = publication.office.website
    package: dict[str, Any] = {
        "uri": publication.name("open-data/contracts-ocds.json"),
        "version": "1.1",
        "publishedDate": stamp(publication.as_of),
        "publisher": publisher,
        "license": LICENCE["url"],
        "releases": releases,
    }
    if publication.site_address:
        package["publicationPolicy"] = publication.absolute("open-data/")
    return package, left_out


def ocid_of(publication: Publication, contract: Any) -> str | None:
    """The contracting process: the notice's own ``ocid``, else one under the office's registered prefix, else nothing."""
    prefix = publication.office.ocid_prefix if publication.office else None
    return contract.ocid or (f"{prefix}-{contract.slug}" if prefix else None)


def _release(publication: Publication, contract: Any, ocid: str) -> dict[str, Any]:
    tags, tender_status, award_status, contract_status = STAGES[contract.stage]
    parties: dict[str, dict[str, Any]] = {}
    buyers = [_party(publication, parties, name, "buyer") for name in contract.buyers]
    suppliers = [_party(publication, parties, contract.supplier, "supplier")] if contract.supplier else []
    period = _period(contract.starts_on, contract.ends_on)
    documents = _documents(publication, contract)
    tender: dict[str, Any] = {
        "id": contract.notice or contract.ref,
        "title": contract.title,
        "status": tender_status,
        **({"description": contract.purpose} if contract.purpose else {}),
        **({"value": _value(contract.estimate)} if contract.estimate is not None else {}),
        **({"awardCriteriaDetails": contract.criteria} if contract.criteria else {}),
        **({"procuringEntity": buyers[0]}),
        **({"contractPeriod": period} if period and not award_status else {}),
        **({"documents": documents} if documents and not award_status else {}),
    }
    release: dict[str, Any] = {
        "ocid": ocid,
        "id": f"{contract.ref}-{contract.published_on.isoformat()}-{slug_of(contract.stage)}",
        "date": stamp(contract.published_on),
        "tag": tags,
        "initiationType": "tender",
        "language": "en",
        "parties": list(parties.values()),
        "buyer": buyers[0],
        "tender": tender,
    }
    if award_status:
        release["awards"] = [
            {
                "id": f"{contract.ref}-award",
                "title": contract.title,
                "status": award_status,
                **({"date": stamp(contract.awarded_on)} if contract.awarded_on else {}),
                **({"value": _value(contract.value)} if contract.value is not None else {}),
                **({"suppliers": suppliers} if suppliers else {}),
                **({"contractPeriod": period} if period else {}),
                **({"documents": documents} if documents else {}),
            }
        ]
    if contract_status:
        release["contracts"] = [
            {
                "id": f"{contract.ref}-contract",
                "awardID": f"{contract.ref}-award",
                "title": contract.title,
                "status": contract_status,
                **({"period": period} if period else {}),
                **({"value": _value(contract.value)} if contract.value is not None else {}),
            }
        ]
    return release


def _party(publication: Publication, parties: dict[str, dict[str, Any]], name: str, role: str) -> dict[str, str]:
    """Add an organisation to the parties of a release; what refers to it is given back."""
    found, scheme = organisation_of(publication, name)
    party = parties.setdefault(found, {"id": found, "name": name, "roles": []})
    if scheme:
        party["identifier"] = {"scheme": scheme, "id": found.removeprefix(f"{scheme}-"), "legalName": name}
    if role not in party["roles"]:
        party["roles"].append(role)
        if role == "buyer" and len(parties) == 1:
            party["roles"].append("procuringEntity")
    return {"id": found, "name": name}


def _value(amount: Decimal) -> dict[str, Any]:
    return {"amount": as_number(amount), "currency": "GBP"}


def _period(start: date | None, end: date | None) -> dict[str, str]:
    return {
        **({"startDate": stamp(start)} if start else {}),
        **({"endDate": stamp(end)[:10] + "T23:59:59Z"} if end else {}),
    }


def _documents(publication: Publication, contract: Any) -> list[dict[str, str]]:
    """The notice, and the copies where the site's own address is known: OCDS takes whole addresses only."""
    found: list[dict[str, str]] = []
    if contract.link:
        kind = NOTICES.get(contract.stage, "awardNotice")
        found.append({"id": "notice", "documentType": kind, "title": "Notice", "url": contract.link})
    if publication.site_address:
        for number, name in enumerate(contract.documents, 1):
            made = {"id": f"copy-{number}", "title": name, "url": publication.absolute(f"files/{name}")}
            if media := mimetypes.guess_type(name)[0]:
                made["format"] = media
            found.append(made)
    return found
