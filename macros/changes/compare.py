"""Two states of the registers side by side: which entries are new, changed, moved, withdrawn or gone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from macros.addresses import address_of
from macros.changes.revision import Side
from macros.changes.substance import NOTES, Sort, sort_of
from macros.field_facts import FieldFacts, fields_of
from macros.led_on import LedOn
from macros.pages import Page
from macros.parts import every_address
from macros.record import Record
from macros.registers import Located, key_of

UNLIKE = 0.4
"""Two titles less alike than this are of two different things."""


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, and what sort of change it is."""

    facts: FieldFacts
    before: Any
    after: Any
    sort: Sort


@dataclass(frozen=True)
class RecordChange:
    """One entry that differs. ``before`` is nothing for a new entry, ``after`` for one that is gone."""

    before: Located | None
    after: Located | None
    fields: tuple[FieldChange, ...] = ()
    stands_as: Located | None = None
    """For an entry that is gone: a new entry that says the same under another reference."""

    @property
    def located(self) -> Located:
        """Where the entry stands; for one that is gone, where it stood."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def record(self) -> Record:
        """The entry as it is; for one that is gone, as it was."""
        return self.located.record

    @property
    def moved(self) -> bool:
        """Whether it stands in another file."""
        return bool(self.before and self.after and self.before.path != self.after.path)

    @property
    def addresses(self) -> tuple[str | None, str | None]:
        """Its own page's address before and after."""
        return (
            address_of(self.before.record) if self.before else None,
            address_of(self.after.record) if self.after else None,
        )

    @property
    def notes(self) -> list[Any]:
        """New corrections and revisions: what explains the change."""
        if not self.before or not self.after:
            return []
        found = []
        for name in NOTES:
            old = list(getattr(self.before.record, name, []))
            for note in getattr(self.after.record, name, []):
                if note in old:
                    old.remove(note)
                else:
                    found.append(note)
        return found

    @property
    def withdrawn_now(self) -> bool:
        """Whether this change withdraws it."""
        return bool(self.after and self.after.record.withdrawn and not (self.before and self.before.record.withdrawn))

    @property
    def another_thing(self) -> bool:
        """Whether the reference now names something else: another title, and most of what it said is different."""
        if not self.before or not self.after or not self.fields:
            return False
        before, after = self.before.record, self.after.record
        titles = before.label.casefold(), after.label.casefold()
        if before.label == before.ref or difflib.SequenceMatcher(None, *titles).ratio() >= UNLIKE:
            return False
        said = [
            facts.name
            for facts in fields_of(type(before))
            if facts.name not in Record.model_fields and before.says(facts.name)
        ]
        changed = {change.facts.name for change in self.fields}
        return sum(name in changed for name in said) * 2 > len(said)


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two states of a site."""

    base: Side
    head: Side
    records: list[RecordChange] = field(default_factory=list)
    pages_new: list[Page] = field(default_factory=list)
    pages_changed: list[Page] = field(default_factory=list)
    pages_gone: list[Page] = field(default_factory=list)
    addresses_gone: dict[str, RecordChange | Page | None] = field(default_factory=dict)
    """Addresses that had a page and have none, with what stood there."""


def compare(base: Side, head: Side) -> Changes:
    """Set two states side by side."""
    records = list(_records(base, head))
    before = {page.src: page for page in base.pages}
    after = {page.src: page for page in head.pages}
    was = every_address(base.registers, base.pages)
    now = every_address(head.registers, head.pages)
    stood: dict[str, RecordChange | Page | None] = {change.addresses[0] or "": change for change in records}
    stood |= {page.address: page for page in base.pages}
    led_on = LedOn(base.registers, base.pages)
    return Changes(
        base,
        head,
        records,
        [page for src, page in after.items() if src not in before],
        [page for src, page in after.items() if src in before and _differs(before[src], page)],
        [page for src, page in before.items() if src not in after],
        {
            address: stood.get(address)
            for address in sorted(was - now)
            if address in stood or not led_on.home_of(address)
        },
    )


def _differs(before: Page, after: Page) -> bool:
    return before.body != after.body or before.matter != after.matter


def _records(base: Side, head: Side) -> Iterator[RecordChange]:
    before = {key_of(found.record): found for found in base.registers}
    after = {key_of(found.record): found for found in head.registers}
    new = [found for key, found in after.items() if key not in before]
    for key, old in before.items():
        now = after.get(key)
        if now is None:
            kind, slug = key
            if slug in head.registers.refused[kind] or kind in head.registers.unreadable:
                continue
            yield RecordChange(old, None, stands_as=next((found for found in new if _same_but_ref(old, found)), None))
        elif fields := tuple(_fields(old.record, now.record)):
            yield RecordChange(old, now, fields)
        elif old.path != now.path:
            yield RecordChange(old, now)
    for found in new:
        if found.record.slug not in base.registers.refused[found.record.kind]:
            yield RecordChange(None, found)


def _same_but_ref(old: Located, new: Located) -> bool:
    return old.record.kind == new.record.kind and old.record.model_copy(update={"ref": new.record.ref}) == new.record


def _fields(before: Record, after: Record) -> Iterator[FieldChange]:
    for facts in fields_of(type(after)):
        old, now = getattr(before, facts.name), getattr(after, facts.name)
        if old != now:
            yield FieldChange(facts, old, now, sort_of(type(after), facts, old, now))
