"""The office itself: who it is, where it is and how to reach it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from macros.fields import Email, Line, Period, Phone, Prose, PublicAddress, Url
from macros.record import Entry, Evidence, Record


class SocialAccount(Entry):
    """An account of the office on another service."""

    service: Line = Field(title="Service", examples=["Facebook"])
    url: Url = Field(title="Web address", examples=["https://example.org/office"])


class Office(
    Record,
    kind="office",
    plural="offices",
    heading="The office",
    files=("data/office.yml",),
    label="name",
    evidence_for=(Evidence("sio-1-b", filled=("address",), dated="reviewed_on"),),
    moving=("*",),
):
    """The elected local policing body that publishes this site. There is one entry."""

    name: Line = Field(title="Name", examples=["Office of the Police and Crime Commissioner for Wessimere"])
    short_name: Line = Field(title="Short name", examples=["OPCCW"])
    commissioner_title: Line = Field(
        title="Title of the Commissioner", examples=["Police and Crime Commissioner for Wessimere"]
    )
    area: Line = Field(title="Area", examples=["Wessimere"])
    force: Line = Field(title="Police force", examples=["Wessimere Constabulary"])
    panel: Line | None = Field(None, title="Police and crime panel", examples=["Wessimere Police and Crime Panel"])
    address: PublicAddress | None = Field(
        None, title="Postal address", examples=["1 Example Street, Wessimere, WE1 1EX"]
    )
    email: Email | None = Field(None, title="Email", examples=["office@example.org"])
    phone: Phone | None = Field(None, title="Telephone", examples=["020 7946 0123"])
    website: Url | None = Field(None, title="Website", examples=["https://example.org"])
    organisation_id: Line | None = Field(
        None,
        title="Organisation identifier",
        description="By the org-id.guide conventions. Left out until the office knows its own.",
        examples=["GB-COH-01234567"],
    )
    giving_prefix: Line | None = Field(
        None,
        title="360Giving prefix",
        description="Given to the office by 360Giving when it starts to publish its grants as data.",
        examples=["360G-example"],
    )
    ocid_prefix: Line | None = Field(
        None,
        title="Open Contracting prefix",
        description="Given to the office by the Open Contracting Partnership.",
        examples=["ocds-a1b2c3"],
    )
    accounts: list[SocialAccount] = Field([], title="Accounts elsewhere")
    about: Prose = Field(
        title="About",
        description="What the office is and does, in a few sentences.",
        examples=["It supports the Commissioner, who is elected to oversee the police."],
    )
    statement: Prose | None = Field(
        None, title="About this site", description="What this site is and how its facts were gathered."
    )
    notice: Line | None = Field(
        None,
        title="Notice",
        description="One sentence that stands at the top of every page.",
        examples=["An independent demonstration, not the office's own website."],
    )
    fictional: Literal["yes", "no"] = Field(
        "no", title="Invented", description="“yes” makes every page say that nothing on it is real."
    )
    succession: Prose | None = Field(None, title="What happens next", description="Planned changes to the body itself.")
    reviewed_on: Period | None = Field(None, title="Last reviewed", examples=["2026-11-22"])
