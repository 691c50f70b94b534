"""Meetings, with agenda, papers, minutes, questions and resolutions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Attachment, Clock, Day, Line, Period, Prose, PublicAddress, To, Url, YesNo
from macros.record import Entry, Evidence, Record


class AgendaItem(Entry):
    """One item of an agenda and what came of it."""

    number: Line = Field(title="Number", examples=["5"])
    title: Line = Field(title="Title", examples=["Community Safety Plan 2026–29"])
    report_by: Line | None = Field(None, title="Report by", examples=["Chief Executive"])
    papers: list[Line] = Field([], title="Papers")
    minutes: Prose | None = Field(None, title="Minutes")
    resolved: list[Line] = Field([], title="Resolved")
    supports: list[Annotated[str, To("pillar", "objective", "priority", "outcome", "plan")]] = Field([], title="Serves")


class Attendance(Entry):
    """Someone who was there, was excused or sat as a substitute."""

    name: Line = Field(title="Name", examples=["Cllr Chris Example"])
    role: Line | None = Field(None, title="Role", examples=["Chair"])
    representing: Line | None = Field(None, title="For", examples=["Wessimere County Council"])
    presence: Literal["present", "apologies", "substitute", "expected"] = Field(
        "present", title="Presence", examples=["present"]
    )
    substitute: Line | None = Field(None, title="Substitute", examples=["Cllr Jo Example"])


class PublicQuestion(Entry):
    """A question from the public, when it was asked and when it was answered."""

    question: Line = Field(title="Question", examples=["When will the new station open?"])
    asked_by: Line | None = Field(None, title="Asked by")
    asked_on: Day | None = Field(None, title="Asked on", examples=["2025-01-10"])
    answered_on: Day | None = Field(None, title="Answered on", examples=["2025-01-29"])
    answer: Prose | None = Field(None, title="Answer")


class Meeting(
    Record,
    kind="meeting",
    plural="meetings",
    heading="Meetings",
    files=("data/meetings.yml", "data/meetings/**/*.yml", "content/meetings/**/*.md"),
    address="/meetings/{slug}/",
    order=("-held", "ref"),
    columns=("held", "series", "place", "status"),
    groups="series",
    evidence_for=(
        Evidence(
            "sio-5-a",
            through={"series": ("convened_by", ("Commissioner",))},
            where={"private": ("False",)},
            filled=("place", "starts_at"),
            dated="held",
        ),
        Evidence(
            "sio-5-b-agenda",
            through={"series": ("convened_by", ("Commissioner",))},
            where={"private": ("False",)},
            filled=("agenda",),
            dated="held",
        ),
        Evidence(
            "sio-5-b-reports",
            through={"series": ("convened_by", ("Commissioner",))},
            where={"private": ("False",)},
            filled=("documents",),
            dated="held",
        ),
        Evidence(
            "sio-5-c-public",
            through={"series": ("convened_by", ("Commissioner",))},
            where={"status": ("held",), "private": ("False",)},
            filled=("resolutions",),
            dated="held",
        ),
        Evidence(
            "sio-5-c-private",
            through={"series": ("convened_by", ("Commissioner",))},
            where={"private": ("True",)},
            any_filled=("documents", "resolutions", "body"),
            dated="held",
        ),
    ),
    moving=("status", "status_note", "place", "starts_at", "ends_at", "questions_by", "recording"),
    asked=(
        "title",
        "series",
        "held",
        "starts_at",
        "ends_at",
        "place",
        "status",
        "private",
        "questions_by",
        "agenda",
        "attendance",
        "resolutions",
        "assurance",
        "decisions",
        "sources",
        "note",
        "body",
    ),
):
    """A public or private meeting. Write the day under “held” even when it is still to come."""

    title: Line = Field(title="Title", examples=["PCC Accountability Meeting, 29 January 2025"])
    series: Annotated[str, To("meeting_series")] = Field(title="Series", examples=["pcc-accountability-meeting"])
    held: Period = Field(title="Date", examples=["2025-01-29"])
    starts_at: Clock | None = Field(None, title="Starts at", examples=["10:00"])
    ends_at: Clock | None = Field(None, title="Ends at", examples=["12:30"])
    place: PublicAddress | None = Field(None, title="Place", examples=["County Hall"])
    status: Literal["planned", "held", "cancelled", "agenda published", "decisions published"] = Field(
        title="Status", description="As the source worded it when it was seen.", examples=["held"]
    )
    private: YesNo = Field(
        False,
        title="Held in private",
        description="“yes” for a meeting that was not public and whose minutes are of public interest.",
        examples=["yes"],
    )
    status_note: Line | None = Field(None, title="About the status")
    questions_by: Day | None = Field(None, title="Questions from the public by", examples=["2025-01-15"])
    attendance: list[Attendance] = Field([], title="Attendance")
    agenda: list[AgendaItem] = Field([], title="Agenda")
    questions: list[PublicQuestion] = Field([], title="Questions from the public")
    resolutions: list[Line] = Field([], title="Resolutions")
    assurance: Literal["assured", "partly assured", "not assured", "not stated"] = Field(
        "not stated", title="The Commissioner's level of assurance afterwards", examples=["partly assured"]
    )
    decisions: list[Annotated[str, To("decision")]] = Field([], title="Decisions")
    plans: list[Annotated[str, To("plan")]] = Field([], title="Plans examined")
    documents: list[Attachment] = Field([], title="Files")
    recording: Url | None = Field(None, title="Recording", examples=["https://example.org/recording"])
    published_on: Day | None = Field(None, title="Papers published on", examples=["2021-09-08"])
    body: Prose = Field("", title="Text")
