"""Load every source below a root into registers, and list everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from macros.fields import slug_of
from macros.kept_files import FEW, File, read_each
from macros.personal import found_on_lines
from macros.problems import Problem
from macros.prose_passages import NOTHING, InProse, in_record
from macros.record import Record, fields_of, keep_once_what_is_alike
from macros.registers import Key, Located, Registers, key_of
from macros.sources import (
    Source,
    Tree,
    Unreadable,
    as_text,
    csv_source,
    files_below,
    markdown_source,
    read_text,
    yaml_source,
)
from macros.strays import strays
from macros.validation import refused_columns, validate

FOLDERS = ("content", "data")

MOST_PROBLEMS = 50_000
"""Problems of one file; what comes after them is not looked at."""


@dataclass(frozen=True)
class EntryRead:
    """One entry: its record or what it was refused for, its words and lines, and what was found in its prose."""

    record: Record | None
    refusals: list[Problem]
    tree: Tree
    alone: bool
    prose: InProse = NOTHING


@dataclass(frozen=True)
class FileRead:
    """One file of a register: its entries, and what is wrong besides.

    ``nobody`` says that it was looked through and nothing about people was found.
    """

    entries: list[EntryRead]
    notes: list[Problem]
    refused: list[str]
    unreadable: bool = False
    nobody: bool = False


@dataclass
class Memory:
    """What was read before in this process, so that a change costs one file and not all of them."""

    read: dict[tuple[str, str], tuple[tuple[int, int, int], FileRead]] = field(default_factory=dict)
    """Each file by kind and path, with its time of change, size and number when it was read."""
    files: list[tuple[type[Record], Path, str, str]] = field(default_factory=list)
    """Every file of every kind as it was listed last. Whoever knows that none came or went may leave this as it is."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Where a file stands in ``files``, by its whole path, once somebody asked."""
    strays: list[Problem] = field(default_factory=list)


def load(
    root: Path, kinds: dict[str, type[Record]], shared: tuple[Path, ...] = (), memory: Memory | None = None
) -> tuple[Registers, list[Problem]]:
    """Read every source below the root and in the folders it shares, and list everything that is wrong.

    A record that was refused is left out; the rest load all the same, so that one run tells all.

    :param memory: what was read before in this process; files that have not changed since are not read again.
    """
    registers = Registers(kinds)
    problems: list[Problem] = []
    seen: set[str] = set()
    first: dict[Key, tuple[str, str, int]] = {}
    memory = memory or Memory()
    listed = bool(memory.files)
    memory.files = memory.files or [
        (kind, *found) for kind in kinds.values() for found in _files_of(kind, root, shared)
    ]
    if not memory.read:
        _read_several(root, kinds, memory)
    for kind, folder, path, shown in memory.files:
        if shown in seen:
            continue
        seen.add(shown)
        registers.files.append(shown)
        read = remembered(kind, folder, path, shown, memory)
        problems += read.notes
        _remember_refused(registers, kind, read)
        if read.nobody:
            registers.nobody_in.add(shown)
        told = len(problems)
        for entry in read.entries:
            problems += _add(registers, kind, shown, entry, first)
            if len(problems) - told > MOST_PROBLEMS:
                registers.unreadable.add(kind.kind)
                break
    if not listed:
        memory.numbers = {}
        memory.strays = list(strays(root, kinds, seen, FOLDERS))
    remember_strays(registers, kinds, memory.strays)
    return registers, problems + memory.strays


def remembered(kind: type[Record], folder: Path, path: str, shown: str, memory: Memory) -> FileRead:
    """One file as it was read before, or as it is read now because it has changed since."""
    sign, key = _sign(folder, path), (kind.kind, shown)
    if sign is None:
        return _read_file(kind, folder, path, shown)
    if key not in memory.read or memory.read[key][0] != sign:
        memory.read[key] = (sign, _read_file(kind, folder, path, shown))
    return memory.read[key][1]


