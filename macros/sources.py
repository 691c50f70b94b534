"""Read YAML, Markdown with front matter and CSV as text, with the line of every value.

The only room that imports ``yaml`` or opens a source file. YAML is read as a stream of events and
never constructed: every value stays the text that stands in the file, so nothing in a source can
become code, and a file of any depth or size is read without recursion.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.problems import Problem

Path_ = tuple[str | int, ...]

DEEPEST = 12
"""No register nests deeper than this; a file that does is a mistake or an attack."""

LARGEST = 50_000_000
"""Bytes. A year of spending rows is a tenth of this."""


@dataclass
class Tree:
    """Plain text values (``dict``, ``list``, ``str`` or nothing) and the line of each.

    ``lines`` maps the way to a value, for example ``(3, "grades", 0, "question")``, to the line of its
    key, counting from 1 at the top of the file.
    """

    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line_of(self, way: Path_) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        for length in range(len(way), -1, -1):
            if way[:length] in self.lines:
                return self.lines[way[:length]]
        return 1

    def below(self, key: str | int) -> Tree:
        """The part under a key, with its own ways."""
        lines = {way[1:]: line for way, line in self.lines.items() if way[:1] == (key,)}
        return Tree(self.value[key], lines)


@dataclass
class Source:
    """One file: its path below the root, its values and, for Markdown, the text after the front matter."""

    path: str
    tree: Tree
    body: str = ""
    body_line: int = 1


class Unreadable(Exception):
    """A file that cannot be read, with the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_text(root: Path, path: str, notes: list[Problem]) -> str:
    """The text of a file with ``\\n`` line ends. Windows line ends are accepted; a byte-order mark is noted.

    :raises Unreadable: not there, leads out of the tree, too large, or not UTF-8.
    """
    place = root / path
    try:
        if not place.resolve().is_relative_to(root.resolve()):
            raise Unreadable(
                Problem(
                    "leads-out-of-the-tree",
                    path,
                    1,
                    "This file is a shortcut to a place outside the site's folder.",
                    "put the file itself here instead of a shortcut",
                )
            )
        if not place.is_file():
            raise Unreadable(
                Problem(
                    "not-a-file",
                    path,
                    1,
                    "This is not an ordinary file.",
                    "put an ordinary text file here, or take it away",
                )
            )
        if place.stat().st_size > LARGEST:
            raise Unreadable(
                Problem(
                    "file-too-large",
                    path,
                    1,
                    f"This file is larger than {LARGEST // 1_000_000} megabytes.",
                    "split it, for example into a file for each month",
                )
            )
        data = place.read_bytes()
    except OSError as error:
        raise Unreadable(
            Problem(
                "cannot-open", path, 1, "This file cannot be opened.", f"check that it can be read ({error.strerror})"
            )
        ) from None
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        notes.append(
            Problem(
                "byte-order-mark",
                path,
                1,
                "This file starts with an invisible mark that some Windows programs write. It was read all the same.",
                "save the file as “UTF-8” without “BOM”",
                severity="should",
            )
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            Problem(
                "not-utf-8",
                path,
                1,
                "This file was saved as “Unicode” (UTF-16), which cannot be read here.",
                "save it again with the encoding “UTF-8”",
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        shown = data[max(0, error.start - 20) : error.start + 21].decode("cp1252", "replace").splitlines()
        near = next((part.strip() for part in shown if part.strip()), "")
        raise Unreadable(
            Problem(
                "not-utf-8",
                path,
                line,
                f"A letter in “{near}” was saved in an old way (not UTF-8).",
                "save the file again with the encoding “UTF-8”",
            )
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if match := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029\ufffe\uffff]", text):
        line = text.count("\n", 0, match.start()) + 1
        raise Unreadable(
            Problem(
                "invisible-character",
                path,
                line,
                "There is an invisible control character in this line.",
                "type the line again instead of pasting it",
            )
        )
    return text


def read_yaml(text: str, path: str, notes: list[Problem], first_line: int = 1) -> Tree:
    """Read YAML text into a tree. Two equal keys are noted as problems; the first stands.

    ``first_line`` is the line of the file on which ``text`` starts.

    :raises Unreadable: the text is not YAML, or uses tags, anchors or aliases.
    """
    for number, line in enumerate(text.split("\n"), first_line):
        if re.match(r" *\t", line) and line.strip() and not line.strip().startswith("#"):
            raise Unreadable(
                Problem(
                    "tab-instead-of-spaces",
                    path,
                    number,
                    "This line starts with a tab, which cannot be read here.",
                    "take the tab out and use spaces:  " + line.strip()[:50],
                )
            )
    try:
        return _build(text, path, notes, first_line)
    except yaml.YAMLError as error:
        raise Unreadable(_explain(error, text, path, first_line)) from None


def _build(text: str, path: str, notes: list[Problem], first_line: int) -> Tree:
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

    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = getattr(event, "start_mark", None)
        line = (mark.line if mark else 0) + first_line
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Unreadable(
                    Problem(
                        "second-document",
                        path,
                        line,
                        "A line of three hyphens starts a second part, and only the first would be read.",
                        "take the line  ---  out",
                    )
                )
        if getattr(event, "anchor", None) or isinstance(event, yaml.AliasEvent):
            raise Unreadable(
                Problem(
                    "reserved-sign",
                    path,
                    line,
                    "A value here starts with & or *, which has a special meaning.",
                    f'put the value in double quotes:  "{_value_on(text, line - first_line)}"',
                )
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise Unreadable(
                Problem(
                    "reserved-sign",
                    path,
                    line,
                    "A value here starts with !, which has a special meaning.",
                    f'put the value in double quotes:  "{_value_on(text, line - first_line)}"',
                )
            )
        if isinstance(event, yaml.ScalarEvent):
            if open_groups and isinstance(open_groups[-1][0], dict) and not open_groups[-1][2]:
                _open_key(event.value, line, open_groups[-1], tree, path, notes)
            else:
                plain_nothing = event.style is None or event.style == ""
                put(None if plain_nothing and event.value in ("", "~", "null", "Null", "NULL") else event.value, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if open_groups and isinstance(open_groups[-1][0], dict) and not open_groups[-1][2]:
                raise Unreadable(
                    Problem(
                        "reserved-sign",
                        path,
                        line,
                        "A name before a colon starts with [ or {, which has a special meaning.",
                        "put the words in double quotes",
                    )
                )
            if len(open_groups) >= DEEPEST:
                raise Unreadable(
                    Problem(
                        "too-deep",
                        path,
                        line,
                        f"Entries are nested more than {DEEPEST} deep here.",
                        "use the layout of the other entries in this folder",
                    )
                )
            group: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            open_groups.append((group, put(group, line), []))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            open_groups.pop()
    return tree


def _open_key(
    name: str, line: int, group: tuple[Any, Path_, list[Any]], tree: Tree, path: str, notes: list[Problem]
) -> None:
    values, way, waiting = group
    duplicate = name in values
    if duplicate:
        first = tree.lines.get((*way, name), line)
        notes.append(
            Problem(
                "same-field-twice",
                path,
                line,
                f"“{name}” is filled in twice in this entry; the first time is line {first}.",
                "keep one of the two lines and take the other out",
                field=name,
            )
        )
    waiting.append((name, line, duplicate))


def _value_on(text: str, index: int) -> str:
    lines = text.split("\n")
    line = lines[index] if index < len(lines) else ""
    value = re.sub(r"^\s*(-\s+)?([\w -]+:\s+)?", "", line).strip()
    return value.replace('"', "'")[:80]


def _explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """One sentence in the editor's words for what the YAML reader could not make sense of."""
    lines = text.split("\n")
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    at = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None)
    index = min(at.line if at else 0, len(lines) - 1)
    if at and at.column == 0 and index and not lines[index].strip():
        index -= 1
    written = lines[index].strip()
    if begun and ("quoted scalar" in context):
        start = lines[min(begun.line, len(lines) - 1)].strip()
        return Problem(
            "quote-not-closed",
            path,
            begun.line + first_line,
            f"A quotation mark is opened here and not closed:  {start[:80]}",
            "close it at the end of the words, or, if the words themselves have quotation marks, use the curly ones “ ”",
        )
    if "mapping values are not allowed" in problem:
        if match := re.match(r"^\s*(?:-\s+)?([^:]+):\s+(.*:(?:\s.*|$))", lines[index]):
            value = match[2].strip().replace('"', "'")
            return Problem(
                "second-colon",
                path,
                index + first_line,
                f"This line has two colons, so it cannot be read:  {written[:100]}",
                f'put the words after the first colon in double quotes:  {match[1].strip()}: "{value[:100]}"',
            )
        return Problem(
            "wrong-indentation",
            path,
            index + first_line,
            f"This line does not fit below the one before it:  {written[:80]}",
            "start it as far from the left as the lines of the same entry above it",
        )
    if (
        "found character that cannot start any token" in problem
        or "unexpected character" in problem
        or "unknown escape" in problem
    ):
        return Problem(
            "reserved-sign",
            path,
            index + first_line,
            f"A value here starts with a sign that has a special meaning:  {written[:80]}",
            f'put the value in double quotes:  "{_value_on(text, index)}"',
        )
    if "could not find expected ':'" in problem:
        index = min(begun.line if begun else index, len(lines) - 1)
        return Problem(
            "no-colon",
            path,
            index + first_line,
            f"There is no colon after the name of the field:  {lines[index].strip()[:80]}",
            "write the name, a colon, a space and the value, for example  title: Annual report",
        )
    if begun and ("flow" in context):
        start = lines[min(begun.line, len(lines) - 1)].strip()
        return Problem(
            "bracket-not-closed",
            path,
            begun.line + first_line,
            f"A bracket is opened here and not closed:  {start[:80]}",
            "close it, or put the words in double quotes",
        )
    if (
        "alias" in problem
        or "anchor" in problem
        or "tag" in problem
        or "alias" in context
        or "anchor" in context
        or "tag" in context
    ):
        return Problem(
            "reserved-sign",
            path,
            index + first_line,
            f"A value here starts with a sign that has a special meaning:  {written[:80]}",
            f'put the value in double quotes:  "{_value_on(text, index)}"',
        )
    return Problem(
        "wrong-indentation",
        path,
        index + first_line,
        f"This line does not line up with the lines around it:  {written[:80]}",
        "start it as far from the left as the other fields of the same entry, using spaces",
    )


def read_yaml_file(root: Path, path: str, notes: list[Problem]) -> Source:
    """Read a YAML file. A file that has only comments is an empty register.

    :raises Unreadable: see :func:`read_text` and :func:`read_yaml`; also for an empty file.
    """
    text = read_text(root, path, notes)
    if not text.strip():
        raise Unreadable(
            Problem(
                "empty-file",
                path,
                1,
                "This file is empty.",
                "write the entries, or  []  if there is nothing to publish yet, or take the file away",
            )
        )
    tree = read_yaml(text, path, notes)
    if tree.value is None:
        tree.value = []
    return Source(path, tree)


def read_markdown_file(root: Path, path: str, notes: list[Problem], front_matter_needed: bool = True) -> Source:
    """Read a Markdown file: its front matter between two lines of ``---``, and the text below.

    :raises Unreadable: also when the front matter is missing or not closed.
    """
    text = read_text(root, path, notes)
    if not text.strip():
        raise Unreadable(
            Problem(
                "empty-file",
                path,
                1,
                "This file is empty.",
                "write the fields between two lines of three hyphens, and the text below them, or take the file away",
            )
        )
    lines = text.split("\n")
    start = next(index for index, line in enumerate(lines) if line.strip())
    if lines[start].rstrip() != "---":
        if not front_matter_needed:
            return Source(path, Tree({}, {(): 1}), text, 1)
        raise Unreadable(
            Problem(
                "no-front-matter",
                path,
                start + 1,
                "The fields at the top of this file are missing.",
                "start the file with a line of three hyphens  ---  then the fields, then another line  ---",
            )
        )
    end = next((index for index in range(start + 1, len(lines)) if lines[index].rstrip() in ("---", "...")), None)
    if end is None:
        raise Unreadable(
            Problem(
                "front-matter-not-closed",
                path,
                start + 1,
                "The fields at the top of this file have no end.",
                "put a line of three hyphens  ---  after the last field",
            )
        )
    tree = read_yaml("\n".join(lines[start + 1 : end]), path, notes, start + 2)
    if tree.value is None:
        tree.value = {}
        tree.lines[()] = start + 1
    body = lines[end + 1 :]
    skipped = next((index for index, line in enumerate(body) if line.strip()), 0)
    return Source(path, tree, "\n".join(body[skipped:]).rstrip("\n"), end + 2 + skipped)


def read_csv_file(root: Path, path: str, notes: list[Problem]) -> Source:
    """Read a CSV file as a list of entries, one for each row, its first row naming the fields.

    :raises Unreadable: also when it is empty or a quotation mark is not closed.
    """
    text = read_text(root, path, notes)
    if not text.strip():
        raise Unreadable(
            Problem(
                "empty-file",
                path,
                1,
                "This file is empty.",
                "put the names of the fields in the first row, or take the file away",
            )
        )
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[dict[str, str | None]] = []
    lines: dict[Path_, int] = {(): 1}
    try:
        names = [name.strip() for name in next(reader)]
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                notes.append(
                    Problem(
                        "wrong-number-of-cells",
                        path,
                        line,
                        f"This row has {len(cells)} cells, and the first row names {len(names)}.",
                        "check for a missing or extra comma; put a cell that has a comma in it in double quotes",
                    )
                )
                continue
            lines[(len(rows),)] = line
            rows.append({name: cell if cell.strip() else None for name, cell in zip(names, cells, strict=True)})
    except csv.Error:
        raise Unreadable(
            Problem(
                "quote-not-closed",
                path,
                before + 1,
                "A quotation mark in this row is not closed, or has words after it.",
                "close it, and double any quotation mark inside the words",
            )
        ) from None
    return Source(path, Tree(rows, lines))


def files_below(root: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    """Paths below the root that match any of the patterns, each once, sorted; ``**`` is any depth."""
    found: set[str] = set()
    for pattern in patterns:
        found |= {
            path.relative_to(root).as_posix() for path in root.glob(pattern) if path.is_file() or path.is_symlink()
        }
    return iter(sorted(path for path in found if not Path(path).name.startswith(".")))
