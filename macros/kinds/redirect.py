"""Addresses that were published and now lead elsewhere on the site."""

from __future__ import annotations

from pydantic import Field

from macros.fields import Day, Line, OwnAddress
from macros.record import Record


class Redirect(
    Record,
    kind="redirect",
    plural="redirects",
    heading="Addresses that moved",
    files=("data/redirects.yml",),
    label="from_address",
    order=("from_address",),
    columns=("from_address", "to_address", "since", "why"),
    moving=("to_address",),
):
    """An address that was published and has moved. A page stays at the old one and leads to the new one."""

    from_address: OwnAddress = Field(title="Old address", examples=["/plans/safer-streets/"])
    to_address: OwnAddress = Field(title="New address", examples=["/plans/"])
    since: Day = Field(title="Since", examples=["2026-11-22"])
    why: Line = Field(title="Why", examples=["The plan was renamed when it was adopted."])
