"""Plans: police and crime plans, partnership plans and business plans."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Attachment, Day, Line, Period, Pounds, Prose, To, Url
from macros.record import Evidence, Record


class Plan(
    Record,
    kind="plan",
    plural="plans",
    heading="Plans",
    files=("content/plans/*/plan.md",),
    address="/plans/{slug}/",
    order=("-period",),
    on_paper=True,
    columns=("title", "type", "period", "status", "owner"),
    evidence_for=(
        Evidence(
            "duty-plan",
            where={"status": ("current",), "type": ("police and crime plan",)},
            any_filled=("documents", "link"),
            dated="period",
        ),
    ),
    moving=("status", "status_note"),
):
    """A plan and what it is for. Its pillars, objectives, sections and measures are entries of their own."""

    title: Line = Field(
        title="Title", examples=["Police and Crime Plan for Wessimere 2025–2029, the Commissioner, March 2025"]
    )
    short_title: Line | None = Field(None, title="Short title", examples=["Plan 2022–24"])
    type: Literal["police and crime plan", "community safety plan", "business plan"] = Field(
        title="Type", examples=["police and crime plan"]
    )
    status: Literal["draft", "current", "superseded", "archived"] = Field(title="Status", examples=["superseded"])
    status_note: Line | None = Field(
        None, title="About its status", examples=["This is the draft that went to the panel."]
    )
    period: Period = Field(title="Period", examples=["2022 to 2024"])
    owner: Line = Field(title="Owner", examples=["Police and Crime Commissioner for Wessimere"])
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Commissioner", examples=["alex-example"])
    published_on: Period | None = Field(None, title="Published", examples=["2022-03-31"])
    approved_on: Day | None = Field(None, title="Approved on", examples=["2022-03-31"])
    replaces: Annotated[str, To("plan")] | None = Field(None, title="Replaces", examples=["plan-2016-20"])
    aligned_with: list[Annotated[str, To("plan")]] = Field([], title="Works with")
    strapline: Line | None = Field(None, title="Strapline", examples=["Safer together"])
    budget: Pounds | None = Field(None, title="Budget", examples=["500000"])
    budget_note: Line | None = Field(None, title="About the budget", examples=["Provided by the office"])
    signed_off_by: Line | None = Field(None, title="Signed off by", examples=["All district councils"])
    summary: Line = Field(
        title="Summary",
        description="One or two sentences for the top of the page and for search results.",
        examples=["What the Commissioner wants from policing in four years, and how we shall know."],
    )
    themes: list[Line] = Field([], title="Themes or priorities, where they have no entries of their own")
    documents: list[Attachment] = Field([], title="Files")
    link: Url | None = Field(None, title="Where the original is", examples=["https://example.org/plan.pdf"])
    body: Prose = Field("", title="Text")
