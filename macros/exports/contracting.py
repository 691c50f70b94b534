"""Contracts and tenders in the Open Contracting Data Standard (OCDS) 1.1, as one release package.

A release needs an ``ocid`` and the day on which its information was first published. Where the register does not know
them, the contract is left out and listed with the reason. OCDS knows moments, not days: a day is its midnight
in UTC, and the time of day means nothing. Amounts are pounds as JSON numbers, without tax unless the notice says so.
Lots stand in the standard's own extension for them. What an entry does not know is left out and named in a description.
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
"""Of each stage: the release's tags, and the status of tender, award and contract by OCDS codelists; empty for none.

“Complete” may be said of the notice alone: without a word of an award, only the tender is said to be complete.
"""

LOTS = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json"
"""The extension of the standard by which a tender has lots."""

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
        **({"extensions": [LOTS]} if any("lots" in release["tender"] for release in releases) else {}),
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
    if contract.stage == "complete" and not any(map(contract.says, ("supplier", "value", "awarded_on"))):
        tags, award_status, contract_status = ["tender"], "", ""
    parties: dict[str, dict[str, Any]] = {}
    buyers = [_party(publication, parties, name, "buyer") for name in contract.buyers]
    suppliers = [_party(publication, parties, contract.supplier, "supplier")] if contract.supplier else []
    documents = _documents(publication, contract)
    agreed = _known(
        period=_period(contract.starts_on, contract.ends_on),
        value=None if contract.value is None else _value(contract.value),
    )
    tender = _known(
        id=contract.notice or contract.ref,
        title=contract.title,
        status=tender_status,
        description=_words(contract),
        value=None if contract.estimate is None else _value(contract.estimate),
        awardCriteriaDetails=contract.criteria,
        contractPeriod=None if award_status else agreed.get("period"),
        documents=None if award_status else documents,
        lots=[_lot(number, lot, award_status) for number, lot in enumerate(contract.lots, 1)],
    )
    award = _known(
        id=f"{contract.ref}-award",
        title=contract.title,
        status=award_status,
        description=_not_known(contract),
        date=contract.awarded_on and stamp(contract.awarded_on),
        value=agreed.get("value"),
        suppliers=suppliers,
        contractPeriod=agreed.get("period"),
        documents=documents,
    )
    signed = {
        "id": f"{contract.ref}-contract",
        "awardID": award["id"],
        "title": contract.title,
        "status": contract_status,
        **agreed,
    }
    return _known(
        ocid=ocid,
        id=f"{contract.ref}-{contract.published_on.isoformat()}-{slug_of(contract.stage)}",
        date=stamp(contract.published_on),
        tag=tags,
        initiationType="tender",
        language="en",
        parties=list(parties.values()),
        buyer=buyers[0],
        tender=tender,
        awards=[award] if award_status else None,
        contracts=[signed] if contract_status else None,
    )


def _known(**fields: Any) -> dict[str, Any]:
    """Those of the fields that hold anything: the standard takes no empty ones."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _words(contract: Any) -> str:
    """What it is for, and what the register says of its own doubts, in sentences."""
    doubt = f"What is uncertain: {contract.doubt}" if contract.doubt else ""
    purpose = contract.purpose if not contract.purpose or contract.purpose.endswith(".") else f"{contract.purpose}."
    return " ".join(filter(None, [purpose, doubt]))


def _not_known(contract: Any) -> str:
    missing = {"supplier": "who the supplier is", "value": "the value", "awarded_on": "the day of the award"}
    unknown = [words for name, words in missing.items() if not contract.says(name)]
    return f"Not known: {', '.join(unknown)}." if unknown else ""


def _lot(number: int, lot: Any, award_status: str) -> dict[str, Any]:
    """A lot. Its value is an estimate for the standard, so after an award the value is said in words."""
    pounds = {"before tax": lot.value, "with tax": lot.gross_value}
    said = [f"£{value:,} {words}" for words, value in pounds.items() if value is not None]
    return _known(
        id=str(number),
        title=lot.title,
        description=f"Value {', '.join(said)}." if said else "",
        value=None if award_status or lot.value is None else _value(lot.value),
    )


def _party(publication: Publication, parties: dict[str, dict[str, Any]], name: str, role: str) -> dict[str, str]:
    """Add an organisation to the parties of a release; what refers to it is given back."""
    found, scheme = organisation_of(publication, name)
    party = parties.setdefault(found, {"id": found, "name": name, "roles": []})
    if scheme:
        party["identifier"] = {"scheme": scheme, "id": found.removeprefix(f"{scheme}-"), "legalName": name}
    if role not in party["roles"]:
        party["roles"].append(role)
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
