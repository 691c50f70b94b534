"""Series of meetings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Line, Period, To
from macros.record import Record


class MeetingSeries(
    Record,
    kind="meeting_series",
    plural="meeting-series",
    heading="Series of meetings",
    files=("data/meeting-series.yml",),
    label="name",
    order=("name",),
    columns=("name", "open_to_public", "frequency", "from_period", "until_period"),
):
    """Meetings of one body or under one name."""

    name: Line = Field(title="Name", examples=["PCC Accountability Meeting"])
    body: Annotated[str, To("body")] | None = Field(None, title="Body", examples=["police-and-crime-panel"])
    convened_by: Literal["Commissioner", "another body"] = Field(
        "another body",
        title="Convened by",
        description="The law asks for the Commissioner’s own meetings, not for those of panels and partners.",
        examples=["Commissioner"],
    )
    open_to_public: Literal["yes", "no", "not stated"] = Field(title="Open to the public", examples=["yes"])
    frequency: Line | None = Field(None, title="How often", examples=["quarterly"])
    from_period: Period | None = Field(None, title="From", examples=["2021"])
    until_period: Period | None = Field(None, title="Until", examples=["2021"])
    composition: Line | None = Field(None, title="Who sits on it")
    purpose: Line | None = Field(None, title="Purpose")
    replaced_by: Annotated[str, To("meeting_series")] | None = Field(None, title="Replaced by")
