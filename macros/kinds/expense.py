"""Office holders' expenses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Day, Line, Pounds, To
from macros.record import Evidence, Record


class Expense(
    Record,
    kind="expense",
    plural="expenses",
    heading="Expenses of office holders",
    files=("data/expenses.yml", "data/expenses/**/*.yml"),
    label="purpose",
    order=("-paid_on",),
    columns=("paid_on", "holder", "category", "paid_to", "purpose", "amount"),
    evidence_for=(
        Evidence("sio-1-d", dated="paid_on", unbroken=True),
        Evidence("sio-3-h", filled=("value_for_money",), dated="paid_on", unbroken=True),
    ),
    asked=(
        "holder",
        "category",
        "paid_on",
        "paid_to",
        "purpose",
        "amount",
        "value_for_money",
        "sources",
        "note",
    ),
):
    """One sum spent on an office holder's travel, accommodation, subsistence or other expense. There is no lower limit."""

    holder: Annotated[str, To("office_holder")] = Field(title="Office holder", examples=["alex-example"])
    category: Literal["travel", "accommodation", "subsistence", "other"] = Field(title="Category", examples=["travel"])
    paid_on: Day = Field(title="Paid on", examples=["2026-03-09"])
    paid_to: Line = Field(title="Paid to", examples=["A railway company"])
    purpose: Line = Field(title="For what", examples=["Return fare to a national meeting"])
    amount: Pounds = Field(title="Amount", examples=["64.20"])
    value_for_money: Line | None = Field(
        None, title="Why it was good value", examples=["Cheapest fare for the time of the meeting"]
    )
