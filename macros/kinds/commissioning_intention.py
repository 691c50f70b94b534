"""Commissioning intentions of a plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Period, To
from macros.record import Record


class CommissioningIntention(
    Record,
    kind="commissioning_intention",
    plural="commissioning-intentions",
    heading="Commissioning intentions",
    files=("data/commissioning-intentions.yml",),
    order=("plan", "ref"),
    columns=("title", "services", "supports", "period"),
):
    """A service that a plan says will be commissioned."""

    title: Line = Field(title="Intention", examples=["Wessimere Victim Care"])
    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["police-and-crime-plan-2025-29"])
    services: list[Annotated[str, To("service")]] = Field([], title="Services")
    period: Period | None = Field(None, title="Period", examples=["2022 to 2024"])
    intention: Line | None = Field(None, title="What is intended")
