"""Sections of a plan, in prose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Count, Line, Prose, To
from macros.record import Record


class PlanSection(
    Record,
    kind="plan_section",
    plural="plan-sections",
    heading="Sections of plans",
    files=("content/plans/*/sections/**/*.md",),
    address="/plans/{plan}/{slug}/",
    order=("plan", "number"),
    columns=("title", "plan"),
    groups="plan",
):
    """One chapter of a plan, retold in plain English with every fact of the original."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["police-and-crime-plan-2025-29"])
    title: Line = Field(title="Title", examples=["Governance and accountability"])
    number: Count = Field(title="Order", description="Where it stands in the plan, counting from 1.", examples=["3"])
    summary: Line = Field(title="Summary", examples=["How the plan is watched over."])
    body: Prose = Field(title="Text", min_length=1, examples=["The Commissioner reports on the plan each year."])
