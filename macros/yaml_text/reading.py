"""Read YAML as text with the line of every value.

YAML is read as a stream of events and never constructed: every value stays the text that stands in the file,
so nothing in a source can become code, and a file of any depth or size is read without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from macros.problems import Problem
from macros.unreadable import INVISIBLE, Unreadable, explain, invisible, mended, reserved, tab
from macros.yaml_plain import Path_, read_plain

HOLDING = frozenset([yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent])
"""Events that bring a value, or would."""

DEEPEST = 12
"""No register nests deeper than this; a file that does is a mistake or an attack."""


@dataclass(slots=True)
class Tree:
    """Plain text values (``dict``, ``list``, ``str`` or nothing) and the line of each.

    ``lines`` maps the way to a value, for example ``(3, "grades", 0, "question")``, to the line of its
    key, counting from 1 at the top of the file. Where a text of several lines starts is kept under the
    same way and ``"text"``, which no value can have below it.
    """

    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    line: int = 1
    """The line of the whole, where ``lines`` does not say it."""

    def line_of(self, way: Path_) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        for length in range(len(way), -1, -1):
            if way[:length] in self.lines:
                return self.lines[way[:length]]
        return self.line

    def without_words(self) -> Tree:
        """The same lines and nothing else, in as little memory as a hundred thousand rows want."""
        return Tree(None, self.lines if len(self.lines) > 1 else NO_LINES, self.line_of(()))

    def entries(self) -> list[Tree]:
        """The entries of a list, each with its own ways."""
        lines: list[dict[Path_, int]] = [{} for _ in self.value]
        known: dict[Path_, Path_] = {}
        for way, line in self.lines.items():
            if way and isinstance(way[0], int):
                rest = way[1:]
                lines[way[0]][known.setdefault(rest, rest)] = line
        return [Tree(value, own) for value, own in zip(self.value, lines, strict=True)]


NO_LINES: dict[Path_, int] = {}
"""Shared by all trees that have one line."""

Refuse = Callable[[str, int, str, str], Unreadable]
"""Makes a refusal of a code, the index of a line, a message and a fix."""


MOST_MENDED = 25
"""With more problems than this in hand, reading on would help nobody."""


def read_yaml(text: str, path: str, notes: list[Problem], first_line: int = 1, mend: bool = True) -> Tree:
    """Read YAML text into a tree. Two equal keys are noted as problems; the first stands.

    ``first_line`` is the line of the file on which ``text`` starts. With ``mend``, a line with a fault whose remedy is
    plain, such as a second colon, is noted and read as if it had been put right, so that one run tells what else is wrong.

    :raises Unreadable: the text is not YAML, or uses tags, anchors or aliases.
    """
    lines = text.split("\n")
    told: list[Problem] = []
    put_right: set[int] = set()
    for _ in range(MOST_MENDED):
        try:
            found: list[Problem] = []
            tree = _read(lines, path, found, first_line)
            notes += [*told, *found]
            return tree
        except Unreadable as refusal:
            index = refusal.problem.line - first_line
            line = mended(refusal.problem.code, index, lines) if mend and index not in put_right else None
            if line is None:
                notes += told
                raise
            told.append(refusal.problem)
            lines[index] = line
            put_right.add(index)
    notes += told[:-1]
    raise Unreadable(told[-1])


def read_entries(text: str, path: str, notes: list[Problem]) -> tuple[Tree, list[str]]:
    """Read the YAML of a register. Where it is a list, an entry that cannot be read is noted and left out.

    :returns: the tree, and what each entry that was left out is called, as far as that can be seen.
    :raises Unreadable: the text is not a list of entries, and cannot be read.
    """
    try:
        found: list[Problem] = []
        whole = _read(text.split("\n"), path, found, 1)
        notes += found
        return whole, []
    except Unreadable:
        parts = _parts_of_list(text)
        if len(parts) < 2:
            return read_yaml(text, path, notes), []
    tree = Tree([], {(): parts[0][0]})
    refused: list[str] = []
    for first_line, part in parts:
        try:
            entry = read_yaml(part, path, notes, first_line)
        except Unreadable as refusal:
            notes.append(refusal.problem)
            name = REFERENCE.search(part)
            refused.append(name[1].strip() if name else "")
            continue
        for way, line in entry.lines.items():
            if way:
                tree.lines[(len(tree.value), *way[1:])] = line
        tree.value += entry.value
    return tree, refused


REFERENCE = re.compile(r"""^\s*(?:-\s+)?["']?ref["']?:\s*["']?([^"'\n#]*)""", re.MULTILINE)


def _parts_of_list(text: str) -> list[tuple[int, str]]:
    """The entries of a list that stands at the left edge, each with its first line; none where there is something else.

    A hyphen at the left edge begins an entry whatever the lines above it are, because nothing inside an entry stands
    so far to the left.
    """
    parts: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"-(\s|$)", line):
            parts.append((number, []))
        if parts:
            parts[-1][1].append(line)
        elif line.strip() and not line.startswith("#"):
            return []
    return [(number, "\n".join(lines)) for number, lines in parts]


def _read(lines: list[str], path: str, notes: list[Problem], first_line: int) -> Tree:
    if plain := read_plain(lines, first_line):
        return Tree(*plain)
    return read_with_pyyaml(lines, path, notes, first_line)


