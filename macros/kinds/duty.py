"""The publication duties: the law as data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Count, Day, Line, Period
from macros.record import Entry, Record


class DueDay(Entry):
    """The last day that the law names for one year."""

    period: Period = Field(title="For", examples=["2025/26"])
    by: Day = Field(title="Last day", examples=["2027-01-31"])


class Duty(
    Record,
    kind="duty",
    plural="publication-duties",
    heading="Publication duties",
    files=("data/law/*.yml",),
    address="/checklist/{slug}/",
    label="requirement",
    order=("order", "ref"),
    columns=("paragraph", "requirement", "timing", "basis"),
    groups="heading",
    moving=("order", "heading", "group", "ico_class", "typical_evidence", "search_words", "timing_confidence"),
):
    """Something that the law, or guidance, says the office must publish, in our own words."""

    order: Count = Field(title="Order", description="Where it stands in the checklist.", examples=["7"])
    paragraph: Line = Field(title="Paragraph", examples=["2(e)"])
    heading: Line = Field(title="Heading", examples=["Gifts and hospitality"])
    requirement: Line = Field(
        title="What must be published", examples=["A register of every gift or hospitality offered"]
    )
    law: Line = Field(
        title="Law or guidance", examples=["Elected Local Policing Bodies (Specified Information) Order 2011"]
    )
    basis: Literal["law", "guidance", "voluntary"] = Field(title="Basis", examples=["law"])
    applies_to: Line = Field(title="Whose information it is", examples=["Commissioner and deputy"])
    timing_kind: Literal[
        "annual", "monthly", "quarterly", "half-yearly", "on change", "event", "standing", "fixed date", "unknown"
    ] = Field("unknown", title="Kind of timing", examples=["monthly"])
    timing: Line = Field(
        title="When", description="Said to be not known where no source gives it.", examples=["Every month"]
    )
    cadence_months: Count | None = Field(None, title="Longest gap, months", examples=["12"])
    clock: Literal["period", "review", "renewal", "before the year", "listed days", "each entry", "none"] | None = (
        Field(
            None,
            title="What makes it late",
            description="Left out where the kind of timing says it. `period`: the next stretch of time is reported on; `review`: what is here is looked at again; `renewal`: it is published anew; `before the year`: each financial year’s entry comes before 1 April.",
            examples=["period"],
        )
    )
    within_days: Count | None = Field(
        None, title="Days allowed for each entry", description="The first day is counted as day 1.", examples=["56"]
    )
    due_days: list[DueDay] = Field([], title="Last days that the law names")
    timing_confidence: Literal["high", "medium", "low", "none"] = Field(
        "none", title="Confidence in the timing", examples=["medium"]
    )
    timing_basis: Line | None = Field(
        None, title="Where the timing comes from", examples=["Statement by another office"]
    )
    group: Line | None = Field(None, title="Home Office group", examples=["a. Who they are and what they do"])
    ico_class: Line | None = Field(
        None, title="Class of the model publication scheme", examples=["1. Who we are and what we do"]
    )
    typical_evidence: list[Line] = Field([], title="What a reader would expect to find")
    search_words: list[Line] = Field([], title="Words a person would search for", examples=["gifts register"])
