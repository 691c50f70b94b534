"""Ways to reach an office or a post that are public."""

from __future__ import annotations

from pydantic import Field

from macros.fields import Email, Line, Phone, PublicAddress, Url
from macros.record import Record


class Contact(
    Record,
    kind="contact",
    plural="contacts",
    heading="Public contacts",
    files=("data/contacts.yml",),
    label="name",
    order=("name",),
    columns=("name", "email", "phone", "address", "why"),
    moving=("email", "phone", "address", "website"),
):
    """An email address, telephone number or postal address that belongs to an office or a post and is public.

    Every other one that stands on the site is a question to its editor: is it somebody's own?
    """

    name: Line = Field(title="Whose", examples=["Democratic Services, Wessimere County Council"])
    email: Email | None = Field(None, title="Email", examples=["committees@wessimere.example.org"])
    phone: Phone | None = Field(None, title="Telephone", examples=["01632 960110"])
    address: PublicAddress | None = Field(
        None, title="Postal address", examples=["County Hall, 2 Mill Lane, Harrowmere, ZZ1 2BB"]
    )
    website: Url | None = Field(None, title="Website", examples=["https://example.org"])
    why: Line = Field(title="Why it is public", examples=["The council prints it on every agenda."])
