"""What was read out of single files, kept by what is in them, so that reading again costs one look at each file.

Kept below the user's own cache folder, for the program and its libraries as they are (:func:`macros.store.program_mark`).
Each file is opened once: what is read out of it and the mark it is kept by are of the same bytes. A file of which the size,
the number and both times are as they were is not opened again (:mod:`macros.kept` says when that can be relied on). One that
is no ordinary file in ordinary folders is read anew each time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from macros.files import ordinary_state, read_ordinary
from macros.forked import in_processes
from macros.kept import State, has_settled, state_of
from macros.store import Store, packed, program_mark, store_named

Value = TypeVar("Value")
File = tuple[str, Path, str]
"""What a file is read for, the folder it is read below, and its path there."""
Read = Callable[[File, bytes | None], Value]
Row = dict[str, tuple[bytes, Any]]
"""What was read out of some files, and the mark of what was in each, by its name."""
Seen = dict[str, tuple[State, bytes]]
"""The state of files, each with the mark of what was in it then, by its name."""

FEW = 60
"""Files: reading so many anew takes no longer than looking for what is kept."""
TOGETHER = 64
"""Files of which the results are kept, and sent from one process to another, in one piece."""
LATEST = b"latest"
SEEN = "seen"
"""Under this name the state of each file is kept, as it was when what is in it had the mark that stands beside it."""


def read_each(
    topic: str,
    root: Path,
    files: Sequence[File],
    read: Read[Value],
    may_keep: Callable[[Value], bool] = lambda _: True,
) -> list[Value]:
    """What ``read`` makes of each file, in their order: as it was kept where the file is the same, or made now.

    :param topic: what is read out of files; each has a place of its own.
    :param root: the site, so that two of them do not push out what the other keeps.
    :param read: gives the same for the same content at the same path, and may run in another process. It is given the
        content, or nothing where the file has to be opened with care.
    :param may_keep: whether something may be kept; what is read anew each time otherwise.
    """
    if len(files) < FEW or (store := store_named(topic)) is None:
        return [read(file, None) for file in files]
    world = hashlib.blake2b(program_mark() + os.fsencode(os.path.realpath(root)), digest_size=16).digest()
    started = time.time()
    pieces = _pieces(files)
    kept: dict[str, Row] = {name: _unpacked(store.content(world, name, LATEST)) for name in pieces}
    before: Seen = _unpacked(store.content(world, SEEN, LATEST))
    seen: Seen = {}
    store.close()
    found: dict[File, Value] = {}
    jobs: list[tuple[str, list[File]]] = []
    for name, those in pieces.items():
        missing = those
        if known := kept[name]:
            missing = []
            folders: set[str] = set()
            for file in those:
                own_name = _name(file)
                value = known.get(own_name)
                state = _state(file, folders) if value else None
                if value and state and (before.get(own_name) == (state, value[0]) or _holds(value[0], file, folders)):
                    found[file] = value[1]
                    seen[own_name] = (state, value[0])
                else:
                    missing.append(file)
        if missing:
            jobs.append((name, missing))
    made: dict[str, bytes] = {}
    for (name, missing), (row, others, states) in zip(
        jobs, in_processes(jobs, lambda job: _made(job[1], read, may_keep)), strict=True
    ):
        fresh: Row = pickle.loads(row)
        for file in missing:
            known_name = _name(file)
            found[file] = fresh[known_name][1] if known_name in fresh else others[known_name]
        seen |= {own_name: (state, fresh[own_name][0]) for own_name, state in states.items()}
        if known := kept[name]:
            row = pickle.dumps({**known, **fresh}, protocol=5)
        made[name] = row
    # Before a file has settled it could be changed again without its state showing it.
    seen = {own_name: known for own_name, known in seen.items() if has_settled(known[0], started)}
    if seen != before:
        made[SEEN] = pickle.dumps(seen, protocol=5)
    if made:
        _keep(store, world, made)
    return [found[file] for file in files]


def _made(
    files: Sequence[File], read: Read[Value], may_keep: Callable[[Value], bool]
) -> tuple[bytes, dict[str, Value], dict[str, State]]:
    """What is read out of some files: as it is kept, and what may not be; and the state of each that is kept."""
    row: Row = {}
    states: dict[str, State] = {}
    others: dict[str, Value] = {}
    folders: set[str] = set()
    for file in files:
        state = _state(file, folders)
        data = read_ordinary(file[1], file[2], folders)
        value = read(file, data)
        if state and data is not None and may_keep(value):
            row[_name(file)] = (_mark(data), value)
            states[_name(file)] = state
        else:
            others[_name(file)] = value
    return pickle.dumps(row, protocol=5), others, states


def _state(file: File, ordinary_folders: set[str]) -> State | None:
    """The state of an ordinary file, to be asked for before the file is read."""
    found = ordinary_state(file[1], file[2], ordinary_folders)
    return state_of(found) if found else None


def _holds(mark: bytes, file: File, ordinary_folders: set[str]) -> bool:
    """Whether what is in a file now has the mark."""
    data = read_ordinary(file[1], file[2], ordinary_folders)
    return data is not None and _mark(data) == mark


def _pieces(files: Sequence[File]) -> dict[str, list[File]]:
    """The files in groups of much the same size. One that comes or goes changes its own group alone."""
    number = 1
    while number * TOGETHER < len(files):
        number *= 2
    groups: dict[str, list[File]] = defaultdict(list)
    for file in files:
        groups[f"{zlib.crc32(_name(file).encode('utf-8', 'surrogatepass')) % number} of {number}"].append(file)
    return groups


def _keep(store: Store, world: bytes, made: dict[str, bytes]) -> None:
    store.keep(world, [(name, b"", LATEST, packed(row, 0)) for name, row in made.items()])
    store.used(world, dict.fromkeys(made, LATEST))
    store.close()


def _mark(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _name(file: File) -> str:
    return f"{file[0]} {file[1]} {file[2]}"


def _unpacked(content: bytes | None) -> dict[str, Any]:
    try:
        known: dict[str, Any] = pickle.loads(content) if content else {}
    except Exception:
        return {}
    return known
