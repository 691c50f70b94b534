"""Turn an entry's text into a record, and pydantic's refusals into sentences with a line.

One table (:data:`SENTENCES`) covers every kind of refusal that the declarations can cause, so that no
Python word reaches an editor.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from macros.problems import Problem
from macros.record import Entry, FieldFacts, fields_of
from macros.sources import Path_, Tree

Model = TypeVar("Model", bound=BaseModel)


def nearest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The word that was probably meant, or nothing if none is near."""
    return _nearest(word[:200], tuple(words), cutoff)


@lru_cache(maxsize=1024)
def _nearest(word: str, words: tuple[str, ...], cutoff: float) -> str | None:
    folded = {candidate.casefold(): candidate for candidate in words}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


def _facts_at(model: type[BaseModel], way: Path_) -> tuple[FieldFacts | None, type[BaseModel]]:
    """The declared field that a way leads to, if there is one, and the record or group it stands in."""
    facts: FieldFacts | None = None
    owner = model
    for step in way:
        if isinstance(step, str):
            owner = facts.entry if facts and facts.entry else owner
            facts = next((found for found in fields_of(owner) if found.name == step), None)
    return facts, owner


def _example(facts: FieldFacts | None, written: object = None) -> str:
    """How a field is filled in, with the editor's own words where they can be used."""
    if facts is None:
        return "write the value"
    if facts.entry:
        first = next(iter(fields_of(facts.entry)))
        words = _shown(written) if isinstance(written, str) and ": " not in written else first.example or "…"
        start = "start a list below it, for example" if facts.many else "start its fields below it, for example"
        return f"{start}\n          {'- ' * facts.many}{first.name}: {words}"
    example = facts.example or (facts.choices[0] if facts.choices else "") or "…"
    if facts.many:
        return f"write a list, for example  {facts.name}: [{example}]"
    return f"write for example  {facts.name}: {example}"


def _shown(written: object) -> str:
    text = " ".join(str(written).split())
    return text if len(text) <= 80 else text[:79] + "…"


