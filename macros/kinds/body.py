"""Boards, partnerships, networks, the panel and committees."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Line, Prose, To
from macros.record import Entry, Record


class Member(Entry):
    """A member of a body."""

    name: Line = Field(title="Name", examples=["Cllr Pat Example"])
    role: Line | None = Field(None, title="Role", examples=["Vice-chair"])
    substitute: Line | None = Field(None, title="Substitute", examples=["Cllr Lee Example"])
    representing: Line | None = Field(None, title="For", examples=["Wessimere County Council"])


class Body(
    Record,
    kind="body",
    plural="boards-and-partnerships",
    heading="Boards, partnerships and panels",
    files=("data/bodies.yml", "data/bodies/**/*.yml"),
    address="/boards-and-partnerships/{slug}/",
    label="name",
    order=("type", "name"),
    columns=("name", "purpose", "frequency", "open_to_public"),
    groups="type",
    moving=("chair", "members", "frequency"),
):
    """A body that scrutinises, advises, or works with the office."""

    name: Line = Field(title="Name", examples=["Wessimere Police and Crime Panel"])
    type: Literal[
        "scrutiny and governance",
        "board or partnership",
        "network",
        "panel or committee",
        "volunteer scheme",
        "delivery group",
    ] = Field(title="Type", examples=["panel or committee"])
    purpose: Line | None = Field(None, title="Purpose")
    frequency: Line | None = Field(None, title="How often it meets", examples=["bi-monthly"])
    open_to_public: Literal["yes", "no", "not stated"] = Field(
        "not stated", title="Open to the public", examples=["yes"]
    )
    chair: Line | None = Field(None, title="Chair", examples=["The Commissioner"])
    run_by: Line | None = Field(None, title="Run by", examples=["Wessimere County Council"])
    office_role: Line | None = Field(None, title="What the office does in it")
    organisations: list[Line] = Field([], title="Organisations that belong")
    members: list[Member] = Field([], title="Members")
    membership_note: Line | None = Field(None, title="About the members", examples=["As printed in September 2021"])
    replaced_by: Annotated[str, To("body")] | None = Field(None, title="Replaced by")
    about: Prose | None = Field(None, title="About")
