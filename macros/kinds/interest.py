"""Registers of interests of office holders."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Day, Line, To
from macros.record import Evidence, Record


class Interest(
    Record,
    kind="interest",
    plural="interests",
    heading="Registers of interests",
    files=("data/interests.yml", "data/interests/**/*.yml"),
    label="interest",
    order=("holder", "ref"),
    columns=("holder", "category", "interest", "declared_on"),
    evidence_for=(Evidence("sio-1-e", dated="declared_on"),),
    asked=("holder", "category", "interest", "declared_on", "sources", "note"),
):
    """One declared interest: a paid job, office, contract, land or other financial interest."""

    holder: Annotated[str, To("office_holder")] = Field(title="Office holder", examples=["alex-example"])
    category: Literal[
        "employment",
        "office",
        "contract",
        "land",
        "securities",
        "sponsorship",
        "membership",
        "other",
        "nothing to declare",
    ] = Field(title="Category", examples=["employment"])
    interest: Line = Field(title="Interest", examples=["Trustee of a local charity, unpaid"])
    declared_on: Day = Field(title="Declared on", examples=["2026-05-14"])
