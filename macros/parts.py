"""Long registers on several pages: one for each month, and more where a month is long.

A kind says with ``split_by`` by which day its entries are parted. Its register's page then holds a summary, and no
page grows with the register. A page of a month has a permanent address: ``/spending/2026-03/``, then ``/spending/2026-03/2/``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.addresses import address_of, link_of
from macros.pages import Page, PageMatter, homes
from macros.periods import Period, read_period
from macros.record import Record
from macros.registers import Key, Registers, key_of

ROWS = 100
"""Entries on a page. With long words in every cell that is about 12 kB of compressed HTML."""


@dataclass(frozen=True)
class Part:
    """One page of a register: the entries of a month, or the ``number``-th stretch of them out of ``count``."""

    kind: type[Record]
    home: Page
    month: Period
    number: int
    count: int
    records: list[Any]

    @property
    def address(self) -> str:
        """Where it stands on the site."""
        return self.sibling(self.number)

    def sibling(self, number: int) -> str:
        """Where another stretch of the same month stands."""
        end = f"{number}/" if number > 1 else ""
        return f"{self.home.address}{self.month.start:%Y-%m}/{end}"

    @property
    def src(self) -> str:
        """The path of its generated file below docs."""
        return self.address.strip("/") + ("/index.md" if self.number == 1 else ".md")

    @property
    def title(self) -> str:
        """Its heading, for example ``Spending over £500, March 2026 (page 2 of 4)``."""
        page = f" (page {self.number} of {self.count})" if self.count > 1 else ""
        return f"{self.kind.register_title}, {self.month.words}{page}"


class Places:
    """Where readers find records: on their own page, on their register's page, or on one of its parts."""

    def __init__(self, registers: Registers, homes: dict[str, Page]) -> None:
        self._homes = homes
        self.parts: dict[str, list[Part]] = {
            name: _parts(kind, homes[name], registers.of(name))
            for name, kind in registers.kinds.items()
            if kind.split_by and name in homes
        }
        """The pages of each register that is split, in the order of the register."""
        self._part_of: dict[Key, Part] = {
            key_of(record): part for parts in self.parts.values() for part in parts for record in part.records
        }

    def link_of(self, record: Record) -> str | None:
        """The address of a record, from the root of the site; nothing if it stands nowhere."""
        whole = link_of(record, self._homes)
        part = self._part_of.get(key_of(record)) if self._part_of else None
        return f"{part.address}#{whole.split('#', 1)[1]}" if part and whole and "#" in whole else whole


def _parts(kind: type[Record], home: Page, records: list[Any]) -> list[Part]:
    months: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for record in records:
        day: date = getattr(record, kind.split_by)
        months[day.year, day.month].append(record)
    parts = []
    for (year, month), found in months.items():
        count = -(-len(found) // ROWS)
        words = read_period(date(year, month, 1).strftime("%B %Y"))
        parts += [
            Part(kind, home, words, number + 1, count, found[number * ROWS : (number + 1) * ROWS])
            for number in range(count)
        ]
    return parts


def page_of(part: Part) -> Page:
    """What the frame of a part's page needs: it belongs to the section of its register's page."""
    matter = PageMatter(
        title=part.title,
        description=f"{part.kind.register_title} in {part.month.words}.",
        section=part.home.matter.section,
    )
    return Page(part.home.path, part.src, matter, "", 1)


def every_address(registers: Registers, pages: list[Page]) -> set[str]:
    """The address of every page that a site has: written, of records, and of parts of registers."""
    found = {page.address for page in pages}
    found |= {address for located in registers if (address := address_of(located.record))}
    places = Places(registers, homes(pages))
    return found | {part.address for parts in places.parts.values() for part in parts}