def read_with_pyyaml(lines: list[str], path: str, notes: list[Problem], first_line: int) -> Tree:
    """What PyYAML says the lines of a text hold, and so what they do hold.

    :raises Unreadable: see :func:`read_yaml`.
    """

    def refuse(code: str, index: int, message: str, fix: str) -> Unreadable:
        return Unreadable(Problem(code, path, first_line + index, message, fix))

    for index, line in enumerate(lines):
        if re.match(r" *\t", line) and line.strip() and not line.strip().startswith("#"):
            raise refuse(*tab(index, line))
    try:
        return _build("\n".join(lines), lines, path, notes, first_line, refuse)
    except yaml.reader.ReaderError:
        message = "There is an invisible control character in this text."
        raise refuse("invisible-character", 0, message, "type the words again instead of pasting them") from None
    except yaml.MarkedYAMLError as error:
        at: Any = error.problem_mark
        begun: Any = error.context_mark or at
        words = (error.problem or "", error.context or "")
        raise Unreadable(explain(*words, (at.line, at.column), begun.line, lines, path, first_line)) from None


def _build(text: str, lines: list[str], path: str, notes: list[Problem], first_line: int, refuse: Refuse) -> Tree:
    tree = Tree()
    # Each open group: the container, its way, and for a mapping the key that waits for its value.
    open_groups: list[tuple[Any, Path_, list[Any]]] = []
    documents = 0

    def put(value: Any, line: int) -> Path_:
        if not open_groups:
            tree.value = value
            tree.lines[()] = line
            return ()
        group, way, waiting = open_groups[-1]
        if isinstance(group, list):
            group.append(value)
            here = (*way, len(group) - 1)
            tree.lines[here] = line
            return here
        key, key_line, duplicate = waiting.pop()
        here = (*way, key)
        if duplicate:
            return (*way, f"{key} (second time, line {key_line})")
        group[key] = value
        tree.lines[here] = key_line
        return here

    loader: Any = yaml.CSafeLoader(text)
    while (event := loader.get_event()) is not None:
        sort = type(event)
        if sort is yaml.MappingEndEvent or sort is yaml.SequenceEndEvent:
            open_groups.pop()
            continue
        mark = event.start_mark
        if sort is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                message = "A line of three hyphens starts a second part, and only the first would be read."
                raise refuse("second-document", mark.line, message, "take the line  ---  out")
        if sort not in HOLDING:
            continue
        if event.anchor or sort is yaml.AliasEvent or event.tag is not None:
            raise refuse(*reserved(mark.line, lines[mark.line]))
        line = mark.line + first_line
        top = open_groups[-1] if open_groups else None
        key_wanted = top is not None and not top[2] and type(top[0]) is dict
        if sort is yaml.ScalarEvent:
            if top is not None and key_wanted:
                _open_key(event.value, line, top, tree, path, notes)
            else:
                _put_scalar(event, put, tree, lines, path, notes, first_line, refuse)
        else:
            if key_wanted:
                raise refuse(*reserved(mark.line, lines[mark.line]))
            if len(open_groups) >= DEEPEST:
                message = f"Entries are nested more than {DEEPEST} deep here."
                raise refuse("too-deep", mark.line, message, "use the layout of the other entries in this folder")
            group: Any = {} if sort is yaml.MappingStartEvent else []
            open_groups.append((group, put(group, line), []))
    return tree


def _put_scalar(
    event: Any,
    put: Callable[[Any, int], Path_],
    tree: Tree,
    lines: list[str],
    path: str,
    notes: list[Problem],
    first_line: int,
    refuse: Refuse,
) -> None:
    start, end = event.start_mark, event.end_mark
    block = event.style in ("|", ">")
    if block and not re.match(r"[|>][+-]?\s*(#.*)?$", lines[start.line][start.column :]):
        raise refuse(*reserved(start.line, lines[start.line]))
    plain = not event.style
    if plain and end.line < len(lines) and (cut := re.match(r"\s*(#\S.*)", lines[end.line][end.column :])):
        message = f"The words from “{cut[1][:60]}” on would be left out: after a space,  #  starts a remark."
        fix = "put the whole value in double quotes, or write a space after  #  if it is a remark"
        notes.append(Problem("cut-at-hash", path, end.line + first_line, message, fix))
    if event.style == '"' and (hidden := INVISIBLE.search(event.value)):  # written as an escape, such as \\u202e
        raise refuse("invisible-character", start.line, *invisible(hidden[0]))
    line = start.line + first_line
    way = put(None if plain and event.value in ("", "~", "null") else event.value, line)
    if block or "\n" in event.value:
        tree.lines[(*way, "text")] = line + block


def _open_key(
    name: str, line: int, group: tuple[Any, Path_, list[Any]], tree: Tree, path: str, notes: list[Problem]
) -> None:
    values, way, waiting = group
    duplicate = name in values
    if duplicate:
        first = tree.lines.get((*way, name), line)
        message = f"“{name}” is filled in twice in this entry; the first time is line {first}."
        fix = "keep one of the two lines and take the other out"
        notes.append(Problem("same-field-twice", path, line, message, fix, field=name))
    waiting.append((name, line, duplicate))
