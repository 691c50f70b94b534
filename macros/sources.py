"""Read a source file: YAML, Markdown with front matter, or CSV, as text with the line of every value."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from macros.files import as_text, files_below, read_text
from macros.problems import Problem
from macros.unreadable import Unreadable
from macros.yaml_plain import Path_
from macros.yaml_text.reading import MOST_MENDED, Tree, read_entries, read_yaml

__all__ = [
    "Path_",
    "Source",
    "Tree",
    "Unreadable",
    "as_text",
    "csv_source",
    "files_below",
    "markdown_source",
    "read_csv_file",
    "read_markdown_file",
    "read_text",
    "read_yaml",
    "read_yaml_file",
    "yaml_source",
]


@dataclass
class Source:
    """One file: its path below the root, its values and, for Markdown, the text after the front matter.

    ``columns`` are the names in the first row of a CSV file, ``refused`` what the entries are called that could not be
    read; a name that could not be seen is empty.
    """

    path: str
    tree: Tree
    body: str = ""
    body_line: int = 1
    columns: tuple[str, ...] = ()
    refused: list[str] = field(default_factory=list)


def read_yaml_file(root: Path, path: str, notes: list[Problem]) -> Source:
    """Read a YAML file. A file that has only comments is an empty register.

    :raises Unreadable: see :func:`read_text` and :func:`read_yaml`; also for an empty file.
    """
    return yaml_source(read_text(root, path, notes), path, notes)


def yaml_source(text: str, path: str, notes: list[Problem]) -> Source:
    """The same of the text that stands in a file."""
    _refuse_unusable(text, path, "write the entries, or  []  if there is nothing to publish yet, or take the file away")
    tree, refused = read_entries(text, path, notes)
    if tree.value is None:
        tree.value = []
    return Source(path, tree, refused=refused)


def _refuse_unusable(text: str, path: str, fix: str) -> None:
    """Refuse a file without words, and one in which two versions were put together and not settled.

    :raises Unreadable: for either.
    """
    if not text.strip():
        raise Unreadable(Problem("empty-file", path, 1, "This file is empty.", fix))
    if ("<<<<<<<" in text or ">>>>>>>" in text) and (left := re.search(r"^(?:<{7}|>{7})(?: .*)?$", text, re.MULTILINE)):
        message = f"Two versions of this file were put together here and not settled:  {left[0][:60]}"
        fix = "keep one of the two versions, and take out the lines that start with  <<<<<<<  =======  >>>>>>>"
        raise Unreadable(Problem("versions-not-settled", path, text.count("\n", 0, left.start()) + 1, message, fix))


def read_markdown_file(root: Path, path: str, notes: list[Problem]) -> Source:
    """Read a Markdown file: its front matter between two lines of ``---``, and the text below.

    :raises Unreadable: also when the front matter is missing or not closed.
    """
    return markdown_source(read_text(root, path, notes), path, notes)


def markdown_source(text: str, path: str, notes: list[Problem]) -> Source:
    """The same of the text that stands in a file."""
    wanted = "write the fields between two lines of three hyphens, and the text below them, or take the file away"
    _refuse_unusable(text, path, wanted)
    lines = text.split("\n")
    if not lines[0].strip() and text.lstrip().startswith("---"):
        message = "There is an empty line above the fields at the top of this file."
        raise Unreadable(Problem("no-front-matter", path, 1, message, "take it out, so that the first line is  ---"))
    if lines[0].rstrip() != "---":
        raise Unreadable(_no_first_line(lines, path))
    end = next((index for index in range(1, len(lines)) if lines[index].rstrip() in ("---", "...")), None)
    if end is None:
        raise Unreadable(_no_last_line(lines, path))
    tree = read_yaml("\n".join(lines[1:end]), path, notes, 2)
    if tree.value is None:
        tree.value = {}
        tree.lines[()] = 1
    body = lines[end + 1 :]
    skipped = next((index for index, line in enumerate(body) if line.strip()), 0)
    return Source(path, tree, "\n".join(body[skipped:]).rstrip("\n"), end + 2 + skipped)


LIKE_HYPHENS = re.compile(r"[\s\-\u2010-\u2015\u2212_=~*]{1,40}")
"""What is typed, or made by a word processor, where a line of three hyphens was meant."""
IN_THE_FIELDS = re.compile(r"\s*$|\s*#|[\w.-]+:(\s|$)|\s+\S|-\s|[\]}]")
"""How a line among the fields begins."""


def _no_first_line(lines: list[str], path: str) -> Problem:
    """Why the fields at the top of a file do not begin."""
    if LIKE_HYPHENS.fullmatch(lines[0]):
        message = f"The first line is  {lines[0].strip()}  and not three hyphens, so the fields below it are not seen."
        return Problem("no-front-matter", path, 1, message, "let the first line be  ---")
    if re.match(r"[a-z_]+:\s", lines[0]):
        message = "The fields at the top of this file begin without a line of three hyphens."
        return Problem("no-front-matter", path, 1, message, "put a line  ---  above this one")
    message = "The fields at the top of this file are missing."
    fix = "let the first line be three hyphens  ---  then the fields, then another line  ---"
    return Problem("no-front-matter", path, 1, message, fix)


def _no_last_line(lines: list[str], path: str) -> Problem:
    """Where the fields at the top of a file should have ended."""
    message = "The fields at the top of this file have no end."
    for index, line in enumerate(lines[1:], 1):
        if line.strip() and LIKE_HYPHENS.fullmatch(line):
            message = f"This line is  {line.strip()}  and not three hyphens, so the fields above it have no end."
            return Problem("front-matter-not-closed", path, index + 1, message, "write  ---")
        if not IN_THE_FIELDS.match(line):
            fix = "put a line of three hyphens  ---  above this line, which is the first of the text"
            return Problem("front-matter-not-closed", path, index + 1, message, fix)
    return Problem(
        "front-matter-not-closed", path, 1, message, "put a line of three hyphens  ---  after the last field"
    )


MOST_COLUMNS = 200
"""Four times as many as the widest register has, corrections and withdrawal included."""
MOST_ODD_ROWS = 10_000
"""With more rows than this that do not fit the first one, the file is not read on."""


def read_csv_file(root: Path, path: str, notes: list[Problem]) -> Source:
    """Read a CSV file as a list of entries, one for each row, its first row naming the fields.

    :raises Unreadable: also when it is empty, its first row is not usable or a quotation mark is not closed.
    """
    return csv_source(read_text(root, path, notes), path, notes)


def csv_source(text: str, path: str, notes: list[Problem]) -> Source:
    """The same of the text that stands in a file."""
    _refuse_unusable(text, path, "put the names of the fields in the first row, or take the file away")
    rows: list[dict[str, str | None]] = []
    lines: dict[Path_, int] = {(): 1}
    names: list[str] = []
    refused: list[str] = []
    for line, cells in _rows(text, path, notes):
        if not names:
            names = _column_names(cells, path, line)
            lines[()] = line
        elif len(cells) != len(names):
            message = f"This row has {len(cells)} cells, and the first row names {len(names)}."
            fix = "check for a missing or extra comma; put a cell that has a comma in it in double quotes"
            fault = Problem("wrong-number-of-cells", path, line, message, fix)
            if len(refused) >= MOST_ODD_ROWS:
                raise Unreadable(fault)
            notes.append(fault)
            refused.append(cells[names.index("ref")].strip() if "ref" in names[: len(cells)] else "")
        else:
            lines[(len(rows),)] = line
            rows.append({name: cell if cell.strip() else None for name, cell in zip(names, cells, strict=True)})
    if any(note.code == "quote-not-closed" for note in notes):
        refused.append("")
    return Source(path, Tree(rows, lines), columns=tuple(names), refused=refused)


def _rows(text: str, path: str, notes: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file that hold anything, each with its line.

    A row with a quotation mark that is not closed is noted, and reading goes on where the next line is a row by itself.

    :raises Unreadable: it is not, or it is the first row, which names the fields.
    """
    lines = text.split("\n")
    before = width = faults = 0
    reader = csv.reader(io.StringIO(text), strict=True)
    begun = 0
    while True:
        try:
            for cells in reader:
                line, before = before + 1, begun + reader.line_num
                if any(cell.strip() for cell in cells):
                    width = width or len(cells)
                    yield line, cells
            return
        except csv.Error:
            message = "A quotation mark in this row is not closed, or has words after it."
            fix = "close it, and double any quotation mark inside the words"
            fault = Problem("quote-not-closed", path, before + 1, message, fix)
            faults += 1
            if not width or faults > MOST_MENDED or _width(lines[before + 1 : before + 2]) not in (0, width):
                raise Unreadable(fault) from None
            notes.append(fault)
            begun = before = before + 1
            reader = csv.reader(io.StringIO("\n".join(lines[begun:])), strict=True)


