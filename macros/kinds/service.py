"""Commissioned services."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Line, Period, Phone, Prose, To, Url, Worth, YesNo
from macros.record import Record


class Service(
    Record,
    kind="service",
    plural="services",
    heading="Commissioned services",
    files=("data/services.yml", "data/services/**/*.yml"),
    address="/services/{slug}/",
    label="name",
    order=("type", "name"),
    columns=("name", "type", "for_whom", "providers"),
    groups="type",
    moving=("phone", "website"),
):
    """A service that the Commissioner pays for or commissions with others."""

    name: Line = Field(title="Name", examples=["Wessimere Victim Care"])
    type: Line = Field(title="Kind of help", examples=["Victim assessment and referral"])
    for_whom: Line | None = Field(None, title="For whom", examples=["Any victim of crime"])
    providers: list[Annotated[str, To("provider")]] = Field([], title="Providers")
    provider_note: Line | None = Field(None, title="About the provider")
    for_victims: YesNo = Field(
        False, title="Help for victims", description="Shown on the page for victims.", examples=["yes"]
    )
    period: Period | None = Field(None, title="Period", examples=["2022-01-03 to 2025-01-02"])
    value: Worth | None = Field(None, title="Value", examples=["6600000"])
    funders: list[Line] = Field([], title="Paid for by")
    phone: Phone | None = Field(None, title="Telephone", examples=["0300 303 3706"])
    website: Url | None = Field(None, title="Website", examples=["https://example.org"])
    about: Prose | None = Field(None, title="About")
