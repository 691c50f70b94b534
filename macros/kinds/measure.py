"""Measures: what is counted to see whether a plan works."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Amount, Line, Prose, To
from macros.record import Evidence, Record


class Measure(
    Record,
    kind="measure",
    plural="measures",
    heading="Measures",
    files=("data/measures.yml", "data/measures/**/*.yml"),
    address="/measures/{slug}/",
    order=("type", "title"),
    columns=("title", "type", "desired_direction", "unit"),
    groups="type",
    evidence_for=(
        Evidence("sio-7A-a", where={"type": ("national",)}, filled=("statement",), whole=True),
        Evidence("sio-7A-b", where={"type": ("national",)}, filled=("applies_here", "statement"), whole=True),
        # The home page leads to the measures, and every page's menu to inspections and complaints.
        Evidence("sio-part3", where={"type": ("national",)}, filled=("applies_here", "statement")),
    ),
    moving=("applies_here",),
):
    """Something counted: a national crime and policing measure, a plan's own measure, or context."""

    title: Line = Field(title="Title", examples=["Total recorded crime"])
    type: Literal["national", "plan", "context"] = Field(title="Type", examples=["national"])
    national_measure: Annotated[str, To("measure")] | None = Field(
        None, title="National measure it belongs to", examples=["national-neighbourhood-crime"]
    )
    plan: Annotated[str, To("plan")] | None = Field(None, title="Plan", examples=["community-safety-plan-2026-29"])
    unit: Line | None = Field(None, title="Unit", examples=["offences"])
    desired_direction: Literal["down", "up", "neutral", "not stated"] = Field(
        "not stated",
        title="Direction wanted",
        description="“neutral” where a rise may only mean better recording.",
        examples=["down"],
    )
    definition: Line | None = Field(None, title="What is counted")
    baseline: Amount | None = Field(None, title="Baseline", examples=["2543"])
    baseline_note: Line | None = Field(None, title="About the baseline", examples=["12 months to March 2020"])
    applies_here: Literal["yes", "no", "not stated"] = Field(
        "not stated", title="Applies in this area", examples=["yes"]
    )
    statement: Prose | None = Field(None, title="Statement by the Commissioner")
