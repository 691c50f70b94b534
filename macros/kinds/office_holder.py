"""Office holders: Commissioners and deputies, past and present."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Line, Period, Prose, To, Worth
from macros.record import Entry, Evidence, Record


class Pay(Entry):
    """A salary figure and when it applied."""

    amount: Worth = Field(title="Pounds a year", examples=["73300"])
    period: Period | None = Field(None, title="When", examples=["2025-26"])
    basis: Line | None = Field(None, title="Basis", examples=["Set by the Secretary of State"])
    source: Line | None = Field(None, title="Source", examples=["The office's Specified Information Order page"])
    doubt: Line | None = Field(None, title="What is uncertain", examples=["Seen only on a mirror of an encyclopaedia."])


class OfficeHolder(
    Record,
    kind="office_holder",
    plural="office-holders",
    heading="Commissioners and deputies",
    files=("data/office-holders.yml", "data/office-holders/**/*.yml"),
    address="/office-holders/{slug}/",
    label="name",
    order=("-from_period", "name"),
    columns=("name", "role", "from_period", "until_period", "party"),
    evidence_for=(
        Evidence("sio-1-a", having=("from_period",), filled=("name",), empty=("until_period",)),
        Evidence("sio-1-c", having=("from_period",), filled=("pay",), empty=("until_period",), whole=True),
    ),
):
    """A Commissioner or deputy Commissioner: term, pay and how they came to office."""

    name: Line = Field(title="Name", examples=["Alex Example"])
    role: Literal["commissioner", "deputy"] = Field(title="Role", examples=["commissioner"])
    party: Line | None = Field(None, title="Party", examples=["Independent"])
    from_period: Period | None = Field(
        None, title="From", description="The day, month or year in which the term began.", examples=["2021-05-13"]
    )
    until_period: Period | None = Field(
        None, title="Until", description="Left out while in office.", examples=["2024-05"]
    )
    under: Annotated[str, To("office_holder")] | None = Field(None, title="Deputy to", examples=["alex-example"])
    pay: list[Pay] = Field([], title="Salary")
    allowances: Line | None = Field(
        None, title="Allowances", description="What is paid beside the salary, or that none is known."
    )
    about: Prose | None = Field(None, title="About")
