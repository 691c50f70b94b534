"""Statements of a theory of change."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Line, To
from macros.record import Record


class ChangeStatement(
    Record,
    kind="change_statement",
    plural="theory-of-change",
    heading="Theory of change",
    files=("data/theory-of-change.yml", "data/theory-of-change/**/*.yml"),
    label="statement",
    order=("plan", "pillar", "ref"),
    columns=("statement", "level", "pillar"),
    groups="pillar",
):
    """One step by which a plan expects change to come about."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["community-safety-plan-2026-29"])
    pillar: Annotated[str, To("pillar")] | None = Field(None, title="Theme", examples=["neighbourhood-crime"])
    level: Literal["short-term", "intermediate", "long-term"] = Field(title="Level", examples=["short-term"])
    statement: Line = Field(title="Statement", examples=["Communities gain resilience through community development"])
    leads_to: list[Annotated[str, To("outcome")]] = Field([], title="Leads to")
