"""Objectives of a pillar."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Prose, To
from macros.record import Record


class Objective(
    Record,
    kind="objective",
    plural="objectives",
    heading="Objectives",
    files=("data/objectives.yml", "data/objectives/**/*.yml"),
    order=("pillar", "ref"),
    columns=("ref", "title", "pillar"),
    groups="pillar",
):
    """What a pillar sets out to do, in the plan's words."""

    pillar: Annotated[str, To("pillar")] = Field(title="Pillar or theme", examples=["support-victims"])
    title: Line = Field(title="Objective", examples=["Safeguarding vulnerable victims of crime and ASB"])
    about: Prose | None = Field(None, title="In plain English")
