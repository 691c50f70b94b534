"""Chief officers of the force."""

from __future__ import annotations

from pydantic import Field

from macros.fields import Line, Period, Prose
from macros.record import Record


class ChiefOfficer(
    Record,
    kind="chief_officer",
    plural="chief-officers",
    heading="Chief officers of the force",
    files=("data/chief-officers.yml",),
    label="name",
    order=("-from_period", "name"),
    columns=("name", "role", "from_period", "until_period", "as_at"),
    moving=("as_at",),
):
    """A Chief Constable or other chief officer."""

    name: Line = Field(title="Name", examples=["Robin Sample"])
    role: Line = Field(title="Role", examples=["Chief Constable"])
    from_period: Period | None = Field(None, title="From", examples=["2021-06"])
    until_period: Period | None = Field(None, title="Until", examples=["2021-06"])
    as_at: Period | None = Field(None, title="As at", examples=["2021"])
    about: Prose | None = Field(None, title="About")
