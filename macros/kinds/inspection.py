"""Inspections of the force and the Commissioner's replies."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Attachment, Count, Day, Line, Period, Prose, Url
from macros.record import Entry, Evidence, Record


class Grade(Entry):
    """A graded judgement."""

    question: Line = Field(title="Question", examples=["investigating crime"])
    grade: Literal[
        "outstanding", "good", "adequate", "requires improvement", "inadequate", "not graded", "not seen"
    ] = Field(title="Grade", examples=["good"])
    note: Line | None = Field(None, title="Note")


class Recommendation(Entry):
    """A recommendation or area for improvement, and what is done about it."""

    text: Line = Field(title="Recommendation", examples=["Record every crime on the day it is reported."])
    response: Line | None = Field(None, title="Action taken or proposed, or why none")
    status: Literal["open", "done", "not accepted", "not stated"] = Field(
        "not stated", title="Status", examples=["open"]
    )


class Inspection(
    Record,
    kind="inspection",
    plural="inspections",
    heading="Inspections",
    files=("data/inspections.yml", "data/inspections/**/*.yml"),
    address="/inspections/{slug}/",
    order=("-published", "ref"),
    columns=("title", "inspector", "published", "grades"),
    evidence_for=(
        Evidence("sio-7B-a", where={"inspector": ("HMICFRS",)}, filled=("link",), dated="published"),
        Evidence("sio-7B-b", where={"inspector": ("HMICFRS",)}, filled=("link",), dated="published"),
        Evidence(
            "duty-hmicfrs-reply",
            where={"inspector": ("HMICFRS",)},
            any_filled=("response", "response_link"),
            dated="response_published_on",
            published="response_published_on",
            starts="published",
            done="response_published_on",
        ),
    ),
):
    """An inspection report. The reply is due within 56 days, the day of publication being day 1 (Police Act 1996, section 55)."""

    title: Line = Field(title="Title", examples=["PEEL 2021/22"])
    inspector: Line = Field(title="Inspector", examples=["HMICFRS"])
    published: Period | None = Field(None, title="Published", examples=["2022-10-14"])
    published_note: Line | None = Field(None, title="About the date", examples=["date on the legitimacy page"])
    inspected: Period | None = Field(None, title="Inspected", examples=["2018-05-14 to 2018-05-25"])
    sites: Line | None = Field(None, title="Sites", examples=["six custody suites"])
    grades: list[Grade] = Field([], title="Grades")
    grades_note: Line | None = Field(None, title="About the grades")
    findings: list[Line] = Field([], title="Findings")
    areas_for_improvement: Count | None = Field(None, title="Areas for improvement", examples=["12"])
    recommendations: list[Recommendation] = Field([], title="Recommendations")
    response: Prose | None = Field(None, title="The Commissioner's reply")
    response_published_on: Day | None = Field(None, title="Reply published on", examples=["2022-11-30"])
    response_link: Url | None = Field(None, title="Reply", examples=["https://example.org/reply"])
    link: Url | None = Field(
        None, title="Report", examples=["https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/"]
    )
    documents: list[Attachment] = Field([], title="Files")
