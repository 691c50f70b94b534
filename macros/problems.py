"""What is wrong in the sources, where, and how to mend it; and how to print that.

A problem first quotes what is written, in the office's words, then gives one action with a real
example. ``must`` stops publication; ``should`` is listed for auditors and never stops it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["must", "should"]

SHOWN_PER_CAUSE = 10

LONGEST = {"message": 500, "fix": 1500, "field": 120}
"""Characters of each part of a problem."""


@dataclass(frozen=True)
class Problem:
    """One fault in one place.

    ``path`` is relative to the root folder, ``line`` counts from 1 at the top of the file, and
    ``code`` is a stable kebab-case name that tests, annotations and ``--only`` refer to.
    """

    code: str
    path: str
    line: int
    message: str
    fix: str
    field: str = ""
    severity: Severity = "must"

    def __post_init__(self) -> None:
        """Keep what is quoted in bounds: a message is one line, and no part of it longer than can be read."""
        object.__setattr__(self, "message", " ".join(self.message.split("\n")))
        for name, most in LONGEST.items():
            text = getattr(self, name)
            if len(text) > most:
                object.__setattr__(self, name, text[: most - 1] + "…")

    @property
    def place(self) -> tuple[str, int, str, str]:
        """The order in which problems are listed: by file, then line, field and code."""
        return (self.path, self.line, self.field, self.code)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by place and keep one of each: the same words about the same line say nothing twice."""
    return sorted(set(problems), key=lambda problem: (*problem.place, problem.message, problem.fix, problem.severity))


def stopping(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that stop publication."""
    return [problem for problem in problems if problem.severity == "must"]


def stops_publication(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is a ``must``."""
    return any(problem.severity == "must" for problem in problems)


def as_text(problems: list[Problem]) -> str:
    """A list for the terminal. Many faults of one kind in one file are counted, not all printed."""
    if not problems:
        return "No problems found.\n"
    groups: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in in_order(problems):
        groups[(problem.path, problem.code)].append(problem)
    shown: list[tuple[Problem, int]] = []
    for group in groups.values():
        kept = group[:SHOWN_PER_CAUSE]
        shown += [(problem, 0) for problem in kept[:-1]]
        shown.append((kept[-1], len(group) - len(kept)))
    shown.sort(key=lambda pair: pair[0].place)
    blocks = []
    for problem, more in shown:
        head = f"{problem.path}, line {problem.line}"
        if problem.field:
            head += f" — {problem.field}"
        lines = [head, f"    {problem.message}", f"    To fix: {problem.fix}   [{problem.code}]"]
        if problem.severity == "should":
            lines.append("    The site can still be published; auditors will see this line.")
        if more:
            lines.append(f"    … and {more:,} more of this kind in this file.")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n\n" + summary(problems) + "\n"


def summary(problems: list[Problem]) -> str:
    """One line: how many problems, how many of them stop publication."""
    must = sum(problem.severity == "must" for problem in problems)
    should = len(problems) - must
    if not problems:
        return "No problems found."
    parts = []
    if must:
        parts.append(f"{must:,} problem{'s' * (must != 1)} must be mended before the site can be published")
    if should:
        parts.append(f"{should:,} thing{'s' * (should != 1)} should be looked at")
    return "; ".join(parts) + "."


def as_json(problems: list[Problem]) -> str:
    """The stable machine form: a list of objects sorted by path and line."""
    keys = ("code", "severity", "path", "line", "field", "message", "fix")
    rows = [{key: asdict(problem)[key] for key in keys} for problem in in_order(problems)]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _escape_github(text: str, *, value: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if value else text


def as_github(problems: list[Problem]) -> str:
    """Workflow commands that annotate the very lines of a pull request."""
    lines = []
    for problem in in_order(problems):
        level = "error" if problem.severity == "must" else "warning"
        text = _escape_github(f"{problem.message} To fix: {problem.fix}")
        path, title = (_escape_github(part, value=True) for part in (problem.path, problem.code))
        lines.append(f"::{level} file={path},line={problem.line},title={title}::{text}")
    return "".join(line + "\n" for line in lines)


def as_sarif(problems: list[Problem]) -> str:
    """SARIF 2.1.0, which code hosts show beside the changed lines."""
    ordered = in_order(problems)
    results = [
        {
            "ruleId": problem.code,
            "level": "error" if problem.severity == "must" else "warning",
            "message": {"text": f"{problem.message} To fix: {problem.fix}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": problem.path},
                        "region": {"startLine": problem.line},
                    }
                }
            ],
        }
        for problem in ordered
    ]
    rules = [{"id": code} for code in sorted({problem.code for problem in ordered})]
    run = {"tool": {"driver": {"name": "transparency", "rules": rules}}, "results": results}
    return (
        json.dumps(
            {
                "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
                "version": "2.1.0",
                "runs": [run],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


FORMATS: dict[str, Callable[[list[Problem]], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
    "sarif": as_sarif,
}
