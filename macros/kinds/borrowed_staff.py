"""Staff of other bodies whom the office uses."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Count, Line, Period, Prose
from macros.record import Evidence, Record


class BorrowedStaff(
    Record,
    kind="borrowed_staff",
    plural="borrowed-staff",
    heading="Staff of other bodies",
    files=("data/borrowed-staff.yml",),
    label="purpose",
    order=("lender", "ref"),
    columns=("lender", "name", "purpose", "period"),
    evidence_for=(
        Evidence("sio-2A-a", where={"lender": ("Chief Constable",)}, dated="period"),
        Evidence("sio-2A-b", where={"lender": ("local authority",)}, dated="period"),
    ),
):
    """Use made of the Chief Constable's or a local authority's staff."""

    lender: Literal["Chief Constable", "local authority", "other"] = Field(title="Lender", examples=["Chief Constable"])
    name: Line = Field(title="Body", examples=["Wessimere Constabulary"])
    purpose: Line = Field(title="For what", examples=["Legal services and human resources"])
    number: Count | None = Field(None, title="How many", examples=["2"])
    period: Period | None = Field(None, title="When", examples=["2020-21"])
    about: Prose | None = Field(None, title="About")