def _missing(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    name = str(way[-1])
    title = facts.title if facts else name
    example = (facts.example or next(iter(facts.choices), "") if facts else "") or "…"
    fix = f"add a line:  {name}: {f'[{example}]' if facts and facts.many else example}"
    if facts and facts.entry:
        fix = f"add a line:  {name}:  and {_example(facts)}"
    return "missing-field", f"“{name}” ({title}) is missing, and every entry here needs it.", fix


def _field_meant(model: type[BaseModel], way: Path_) -> str | None:
    """The field that an unknown name on the way was probably meant for."""
    _, owner = _facts_at(model, way)
    name = str(way[-1])
    titles = {found.title.casefold(): found.name for found in fields_of(owner)}
    return titles.get(name.replace("_", " ").casefold()) or nearest(name, [found.name for found in fields_of(owner)])


def _unknown(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    name = str(way[-1])
    names = [found.name for found in fields_of(owner)]
    if not name.strip():
        message = "There is no name of a field before the colon here."
        return (
            "no-field-name",
            message,
            "write the name, a colon, a space and the value, for example  title: Annual report",
        )
    near = _field_meant(owner, (name,))
    fix = f"write  {near}" if near else "take the line out; these fields can be filled in: " + ", ".join(names)
    return "unknown-field", f"There is no field named “{_shown(name)}” here.", fix


def _choice(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    choices = facts.choices if facts else ()
    written = str(error["input"])
    near = nearest(written, choices)
    listed = ", ".join(choices)
    return (
        "not-a-choice",
        f"You wrote “{_shown(written)}”, which is not one of the possible answers.",
        f"write  {near}  (or another of: {listed})" if near else f"write one of: {listed}",
    )


def _wants_list(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    written = error["input"]
    if facts and not facts.entry and isinstance(written, str) and re.fullmatch(r"[\w ,./-]{1,100}", written):
        return "wants-a-list", "A list is wanted here, even for a single value.", f"write  {facts.name}: [{written}]"
    return "wants-a-list", "A list is wanted here, even for a single value.", _example(facts, written)


def _wants_text(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    written = error["input"]
    if isinstance(way[-1], int) and (written is None or written == ""):
        return "empty-value", "There is an empty place in this list.", "write the value there, or take the place out"
    if written is None or str(written).strip() == "":
        instead = "" if facts and facts.required else " , or take the whole line out"
        return "empty-value", "Nothing is written here.", _example(facts) + instead
    key, value = next(iter(written.items())) if isinstance(written, dict) and len(written) == 1 else ("", None)
    if isinstance(value, str):
        return (
            "second-colon",
            f"This was read as a field of its own, because there is a colon in it:  {_shown(f'{key}: {value}')}",
            f'put the words in double quotes:  "{_shown(f"{key}: {value}")}"',
        )
    return "wants-one-value", "One value is wanted here, not a list or a group of fields.", _example(facts)


def _wants_group(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    message = "Fields with names are wanted here, not a bare value."
    if facts and facts.entry and isinstance(way[-1], int) and isinstance(error["input"], str):
        return "wants-fields", message, f"write  - {fields_of(facts.entry)[0].name}: {_shown(error['input'])}"
    return "wants-fields", message, _example(facts, error["input"])


def _too_few(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    return "empty-value", "Nothing is written here, and something is needed.", _example(facts)


SENTENCES: dict[str, Callable[[FieldFacts | None, type[BaseModel], Path_, Any], tuple[str, str, str]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _choice,
    "list_type": _wants_list,
    "tuple_type": _wants_list,
    "string_type": _wants_text,
    "dict_type": _wants_group,
    "model_type": _wants_group,
    "model_attributes_type": _wants_group,
    "too_short": _too_few,
    "string_too_short": _too_few,
}
"""pydantic's names for its refusals, each with the function that says it in the editor's words."""


def _without_empty(value: Any) -> Any:
    """Leave out fields with nothing written: an empty field is the same as no field, also inside groups."""
    if isinstance(value, dict):
        return {key: _without_empty(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value


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
        return model.model_validate(_without_empty(tree.value)), []
    except ValidationError as failure:
        errors = failure.errors(include_url=False)
        meant = {
            (*error["loc"][:-1], _field_meant(model, error["loc"]))
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
    meant = {_field_meant(model, (name,)) for name in unknown}
    missing = [found for found in fields_of(model) if found.required and found.name not in columns]
    problems = []
    for name in unknown:
        code, message, fix = _unknown(None, model, (name,), None)
        problems.append(Problem(code, path, line, message, fix.replace("the line out", "the column out"), field=name))
    for found in missing:
        if found.name not in meant:
            message = f"No column is named “{found.name}” ({found.title}), and every entry here needs it."
            problems.append(
                Problem("missing-field", path, line, message, f"add a column named  {found.name}", field=found.name)
            )
    return problems, not missing


def _problem(model: type[BaseModel], tree: Tree, path: str, error: Any) -> Problem:
    way: Path_ = tuple(error["loc"])
    facts, owner = _facts_at(model, way)
    context = error.get("ctx") or {}
    written = error["input"]
    reads_text = "fix" in context or error["type"] == "literal_error"
    if reads_text and (isinstance(written, (dict, list)) or not str(written or "").strip()):
        code, message, fix = _wants_text(facts, owner, way, error)
    elif error["type"] == "missing" and way in tree.lines:
        code, message, fix = "empty-value", "Nothing is written here, and every entry needs it.", _example(facts)
    elif "fix" in context:
        code, message, fix = error["type"], error["msg"], context["fix"]
    elif error["type"] in SENTENCES:
        code, message, fix = SENTENCES[error["type"]](facts, owner, way, error)
    else:
        shown = f"“{_shown(written)}”" if not isinstance(written, (dict, list)) else "what is written"
        code, message, fix = "not-understood", f"{shown} cannot be read here.", _example(facts)
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in way)
    return Problem(code, path, tree.line_of(way), message, fix, field=name)


__all__ = ["Entry", "nearest", "validate"]
