"""The lines of the sources that differ from a commit, each with its words as they are now."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from macros.changes import NoHistory

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,\d+)? @@")
_FIELD = re.compile(r"^\s*(?:-\s+)?([a-z_]+):\s*(?:[|>][+-]?\s*$)?")
PROSE_FIELDS = {
    "about", "note", "notes", "summary", "text", "why", "what", "description", "detail", "reasons", "statement", "purpose",
    "body", "status_note", "amount_note", "doubt", "succession", "reason", "for_whom", "answer",
}  # fmt: skip
"""Fields that an editor words; the others quote titles, names and figures."""


@dataclass(frozen=True)
class Line:
    """A new or changed line: where it stands, its words, and whether an editor worded them."""

    path: str
    number: int
    text: str
    prose: bool


def lines_changed_since(root: Path, base: str) -> list[Line]:
    """Every line of ``content``, ``data`` and ``docs`` that is new or different.

    :raises NoHistory: the commit cannot be read here.
    """
    if base.startswith("-"):
        raise NoHistory(f"“{base}” is not the name of a commit. Write for example  origin/main")
    command = [
        "git", "-c", "core.quotePath=off", "diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--relative",
        "--no-prefix", base, "--", "content", "data", "docs",
    ]  # fmt: skip
    run = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if run.returncode:
        raise NoHistory(
            f"There is no commit “{base}” in the history here. Fetch it first, for example:  git fetch origin main"
        )
    return list(_lines(root, run.stdout.decode("utf-8", "replace")))


def _lines(root: Path, told: str) -> Iterator[Line]:
    path, number, head = "", 0, True
    worded: dict[int, bool] = {}
    for line in told.split("\n"):
        if line.startswith("diff --git "):
            head = True
        elif head and line.startswith("+++ "):
            path = line[4:].strip()
            worded = _worded(root, path) if path.endswith((".md", ".yml")) else {}
        elif hunk := _HUNK.match(line):
            number, head = int(hunk[1]), False
        elif not head and line.startswith("+"):
            yield Line(path, number, line[1:], worded.get(number, False))
            number += 1


def _worded(root: Path, path: str) -> dict[int, bool]:
    """For each line of a file, whether an editor worded it."""
    try:
        lines = (root / path).read_text("utf-8").split("\n")
    except (OSError, ValueError):
        return {}
    matter = path.endswith(".yml") or lines[0].rstrip() == "---"
    found, inside = {}, not matter
    for number, line in enumerate(lines, 1):
        if path.endswith(".md") and number > 1 and matter and line.rstrip() == "---":
            matter, inside = False, True
            continue
        if matter and (field := _FIELD.match(line)):
            inside = field[1] in PROSE_FIELDS
        found[number] = inside and not line.lstrip().startswith(("#", "|", ">", "![", "{{", "```"))
    return found
