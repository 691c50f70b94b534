"""Providers of commissioned services."""

from __future__ import annotations

from pydantic import Field

from macros.fields import Line, Url
from macros.record import Record


class Provider(
    Record,
    kind="provider",
    plural="providers",
    heading="Providers",
    files=("data/providers.yml",),
    label="name",
    order=("name",),
    columns=("name", "about", "organisation_id"),
    moving=("website",),
):
    """An organisation that provides services or receives grants."""

    name: Line = Field(title="Name", examples=["Harbour Trust"])
    about: Line | None = Field(None, title="About", examples=["Supports survivors of sexual abuse"])
    organisation_id: Line | None = Field(
        None,
        title="Organisation identifier",
        description="By the org-id.guide conventions.",
        examples=["GB-CHC-1000000"],
    )
    website: Url | None = Field(None, title="Website", examples=["https://example.org"])
