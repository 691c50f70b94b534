"""One file of a register, read: its entries as records, or what each was refused for, and what was found on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from macros.field_facts import fields_of
from macros.personal import found_on_lines
from macros.problems import Problem
from macros.prose_passages import NOTHING, InProse, in_record
from macros.record import Record, keep_once_what_is_alike
from macros.sources import Source, Tree, Unreadable, as_text, csv_source, markdown_source, read_text, yaml_source
from macros.validation import refused_columns, validate

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


def read_file(kind: type[Record], folder: Path, path: str, shown: str, data: bytes | None = None) -> FileRead:
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
