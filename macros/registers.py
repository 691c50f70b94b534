"""All records, linked and frozen: what every view, download and check works on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from pydantic import BaseModel

from macros.field_facts import FieldFacts, field_named, fields_of
from macros.fields import slug_of
from macros.periods import Period
from macros.prose_passages import NOTHING, InProse
from macros.record import Record
from macros.sources import Tree

Key = tuple[str, str]
"""A record's kind and slug."""
Links = dict[Key, list[tuple[FieldFacts, Record]]]


def key_of(record: Record) -> Key:
    """What names a record among all records."""
    return (record.kind, record.slug)


@dataclass(frozen=True, slots=True)
class Located:
    """A record and the place in the sources that it came from."""

    record: Record
    path: str
    tree: Tree
    alone: bool
    """Whether the file holds this one record and so must carry its name."""
    prose: InProse = NOTHING
    """What is wrong in its prose, and the images there."""

    def line_of(self, *way: str | int) -> int:
        """The line of a field, or of the entry itself."""
        return self.tree.line_of(way)


class Reference(NamedTuple):
    """One mention of a record by another, and in which field."""

    field: FieldFacts
    way: tuple[str | int, ...]
    ref: str


@cache
def _referring(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a kind or group that name records, or groups that may."""
    return tuple(facts for facts in fields_of(model) if facts.to or facts.entry)


def references_in(model: BaseModel, way: tuple[str | int, ...] = ()) -> Iterator[Reference]:
    """Every reference that a record makes, also inside its groups of fields."""
    for facts in _referring(type(model)):
        value = getattr(model, facts.name)
        if value is None or value == []:
            continue
        if facts.to:
            for index, ref in enumerate(value if facts.many else [value]):
                yield Reference(facts, (*way, facts.name, index) if facts.many else (*way, facts.name), ref)
        elif facts.entry:
            for index, entry in enumerate(value if facts.many else [value]):
                yield from references_in(entry, (*way, facts.name, index) if facts.many else (*way, facts.name))


@dataclass
class Registers:
    """Every register by kind. Made once by :func:`macros.loading.load`; nothing changes it afterwards."""

    kinds: dict[str, type[Record]]
    located: dict[str, list[Located]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Slugs of entries that exist and were refused: references to them are not a second fault."""
    unreadable: set[str] = field(default_factory=set)
    """Kinds of which a file could not be read: silence about references into them."""
    files: list[str] = field(default_factory=list)
    nobody_in: set[str] = field(default_factory=set)
    """Files in which nothing about people was found when they were read. Others are looked through by the rule book."""

    def of(self, kind: str) -> list[Any]:
        """The records of a kind in the register's order. Withdrawn ones stay: their pages do."""
        return [found.record for found in self._in_order_of(kind)]

    def _in_order_of(self, kind: str) -> list[Located]:
        if kind not in self._sorted:
            self._sorted[kind] = _in_order(self.kinds[kind], self.located[kind])
        return self._sorted[kind]

    @cached_property
    def _sorted(self) -> dict[str, list[Located]]:
        """The registers that somebody has asked for in their order."""
        return {}

    @cached_property
    def _by_key(self) -> dict[Key, Located]:
        table: dict[Key, Located] = {}
        for kind in self.kinds:
            for found in self.located[kind]:
                table.setdefault((kind, found.record.slug), found)
        return table

    def find(self, kinds: tuple[str, ...], ref: str) -> Record | None:
        """The record of one of the kinds with this reference, or nothing."""
        for kind in kinds:
            if found := self._by_key.get((kind, slug_of(ref))):
                return found.record
        return None

    def place_of(self, record: Record) -> Located:
        """Where a record stands in the sources."""
        return self._by_key[key_of(record)]

    def path_of(self, record: Record) -> str:
        """The source file that a record stands in."""
        return self.place_of(record).path

    def count(self, kind: str) -> int:
        """How many entries of a kind there are."""
        return len(self.located[kind])

    def __iter__(self) -> Iterator[Located]:
        for kind in self.kinds:
            yield from self._in_order_of(kind)

    def as_read(self) -> Iterator[Located]:
        """Every entry of every kind, as they were read: for whoever does not ask for their order, which takes time."""
        for kind in self.kinds:
            yield from self.located[kind]

    @cached_property
    def _links(self) -> tuple[Links, Links]:
        out: Links = defaultdict(list)
        back: Links = defaultdict(list)
        for found in self:
            for mention in references_in(found.record):
                if target := self.find(mention.field.to, mention.ref):
                    out[key_of(found.record)].append((mention.field, target))
                    back[key_of(target)].append((mention.field, found.record))
        return out, back

    def links_from(self, record: Record) -> list[tuple[FieldFacts, Record]]:
        """What this record refers to, with the field that says so."""
        return self._links[0].get(key_of(record), [])

    def links_to(self, record: Record) -> list[tuple[FieldFacts, Record]]:
        """What refers to this record, with the field that says so."""
        return self._links[1].get(key_of(record), [])

    def with_changed(self, changed: Sequence[tuple[Located, Located]], nobody_in: set[str]) -> Registers:
        """The same registers with other words in some entries, without going through all the others.

        :param changed: each entry as it is here and as it is from now on, under the same reference.
        :param nobody_in: the files in which nothing about people was found.
        """
        now = {id(before): after for before, after in changed}
        kinds = {after.record.kind for _, after in changed}
        fresh = Registers(
            self.kinds, defaultdict(list, self.located), self.refused, self.unreadable, self.files, nobody_in
        )
        for kind in kinds:
            fresh.located[kind] = [now.get(id(found), found) for found in self.located[kind]]
        others = [(old.record, new.record) for old, new in changed if old.record is not new.record]
        moved = {after.kind for before, after in others if _stands_by(before) != _stands_by(after)}
        fresh.__dict__["_sorted"] = self._sorted | {
            kind: _in_order(self.kinds[kind], fresh.located[kind])
            if kind in moved
            else [now.get(id(found), found) for found in self._in_order_of(kind)]
            for kind in kinds
        }
        fresh.__dict__["_by_key"] = self._by_key | {key_of(after.record): after for _, after in changed}
        if "_links" in self.__dict__ and not moved and all(_names(before) == _names(after) for before, after in others):
            fresh.__dict__["_links"] = _exchanged(*self._links, others)
        return fresh

    def differing(self, earlier: Registers) -> list[tuple[Record, Record]] | None:
        """Each entry that says something else than it did, as it was and as it is; nothing if any came, went or moved."""
        found: list[tuple[Record, Record]] = []
        for kind in self.kinds:
            before, after = earlier.located[kind], self.located[kind]
            if before is after:
                continue
            if len(before) != len(after):
                return None
            pairs = [
                (old.record, new.record) for old, new in zip(before, after, strict=True) if old.record is not new.record
            ]
            if any(key_of(old) != key_of(new) for old, new in pairs):
                return None
            found += pairs
        return found


def _stands_by(record: Record) -> list[Any]:
    """What decides the place of a record in its register."""
    return [record.ref, *(getattr(record, name.lstrip("-")) for name in record.sort_by)]


def _names(record: Record) -> list[tuple[FieldFacts, str]]:
    return [(mention.field, mention.ref) for mention in references_in(record)]


def _exchanged(out: Links, back: Links, changed: Sequence[tuple[Record, Record]]) -> tuple[Links, Links]:
    """The same links between records of which some were exchanged for others that refer to the same."""
    now = {id(before): after for before, after in changed}
    there, here = dict(out), dict(back)
    named = {key_of(target) for before, _ in changed for _, target in out.get(key_of(before), [])}
    naming = {key_of(source) for before, _ in changed for _, source in back.get(key_of(before), [])}
    for links, keys in ((here, named), (there, naming)):
        for key in keys:
            links[key] = [(facts, now.get(id(record), record)) for facts, record in links[key]]
    return there, here


def _sort_value(value: Any, choices: tuple[str, ...] = ()) -> tuple[int, Any]:
    """What to sort a value by: choices in their declared order, numbers in text by their size."""
    if value in choices:
        return (1, choices.index(value))
    if value is None:
        return (0, "")
    if isinstance(value, Period):
        return (1, (value.end, value.start))
    if isinstance(value, str):
        return (
            1,
            [(0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", value)],
        )
    return (1, value)


def _in_order(kind: type[Record], located: list[Located]) -> list[Located]:
    ordered = sorted(located, key=lambda found: _sort_value(found.record.ref))
    for name in reversed(kind.sort_by):
        choices = field_named(kind, name.lstrip("-")).choices
        ordered.sort(
            key=lambda found: _sort_value(getattr(found.record, name.lstrip("-")), choices),
            reverse=name.startswith("-"),
        )
    return ordered
