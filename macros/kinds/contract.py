"""Contracts and tenders."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Attachment, Day, Line, Period, To, Url, Worth
from macros.record import Entry, Evidence, Record


class Lot(Entry):
    """A part of a contract that is let on its own."""

    title: Line = Field(title="Lot", examples=["Lot 1, north"])
    value: Worth | None = Field(None, title="Value before tax", examples=["275500"])
    gross_value: Worth | None = Field(None, title="Value with tax", examples=["330600"])


class Contract(
    Record,
    kind="contract",
    plural="contracts",
    heading="Contracts and tenders",
    files=("data/contracts.yml", "data/contracts/**/*.yml"),
    address="/contracts/{slug}/",
    order=("-published_on", "ref"),
    columns=("title", "buyers", "supplier", "stage", "value", "published_on"),
    evidence_for=(
        Evidence(
            "sio-4-b-i",
            where={"stage": ("awarded", "in force", "complete"), "party": ("Commissioner", "both", "not stated")},
            filled=("documents",),
            dated="published_on",
        ),
        Evidence(
            "sio-4-b-ii",
            where={"stage": ("awarded", "in force", "complete"), "party": ("Chief Constable", "both")},
            filled=("documents",),
            dated="published_on",
        ),
        Evidence("sio-4-c", where={"stage": ("tender",)}, filled=("documents",), dated="published_on"),
        Evidence(
            "sio-4-d",
            where={"stage": ("awarded", "in force", "complete")},
            filled=("value", "supplier", "purpose"),
            at_most={"value": 10_000},
            dated="awarded_on",
        ),
    ),
    moving=("stage", "stage_note"),
    asked=(
        "title",
        "buyers",
        "party",
        "supplier",
        "stage",
        "value",
        "purpose",
        "published_on",
        "awarded_on",
        "starts_on",
        "ends_on",
        "term",
        "extension",
        "notice",
        "link",
        "supports",
        "sources",
        "note",
    ),
):
    """A contract, or an invitation to tender for one. Over £10,000 a copy is published; below, it is listed."""

    title: Line = Field(
        title="Title",
        description="Where the title was not seen, say so in it.",
        examples=["Drainage Maintenance Contract"],
    )
    buyers: list[Line] = Field(title="Buyers", min_length=1, examples=["The Commissioner"])
    party: Literal["Commissioner", "Chief Constable", "both", "not stated"] = Field(
        "not stated",
        title="Whose contract",
        description="The law asks for the Commissioner’s and the Chief Constable’s contracts apart.",
        examples=["Commissioner"],
    )
    supplier: Line | None = Field(None, title="Supplier", examples=["R G Carter"])
    stage: Literal["planned", "tender", "awarded", "in force", "complete", "ended"] = Field(
        title="Stage", examples=["awarded"]
    )
    stage_note: Line | None = Field(None, title="About the stage", examples=["in construction, April 2022"])
    estimate: Worth | None = Field(None, title="Estimated value", examples=["200000"])
    value: Worth | None = Field(None, title="Value at award", examples=["224474"])
    lots: list[Lot] = Field([], title="Lots")
    purpose: Line | None = Field(None, title="Purpose")
    published_on: Day | None = Field(None, title="Notice published on", examples=["2025-12-18"])
    awarded_on: Day | None = Field(None, title="Awarded on", examples=["2025-12-15"])
    starts_on: Day | None = Field(None, title="Starts on", examples=["2026-01-05"])
    ends_on: Day | None = Field(None, title="Ends on", examples=["2028-01-04"])
    term: Line | None = Field(None, title="Term as printed", examples=["five years"])
    extension: Line | None = Field(None, title="May be extended by", examples=["12 + 12 + 12 months"])
    mobilisation: Period | None = Field(None, title="Mobilisation", examples=["2021-10-25 to 2022-01-02"])
    criteria: Line | None = Field(None, title="Award criteria", examples=["price 50, quality 50"])
    notice: Line | None = Field(None, title="Notice number", examples=["084291-2025"])
    buyer_reference: Line | None = Field(None, title="Buyer's reference", examples=["7F-2020-0273"])
    ocid: Line | None = Field(None, title="Open Contracting identifier", examples=["ocds-h6vhtk-05a4e5"])
    service: Annotated[str, To("service")] | None = Field(None, title="Service", examples=["domestic-abuse-service"])
    link: Url | None = Field(
        None, title="Notice", examples=["https://www.find-tender.service.gov.uk/Notice/084291-2025"]
    )
    documents: list[Attachment] = Field([], title="Copies")
