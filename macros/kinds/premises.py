"""Land and buildings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Count, Line, Period, PublicAddress, Worth
from macros.record import Evidence, Record


class Premises(
    Record,
    kind="premises",
    plural="premises",
    heading="Land and buildings",
    files=("data/premises.yml", "data/premises/**/*.yml"),
    label="name",
    order=("state", "name"),
    columns=("name", "address_as_printed", "use", "tenure", "status"),
    groups="state",
    evidence_for=(Evidence("sio-4-a", where={"state": ("in use",)}),),
    moving=("state", "status"),
):
    """A building or piece of land that the Commissioner owns or that is occupied for the office's purposes."""

    name: Line = Field(title="Name", examples=["Central Police Investigation Centre"])
    address_as_printed: PublicAddress | None = Field(
        None, title="Address", examples=["1 Example Street, Wessimere, WE1 1EX"]
    )
    use: Line | None = Field(None, title="Use", examples=["custody"])
    tenure: Line | None = Field(None, title="Tenure", examples=["PFI"])
    state: Literal["in use", "planned or being built", "closed or sold", "former custody suite", "closure proposed"] = (
        Field(title="State", examples=["in use"])
    )
    status: Line = Field(title="Status as the source words it", examples=["closed since 2010"])
    closed_on: Period | None = Field(None, title="Closed", examples=["2011-11-07"])
    sold_on: Period | None = Field(None, title="Sold", examples=["2020-01"])
    sale_price: Worth | None = Field(None, title="Sale price", examples=["225000"])
    rent: Worth | None = Field(None, title="Rent, pounds a year", examples=["2500"])
    agreed_on: Period | None = Field(None, title="Agreed", examples=["2019-06"])
    cost_plan: Line | None = Field(None, title="Planned cost", examples=["£4.7 million"])
    cells: Count | None = Field(None, title="Cells", examples=["8"])
    built: Line | None = Field(None, title="Built", examples=["1961"])
