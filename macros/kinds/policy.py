"""Policies and procedures."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Attachment, Day, Line, Period, Prose, Url
from macros.record import Entry, Evidence, Record


class Version(Entry):
    """A version of a policy and what changed in it."""

    number: Line = Field(title="Version", examples=["2.0"])
    approved_on: Day | None = Field(None, title="Approved on", examples=["2025-04-01"])
    change: Line = Field(title="What changed", examples=["First version"])


class Policy(
    Record,
    kind="policy",
    plural="policies",
    heading="Policies and procedures",
    files=("data/policies.yml", "content/policies/**/*.md"),
    address="/policies/{slug}/",
    order=("title",),
    columns=("title", "topic", "owner", "next_review_by"),
    evidence_for=(
        Evidence(
            "sio-6-a",
            where={"topic": ("conduct",)},
            any_filled=("link", "documents", "body"),
            dated="published",
            published="published",
        ),
        Evidence(
            "sio-6-b",
            where={"topic": ("decision making",)},
            any_filled=("link", "documents", "body"),
            dated="published",
            published="published",
        ),
        Evidence(
            "sio-6-c",
            where={"topic": ("records management",)},
            any_filled=("link", "documents", "body"),
            dated="published",
            published="published",
        ),
        Evidence(
            "sio-6-d",
            where={"topic": ("whistleblowing",)},
            any_filled=("link", "documents", "body"),
            dated="published",
            published="published",
        ),
    ),
    moving=("next_review_by", "owner"),
    asked=(
        "title",
        "topic",
        "owner",
        "summary",
        "published",
        "next_review_by",
        "versions",
        "link",
        "sources",
        "body",
    ),
):
    """A policy: its owner, its versions and when it is next reviewed."""

    title: Line = Field(title="Title", examples=["Decision-making policy"])
    topic: Literal[
        "conduct",
        "decision making",
        "records management",
        "whistleblowing",
        "complaints",
        "public questions",
        "equality",
        "finance",
        "other",
    ] = Field(title="Topic", examples=["decision making"])
    owner: Line | None = Field(None, title="Owner", examples=["Monitoring Officer"])
    summary: Line = Field(title="Summary", examples=["How decisions are made, written down and published."])
    published: Period | None = Field(None, title="Published", examples=["2025-04-01"])
    next_review_by: Day | None = Field(None, title="Next review by", examples=["2027-03-31"])
    versions: list[Version] = Field([], title="Versions")
    link: Url | None = Field(None, title="Where it is", examples=["https://example.org/policy.pdf"])
    documents: list[Attachment] = Field([], title="Files")
    body: Prose = Field("", title="Text")
