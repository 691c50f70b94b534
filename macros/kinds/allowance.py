"""Personal details that an editor publishes on purpose, each with its reason."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Day, Line
from macros.record import Record


class Allowance(
    Record,
    kind="allowance",
    plural="allowances",
    heading="Personal details published for a reason",
    files=("data/allowances.yml",),
    label="file",
    order=("-allowed_on",),
    columns=("allowed_on", "file", "what", "why", "allowed_by"),
    moving=("file", "shown"),
):
    """One personal detail that may stand in one file, because somebody decided so and said why."""

    file: Line = Field(title="File", description="As the check names it.", examples=["data/office-holders.yml"])
    what: Literal[
        "author-in-file",
        "bank-account",
        "comments-in-file",
        "date-of-birth",
        "email-not-a-contact",
        "hidden-text",
        "home-address",
        "iban-number",
        "identity-document",
        "national-insurance-number",
        "nhs-number",
        "payment-card",
        "phone-not-a-contact",
        "signature-shown",
    ] = Field(
        title="What it is",
        description="The word in square brackets at the end of what the check says.",
        examples=["date-of-birth"],
    )
    shown: Line = Field(
        title="As the check shows it",
        description="Copied from the check, which hides most of it. Never the detail itself.",
        examples=["•• •••• ••••"],
    )
    why: Line = Field(title="Reason", examples=["She gave it in her own published biography."])
    allowed_on: Day = Field(title="Allowed on", examples=["2026-03-09"])
    allowed_by: Line = Field(title="Allowed by", examples=["Monitoring Officer"])
