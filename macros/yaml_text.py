"""Read YAML as text with the line of every value. The only room that imports ``yaml``.

YAML is read as a stream of events and never constructed: every value stays the text that stands in the file,
so nothing in a source can become code, and a file of any depth or size is read without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from macros.problems import Problem
from macros.unreadable import Unreadable, explain, reserved, tab

Path_ = tuple[str | int, ...]

DEEPEST = 12
"""No register nests deeper than this; a file that does is a mistake or an attack."""


@dataclass
class Tree:
    """Plain text values (``dict``, ``list``, ``str`` or nothing) and the line of each.

    ``lines`` maps the way to a value, for example ``(3, "grades", 0, "question")``, to the line of its
    key, counting from 1 at the top of the file. Where a text of several lines starts is kept under the
    same way and ``"text"``, which no value can have below it.
    """

    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line_of(self, way: Path_) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        for length in range(len(way), -1, -1):
            if way[:length] in self.lines:
                return self.lines[way[:length]]
        return 1

    def entries(self) -> list[Tree]:
        """The entries of a list, each with its own ways."""
        lines: list[dict[Path_, int]] = [{} for _ in self.value]
        for way, line in self.lines.items():
            if way and isinstance(way[0], int):
                lines[way[0]][way[1:]] = line
        return [Tree(value, own) for value, own in zip(self.value, lines, strict=True)]


Refuse = Callable[[str, int, str, str], Unreadable]
"""Makes a refusal of a code, the index of a line, a message and a fix."""


SECOND_COLON = re.compile(r"^(\s*(?:- )*[\w-]+:\s+)([^\"'\s\[{].*?)\s*$")
"""A line that can be read once what follows its first colon is put in quotation marks."""

MOST_MENDED = 25
"""With more problems than this in hand, reading on would help nobody."""


def read_yaml(text: str, path: str, notes: list[Problem], first_line: int = 1) -> Tree:
    """Read YAML text into a tree. Two equal keys are noted as problems; the first stands.

    ``first_line`` is the line of the file on which ``text`` starts. A line with two colons is noted and read as if it
    had been put in quotation marks, so that one run tells what else is wrong in the file.

    :raises Unreadable: the text is not YAML, or uses tags, anchors or aliases.
    """
    lines = text.split("\n")

    def refuse(code: str, index: int, message: str, fix: str) -> Unreadable:
        return Unreadable(Problem(code, path, first_line + index, message, fix))

    for index, line in enumerate(lines):
        if re.match(r" *\t", line) and line.strip() and not line.strip().startswith("#"):
            raise refuse(*tab(index, line))
    try:
        return _build(text, lines, path, notes, first_line, refuse)
    except yaml.reader.ReaderError:
        message = "There is an invisible control character in this text."
        raise refuse("invisible-character", 0, message, "type the words again instead of pasting them") from None
    except yaml.MarkedYAMLError as error:
        at: Any = error.problem_mark
        begun: Any = error.context_mark or at
        words = (error.problem or "", error.context or "")
        found = explain(*words, (at.line, at.column), begun.line, lines, path, first_line)
        index = found.line - first_line
        mended = SECOND_COLON.match(lines[index]) if found.code == "second-colon" and len(notes) < MOST_MENDED else None
        if mended is None:
            raise Unreadable(found) from None
        notes.append(found)
        lines[index] = mended[1] + '"' + mended[2].replace("\\", "\\\\").replace('"', '\\"') + '"'
        return read_yaml("\n".join(lines), path, notes, first_line)


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

    events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
    for event in events:
        mark = event.start_mark
        line = mark.line + first_line
        key_wanted = bool(open_groups) and isinstance(open_groups[-1][0], dict) and not open_groups[-1][2]
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                message = "A line of three hyphens starts a second part, and only the first would be read."
                raise refuse("second-document", mark.line, message, "take the line  ---  out")
        if getattr(event, "anchor", None) or getattr(event, "tag", None) is not None:
            raise refuse(*reserved(mark.line, lines[mark.line]))
        if isinstance(event, yaml.ScalarEvent):
            if key_wanted:
                _open_key(event.value, line, open_groups[-1], tree, path, notes)
            else:
                _put_scalar(event, put, tree, lines, path, notes, first_line, refuse)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if key_wanted:
                raise refuse(*reserved(mark.line, lines[mark.line]))
            if len(open_groups) >= DEEPEST:
                message = f"Entries are nested more than {DEEPEST} deep here."
                raise refuse("too-deep", mark.line, message, "use the layout of the other entries in this folder")
            group: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            open_groups.append((group, put(group, line), []))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            open_groups.pop()
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
