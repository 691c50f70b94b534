"""Documents and annual reports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Attachment, Day, Line, Period, Prose, To, Url
from macros.record import Evidence, Record

IN_WORDS = ("link", "documents", "body")

PROVES = (
    ("annual report", "duty-annual-report", "period", IN_WORDS),
    ("report to residents", "duty-information-for-residents", "published", IN_WORDS),
    ("statement of accounts", "duty-accounts", "period", ("link", "documents")),
    ("draft accounts", "duty-draft-accounts", "period", ("link", "documents")),
    ("investment strategy", "sio-3-e", "period", ("link", "documents")),
    ("proposed precept", "duty-draft-precept", "published", IN_WORDS),
    ("reply to the panel on the precept", "duty-precept-reply", "published", IN_WORDS),
    ("reply to the panel on the annual report", "duty-panel-response", "published", IN_WORDS),
    ("report of responsible authorities", "sio-7", "published", IN_WORDS),
    ("statement on complaints", "sio-7C-b-i", "published", IN_WORDS),
    ("equality information", "duty-equality-information", "published", IN_WORDS),
    ("equality objectives", "duty-equality-objectives", "published", IN_WORDS),
    ("publication scheme", "duty-publication-scheme", "published", IN_WORDS),
    ("modern slavery statement", "duty-modern-slavery", "published", IN_WORDS),
)
"""Types of document, the duty that each proves, the field that dates it, and where its words may stand."""

OF_EACH = ("statement of accounts", "draft accounts")
"""Types of document that the Commissioner and the Chief Constable each publish (Accounts and Audit Regulations 2015)."""
BODIES = ("Commissioner", "Chief Constable")


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
    evidence_for=tuple(
        Evidence(
            duty,
            where={"type": (type_,)},
            any_filled=words,
            dated=dated,
            published="published",
            each=("bodies", BODIES) if type_ in OF_EACH else ("", ()),
        )
        for type_, duty, dated, words in PROVES
    ),
    asked=(
        "title",
        "type",
        "publisher",
        "period",
        "published",
        "approved_on",
        "summary",
        "link",
        "sources",
        "body",
    ),
):
    """A report, statement, briefing or page that the office publishes or is known to have published."""

    title: Line = Field(title="Title", examples=["Annual Report 2021-22"])
    type: Literal[
        "annual report",
        "report to residents",
        "statement of accounts",
        "draft accounts",
        "investment strategy",
        "proposed precept",
        "reply to the panel on the precept",
        "reply to the panel on the annual report",
        "report of responsible authorities",
        "statement on complaints",
        "equality information",
        "equality objectives",
        "publication scheme",
        "modern slavery statement",
        "briefing",
        "audit",
        "strategy",
        "freedom of information",
        "web page",
        "statement",
        "report",
    ] = Field(title="Type", examples=["annual report"])
    publisher: Line | None = Field(None, title="Publisher", examples=["OPCCW"])
    bodies: list[Literal["Commissioner", "Chief Constable"]] = Field(
        [],
        title="Whose accounts",
        description="The law asks for the Commissioner’s and the Chief Constable’s; one document may hold both.",
        examples=["[Commissioner, Chief Constable]"],
    )
    period: Period | None = Field(None, title="Period covered", examples=["2021-22"])
    published: Period | None = Field(None, title="Published", examples=["2021-07"])
    approved_on: Day | None = Field(None, title="Approved on", examples=["2022-06-20"])
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Commissioner", examples=["alex-example"])
    summary: Line | None = Field(None, title="Summary")
    link: Url | None = Field(None, title="Where it is", examples=["https://example.org/annual-report"])
    documents: list[Attachment] = Field([], title="Files")
    body: Prose = Field("", title="Text")
