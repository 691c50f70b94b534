"""Priorities of a plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, To
from macros.record import Record


class Priority(
    Record,
    kind="priority",
    plural="priorities",
    heading="Priorities",
    files=("data/priorities.yml", "data/priorities/**/*.yml"),
    order=("plan", "ref"),
    columns=("ref", "title", "parts", "plan"),
    groups="plan",
):
    """A priority that a plan names beside its themes, and its parts."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["community-safety-plan-2026-29"])
    title: Line = Field(title="Priority", examples=["Serious violence"])
    parts: list[Line] = Field([], title="Parts")
