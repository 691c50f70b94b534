"""Workforce numbers and proportions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Amount, Line, Period, Share
from macros.record import Entry, Record


class WorkforceFigure(Record, kind="workforce_figure", plural="workforce", heading="Workforce numbers", files=("data/workforce.yml",), label="group", order=("body", "group", "period"), columns=("group", "period", "number", "share"), groups="body", evidence_for=("sio-2-a", "sio-2-b-i", "sio-2-b-ii", "sio-2-b-iii")):
    """How many people work for the office or the force, and what share belong to a group."""

    body: Literal["office", "force"] = Field(title="Employer", examples=["force"])
    group: Line = Field(title="Group", examples=["police officers"])
    period: Period = Field(title="As at", examples=["2009-09-30"])
    number: Amount | None = Field(None, title="Number", examples=["1665.98"])
    share: Share | None = Field(None, title="Per cent of all", examples=["66"])
