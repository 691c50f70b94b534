"""Reading again only what changed while somebody edits, so that a change costs one file and not all of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from macros.loading import Memory, located, remembered
from macros.problems import Problem
from macros.registers import Located, Registers, key_of


def numbers_of_files(memory: Memory) -> dict[str, int]:
    """Where each file of entries stands in ``memory.files``, by its whole path."""
    if not memory.numbers:
        for number, (_, folder, path, _) in enumerate(memory.files):
            memory.numbers.setdefault(os.path.join(folder, path), number)
    return memory.numbers


def read_entries_again(
    registers: Registers, memory: Memory, numbers: Iterable[int]
) -> tuple[Registers, dict[str, list[Problem]]] | None:
    """Some registers after a change of some files.

    :param numbers: the files by where they stand in ``memory.files``.
    :returns: the registers as they are now, and what is wrong in each of the files by its path from the root; nothing when an
        entry came, went or was refused, because others may then have to be told: everything has to be loaded.
    """
    changed: list[tuple[Located, Located]] = []
    nobody_in = set(registers.nobody_in)
    problems: dict[str, list[Problem]] = {}
    for number in numbers:
        kind, folder, path, shown = memory.files[number]
        read = remembered(kind, folder, path, shown, memory)
        after = [located(entry.record, shown, entry) for entry in read.entries if entry.record is not None]
        before = [found for found in registers.located[kind.kind] if found.path == shown]
        if read.unreadable or read.refused or len(after) != len(read.entries):
            return None
        if [key_of(found.record) for found in before] != [key_of(found.record) for found in after]:
            return None
        changed += [(old, _as_before(old, new)) for old, new in zip(before, after, strict=True)]
        (nobody_in.add if read.nobody else nobody_in.discard)(shown)
        problems[shown] = [*read.notes, *(refusal for entry in read.entries for refusal in entry.refusals)]
    return registers.with_changed(changed, nobody_in), problems


def _as_before(old: Located, new: Located) -> Located:
    """An entry that says word for word what it said is the same record, perhaps on other lines."""
    same = new.tree.value is not None and old.tree.value == new.tree.value and old.record == new.record
    return replace(new, record=old.record) if same else new
