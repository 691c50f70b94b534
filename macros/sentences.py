"""What a declaration refused, said in the editor's words: a code, a sentence and what to write instead.

One table (:data:`SENTENCES`) covers every kind of refusal that the declarations can cause, so that no
Python word reaches an editor.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from macros.field_facts import FieldFacts, fields_of
from macros.sources import Path_


def nearest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The word that was probably meant, or nothing if none is near."""
    return _nearest(word[:200], tuple(words), cutoff)


@lru_cache(maxsize=1024)
def _nearest(word: str, words: tuple[str, ...], cutoff: float) -> str | None:
    folded = {candidate.casefold(): candidate for candidate in words}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


def facts_at(model: type[BaseModel], way: Path_) -> tuple[FieldFacts | None, type[BaseModel]]:
    """The declared field that a way leads to, if there is one, and the record or group it stands in."""
    facts: FieldFacts | None = None
    owner = model
    for step in way:
        if isinstance(step, str):
            owner = facts.entry if facts and facts.entry else owner
            facts = next((found for found in fields_of(owner) if found.name == step), None)
    return facts, owner


def example_of(facts: FieldFacts | None, written: object = None) -> str:
    """How a field is filled in, with the editor's own words where they can be used."""
    if facts is None:
        return "write the value"
    if facts.entry:
        first = next(iter(fields_of(facts.entry)))
        words = shortened(written) if isinstance(written, str) and ": " not in written else first.example or "…"
        start = "start a list below it, for example" if facts.many else "start its fields below it, for example"
        return f"{start}\n          {'- ' * facts.many}{first.name}: {words}"
    example = _typed(facts.example or (facts.choices[0] if facts.choices else "") or "…")
    if facts.many:
        return f"write a list, for example  {facts.name}: [{example}]"
    return f"write for example  {facts.name}: {example}"


def _typed(words: str) -> str:
    """Words as they are typed into a file: in double quotes where they could not stand alone."""
    risky = ": " in words or " #" in words or words[:1] in "\"'[]{}&*!|>%@`#,?"
    return '"' + shortened(words).replace('"', "”") + '"' if risky else shortened(words)


def shortened(written: object) -> str:
    """What is written, on one line, cut where it grows long."""
    text = " ".join(str(written).split())
    return text if len(text) <= 80 else text[:79] + "…"


