"""Addresses that come and go with entries, and where they lead once nothing stands there.

A letter of the A to Z, what is uncertain about one register, and a part of a long register have pages of their own only
while there are enough entries. Nobody decides that such a page goes, so nobody is asked for a redirect: when its address has
been published it leads on, by itself, to the page that it was a part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from macros.pages import Page, homes
from macros.parts import field_of_parts
from macros.record import Record
from macros.registers import Registers

A_TO_Z = "a-to-z.md"
UNCERTAIN = "uncertain.md"

WHY = "The page that stood here was a part of it. Such pages come and go with their entries."
"""What a reader is told who came to an address that leads on."""


class LedOn:
    """The places of one site under which pages come and go."""

    def __init__(self, registers: Registers, pages: list[Page]) -> None:
        at = {page.src: page.address for page in pages}
        places = [(at[src], r"[a-z0-9-]+/", at[src]) for src in (A_TO_Z, UNCERTAIN) if src in at]
        stands: dict[str, list[str]] = {}
        for kind, home in homes(pages).items():
            if kind in registers.kinds:
                stands.setdefault(home.address, []).append(_shape(registers.kinds[kind]))
        places += [(address, shape, address) for address, shapes in stands.items() for shape in shapes]
        for moved in registers.of("redirect") if "redirect" in registers.kinds else []:
            old, new = moved.from_address, moved.to_address
            places += [(old, shape, new) for shape in stands.get(new, ())]
        self._places = [(old, re.compile(shape), new) for old, shape, new in places]

    def home_of(self, address: str) -> str | None:
        """The page that an address was a part of; nothing if it is not the address of such a page."""
        for old, shape, new in self._places:
            if address.startswith(old) and shape.fullmatch(address[len(old) :]):
                return new
        return None

    def lost(self, ledger: Iterable[str], there: set[str]) -> dict[str, str]:
        """Published addresses of such pages at which nothing stands any more, each with the page to lead to."""
        gone = (address for address in ledger if address.endswith("/") and address not in there)
        return {address: home for address in gone if (home := self.home_of(address))}


def _shape(kind: type[Record]) -> str:
    """What follows the address of a register in the addresses of its parts: as ``parts`` makes them."""
    if kind.split_by:
        return r"\d{4}-\d{2}/(\d+/)?"
    field = field_of_parts(kind)
    groups = rf"{re.escape(field)}/[a-z0-9-]+/" if field else "[a-z0-9-]+/"
    return rf"(page/\d+/|({groups}|year/[a-z0-9]+/)(\d+/)?)"
