"""Where things stand on the site. Addresses are lower case, end in a slash and never change."""

from __future__ import annotations

from functools import cache

from macros.fields import slug_of
from macros.pages import Page
from macros.record import Record


def address_of(record: Record) -> str | None:
    """The address of a record's own page, or nothing if it stands on its register's page.

    ``{slug}`` in the declared address is the record's; any other field in braces is made a slug too.
    """
    if record.page_address is None:
        return None
    values = {name: slug_of(str(getattr(record, name))) for name in _fields_in(type(record))}
    return record.page_address.format(slug=record.slug, **values)


def pdf_of(address: str) -> str:
    """Where a page's PDF stands: beside it, with its name, as ``/plans/safer-streets/safer-streets.pdf``."""
    return f"{address}{address.rstrip('/').rsplit('/', 1)[-1]}.pdf"


@cache
def _fields_in(kind: type[Record]) -> tuple[str, ...]:
    """The fields that stand in the address of a kind's pages."""
    return tuple(name for name in kind.model_fields if "{" + name + "}" in (kind.page_address or ""))


def link_of(record: Record, homes: dict[str, Page]) -> str | None:
    """Where a reader finds a record: its own page, else its place on the register's page."""
    own = address_of(record)
    if own:
        return own
    home = homes.get(record.kind)
    return f"{home.address}#{record.kind.replace('_', '-')}-{record.slug}" if home else None