def _missing(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    name = str(way[-1])
    title = facts.title if facts else name
    example = _typed((facts.example or next(iter(facts.choices), "") if facts else "") or "…")
    fix = f"add a line:  {name}: {f'[{example}]' if facts and facts.many else example}"
    if facts and facts.entry:
        fix = f"add a line:  {name}:  and {example_of(facts)}"
    return "missing-field", f"“{name}” ({title}) is missing, and every entry here needs it.", fix


def field_meant(model: type[BaseModel], way: Path_) -> str | None:
    """The field that an unknown name on the way was probably meant for."""
    _, owner = facts_at(model, way)
    name = str(way[-1])
    titles = {found.title.casefold(): found.name for found in fields_of(owner)}
    return titles.get(name.replace("_", " ").casefold()) or nearest(name, [found.name for found in fields_of(owner)])


def unknown_field(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    """A name that no field has, and the field that was probably meant."""
    name = str(way[-1])
    names = [found.name for found in fields_of(owner)]
    if not name.strip():
        message = "There is no name of a field before the colon here."
        return (
            "no-field-name",
            message,
            "write the name, a colon, a space and the value, for example  title: Annual report",
        )
    near = field_meant(owner, (name,))
    if error and error["input"] is None and not near:
        message = f"“{shortened(name)}” was read as the name of a field, and there is none of that name here."
        fix = "if it belongs to the words before it, put all of them in double quotes, because a comma between brackets parts fields ; else take it out"
        return "unknown-field", message, fix
    fix = f"write  {near}" if near else "take the line out; these fields can be filled in: " + ", ".join(names)
    return "unknown-field", f"There is no field named “{shortened(name)}” here.", fix


def _choice(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    choices = facts.choices if facts else ()
    written = str(error["input"])
    near = nearest(written, choices)
    listed = ", ".join(choices)
    return (
        "not-a-choice",
        f"You wrote “{shortened(written)}”, which is not one of the possible answers.",
        f"write  {near}  (or another of: {listed})" if near else f"write one of: {listed}",
    )


def _wants_list(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    written = error["input"]
    message, fix = "A list is wanted here, even for a single value.", example_of(facts, written)
    if facts and not facts.entry and isinstance(written, str) and re.fullmatch(r"[\w ,./-]{1,100}", written):
        parted = re.split(r"[ ,]+", written) if facts.to else written.split(", ")
        fix = f"write  {facts.name}: [{', '.join(part for found in parted if (part := found.strip().lstrip('-')))}]"
    elif facts and facts.entry and isinstance(written, dict) and written:
        name, value = next(iter(written.items()))
        shown = f" {_typed(value)}" if isinstance(value, str) else ""
        fix = f"put a hyphen and a space before the first of its fields:  - {name}:{shown}"
    return "wants-a-list", message, fix


def wants_text(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    """A list, a group or nothing where one value is wanted."""
    written = error["input"]
    if isinstance(way[-1], int) and (written is None or written == ""):
        return "empty-value", "There is an empty place in this list.", "write the value there, or take the place out"
    if written is None or str(written).strip() == "":
        instead = "" if facts and facts.required else " , or take the whole line out"
        return "empty-value", "Nothing is written here.", example_of(facts) + instead
    key, value = next(iter(written.items())) if isinstance(written, dict) and len(written) == 1 else ("", None)
    if facts and facts.choices and value in facts.choices and isinstance(way[-1], str):
        return "wants-one-value", "One value is wanted here, not a group of fields.", f"write  {facts.name}: {value}"
    if isinstance(value, str):
        return (
            "second-colon",
            f"This was read as a field of its own, because there is a colon in it:  {shortened(f'{key}: {value}')}",
            f'put the words in double quotes:  "{shortened(f"{key}: {value}")}"',
        )
    return "wants-one-value", "One value is wanted here, not a list or a group of fields.", example_of(facts)


def _wants_group(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    message = "Fields with names are wanted here, not a bare value."
    if facts and facts.entry and isinstance(way[-1], int) and isinstance(error["input"], str):
        return "wants-fields", message, f"write  - {fields_of(facts.entry)[0].name}: {shortened(error['input'])}"
    return "wants-fields", message, example_of(facts, error["input"])


def _too_few(facts: FieldFacts | None, owner: type[BaseModel], way: Path_, error: Any) -> tuple[str, str, str]:
    return "empty-value", "Nothing is written here, and something is needed.", example_of(facts)


SENTENCES: dict[str, Callable[[FieldFacts | None, type[BaseModel], Path_, Any], tuple[str, str, str]]] = {
    "missing": _missing,
    "extra_forbidden": unknown_field,
    "literal_error": _choice,
    "list_type": _wants_list,
    "tuple_type": _wants_list,
    "string_type": wants_text,
    "dict_type": _wants_group,
    "model_type": _wants_group,
    "model_attributes_type": _wants_group,
    "too_short": _too_few,
    "string_too_short": _too_few,
}
"""pydantic's names for its refusals, each with the function that says it in the editor's words."""


NOT_KNOWN = re.compile(
    r"(?i)(?:tb[cad]|t\.b\.[cad]\.?|to be (?:confirmed|agreed|announced|decided)|n/?a|n\.a\.|not (?:known|applicable|available|yet known)"
    r"|unknown|none|nil|pending|awaited|awaiting .{1,30}|various|see (?:above|below|note).{0,30}|[-–—?.x]{1,3})"
)
"""What offices write where a value is not known or there is none."""


def without(facts: FieldFacts | None, path: str, written: str) -> str:
    """How a value that is not known is left out, and how nought is written where that may be meant."""
    nought = "write  0  if it was nought, else " if facts and facts.unit and written.lower() in ("nil", "none") else ""
    if facts is None or facts.required:
        return f"{nought or 'every entry needs this value: '}add the entry when it is known"
    return nought + ("leave this cell empty" if path.endswith(".csv") else "take the whole line out")


def in_a_cell(facts: FieldFacts) -> str:
    """What to do about an empty cell of a CSV file."""
    return f"fill in the column  {facts.name} , for example  {facts.example or next(iter(facts.choices), '…')}"
