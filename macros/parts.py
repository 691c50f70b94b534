"""Long registers on several pages, so that no page grows with its register.

A kind says with ``split_by`` by which day its entries are parted: one page for each month, whatever their number. Any other
register is parted when it has more entries, or more words, than a page should hold: by its groups or by year, and by number
where it has neither. Its own page then says where everything is, and keeps every entry in short as long as there is room.
Addresses are made of the month, group or year: ``/spending/2026-03/``, ``/facts/topic/reserves/``, then ``…/2/``.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from macros.addresses import address_of, link_of
from macros.field_facts import field_named, fields_of
from macros.fields import slug_of
from macros.pages import Page, PageMatter, homes
from macros.periods import Period, read_period
from macros.record import Record
from macros.registers import Registers

ROWS = 100
"""Entries on a page of a part. With long words in every cell that is about 12 kB of compressed HTML."""

AT_ONCE = 200
"""Entries that a register may show on one page. Longer ones are parted, by their groups or by year where they have any."""

FULL = 9_500
"""Compressed bytes of entries, by ``_weight``, at which a page is full. With links and frame it has less than 15,000."""

FULL_IN_SHORT = 12_000
"""The same for entries in short, which hold few links."""

MARKS = 24
"""Compressed bytes that the marks around one entry take up, more or less."""

GROUPS = 60
"""More groups than this would make a list of pages too long to read: such a register is parted by number alone."""


@dataclass(frozen=True)
class Part:
    """One page of a register: the entries of a month, year or group, or the ``number``-th stretch of them out of ``count``."""

    kind: type[Record]
    home: Page
    words: str
    """What its entries have in common, for example ``March 2026``; empty where a register is parted by number alone."""
    folder: str
    """Where it stands below its register, for example ``2026-03``."""
    number: int
    count: int
    records: list[Any]
    month: Period | None = None

    @property
    def address(self) -> str:
        """Where it stands on the site."""
        return self.sibling(self.number)

    def sibling(self, number: int) -> str:
        """Where another stretch of the same entries stands."""
        end = f"{number}/" if number > 1 or not self.words else ""
        return f"{self.home.address}{self.folder}/{end}"

    @property
    def src(self) -> str:
        """The path of its generated file below docs."""
        return self.address.strip("/") + ("/index.md" if self.number == 1 and self.words else ".md")

    @property
    def title(self) -> str:
        """Its heading, for example ``Spending over £500, March 2026 (page 2 of 4)``."""
        page = f" (page {self.number} of {self.count})" if self.count > 1 else ""
        words = (", " if self.month else ": ") + self.words if self.words else ""
        return f"{self.kind.register_title}{words}{page}"


class Places:
    """Where readers find records: on their own page, on their register's page, or on one of its parts."""

    def __init__(self, registers: Registers, homes: dict[str, Page], earlier: Places | None = None) -> None:
        """Part the registers of a site.

        :param earlier: how they were parted before a change; registers that it leaves alone stay as they are there.
        """
        self._registers, self._homes = registers, homes
        self.parts: dict[str, list[Part]] = {}
        """The pages of each register that is split, in the order of the register."""
        self.in_short: set[str] = set()
        """Registers whose own page has every entry in short, and their parts have them in full."""
        self._part_of: dict[str, dict[str, Part]] = {}
        for name, kind in registers.kinds.items():
            if name not in homes or (earlier and self._as_before(kind, earlier)):
                continue
            records = registers.of(name)
            if kind.split_by:
                self._part(name, _by_month(kind, homes[name], records))
            elif len(records) > AT_ONCE or _weight(kind, records, whole=True) > FULL:
                self._part(name, _by_group(kind, homes[name], records, registers))
                if len(records) <= AT_ONCE and not kind.page_address and _weight(kind, records) <= FULL_IN_SHORT:
                    self.in_short.add(name)
        self.addresses = {part.address for parts in self.parts.values() for part in parts}
        """Where all the parts stand."""

    def _part(self, name: str, parts: list[Part]) -> None:
        self.parts[name] = parts
        self._part_of[name] = {record.ref: part for part in parts for record in part.records}

    def _as_before(self, kind: type[Record], earlier: Places) -> bool:
        """Take over how a register was parted, if nothing by which it is parted has changed; whether it could be."""
        name, were, are = kind.kind, earlier._registers, self._registers
        targets = field_named(kind, kind.groups).to if kind.groups else ()
        if self._homes[name] != earlier._homes.get(name) or any(
            were.located[other] is not are.located[other] for other in targets
        ):
            return False
        if were.located[name] is are.located[name]:
            if name in earlier.parts:
                self.parts[name], self._part_of[name] = earlier.parts[name], earlier._part_of[name]
            self.in_short |= earlier.in_short & {name}
            return True
        before, after = were.of(name), are.of(name)
        if len(before) != len(after):
            return False
        changed = {id(old): new for old, new in zip(before, after, strict=True) if old is not new}
        if any(_parted_by(old) != _parted_by(changed[id(old)]) for old in before if id(old) in changed):
            return False
        if name in earlier.parts:
            self._part(name, [_exchanged(part, changed) for part in earlier.parts[name]])
        self.in_short |= earlier.in_short & {name}
        return True

    def link_of(self, record: Record) -> str | None:
        """The address of a record, from the root of the site; nothing if it stands nowhere."""
        whole = link_of(record, self._homes)
        part = self._part_of[record.kind].get(record.ref) if record.kind in self._part_of else None
        return f"{part.address}#{whole.split('#', 1)[1]}" if part and whole and "#" in whole else whole


