"""Load every source below a root into registers, and list everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from macros.entries import MOST_PROBLEMS, EntryRead, FileRead, read_file
from macros.fields import slug_of
from macros.kept_files import FEW, File, read_each
from macros.problems import Problem
from macros.record import Record
from macros.registers import Key, Located, Registers, key_of
from macros.sources import files_below
from macros.strays import strays

FOLDERS = ("content", "data")


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
        return read_file(kind, folder, path, shown)
    if key not in memory.read or memory.read[key][0] != sign:
        memory.read[key] = (sign, read_file(kind, folder, path, shown))
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
        lambda file, data: read_file(kinds[file[0]], file[1], file[2], shown_of[file], data),
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
