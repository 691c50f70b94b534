"""Links to other sites that the daily check leaves alone."""

from __future__ import annotations

from pydantic import Field

from macros.fields import Day, Line, Url
from macros.record import Record


class UntriedLink(
    Record,
    kind="untried_link",
    plural="untried-links",
    heading="Links that are not tried",
    files=("data/links-elsewhere.yml",),
    label="address_start",
    order=("address_start",),
    columns=("address_start", "why", "until"),
    moving=("until", "why"),
):
    """An address on another site, or the start of several, that the daily check of links does not try."""

    address_start: Url = Field(
        title="Address, or its start",
        description="Every link that starts with this is left alone.",
        examples=["https://www.example.org/"],
    )
    why: Line = Field(title="Why it is not tried", examples=["The site keeps out programs; a person can open it."])
    until: Day = Field(
        title="Look again by", description="From the day after, it is tried again.", examples=["2027-03-31"]
    )