def _width(lines: list[str]) -> int:
    """How many cells the one line has as a row by itself; -1 where it is none."""
    try:
        return len(next(csv.reader(lines, strict=True), []))
    except csv.Error:
        return -1


def _column_names(cells: list[str], path: str, line: int) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        message = "The cells are not parted by commas."
        raise Unreadable(Problem("no-commas", path, line, message, "save the file as “CSV (comma delimited)”"))
    if len(names) > 2 and names[0] and not any(names[1:]):
        message = f"The first row has only “{names[0][:60]}” in it, and not the names of the columns."
        fix = "take it out, so that the first row names the columns"
        raise Unreadable(Problem("no-field-name", path, line, message, fix))
    if "" in names:
        message = f"Cell {names.index('') + 1} of the first row is empty, so its column has no name."
        raise Unreadable(
            Problem("no-field-name", path, line, message, "write the name of a field there, or take the column out")
        )
    if len(names) > MOST_COLUMNS:
        message = f"The first row names {len(names):,} columns, and no register has more than {MOST_COLUMNS}."
        raise Unreadable(
            Problem("too-many-columns", path, line, message, "take out the columns that are no fields of this register")
        )
    if twice := next((name for name in names if names.count(name) > 1), ""):
        message = f"The first row names “{twice}” twice."
        raise Unreadable(Problem("same-field-twice", path, line, message, "give each column its own name", field=twice))
    return names
