"""What was read out of single files, kept by what is in them, so that reading again costs one look at each file.

Kept below the user's own cache folder, for the program and its libraries as they are (:func:`macros.store.program_mark`). A
file that is no ordinary file in ordinary folders is read anew each time, and so is one that changed while it was read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import posixpath
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from macros.files import is_ordinary
from macros.forked import in_processes
from macros.store import Store, packed, program_mark, store_named

Value = TypeVar("Value")
File = tuple[str, Path, str]
"""What a file is read for, the folder it is read below, and its path there."""

FEW = 60
"""Files: reading so many anew takes no longer than looking for what is kept."""
TOGETHER = 64
LATEST = b"latest"


def read_each(
    topic: str,
    root: Path,
    files: Sequence[File],
    read: Callable[[File], Value],
    may_keep: Callable[[Value], bool] = lambda _: True,
) -> list[Value]:
    """What ``read`` makes of each file, in their order: as it was kept where the file is the same, or made now.

    :param topic: what is read out of files; each has a place of its own.
    :param root: the site, so that two of them do not push out what the other keeps.
    :param read: gives the same for the same content at the same path, and may run in another process.
    :param may_keep: whether something may be kept; what is read anew each time otherwise.
    """
    if len(files) < FEW or (store := store_named(topic)) is None:
        return _made(files, read)
    world = hashlib.blake2b(program_mark() + os.fsencode(os.path.realpath(root)), digest_size=16).digest()
    groups = [_group(file) for file in files]
    kept = {name: _unpacked(store.content(world, name, LATEST)) for name in dict.fromkeys(groups)}
    store.close()
    marks = [mark_of(folder, path) for _, folder, path in files]
    found: list[Any] = [
        known[1] if mark and (known := kept[group].get(_name(file))) and known[0] == mark else None
        for file, group, mark in zip(files, groups, marks, strict=True)
    ]
    missing = [number for number, value in enumerate(found) if value is None]
    made = _made([files[number] for number in missing], lambda file: _sure(file, read))
    changed = {groups[number] for number in missing}
    for number, (value, mark) in zip(missing, made, strict=True):
        found[number] = value
        marks[number] = mark if mark == marks[number] and may_keep(value) else None
    if changed:
        _keep(store, world, changed, [*zip(files, groups, marks, found, strict=True)])
    return found


def mark_of(folder: Path, path: str) -> bytes | None:
    """A mark of what is in a file; nothing for one that is no ordinary file, or stands below a shortcut."""
    try:
        if not is_ordinary(str(folder), path):
            return None
        with open(f"{folder}/{path}", "rb") as opened:
            return hashlib.blake2b(opened.read(), digest_size=16).digest()
    except OSError:
        return None


def _sure(file: File, read: Callable[[File], Value]) -> tuple[Value, bytes | None]:
    """What is read out of a file, and the mark of what is in it afterwards."""
    value = read(file)
    return value, mark_of(file[1], file[2])


def _made(files: Sequence[File], read: Callable[[File], Value]) -> list[Value]:
    if len(files) < FEW:
        return [read(file) for file in files]
    jobs = [files[start : start + TOGETHER] for start in range(0, len(files), TOGETHER)]
    return [value for job in in_processes(jobs, lambda job: [read(file) for file in job]) for value in job]


def _keep(store: Store, world: bytes, changed: set[str], every: list[tuple[File, str, bytes | None, Any]]) -> None:
    groups: dict[str, dict[str, tuple[bytes, Any]]] = {name: {} for name in changed}
    for file, group, mark, value in every:
        if group in groups and mark is not None:
            groups[group][_name(file)] = (mark, value)
    rows = []
    for name, group_of in groups.items():
        try:
            rows.append((name, b"", LATEST, packed(pickle.dumps(group_of, protocol=5), 0)))
        except (pickle.PicklingError, AttributeError, TypeError):
            continue
    store.keep(world, rows)
    store.used(world, dict.fromkeys(changed, LATEST))
    store.close()


def _group(file: File) -> str:
    """What is kept together: files of one folder, because one of them rarely changes alone."""
    return f"{file[0]} {posixpath.dirname(file[2])}"


def _name(file: File) -> str:
    return f"{file[0]} {file[1]} {file[2]}"


def _unpacked(content: bytes | None) -> dict[str, tuple[bytes, Any]]:
    try:
        known: dict[str, tuple[bytes, Any]] = pickle.loads(content) if content else {}
    except Exception:
        return {}
    return known