def _read_several(root: Path, kinds: dict[str, type[Record]], memory: Memory) -> None:
    """Read all files but bulk ones at once: kept from an earlier run, or shared out among processes."""
    files: list[File] = []
    shown_of: dict[File, str] = {}
    signs: list[tuple[int, int, int]] = []
    for kind, folder, path, shown in memory.files:
        file = (kind.kind, folder, path)
        ours = kind.__module__.startswith("macros.kinds.")
        if ours and not path.endswith(".csv") and file not in shown_of and (sign := _sign(folder, path)):
            files.append(file)
            shown_of[file] = shown
            signs.append(sign)
    if len(files) < FEW:
        return
    found = read_each(
        "sources",
        root,
        files,
        lambda file, data: _read_file(kinds[file[0]], file[1], file[2], shown_of[file], data),
    )
    for file, sign, read in zip(files, signs, found, strict=True):
        memory.read[file[0], shown_of[file]] = (sign, read)


def _sign(folder: Path, path: str) -> tuple[int, int, int] | None:
    """What would differ if a file had been changed; nothing if it cannot be seen."""
    try:
        found = os.stat(f"{folder}/{path}")
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read_file(kind: type[Record], folder: Path, path: str, shown: str, data: bytes | None = None) -> FileRead:
    """Read a file, of which ``data`` may have been taken already."""
    notes: list[Problem] = []
    nobody = False
    try:
        text = read_text(folder, path, notes) if data is None else as_text(data, path, notes)
        # Tables are long, and what is found in them is kept by itself.
        nobody = path == shown and not path.endswith(".csv") and not any(found_on_lines(text, path))
        source = _source(text, path, notes)
        entries = list(_entries(kind, source, notes))
    except Unreadable as refusal:
        notes = [replace(found, path=shown) for found in (*notes, refusal.problem)]
        return FileRead([], notes, [], unreadable=True, nobody=nobody)
    read: list[EntryRead] = []
    told = 0
    for tree, alone in entries:
        record, refusals = validate(kind, tree, shown)
        if record is not None:
            keep_once_what_is_alike(record, tree.value)
            if path.endswith(".csv"):
                # Of bulk rows only their lines are kept: their words, twice, would take too much memory.
                tree = tree.without_words()
        read.append(EntryRead(record, refusals, tree, alone, in_record(record, tree, shown) if record else NOTHING))
        told += len(refusals)
        if told > MOST_PROBLEMS:
            break
    return FileRead(read, [replace(found, path=shown) for found in notes], source.refused, nobody=nobody)


def _remember_refused(registers: Registers, kind: type[Record], read: FileRead) -> None:
    """Entries that could not be read are not missed elsewhere; when one has no name to be seen, nothing of the kind is."""
    registers.refused[kind.kind] |= {slug_of(name) for name in read.refused if name}
    if read.unreadable or not all(read.refused):
        registers.unreadable.add(kind.kind)


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


def _source(text: str, path: str, notes: list[Problem]) -> Source:
    if path.endswith(".md"):
        return markdown_source(text, path, notes)
    if path.endswith(".csv"):
        return csv_source(text, path, notes)
    return yaml_source(text, path, notes)


def _entries(kind: type[Record], source: Source, notes: list[Problem]) -> Iterator[tuple[Tree, bool]]:
    """The entries of a file, and whether it holds one alone."""
    if source.path.endswith(".md"):
        _put_body(source, notes)
    if source.columns:
        _read_columns(kind, source, notes)
    _refuse_list_below_a_name(kind, source)
    if isinstance(source.tree.value, list):
        yield from ((tree, False) for tree in source.tree.entries())
    else:
        yield source.tree, True


def _refuse_list_below_a_name(kind: type[Record], source: Source) -> None:
    value = source.tree.value
    if isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), (list, dict)):
        name = next(iter(value))
        if name not in kind.model_fields:
            message = f"The entries stand below a name, “{name}”; here they are a list by themselves."
            fix = "take that line out, and start each entry with a hyphen at the left edge, for example  - ref: …"
            raise Unreadable(
                Problem("wants-a-list", source.path, source.tree.line_of((name,)), message, fix, field=name)
            )


