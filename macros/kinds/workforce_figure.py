"""Workforce numbers and proportions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Amount, Line, Period, Share
from macros.record import Evidence, Record


class WorkforceFigure(
    Record,
    kind="workforce_figure",
    plural="workforce",
    heading="Workforce numbers",
    files=("data/workforce.yml",),
    label="group",
    order=("body", "group", "period"),
    columns=("group", "period", "number", "share"),
    groups="body",
    evidence_for=(
        Evidence("sio-2-a", where={"body": ("office",)}, filled=("number",), dated="period"),
        Evidence(
            "sio-2-b-i", where={"body": ("office",), "characteristic": ("women",)}, filled=("share",), dated="period"
        ),
        Evidence(
            "sio-2-b-ii",
            where={"body": ("office",), "characteristic": ("ethnic minority",)},
            filled=("share",),
            dated="period",
        ),
        Evidence(
            "sio-2-b-iii",
            where={"body": ("office",), "characteristic": ("disability",)},
            filled=("share",),
            dated="period",
        ),
    ),
):
    """How many people work for the office or the force, and what share belong to a group."""

    body: Literal["office", "force"] = Field(title="Employer", examples=["force"])
    group: Line = Field(title="Group", examples=["police officers"])
    characteristic: Literal["none", "women", "ethnic minority", "disability"] = Field(
        "none",
        title="Characteristic",
        description="Which of the shares that the law asks for this is.",
        examples=["women"],
    )
    period: Period = Field(title="As at", examples=["2009-09-30"])
    number: Amount | None = Field(None, title="Number", examples=["1665.98"])
    share: Share | None = Field(None, title="Per cent of all", examples=["66"])
