"""Gifts and hospitality."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Day, Line, To, Worth
from macros.record import Evidence, Record


class Gift(
    Record,
    kind="gift",
    plural="gifts-and-hospitality",
    heading="Gifts and hospitality",
    files=("data/gifts.yml", "data/gifts/**/*.yml"),
    label="description",
    order=("-offered_on",),
    columns=("offered_on", "recipient", "offered_by", "description", "estimated_value", "outcome"),
    evidence_for=(Evidence("sio-2-e", dated="offered_on"),),
    asked=(
        "offered_on",
        "recipient",
        "offered_by",
        "description",
        "estimated_value",
        "outcome",
        "holder",
        "sources",
        "note",
    ),
):
    """A gift or hospitality offered to an office holder or member of staff, taken or turned down."""

    offered_on: Day = Field(title="Offered on", examples=["2026-03-09"])
    recipient: Line = Field(title="Offered to", examples=["Chief Executive"])
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Office holder", examples=["alex-example"])
    offered_by: Line = Field(title="Offered by", examples=["A parish council"])
    description: Line = Field(title="What was offered", examples=["Lunch at the annual meeting"])
    estimated_value: Worth | None = Field(None, title="Estimated value", examples=["25.00"])
    outcome: Literal["accepted", "declined", "passed on"] = Field(title="Outcome", examples=["declined"])