def short_extras(kind: type[Record]) -> list[str]:
    """Fields outside the table that stay beside an entry in short: what is uncertain, and its own few words."""
    own = [
        facts.name
        for facts in fields_of(kind)
        if facts.name not in Record.model_fields and not (facts.prose or facts.entry or facts.to)
    ]
    return [*own, "doubt"]


def _shown(kind: type[Record], whole: bool) -> list[str]:
    """The fields of a record that its register's table shows, with what is folded away below each row or without."""
    if kind.page_address:
        return list(kind.columns)
    return list(kind.model_fields) if whole else list(dict.fromkeys([*kind.columns, *short_extras(kind)]))


def _text(record: Record, names: list[str]) -> str:
    values = [getattr(record, name) for name in names]
    return " ".join([str(value) for value in values if value])


def _parted_by(record: Record) -> tuple[Any, ...]:
    """All of a record by which its register is parted."""
    kind = type(record)
    first = kind.sort_by[0].lstrip("-") if kind.sort_by else ""
    by = [repr(getattr(record, name, None)) for name in (kind.split_by, kind.groups, first) if name]
    return (record.ref, by, _text(record, _shown(kind, True)), _text(record, _shown(kind, False)))


def _exchanged(part: Part, changed: dict[int, Any]) -> Part:
    """The same part with the records as they are now."""
    if not any(id(record) in changed for record in part.records):
        return part
    return replace(part, records=[changed.get(id(record), record) for record in part.records])


def _weight(kind: type[Record], records: list[Any], whole: bool = False) -> int:
    """About how many compressed bytes a table of these entries has."""
    text = "\n".join(_text(record, _shown(kind, whole)) for record in records)
    if len(text) < FULL:
        return len(text) // 2 + MARKS * len(records)
    return len(zlib.compress(text.encode())) + MARKS * len(records)


def _by_month(kind: type[Record], home: Page, records: list[Any]) -> list[Part]:
    months: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for record in records:
        day: date = getattr(record, kind.split_by)
        months[day.year, day.month].append(record)
    parts = []
    for (year, month), found in months.items():
        stretches = [found[start : start + ROWS] for start in range(0, len(found), ROWS)]
        words = read_period(date(year, month, 1).strftime("%B %Y"))
        parts += [
            Part(kind, home, words.words, f"{words.start:%Y-%m}", number, len(stretches), stretch, words)
            for number, stretch in enumerate(stretches, 1)
        ]
    return parts


