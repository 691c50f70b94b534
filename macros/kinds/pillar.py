"""Pillars and themes of a plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Count, Line, Prose, To
from macros.record import Record


class Pillar(
    Record,
    kind="pillar",
    plural="pillars",
    heading="Pillars and themes",
    files=("content/plans/*/pillars/**/*.md",),
    address="/plans/{plan}/{slug}/",
    order=("plan", "number"),
    columns=("number", "title", "plan"),
    groups="plan",
):
    """A pillar, theme or priority area: the first thing that a plan is divided into."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["police-and-crime-plan-2025-29"])
    title: Line = Field(title="Title", examples=["Support Victims"])
    number: Count = Field(title="Number", examples=["5"])
    word: Literal["pillar", "theme", "priority", "priority outcome"] = Field(
        "pillar", title="What the plan calls it", examples=["pillar"]
    )
    summary: Line = Field(
        title="Summary",
        description="One sentence in plain English.",
        examples=["Every victim gets help that fits what happened to them."],
    )
    body: Prose = Field("", title="Text")
