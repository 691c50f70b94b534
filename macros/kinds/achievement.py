"""What commissioned services achieved."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Amount, Line, Period, To
from macros.record import Record


class Achievement(
    Record,
    kind="achievement",
    plural="achievements",
    heading="What services achieved",
    files=("data/achievements.yml",),
    label="measure",
    order=("ref",),
    columns=("measure", "value", "service", "detail"),
):
    """A figure of what a service did."""

    measure: Line = Field(title="What was counted", examples=["Victims of crime offered help"])
    value: Amount = Field(title="Number", examples=["14275"])
    service: Annotated[str, To("service")] | None = Field(None, title="Service", examples=["victim-care"])
    programme: Line | None = Field(None, title="Programme", examples=["Early intervention"])
    period: Period | None = Field(None, title="Period", examples=["2020-21"])
    detail: Line | None = Field(None, title="Detail", examples=["14 schools"])
