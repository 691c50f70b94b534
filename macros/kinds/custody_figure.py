"""Independent custody visiting."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Amount, Line, Period
from macros.record import Evidence, Record


class CustodyFigure(
    Record,
    kind="custody_figure",
    plural="custody-visiting",
    heading="Independent custody visiting",
    files=("data/custody-visiting.yml",),
    label="what",
    order=("-period", "ref"),
    columns=("period", "what", "value", "qualifier"),
    evidence_for=(Evidence("sio-8", dated="period"),),
):
    """A figure or event of the custody visiting scheme."""

    what: Line = Field(title="What", examples=["detainees checked"])
    type: Literal["figure", "event"] = Field(title="Type", examples=["figure"])
    period: Period | None = Field(None, title="When", examples=["2018"])
    period_note: Line | None = Field(None, title="When, as the source words it", examples=["year before December 2018"])
    value: Amount | None = Field(None, title="Value", examples=["700"])
    qualifier: Literal["about", "more than", "almost", "at least"] | None = Field(
        None, title="Said of the value", examples=["more than"]
    )