def _put_body(source: Source, notes: list[Problem]) -> None:
    """Make the text below the front matter the field ``body``."""
    value = source.tree.value
    if not isinstance(value, dict):
        return
    if "body" in value:
        line = source.tree.line_of(("body",))
        message = "The text of this entry stands below the fields at the top, not among them."
        notes.append(Problem("unknown-field", source.path, line, message, "move it below the line  ---", field="body"))
        value.pop("body")
    if source.body:
        value["body"] = source.body
        source.tree.lines[("body",)] = source.tree.lines[("body", "text")] = source.body_line


def _read_columns(kind: type[Record], source: Source, notes: list[Problem]) -> None:
    """Refuse columns that are not fields, once for the file, and part cells that hold several values.

    A row can carry one correction and be withdrawn, in columns such as ``corrections.what`` and ``withdrawn.reason``.

    :raises Unreadable: a column is missing that every entry needs, so no row can be read.
    """
    line = source.tree.line_of(())
    groups = {name: _part_of_group(kind, name) for name in source.columns}
    plain = [name for name in source.columns if not groups[name]]
    refused, usable = refused_columns(kind, plain, source.path, line)
    if not usable:
        notes += refused[:-1]
        raise Unreadable(refused[-1])
    notes += refused
    several = {facts.name for facts in fields_of(kind) if facts.many and not facts.entry}
    known = {facts.name for facts in fields_of(kind)}

    def cell(name: str, text: str | None) -> Any:
        return [part.strip() for part in text.split(";")] if text and name in several else text

    def fields(row: dict[str, str | None]) -> dict[str, Any]:
        read = {name: cell(name, text) for name, text in row.items() if name in known}
        for name, text in row.items():
            if (place := groups[name]) and text:
                group, part = place
                read.setdefault(group, {})[part] = text
        return {
            name: [value] if name in several_groups and isinstance(value, dict) else value
            for name, value in read.items()
        }

    several_groups = {facts.name for facts in fields_of(kind) if facts.many and facts.entry}
    source.tree.value = [fields(row) for row in source.tree.value]


def _part_of_group(kind: type[Record], column: str) -> tuple[str, str] | None:
    """A column such as ``corrections.what``: the group of fields it belongs to, and which of them it is."""
    group, _, part = column.partition(".")
    entry = next((facts.entry for facts in fields_of(kind) if facts.name == group), None)
    return (group, part) if entry and part in entry.model_fields else None


def _add(
    registers: Registers,
    kind: type[Record],
    path: str,
    read: EntryRead,
    first: dict[Key, tuple[str, str, int]],
) -> list[Problem]:
    record, refusals, tree = read.record, read.refusals, read.tree
    if record is None:
        written = tree.value.get("ref") if isinstance(tree.value, dict) else None
        if isinstance(written, str):
            registers.refused[kind.kind].add(slug_of(written))
        return refusals
    line = tree.line_of(("ref",))
    key = key_of(record)
    if key not in first:
        first[key] = (record.ref, path, line)
        registers.located[kind.kind].append(located(record, path, read))
        return refusals
    earlier, where, at = first[key]
    there = f"line {at}" if where == path else f"{where}, line {at}"
    used = "is already used" if earlier == record.ref else f"differs too little from “{earlier}”"
    message = f"The reference “{record.ref}” {used} ({there}). A reference names one entry for ever."
    fix = "give this entry a new reference that was never used"
    return [*refusals, Problem("same-reference-twice", path, line, message, fix, field="ref")]


def located(record: Record, path: str, read: EntryRead) -> Located:
    """The record of an entry with where it stands."""
    return Located(record, path, read.tree, read.alone, read.prose)


def remember_strays(registers: Registers, kinds: dict[str, type[Record]], strays: list[Problem]) -> None:
    """An entry whose file has the wrong ending or stands in the wrong folder is told once, and not missed elsewhere."""
    for stray in strays:
        if stray.code != "wrong-folder":
            continue
        name = slug_of(PurePosixPath(stray.path).stem)
        for kind in kinds.values():
            if any(pattern.endswith(".md") for pattern in kind.files):
                registers.refused[kind.kind].add(name)
