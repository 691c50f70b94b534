"""Actions of a delivery plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Line, Period, To
from macros.record import Record


class DeliveryAction(
    Record,
    kind="delivery_action",
    plural="delivery-actions",
    heading="Delivery actions",
    files=("data/delivery-actions.yml", "data/delivery-actions/**/*.yml"),
    label="action",
    order=("plan", "number"),
    columns=("number", "action", "steps", "success_measures", "owner", "timescale", "certainty"),
    groups="section",
    moving=("status", "update"),
):
    """One action of a delivery plan, with its owner, date, success measure and latest update."""

    plan: Annotated[str, To("plan")] = Field(title="Plan", examples=["community-safety-plan-2026-29"])
    number: Line = Field(title="Number", examples=["1.10"])
    section: Line = Field(title="Section", examples=["Hate crime"])
    action: Line = Field(title="Action", examples=["Establish a cohesion group"])
    steps: list[Line] = Field([], title="Steps")
    success_measures: list[Line] = Field([], title="Success measure")
    owner: Line | None = Field(None, title="Owner", examples=["Community safety team"])
    timescale: Line | None = Field(None, title="Timescale as printed", examples=["TBC"])
    due: Period | None = Field(
        None, title="Due", description="Where the timescale is a date or period.", examples=["2020-09"]
    )
    priorities_as_printed: list[Line] = Field(
        [], title="Priorities as printed", examples=["Supporting victims and reducing vulnerability"]
    )
    certainty: Literal["sure", "probable", "doubtful"] = Field(
        "sure",
        title="Certainty",
        description="How surely the cells of the original table could be told apart.",
        examples=["sure"],
    )
    status: Literal["not started", "under way", "done", "stopped", "not stated"] = Field(
        "not stated", title="Status", examples=["under way"]
    )
    update: Line | None = Field(None, title="Update")
