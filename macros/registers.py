"""All records, loaded, linked and frozen: what every view, download and check works on.

Nothing above this room opens a source file of ``content/`` or ``data/``.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from macros.fields import slug_of
from macros.periods import Period
from macros.problems import Problem
from macros.record import FieldFacts, Record, fields_of
from macros.sources import Source, Tree, Unreadable, files_below, read_csv_file, read_markdown_file, read_yaml_file
from macros.validation import nearest, validate

Key = tuple[str, str]
"""A record's kind and slug."""

FOLDERS = ("content", "data")


def key_of(record: Record) -> Key:
    """What names a record among all records."""
    return (record.kind, record.slug)


@dataclass(frozen=True)
class Located:
    """A record and the place in the sources that it came from."""

    record: Record
    path: str
    tree: Tree
    alone: bool
    """Whether the file holds this one record and so must carry its name."""

    def line_of(self, *way: str | int) -> int:
        """The line of a field, or of the entry itself."""
        return self.tree.line_of(way)


@dataclass(frozen=True)
class Reference:
    """One mention of a record by another, and in which field."""

    field: FieldFacts
    way: tuple[str | int, ...]
    ref: str


def references_in(model: BaseModel, way: tuple[str | int, ...] = ()) -> Iterator[Reference]:
    """Every reference that a record makes, also inside its groups of fields."""
    for facts in fields_of(type(model)):
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
    """Every register by kind. Made once by :func:`load`; nothing changes it afterwards."""

    kinds: dict[str, type[Record]]
    located: dict[str, list[Located]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Slugs of entries that exist and were refused: references to them are not a second fault."""
    unreadable: set[str] = field(default_factory=set)
    """Kinds of which a file could not be read: silence about references into them."""
    files: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Any]:
        """The records of a kind in the register's order. Withdrawn ones stay: their pages do."""
        return [found.record for found in self._sorted[kind]]

    @cached_property
    def _sorted(self) -> dict[str, list[Located]]:
        return {kind: _in_order(self.kinds[kind], self.located[kind]) for kind in self.kinds}

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

    def __iter__(self) -> Iterator[Located]:
        for kind in self.kinds:
            yield from self._sorted[kind]

    @cached_property
    def _links(self) -> tuple[dict[Key, list[tuple[FieldFacts, Record]]], dict[Key, list[tuple[FieldFacts, Record]]]]:
        out: dict[Key, list[tuple[FieldFacts, Record]]] = defaultdict(list)
        back: dict[Key, list[tuple[FieldFacts, Record]]] = defaultdict(list)
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


def _sort_value(value: Any) -> tuple[int, Any]:
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
        ordered.sort(
            key=lambda found: _sort_value(getattr(found.record, name.lstrip("-"))), reverse=name.startswith("-")
        )
    return ordered


def load(root: Path, kinds: dict[str, type[Record]], shared: tuple[Path, ...] = ()) -> tuple[Registers, list[Problem]]:
    """Read every source below the root and in the folders it shares, and list everything that is wrong.

    A record that was refused is left out; the rest load all the same, so that one run tells all.
    """
    registers = Registers(kinds)
    problems: list[Problem] = []
    seen: set[str] = set()
    first: dict[Key, tuple[str, int]] = {}
    for kind in kinds.values():
        for folder, path, shown in _files_of(kind, root, shared):
            if shown in seen:
                continue
            seen.add(shown)
            registers.files.append(shown)
            notes: list[Problem] = []
            try:
                source = _read(folder, path, notes)
            except Unreadable as refusal:
                problems += [replace(found, path=shown) for found in (*notes, refusal.problem)]
                registers.unreadable.add(kind.kind)
                continue
            problems += [replace(found, path=shown) for found in notes]
            for tree, alone in _entries(source):
                _add(registers, kind, shown, tree, alone, first, problems)
    problems += _strays(root, kinds, seen)
    return registers, problems


def _files_of(kind: type[Record], root: Path, shared: tuple[Path, ...]) -> Iterator[tuple[Path, str, str]]:
    """Each file of a kind: the root it is read below, its path there, and its path from this site's root.

    A shared folder keeps its place: ``../../data/law`` is read as ``data/law`` of the site it belongs to.
    """
    for path in files_below(root, kind.files):
        yield root, path, path
    for folder in shared:
        top = next(above.parent for above in (folder, *folder.parents) if above.name in FOLDERS)
        for path in files_below(top, kind.files):
            if (top / path).is_relative_to(folder):
                yield top, path, Path(os.path.relpath(top / path, root)).as_posix()


def _read(root: Path, path: str, problems: list[Problem]) -> Source:
    if path.endswith(".md"):
        return read_markdown_file(root, path, problems)
    if path.endswith(".csv"):
        return read_csv_file(root, path, problems)
    return read_yaml_file(root, path, problems)


def _entries(source: Source) -> Iterator[tuple[Tree, bool]]:
    if isinstance(source.tree.value, list):
        for index in range(len(source.tree.value)):
            yield source.tree.below(index) if len(source.tree.value) < 50 else _entry(source.tree, index), False
    else:
        if source.path.endswith(".md") and isinstance(source.tree.value, dict):
            if "body" in source.tree.value:
                source.tree.value.pop("body")
            if source.body:
                source.tree.value["body"] = source.body
                source.tree.lines[("body",)] = source.body_line
        yield source.tree, True


def _entry(tree: Tree, index: int) -> Tree:
    """One entry of a long list, without walking the lines of all the others."""
    if not hasattr(tree, "_by_first"):
        table: dict[Any, dict[Any, int]] = defaultdict(dict)
        for way, line in tree.lines.items():
            if way:
                table[way[0]][way[1:]] = line
        tree._by_first = table  # type: ignore[attr-defined]
    return Tree(tree.value[index], tree._by_first[index])  # type: ignore[attr-defined]


def _add(
    registers: Registers,
    kind: type[Record],
    path: str,
    tree: Tree,
    alone: bool,
    first: dict[Key, tuple[str, int]],
    problems: list[Problem],
) -> None:
    record, refusals = validate(kind, tree, path)
    problems += refusals
    written = tree.value.get("ref") if isinstance(tree.value, dict) else None
    if record is None:
        if isinstance(written, str):
            registers.refused[kind.kind].add(slug_of(written))
        return
    line = tree.line_of(("ref",))
    key = key_of(record)
    if key in first:
        where, earlier = first[key]
        there = f"line {earlier}" if where == path else f"{where}, line {earlier}"
        problems.append(
            Problem(
                "same-reference-twice",
                path,
                line,
                f"The reference “{record.ref}” is already used ({there}). A reference names one entry for ever.",
                "give this entry a new reference that was never used",
                field="ref",
            )
        )
        return
    first[key] = (path, line)
    registers.located[kind.kind].append(Located(record, path, tree, alone))


def _strays(root: Path, kinds: dict[str, type[Record]], seen: set[str]) -> Iterator[Problem]:
    patterns = sorted({pattern for kind in kinds.values() for pattern in kind.files})
    for path in files_below(root, tuple(f"{folder}/**/*" for folder in FOLDERS)):
        if path in seen or path.endswith("README.md"):
            continue
        folder = path.split("/")[0]
        homes = [pattern for pattern in patterns if pattern.startswith(folder)]
        near = nearest(path, [pattern.replace("**/", "").replace("*", "") for pattern in homes])
        home = next((pattern for pattern in homes if pattern.replace("**/", "").replace("*", "") == near), None)
        fix = (
            f"move it or name it like  {home}"
            if home
            else "move it to a folder that a register reads; `transparency describe` lists them"
        )
        if not path.endswith((".md", ".yml", ".csv")):
            fix = "put images and attachments in docs/files/, and take anything else away"
            if path.endswith(".yaml"):
                fix = f"let its name end in .yml:  {path[:-5]}.yml"
        yield Problem("wrong-folder", path, 1, "No register reads this file, so nothing in it would be published.", fix)
