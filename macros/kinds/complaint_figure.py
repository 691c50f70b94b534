"""Complaints and reviews."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Amount, Line, Percent, Period
from macros.record import Evidence, Record


class ComplaintFigure(
    Record,
    kind="complaint_figure",
    plural="complaints",
    heading="Complaints and reviews",
    files=("data/complaints.yml", "data/complaints/**/*.yml"),
    label="measure",
    order=("-period", "ref"),
    columns=("measure", "value", "unit", "change_percent", "comparison", "area"),
    groups="period",
    evidence_for=(
        Evidence("sio-1-f", where={"about": ("commissioner",)}, dated="period"),
        Evidence("sio-7C-a-i", where={"about": ("force",), "counted_over": ("quarter",)}, dated="period"),
        Evidence(
            "sio-7C-a-ii",
            where={"about": ("force",), "counted_over": ("year", "not stated")},
            dated="period",
            every_months=12,
        ),
        Evidence("sio-7C-b-ii", where={"about": ("reviews",)}, dated="period"),
    ),
):
    """A figure about complaints: against the force, about the Commissioner, or of reviews."""

    about: Literal["force", "commissioner", "reviews", "chief constable"] = Field(title="About", examples=["force"])
    period: Period = Field(title="Period", examples=["2020/21"])
    counted_over: Literal["quarter", "year", "not stated"] = Field(
        "not stated",
        title="Counted over",
        description="The law asks for the watchdog’s figures of each quarter and of each year.",
        examples=["quarter"],
    )
    measure: Line = Field(title="What was counted", examples=["complaint cases logged"])
    value: Amount = Field(title="Value", examples=["580"])
    unit: Line | None = Field(None, title="Unit", examples=["per cent"])
    change_percent: Percent | None = Field(None, title="Change, per cent", examples=["-9"])
    previous: Amount | None = Field(None, title="The year before", examples=["615"])
    comparison: Line | None = Field(None, title="Compared with", examples=["290 (national average)"])
    area: Line | None = Field(None, title="Area", examples=["Wessimere"])
