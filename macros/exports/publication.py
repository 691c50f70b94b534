"""What one publication of the data is made from: the registers, the day, and where the site stands."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from macros.pages import Page, homes
from macros.parts import Places
from macros.record import Record
from macros.registers import Registers

FOLDER = "open-data"
LICENCE = {
    "name": "Open Government Licence v3.0",
    "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
LICENCE_ID = "OGL-UK-3.0"
VERSION = "1.0.0"
"""Of the columns of all registers. A column that is renamed, removed or means something else makes it 2.0.0."""


@dataclass(frozen=True)
class Publication:
    """One site's data on a day.

    ``site_address`` is the address of the site's home, for example ``https://data.example.org/``, or empty
    where it is not known. Without it addresses are relative to the site and names are ``urn:uuid:``, made
    from the office and the path and so the same in every build: no address is made up.
    """

    registers: Registers
    pages: list[Page]
    as_of: date
    site_address: str = ""
    place_of: Callable[[Record], str | None] | None = None
    """Where a reader finds a record, from the root of the site, for whoever has worked that out already."""

    @property
    def office(self) -> Any:
        """The office's own entry, or nothing when there is none."""
        return next(iter(self.registers.of("office")), None) if "office" in self.registers.kinds else None

    @property
    def publisher(self) -> str:
        """The publisher's name."""
        return str(self.office.name) if self.office else "The office that publishes this site"

    @cached_property
    def _places(self) -> Places:
        return Places(self.registers, homes(self.pages))

    def address(self, record: Record) -> str:
        """Where a reader finds a record; empty if it has no place. Whole if the site's address is known."""
        found = (self.place_of or self._places.link_of)(record) or ""
        return self.absolute(found) if found and self.site_address else found

    def absolute(self, path: str) -> str:
        """The whole address of a path from the site's root. :raises ValueError: the site's address is not known."""
        if not self.site_address:
            raise ValueError(f"the address of the site is not known, so {path} has no whole address")
        return self.site_address.rstrip("/") + "/" + path.lstrip("/")

    def link(self, path: str, depth: int = 1) -> str:
        """A path from the site's root as a link out of a file that stands ``depth`` folders deep."""
        return self.absolute(path) if self.site_address else "../" * depth + path.lstrip("/")

    def name(self, path: str) -> str:
        """A name as a URI that leads there: the whole address where it is known, else as in :meth:`lasting_name`."""
        return self.absolute(path) if self.site_address else self.lasting_name(path)

    def lasting_name(self, path: str) -> str:
        """A name for ever, ``urn:uuid:`` (RFC 9562, version 5), made from the office and the path.

        It stays when the site gets an address or moves to another, as RFC 4287 (4.2.6) and RFC 5545 (3.8.4.7) ask of
        entries and events: otherwise every reader would show all of them as new.
        """
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.office.slug if self.office else None} {path}')}"

    @property
    def moment(self) -> datetime:
        """The first moment of the day the site speaks of, in UTC."""
        return at_midnight(self.as_of)


def at_midnight(day: date) -> datetime:
    """A day as a moment in UTC, for standards that know no days. The time of day in it means nothing."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def stamp(day: date) -> str:
    """A day as an RFC 3339 moment: ``2025-12-18T00:00:00Z``. The time of day in it means nothing."""
    return f"{day.isoformat()}T00:00:00Z"


def as_number(value: Decimal) -> int | float:
    """A decimal as a JSON number. Its shortest form is the number as written: pounds and pence stay exact up to 15 figures."""
    return int(value) if value == value.to_integral_value() else float(value)


def as_text(value: Any) -> str:
    """Any plain structure as JSON text, the same in every build."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
