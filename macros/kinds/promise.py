"""Promises that a plan makes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, To
from macros.record import Record


class Promise(
    Record,
    kind="promise",
    plural="promises",
    heading="Promises",
    files=("data/promises.yml", "data/promises/**/*.yml"),
    label="promise",
    order=("plan", "ref"),
    columns=("promise", "plan", "section", "kept_by"),
    groups="plan",
):
    """Something that a plan says will be done or published, and where it can be seen to be done."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["police-and-crime-plan-2025-29"])
    promise: Line = Field(title="Promise", examples=["Results of scrutiny meetings are published"])
    section: Line | None = Field(None, title="Section of the plan", examples=["Governance and Accountability"])
    kept_by: Line | None = Field(
        None, title="Where to look", description="What on this site shows that it is kept, or that nothing does yet."
    )
