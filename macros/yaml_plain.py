"""The plainest YAML, read line by line: what most sources are made of, in less than half of the time.

Only what PyYAML would read in the very same way is read here: fields and lists in blocks, each value on one line, in quotation
marks without escapes or plain, words below a  ``|``  and lists and groups in brackets on one line. Everything else is left to
PyYAML, faults and all; ``tests/test_yaml_plain.py`` holds that both say the same.
"""

from __future__ import annotations

import re
import sys
from typing import Any

Path_ = tuple[str | int, ...]

_LINE = re.compile(r"( *)(- )?(?:([A-Za-z_][A-Za-z0-9_]*):(?: +(.*))?|(\S.*))")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
"""Signs with a meaning of their own at the start of a value."""
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^']*'")
_IN_BRACKETS = r"\"[^\"\\]*\"|'[^']*'|(?:-(?=[0-9]))?[^-?:,\[\]{}#&*!|>'\"%@`\s\\][^?:,\[\]{}#'\"\\]*"
_FIELD = rf"[A-Za-z_][A-Za-z0-9_]*: +(?:{_IN_BRACKETS})"
_GROUP = rf"\{{{_FIELD}(?:, *{_FIELD})*\}}"
_BRACKETS = re.compile(rf"\[(?:(?:{_IN_BRACKETS}|{_GROUP})(?:, *(?:{_IN_BRACKETS}|{_GROUP}))*)?\]|{_GROUP}")
_PARTS = re.compile(rf"([{{}}])|(?:([A-Za-z_][A-Za-z0-9_]*): +)?({_IN_BRACKETS})")
_NOTHING = ("", "~", "null")
_LONGEST = 1000
"""Letters of a line. PyYAML looks for a colon no further than this."""
_DEEPEST = 8
"""Groups within groups; how deep they may be is PyYAML’s part to say."""

_ways: dict[Path_, Path_] = {}
"""Ways that were found before: files of one register have the same, and need not each hold them."""
_MOST_WAYS = 10_000


class _NotPlain(Exception):
    """There is something that is left to PyYAML."""


def read_plain(lines: list[str], first_line: int) -> tuple[Any, dict[Path_, int]] | None:
    """The value and the line of every part, as :class:`macros.yaml_text.reading.Tree` has them; nothing if it is not all plain."""
    if not "".join(lines).isprintable():
        return None
    try:
        value, where = _read(lines, first_line)
    except _NotPlain:
        return None
    if len(_ways) < _MOST_WAYS:
        return value, {_ways.setdefault(way, way): line for way, line in where.items()}
    return value, {_ways.get(way, way): line for way, line in where.items()}


def _read(lines: list[str], first_line: int) -> tuple[Any, dict[Path_, int]]:
    where: dict[Path_, int] = {}
    top: Any = None
    groups: list[tuple[int, Any, Path_]] = []
    """The open groups: how far each stands from the left, its values, and the way to it."""
    waiting: tuple[int, dict[str, Any], str, Path_] | None = None
    """A field whose value was not on its line: how far it stands from the left, its group, its name and the way to it."""
    after = 0
    """The line after the words below a field, which are read with it."""
    for line, text in enumerate(lines, first_line):
        if line < after or not text or text[0] == "#":
            continue
        match = _LINE.fullmatch(text)
        if match is None or len(text) > _LONGEST:
            raise _NotPlain
        spaces, hyphen, name, value, words = match.groups()
        column = len(spaces)
        if waiting is not None:
            at, holder, key, way = waiting
            waiting = None
            if column > at or (hyphen and column == at):
                below: list[Any] | dict[str, Any] = [] if hyphen else {}
                holder[key] = below
                groups.append((column, below, way))
        elif not groups:
            top = [] if hyphen else {}
            groups.append((column, top, ()))
            where[()] = line
            if column:
                raise _NotPlain
        while groups and (
            groups[-1][0] > column or (not hyphen and groups[-1][0] == column and type(groups[-1][1]) is list)
        ):
            groups.pop()
        if not groups or groups[-1][0] != column or len(groups) > _DEEPEST:
            raise _NotPlain
        _, group, way = groups[-1]
        if hyphen:
            if type(group) is not list:
                raise _NotPlain
            way = (*way, len(group))
            where[way] = line
            if name is None:
                group.append(_scalar(words, where, way, line))
                continue
            column += 2
            entry: dict[str, Any] = {}
            group.append(entry)
            group = entry
            groups.append((column, group, way))
        if name is None or name in group:
            raise _NotPlain
        name = sys.intern(name)
        way = (*way, name)
        where[way] = line
        if value == "|":
            group[name], count = _words_below(lines, line - first_line + 1, column)
            where[(*way, "text")] = line + 1
            after = line + 1 + count
        elif value:
            group[name] = _scalar(value, where, way, line)
        else:
            waiting = (column, group, name, way)
            group[name] = None
    if not groups:
        raise _NotPlain
    return top, where


def _words_below(lines: list[str], start: int, column: int) -> tuple[str, int]:
    """The words that stand below a field from a line on, further from the left than it does, and on how many lines."""
    first = lines[start] if start < len(lines) else ""
    far = len(first) - len(first.lstrip(" "))
    margin = " " * far
    words: list[str] = []
    if far <= column or len(first) == far:
        raise _NotPlain
    for number in range(start, len(lines)):
        text = lines[number]
        if text.startswith(margin):
            if len(text) == far or text[far:].isspace():
                raise _NotPlain
            words.append(text[far:])
        elif not text:
            words.append("")
        else:
            break
    count = len(words)
    while not words[-1]:
        words.pop()
    # What ends with the file ends without a line end.
    return "\n".join(words) + "\n" * (start + len(words) < len(lines)), count


def _scalar(text: str, where: dict[Path_, int], way: Path_, line: int) -> Any:
    """A value that stands on one line."""
    text = text.rstrip(" ")
    first = text[:1]
    if first not in _INDICATORS or (first == "-" and text[1:2].isdecimal()):
        if ": " in text or " #" in text or text[-1:] == ":":
            raise _NotPlain
        return None if text in _NOTHING else text
    if first in "\"'":
        if not _QUOTED.fullmatch(text):
            raise _NotPlain
        return text[1:-1]
    if first in "[{" and _BRACKETS.fullmatch(text):
        return _in_brackets(text, where, way, line)
    raise _NotPlain


def _in_brackets(text: str, where: dict[Path_, int], way: Path_, line: int) -> Any:
    listed = text[0] == "["
    found: list[Any] = []
    group: dict[str, Any] = {}
    at = way
    for brace, name, value in _PARTS.findall(text[1:-1] if listed else text):
        if brace == "{":
            group = {}
            if listed:
                at = (*way, len(found))
                where[at] = line
                found.append(group)
            continue
        if brace:
            continue
        read = value[1:-1] if value[0] in "\"'" else value.rstrip(" ")
        if read in _NOTHING and value[0] not in "\"'":
            read = None
        if name:
            name = sys.intern(name)
            if name in group:
                raise _NotPlain
            group[name] = read
            where[(*at, name)] = line
        else:
            where[(*way, len(found))] = line
            found.append(read)
    return found if listed else group
