"""Awards and accreditations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Period, To
from macros.record import Record


class Award(
    Record,
    kind="award",
    plural="awards",
    heading="Awards",
    files=("data/awards.yml",),
    order=("-period", "title"),
    columns=("title", "period", "result", "for_what"),
):
    """An award or accreditation, won or shortlisted for."""

    title: Line = Field(title="Award", examples=["ICVA Code Compliance"])
    period: Period = Field(title="Year", examples=["2019"])
    result: Line = Field(title="Result", examples=["achieved May 2019"])
    for_what: Line = Field(title="For", examples=["custody visiting scheme"])
    service: Annotated[str, To("service")] | None = Field(None, title="Service", examples=["diversion-scheme"])
