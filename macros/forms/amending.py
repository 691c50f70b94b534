"""Change fields of an entry in the text of its file, and nothing else: remarks, order and layout stay."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from macros.problems import Problem
from macros.registers import Located, Registers
from macros.sources import Source, Unreadable, read_markdown_file, read_text, read_yaml_file
from macros.yaml_text.writing import write_yaml

KEY = re.compile(r"^(\s*(?:- )?)(\w+):")


class CannotAmend(Exception):
    """The file cannot be changed without a person. The message says where, and what to do instead."""


def amended(
    root: Path, registers: Registers, found: Located, fields: dict[str, Any], gone: tuple[str, ...] = ()
) -> str:
    """The file's text with these fields of one entry set and others taken out.

    The new text is read back, and is refused unless it differs in these fields alone.

    :raises CannotAmend: the entry stands in a CSV file, or its lines are laid out so that a person must do it.
    """
    by_hand = CannotAmend(f"Propose this change in the file itself: {found.path}, line {found.line_of()}.")
    if found.path.endswith(".csv") or not (root / found.path).is_file():
        raise by_hand
    text = read_text(root, found.path, [])
    lines = text.split("\n")
    first = found.line_of() - 1
    if found.path.endswith(".md"):
        first = 1
    for name in gone:
        lines = _without(lines, first, name)
    for name, value in fields.items():
        lines = _with(lines, first, name, value)
    new = "\n".join(lines)
    try:
        before, after = _read(found.path, text), _read(found.path, new)
    except Unreadable:
        raise by_hand from None
    wanted = _entry(before, found)
    wanted = {name: value for name, value in wanted.items() if name not in gone} | fields
    ours = found.tree.value.get("ref")
    expected = [wanted if entry.get("ref") == ours else entry for entry in _entries(before)]
    if before.body != after.body or _settled(_entries(after)) != _settled(expected):
        raise by_hand
    return new


def _settled(value: Any) -> Any:
    """Values without line breaks at their end: a text at the end of a file has one fewer than in its middle."""
    if isinstance(value, dict):
        return {name: _settled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_settled(inner) for inner in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def _read(path: str, text: str) -> Source:
    notes: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        name = f"entry{Path(path).suffix}"
        (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
        return (read_markdown_file if name.endswith(".md") else read_yaml_file)(Path(folder), name, notes)


def _entries(source: Source) -> list[dict[str, Any]]:
    value = source.tree.value
    return value if isinstance(value, list) else [value]


def _entry(source: Source, found: Located) -> dict[str, Any]:
    return next(entry for entry in _entries(source) if entry.get("ref") == found.tree.value.get("ref"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _keys(lines: list[str], first: int) -> tuple[int, dict[str, tuple[int, int]], int]:
    """How far an entry's fields are set in, the lines of each field, and the line after its last."""
    match = KEY.match(lines[first])
    depth = len(match[1]) if match else 0
    keys: dict[str, tuple[int, int]] = {}
    name, start, last = "", first, first
    for number in range(first, len(lines) + 1):
        line = lines[number] if number < len(lines) else "---"
        if number > first and (not line.strip() or (line.lstrip().startswith("#") and _indent(line) <= depth)):
            continue
        inside = number == first or _indent(line) > depth or (_indent(line) == depth and line.strip() != "---")
        if name and (not inside or (number > first and _is_key(line, depth))):
            keys[name] = (start, last + 1)
        if not inside:
            break
        if number == first or _is_key(line, depth):
            key = KEY.match(line)
            name, start = (key[2] if key else ""), number
        last = number
    return depth, keys, last + 1


def _is_key(line: str, depth: int) -> bool:
    return _indent(line) == depth and bool(KEY.match(line)) and not line.lstrip().startswith("- ")


def _without(lines: list[str], first: int, name: str) -> list[str]:
    _, keys, _ = _keys(lines, first)
    if name not in keys or keys[name][0] == first:
        return lines
    start, end = keys[name]
    return [*lines[:start], *lines[end:]]


def _with(lines: list[str], first: int, name: str, value: Any) -> list[str]:
    depth, keys, end_of_entry = _keys(lines, first)
    written = [f"{' ' * depth}{line}" if line else "" for line in write_yaml({name: value}).rstrip("\n").split("\n")]
    start, end = keys.get(name, (end_of_entry, end_of_entry))
    if start == first and name in keys:
        written[0] = lines[first][:depth] + written[0][depth:]
    return [*lines[:start], *written, *lines[end:]]
