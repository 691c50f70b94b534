"""The precept, year by year."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Percent, Period, Pounds, To
from macros.record import Evidence, Record


class Precept(
    Record,
    kind="precept",
    plural="precepts",
    heading="The precept: the policing part of council tax",
    files=("data/precepts.yml",),
    label="ref",
    order=("-period", "ref"),
    columns=("period", "band_d", "increase", "increase_percent", "increase_a_week", "band_b_increase"),
    evidence_for=(Evidence("sio-3-b", any_filled=("band_d", "total"), dated="period"),),
):
    """The precept of a financial year. Amounts are pounds a year at Band D unless said otherwise."""

    period: Period | None = Field(None, title="Year", examples=["2021-22"])
    period_note: Line | None = Field(
        None, title="Year as the source words it", examples=["soon after the November 2012 election"]
    )
    band_d: Pounds | None = Field(None, title="Band D, a year", examples=["278.01"])
    increase: Pounds | None = Field(None, title="Increase at Band D, a year", examples=["14.94"])
    increase_percent: Percent | None = Field(None, title="Increase, per cent", examples=["5.68"])
    increase_note: Line | None = Field(
        None, title="About the increase", examples=["asked in the consultation; decision not seen"]
    )
    increase_a_week: Pounds | None = Field(None, title="Increase a week at Band D", examples=["0.29"])
    band_b_increase: Pounds | None = Field(None, title="Increase at Band B, a year", examples=["11.62"])
    cap: Pounds | None = Field(None, title="Largest increase without a referendum", examples=["15"])
    total: Pounds | None = Field(None, title="Sum raised", examples=["82900000"])
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Decided by", examples=["alex-example"])
    endorsed_on: Period | None = Field(None, title="Endorsed by the panel", examples=["2021-02"])
    decision: Annotated[str, To("decision")] | None = Field(
        None, title="Decision", examples=["announced-2021-02-02-precept"]
    )
    consultation: Annotated[str, To("consultation")] | None = Field(
        None, title="Consultation", examples=["budget-2022-23"]
    )
