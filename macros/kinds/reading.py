"""Readings of a measure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Amount, Day, Expected, Line, Percent, Period, To
from macros.record import Entry, Record


class Revision(Entry):
    """An earlier value of a figure that was later revised."""

    value: Amount = Field(title="Earlier value", examples=["69226"])
    printed_on: Period | None = Field(None, title="Printed", examples=["2022-07"])
    source: Line | None = Field(None, title="Source")


class Reading(
    Record,
    kind="reading",
    plural="readings",
    heading="Readings of measures",
    files=("data/readings.yml", "data/readings/**/*.yml"),
    label="ref",
    order=("measure", "-period"),
    columns=("measure", "period", "value", "unit", "change_percent", "previous"),
    groups="measure",
    moving=("status",),
    asked=(
        "measure",
        "period",
        "value",
        "qualifier",
        "unit",
        "status",
        "previous",
        "change_percent",
        "comparison",
        "area",
        "published_on",
        "sources",
        "doubt",
    ),
):
    """The value of a measure in a period. An unknown value is left out and explained, never nought."""

    measure: Annotated[str, To("measure")] = Field(title="Measure", examples=["total-recorded-crime"])
    period: Annotated[Period, Expected()] | None = Field(None, title="Period", examples=["year to 2023-03"])
    period_note: Line | None = Field(
        None, title="Period as the source words it", examples=["about three years, page undated"]
    )
    area: Line | None = Field(None, title="Area", examples=["Wessimere"])
    value: Annotated[Amount, Expected()] | None = Field(None, title="Value", examples=["67185"])
    qualifier: Literal["about", "more than", "almost", "at least"] | None = Field(
        None, title="Said of the value", examples=["more than"]
    )
    unit: Line | None = Field(None, title="Unit", examples=["per cent"])
    previous: Amount | None = Field(None, title="Value a year earlier", examples=["69188"])
    change_percent: Percent | None = Field(None, title="Change, per cent", examples=["-2.9"])
    change_number: Amount | None = Field(None, title="Change, number", examples=["3178"])
    comparison: Line | None = Field(None, title="Compared with", examples=["England and Wales +8.5 per cent"])
    value_in_words: Line | None = Field(
        None, title="In words", description="Where the source gives no figure.", examples=["second lowest nationally"]
    )
    status: Literal["final", "provisional", "revised"] = Field("final", title="Status", examples=["provisional"])
    revisions: list[Revision] = Field([], title="Earlier values")
    published_on: Day | None = Field(None, title="Published on", examples=["2023-07-20"])
