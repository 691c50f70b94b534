"""Documents and annual reports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Attachment, Day, Line, Period, Prose, To, Url
from macros.record import Evidence, Record


class Document(
    Record,
    kind="document",
    plural="documents",
    heading="Documents and reports",
    files=("data/documents.yml", "content/documents/**/*.md"),
    address="/documents/{slug}/",
    order=("-published", "-period", "title"),
    columns=("title", "type", "period", "published", "publisher"),
    groups="type",
    evidence_for=(
        Evidence(
            "duty-annual-report",
            where={"type": ("annual report",)},
            any_filled=("link", "documents", "body"),
            dated="period",
        ),
        Evidence(
            "duty-accounts",
            where={"type": ("statement of accounts",)},
            any_filled=("link", "documents"),
            dated="period",
        ),
    ),
):
    """A report, statement, briefing or page that the office publishes or is known to have published."""

    title: Line = Field(title="Title", examples=["Annual Report 2021-22"])
    type: Literal[
        "annual report",
        "statement of accounts",
        "briefing",
        "audit",
        "strategy",
        "freedom of information",
        "page of the former site",
        "statement",
        "report",
    ] = Field(title="Type", examples=["annual report"])
    publisher: Line | None = Field(None, title="Publisher", examples=["OPCCN"])
    period: Period | None = Field(None, title="Period covered", examples=["2021-22"])
    published: Period | None = Field(None, title="Published", examples=["2021-07"])
    approved_on: Day | None = Field(None, title="Approved on", examples=["2022-06-20"])
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Commissioner", examples=["lorne-green"])
    summary: Line | None = Field(None, title="Summary")
    link: Url | None = Field(
        None, title="Where it is", examples=["https://norfolk-pcc.gov.uk/news/pccs-annual-report/"]
    )
    documents: list[Attachment] = Field([], title="Files")
    body: Prose = Field("", title="Text")
