"""Spending over £500, as bulk rows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Day, Line, Pounds
from macros.record import Evidence, Record


class Spending(
    Record,
    kind="spending",
    plural="spending-over-500",
    heading="Spending over £500",
    files=("data/spending/**/*.csv",),
    label="supplier",
    order=("-paid_on", "ref"),
    split_by="paid_on",
    columns=("paid_on", "body", "supplier", "purpose", "amount"),
    evidence_for=(
        Evidence(
            "sio-3-g-i", where={"body": ("Commissioner",)}, filled=("value_for_money",), dated="paid_on", unbroken=True
        ),
        Evidence(
            "sio-3-g-ii",
            where={"body": ("Chief Constable",)},
            filled=("value_for_money",),
            dated="paid_on",
            unbroken=True,
        ),
    ),
):
    """One item of spending over £500 by the Commissioner or the Chief Constable. Kept as a CSV file for each month."""

    body: Literal["Commissioner", "Chief Constable"] = Field(title="Spent by", examples=["Commissioner"])
    paid_on: Day = Field(title="Paid on", examples=["2026-03-09"])
    supplier: Line = Field(title="Paid to", examples=["An electricity company"])
    purpose: Line = Field(title="For what", examples=["Electricity, February 2026"])
    amount: Pounds = Field(title="Amount", examples=["812.40"])
    category: Line | None = Field(None, title="Payment category", examples=["business overhead"])
    value_for_money: Line | None = Field(
        None, title="Why it was good value", examples=["Bought through a national framework"]
    )
