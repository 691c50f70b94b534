"""Elections to the office, with every candidate's votes."""

from __future__ import annotations

from pydantic import Field

from macros.fields import Count, Day, Line, YesNo
from macros.record import Entry, Record


class Result(Entry):
    """One candidate's result."""

    candidate: Line = Field(title="Candidate", examples=["Alex Example"])
    party: Line | None = Field(None, title="Party", examples=["Independent"])
    votes: Count | None = Field(None, title="First votes", examples=["52445"])
    final_votes: Count | None = Field(None, title="Votes after the second count", examples=["60061"])
    elected: YesNo = Field(False, title="Elected", examples=["yes"])
    note: Line | None = Field(None, title="Note")


class Election(
    Record,
    kind="election",
    plural="elections",
    heading="Elections",
    files=("data/elections.yml",),
    order=("-held_on",),
    columns=("held_on", "title", "turnout", "results"),
):
    """An election of the Commissioner."""

    title: Line = Field(title="Title", examples=["Police and Crime Commissioner election 2024"])
    held_on: Day = Field(title="Held on", examples=["2024-05-02"])
    turnout: Line | None = Field(None, title="Turnout", examples=["19.56 per cent (154,651 of 790,649)"])
    results: list[Result] = Field(title="Results", min_length=1)
