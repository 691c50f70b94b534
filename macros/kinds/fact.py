"""Facts and context that belong to no other register."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Line, Period, Prose
from macros.record import Record


class Fact(
    Record,
    kind="fact",
    plural="facts",
    heading="Facts and context",
    files=("data/facts.yml", "data/facts/**/*.yml"),
    label="fact",
    order=("topic", "ref"),
    columns=("fact", "period"),
    groups="topic",
):
    """A fact that helps a reader to judge, filed under a topic that pages show."""

    topic: Literal[
        "finance",
        "reserves",
        "savings",
        "council tax",
        "accounts and audit",
        "office costs",
        "estates",
        "collaboration",
        "commissioning",
        "victims",
        "governance",
        "transparency",
        "complaints",
        "custody visiting",
        "inspections",
        "community safety",
        "equality",
        "communications",
        "people",
        "contracts",
        "succession",
        "roles",
    ] = Field(title="Topic", examples=["reserves"])
    fact: Line = Field(
        title="Fact", examples=["The general reserve is kept between 2.5 and 3 per cent of the net revenue budget."]
    )
    period: Period | None = Field(None, title="When", examples=["2020-03-31"])
    about: Prose | None = Field(None, title="More")
