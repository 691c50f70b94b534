"""The forward plan of decisions to come."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Period, Prose, To
from macros.record import Record


class PlannedDecision(
    Record,
    kind="planned_decision",
    plural="forward-plan",
    heading="Forward plan of decisions",
    files=("data/forward-plan.yml",),
    order=("expected", "ref"),
    columns=("title", "expected", "decision_maker", "subject"),
    moving=("expected", "have_your_say", "decision"),
):
    """A decision that is expected, so that people can have their say before it is made."""

    title: Line = Field(title="Title", examples=["Precept 2026/27"])
    expected: Period = Field(title="Expected", examples=["2026-02"])
    decision_maker: Line = Field(title="Decision maker", examples=["Police and Crime Commissioner"])
    subject: Line = Field(title="What it is about", examples=["Grants for victims of burglary"])
    have_your_say: Prose | None = Field(None, title="How to have your say")
    decision: Annotated[str, To("decision")] | None = Field(None, title="The decision, once made")
