"""Forward work programmes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Period, To
from macros.record import Record


class WorkItem(
    Record,
    kind="work_item",
    plural="work-programme",
    heading="Forward work programme",
    files=("data/work-programme.yml",),
    order=("series", "due", "ref"),
    columns=("due", "title", "issues", "series"),
    moving=("due", "due_note"),
):
    """Something that a panel or committee plans to look at."""

    series: Annotated[str, To("meeting_series")] = Field(title="Series", examples=["police-and-crime-panel"])
    title: Line = Field(title="Report", examples=["Performance of the community safety plan"])
    due: Period | None = Field(None, title="When", examples=["2021-12-16"])
    due_note: Line | None = Field(None, title="When, as printed", examples=["May/June 2022 (to be confirmed)"])
    issues: list[Line] = Field([], title="Issues for consideration")
    invited: Line | None = Field(None, title="Invited to attend")
    meeting: Annotated[str, To("meeting")] | None = Field(None, title="Agreed at", examples=["csp-2020-11-27"])
