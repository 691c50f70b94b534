"""Turn an entry's text into a record, and pydantic's refusals into sentences with a line.

The words are those of :mod:`macros.sentences`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from macros.field_facts import fields_of
from macros.problems import Problem
from macros.record import Entry
from macros.sentences import (
    NOT_KNOWN,
    SENTENCES,
    example_of,
    facts_at,
    field_meant,
    in_a_cell,
    nearest,
    shortened,
    unknown_field,
    wants_text,
    without,
)
from macros.sources import Path_, Tree

Model = TypeVar("Model", bound=BaseModel)


def _without_empty(value: Any, model: type[BaseModel] | None) -> Any:
    """Leave out fields with nothing written: an empty field is the same as no field, also inside groups.

    A name that no field has stays, because it may be words that a comma cut off.
    """
    if isinstance(value, dict):
        groups = _groups_of(model) if model else {}
        return {
            key: _without_empty(inner, groups.get(key)) if isinstance(inner, (dict, list)) else inner
            for key, inner in value.items()
            if inner is not None or (model and key not in groups)
        }
    if isinstance(value, list):
        return [_without_empty(inner, model) for inner in value]
    return value


@cache
def _groups_of(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """Every field by its name, with what its group of fields is declared as, if it is one."""
    return {facts.name: facts.entry for facts in fields_of(model)}


def _adds_up(cell: object) -> bool:
    return isinstance(cell, str) and bool(re.fullmatch(r"(?i)(?:grand |sub-?)?totals?\b.{0,40}|sum", cell.strip()))


def validate(model: type[Model], tree: Tree, path: str) -> tuple[Model | None, list[Problem]]:
    """Make a record or entry of text. Every refusal becomes one problem at its own line."""
    if tree.value is None:
        fix = "write its fields, or take the hyphen out"
        return None, [Problem("empty-value", path, tree.line_of(()), "This entry is empty.", fix)]
    if not isinstance(tree.value, dict):
        fix = f"start the entry with a field, for example  {fields_of(model)[0].name}: {fields_of(model)[0].example}"
        return None, [
            Problem("wants-fields", path, tree.line_of(()), "Fields with names are wanted here, not a bare value.", fix)
        ]
    try:
        return model.model_validate(_without_empty(tree.value, model)), []
    except ValidationError as failure:
        errors = failure.errors(include_url=False)
        total = next((str(cell) for cell in tree.value.values() if _adds_up(cell)), "")
        if path.endswith(".csv") and total and any(error["type"] == "missing" for error in errors):
            message = (
                f"This row has “{shortened(total)}” and not all that an entry needs, so it seems to add up the others."
            )
            return None, [Problem("total-row", path, tree.line_of(()), message, "take the row out")]
        meant = {
            (*error["loc"][:-1], field_meant(model, error["loc"]))
            for error in errors
            if error["type"] == "extra_forbidden"
        }
        # A misspelt field that is needed is one fault, not an unknown field and a missing one.
        return None, [
            _problem(model, tree, path, error)
            for error in errors
            if error["type"] != "missing" or error["loc"] not in meant
        ]


def refused_columns(model: type[BaseModel], columns: Sequence[str], path: str, line: int) -> tuple[list[Problem], bool]:
    """What is wrong with the first row of a CSV file, and whether the rows can be read all the same."""
    unknown = [name for name in columns if all(found.name != name for found in fields_of(model))]
    meant = {field_meant(model, (name,)) for name in unknown}
    missing = [found for found in fields_of(model) if found.required and found.name not in columns]
    problems = []
    for name in unknown:
        code, message, fix = unknown_field(None, model, (name,), None)
        problems.append(Problem(code, path, line, message, fix.replace("the line out", "the column out"), field=name))
    for found in missing:
        if found.name not in meant:
            message = f"No column is named “{found.name}” ({found.title}), and every entry here needs it."
            problems.append(
                Problem("missing-field", path, line, message, f"add a column named  {found.name}", field=found.name)
            )
    return problems, not missing


def field_name(way: Path_) -> str:
    """A way to a value as a message names it: ``grades.1.question``, lists counting from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in way)


def _problem(model: type[BaseModel], tree: Tree, path: str, error: Any) -> Problem:
    way: Path_ = tuple(error["loc"])
    facts, owner = facts_at(model, way)
    context = error.get("ctx") or {}
    written = error["input"]
    reads_text = "fix" in context or error["type"] == "literal_error"
    if reads_text and (isinstance(written, (dict, list)) or not str(written or "").strip()):
        code, message, fix = wants_text(facts, owner, way, error)
    elif error["type"] == "missing" and way in tree.lines:
        code, message, fix = "empty-value", "Nothing is written here, and every entry needs it.", example_of(facts)
    elif "fix" in context and isinstance(written, str) and NOT_KNOWN.fullmatch(written.strip()):
        code, message = error["type"], f"You wrote “{shortened(written)}”. What is not known is left out."
        fix = without(facts, path, written)
    elif "fix" in context:
        code, message, fix = error["type"], error["msg"], context["fix"]
    elif error["type"] in SENTENCES:
        code, message, fix = SENTENCES[error["type"]](facts, owner, way, error)
    else:
        shown = f"“{shortened(written)}”" if not isinstance(written, (dict, list)) else "what is written"
        code, message, fix = "not-understood", f"{shown} cannot be read here.", example_of(facts)
    if facts and path.endswith(".csv") and code in ("missing-field", "empty-value"):
        fix = in_a_cell(facts)
    return Problem(code, path, tree.line_of(way), message, fix, field=field_name(way))


__all__ = ["Entry", "field_name", "nearest", "validate"]
