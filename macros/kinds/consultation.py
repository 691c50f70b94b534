"""Consultations with their full results."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Amount, Attachment, Count, Line, Period, Prose, To, Url, YesNo
from macros.record import Entry, Record


class Answer(Entry):
    """One answer or group and how many gave it."""

    label: Line = Field(title="Answer", examples=["Strongly agree"])
    value: Amount | None = Field(None, title="Value", examples=["38.5"])
    values: list[Amount | None] = Field([], title="Values, one under each column")
    certainty: Literal["sure", "probable", "doubtful", "not known"] = Field(
        "sure", title="Certainty", description="How surely this value belongs to this answer.", examples=["probable"]
    )
    note: Line | None = Field(None, title="Note", examples=["One of 19.7, 17.9 and 15.2"])


class ResultTable(Entry):
    """The results of one question."""

    title: Line = Field(title="Question", examples=["Do you agree with the outcomes?"])
    unit: Line = Field(title="Unit", examples=["per cent"])
    answers: list[Answer] = Field(title="Answers", min_length=1)
    columns_as_printed: list[Line] = Field([], title="Columns")
    unplaced_values: list[Amount] = Field(
        [],
        title="Values whose owner is not known",
        description="Printed in the source, but it cannot be told which answer they belong to.",
    )
    chart: YesNo = Field(True, title="Draw a chart", examples=["no"])
    ordered_only: YesNo = Field(False, title="Order is known, values are not", examples=["yes"])
    note: Line | None = Field(None, title="Note")


class Consultation(
    Record,
    kind="consultation",
    plural="consultations",
    heading="Consultations",
    files=("data/consultations.yml", "data/consultations/**/*.yml"),
    address="/consultations/{slug}/",
    order=("-closes", "-opens", "ref"),
    columns=("title", "opens", "closes", "responses", "result"),
    asked=(
        "title",
        "subject",
        "opens",
        "closes",
        "length",
        "proposal",
        "responses",
        "method",
        "result",
        "link",
        "report",
        "sources",
        "note",
    ),
):
    """A public consultation: what was asked, how many answered and everything they said."""

    title: Line = Field(title="Title", examples=["Police budget and precept 2022/23"])
    subject: Literal["precept and budget", "plan", "partnership plan", "fire governance", "survey", "other"] = Field(
        title="Subject", examples=["precept and budget"]
    )
    opens: Period | None = Field(None, title="Opened", examples=["2022-01-04"])
    closes: Period | None = Field(None, title="Closed", examples=["2022-01-14"])
    length: Line | None = Field(None, title="Length", examples=["eight weeks"])
    proposal: Line | None = Field(None, title="What was proposed", examples=["£13.95 at Band D (27p a week)"])
    responses: Count | None = Field(None, title="Responses", examples=["942"])
    responses_note: Line | None = Field(None, title="About the responses", examples=["over"])
    result: Line | None = Field(None, title="Result")
    result_note: Line | None = Field(None, title="About the result")
    method: Line | None = Field(None, title="How people were asked")
    promotion: list[Line] = Field([], title="How it was made known")
    results: list[ResultTable] = Field([], title="Results in full")
    comments: list[Line] = Field([], title="What people said")
    plan: Annotated[str, To("plan")] | None = Field(None, title="Plan", examples=["community-safety-plan-2026-29"])
    report: Prose | None = Field(None, title="Report")
    documents: list[Attachment] = Field([], title="Files")
    link: Url | None = Field(None, title="Where it was held", examples=["https://example.org/budget"])
