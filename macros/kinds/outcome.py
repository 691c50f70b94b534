"""Long-term outcomes of a plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Count, Line, To
from macros.record import Record


class Outcome(
    Record,
    kind="outcome",
    plural="outcomes",
    heading="Long-term outcomes",
    files=("data/outcomes.yml", "data/outcomes/**/*.yml"),
    order=("plan", "number"),
    columns=("number", "title", "pillar"),
    groups="plan",
):
    """A long-term outcome that a plan works towards."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["community-safety-plan-2026-29"])
    pillar: Annotated[str, To("pillar")] | None = Field(None, title="Theme", examples=["neighbourhood-crime"])
    number: Count = Field(title="Number", examples=["1"])
    title: Line = Field(title="Outcome", examples=["Reduce reoffending"])
    appendix_number: Line | None = Field(None, title="Number in the plan's appendix", examples=["5"])
    other_wording: Line | None = Field(None, title="Worded elsewhere as")
