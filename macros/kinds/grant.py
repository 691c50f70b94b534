"""Crime and disorder reduction grants and other funding."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Day, Line, Period, To, Worth
from macros.record import Evidence, Record


class Grant(
    Record,
    kind="grant",
    plural="grants",
    heading="Grants and funding",
    files=("data/grants.yml", "data/grants/**/*.yml"),
    address="/grants/{slug}/",
    order=("-period", "ref"),
    columns=("title", "recipient", "amount", "period", "direction"),
    groups="direction",
    evidence_for=(
        Evidence(
            "sio-3-f", where={"direction": ("given",)}, filled=("purpose", "conditions", "reason"), dated="awarded_on"
        ),
    ),
    asked=(
        "title",
        "direction",
        "recipient",
        "provider",
        "amount",
        "period",
        "awarded_on",
        "purpose",
        "conditions",
        "reason",
        "fund",
        "decision",
        "supports",
        "sources",
        "note",
    ),
):
    """Money given by the Commissioner, won from government, or pooled with others.

    A crime and disorder reduction grant says who got it, what for, any conditions, and why the
    Commissioner thought it would cut crime and disorder (paragraph 3(f) of the Order).
    """

    title: Line = Field(title="Title", examples=["Harbour Trust, 2018/19"])
    direction: Literal["given", "received", "pooled"] = Field(
        title="Direction",
        description="“received” is money that the office won; “pooled” is shared with other funders.",
        examples=["given"],
    )
    fund: Line = Field(title="Fund", examples=["Police Property Act Fund"])
    recipient: Line = Field(title="Recipient", examples=["Harbour Trust"])
    provider: Annotated[str, To("provider")] | None = Field(None, title="Recipient's entry", examples=["harbour-trust"])
    amount: Worth | None = Field(
        None, title="Amount", description="Left out when it is not known; then say why below.", examples=["155000"]
    )
    amount_note: Line | None = Field(None, title="About the amount", examples=["over"])
    period: Period | None = Field(None, title="Period", examples=["2018-19"])
    period_note: Line | None = Field(None, title="About the period", examples=["five years from January 2022"])
    awarded_on: Day | None = Field(None, title="Awarded on", examples=["2018-04-01"])
    purpose: Line | None = Field(None, title="For what", examples=["Specialist support for survivors of sexual abuse"])
    conditions: Line | None = Field(None, title="Conditions", examples=["Quarterly report to the office"])
    reason: Line | None = Field(None, title="Why it will cut crime and disorder")
    reach: Line | None = Field(None, title="Reach", examples=["110 young people"])
    funders: list[Line] = Field([], title="Other funders")
    service: Annotated[str, To("service")] | None = Field(None, title="Service", examples=["diversion-scheme"])
    part_of: Annotated[str, To("grant")] | None = Field(None, title="Part of", examples=["covid-2020"])
    decision: Annotated[str, To("decision")] | None = Field(None, title="Decision", examples=["DN-2025-01-10"])
