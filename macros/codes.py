"""Every code that a problem can have, read from the program itself, so that there is no list to keep."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent

CODE_STANDS = {"Problem": 0, "complain": 0, "refuse": 0, "PydanticCustomError": 0, "problem_at": 2, "ProseFault": 1}
"""Calls that make a problem, and the place of the code among their arguments."""

NOT_CHECKED = frozenset({"archive", "visit.py", "elsewhere.py", "reviewing", "exports", "views", "kinds"})
"""Rooms that say nothing about what stands in the sources."""

FORM = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def _text_of(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Every problem code that a module can give: first words of a refusal, or of a tuple that becomes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CODE_STANDS:
            place = CODE_STANDS[node.func.id]
            if len(node.args) > place and (code := _text_of(node.args[place])):
                yield code
        elif isinstance(node, ast.Tuple) and len(node.elts) >= 3 and (code := _text_of(node.elts[0])):
            yield code


@cache
def every_code(leave_out: frozenset[str] = frozenset()) -> frozenset[str]:
    """Every code that is written out in the program, but those of the rooms and files that are left out."""
    found: set[str] = set()
    for path in sorted(HERE.rglob("*.py")):
        if not leave_out & set(path.relative_to(HERE).parts):
            found |= set(codes_in(ast.parse(path.read_text("utf-8"))))
    return frozenset(code for code in found if FORM.fullmatch(code))


def codes_of_a_check(kinds: Iterable[str]) -> frozenset[str]:
    """Every code that ``transparency check`` can give: those written out, and one for each kind that is not found."""
    return every_code(NOT_CHECKED) | {f"no-such-{kind.replace('_', '-')}" for kind in kinds}
