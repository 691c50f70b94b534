"""What only the office can say about a publication duty."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Day, Line, Period, To
from macros.record import Record


class PublicationStatement(
    Record,
    kind="publication_statement",
    plural="publication-statements",
    heading="What the office says of its duties",
    files=("data/publication.yml",),
    label="ref",
    order=("duty",),
    columns=("duty", "state", "owner", "reason", "by_when"),
    moving=("*",),
):
    """The owner of a duty, and, where nothing is published, the dated reason."""

    duty: Annotated[str, To("duty")] = Field(title="Duty", examples=["sio-2-e"])
    owner: Line | None = Field(None, title="Owner", examples=["Complaints and Compliance Officer"])
    state: Literal["published", "nil return", "not applicable", "withheld", "not yet published"] = Field(
        "published", title="State", examples=["nil return"]
    )
    reason: Line | None = Field(None, title="Reason or ground", examples=["No gift was offered in the quarter."])
    stated_on: Day | None = Field(
        None,
        title="Stated on",
        description="For what is published: the day on which the office last looked at it. A nil return must have it.",
        examples=["2026-11-22"],
    )
    period: Period | None = Field(
        None, title="Nil return for", description="The period in which there was nothing.", examples=["2026-27 Q2"]
    )
    nothing_in: list[Period] = Field(
        [],
        title="Months or quarters with nothing",
        description="For a list that is published: the stretches of it in which there was nothing. It needs “Stated on”.",
        examples=["[2026-08]"],
    )
    by_when: Day | None = Field(
        None,
        title="By when",
        description="When it will be published; for what is withheld, when the ground is looked at again.",
        examples=["2027-03-31"],
    )
