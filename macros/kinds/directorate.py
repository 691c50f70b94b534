"""Directorates of the office."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Prose, To
from macros.record import Evidence, Record


class Directorate(
    Record,
    kind="directorate",
    plural="directorates",
    heading="Directorates",
    files=("data/directorates.yml",),
    label="name",
    order=("name",),
    columns=("name", "lead", "duties"),
    evidence_for=(Evidence("sio-2-c", filled=("duties",)),),
):
    """A part of the office, what it does and who leads it."""

    name: Line = Field(title="Name", examples=["Finance and accountability"])
    lead: Annotated[str, To("staff_post")] | None = Field(None, title="Led by", examples=["chief-finance-officer"])
    duties: list[Line] = Field([], title="What it does")
    about: Prose | None = Field(None, title="About")