def _by_group(kind: type[Record], home: Page, records: list[Any], registers: Registers) -> list[Part]:
    """By the groups of the kind; else by the year of what it is ordered by; else by number alone."""
    first = kind.sort_by[0].lstrip("-") if kind.sort_by else ""
    dated = not kind.groups and any(isinstance(getattr(record, first, None), (date, Period)) for record in records)
    groups: dict[tuple[str, str], list[Any]] = {}
    slugs: dict[str, str] = {}
    for record in records:
        value = getattr(record, kind.groups or first, None)
        day = value.start if isinstance(value, Period) else value
        if kind.groups:
            facts = field_named(kind, kind.groups)
            target = registers.find(facts.to, value) if facts.to and value else None
            own = value.words if isinstance(value, Period) else str(value) if value else "Other"
            slug = slug_of(own) or "other"
            while slugs.setdefault(slug, own) != own:
                slug += "-also"
            key = (target.label if target else own[:1].upper() + own[1:], slug)
        elif dated:
            key = (str(day.year), str(day.year)) if day else ("No date", "undated")
        else:
            key = ("", "")
        groups.setdefault(key, []).append(record)
    if len(groups) > GROUPS or len(groups) == 1:
        groups = {("", ""): records}
    field = field_of_parts(kind)
    weight = _weight(kind, records, whole=True)
    length = sum(len(_text(record, _shown(kind, True))) for record in records) or 1
    parts = []
    for (words, slug), found in groups.items():
        stretches = list(_stretches(kind, found, (weight - MARKS * len(records)) / length))
        folder = f"{field}/{slug}".strip("/") if words else "page"
        parts += [
            Part(kind, home, words, folder, number, len(stretches), stretch)
            for number, stretch in enumerate(stretches, 1)
        ]
    return parts


def field_of_parts(kind: type[Record]) -> str:
    """The word in the addresses of a register's parts before the group; none where the pages of its records have the group."""
    if kind.groups and f"{{{kind.groups}}}" in (kind.page_address or ""):
        return ""
    return (kind.groups or "year").replace("_", "-")


def _stretches(kind: type[Record], records: list[Any], ratio: float) -> Iterator[list[Any]]:
    """Entries in their order, as many at a time as a page holds. ``ratio`` is by how much their text can be compressed."""
    stretch: list[Any] = []
    weight = 0.0
    for record in records:
        own = len(_text(record, _shown(kind, True))) * ratio + MARKS
        if stretch and (len(stretch) == ROWS or weight + own > FULL * 0.8):
            yield stretch
            stretch, weight = [], 0.0
        stretch.append(record)
        weight += own
    yield stretch


def page_of(part: Part) -> Page:
    """What the frame of a part's page needs: it belongs to the section of its register's page."""
    matter = PageMatter(
        title=part.title,
        description=f"{part.title}: each entry with all that is known of it.",
        section=part.home.matter.section,
    )
    return Page(part.home.path, part.src, matter, "", 1)


FIELD_GUIDE = "help/fields.md"
"""The page that lists every register with its fields; each register has a page below it."""


def field_guide_addresses(registers: Registers, pages: list[Page]) -> dict[str, str]:
    """The address of each kind's page of the field guide, by kind; none where the site has no such page."""
    home = next((page.address for page in pages if page.src == FIELD_GUIDE), "")
    return {kind.kind: f"{home}{kind.plural}/" for kind in registers.kinds.values()} if home else {}


def every_address(registers: Registers, pages: list[Page]) -> set[str]:
    """The address of every page that a site has: written, of records, and of parts of registers."""
    return own_addresses(registers, pages) | Places(registers, homes(pages)).addresses


def own_addresses(registers: Registers, pages: list[Page]) -> set[str]:
    """The same without the parts of registers, for which each long register has to be parted."""
    found = {page.address for page in pages}
    kinds = [kind for kind, model in registers.kinds.items() if model.page_address is not None]
    records = (located.record for kind in kinds for located in registers.located[kind])
    found |= {address for record in records if (address := address_of(record))}
    return found | {*field_guide_addresses(registers, pages).values()}
