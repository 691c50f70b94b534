"""What a form asks: the boxes of each form, from the declarations of the kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from pydantic import BaseModel

from macros.field_facts import FieldFacts, field_named, fields_of
from macros.periods import FORMS as PERIOD_FORMS
from macros.periods import Period
from macros.record import Correction, Record, Withdrawal

Shape = Literal["line", "text", "choice", "yes-no", "lines", "rows", "tick"]
"""How a box is filled in: one line; several lines; one of some answers; yes or no; a list with one to a line;
a list of groups, one to a line, whose parts stand between upright strokes; a promise to be ticked."""

WORKED_OUT = ("ref", "year")
"""Fields that a form does not ask for, because they follow from the rest."""


@dataclass(frozen=True)
class Box:
    """One box of a form."""

    name: str
    label: str
    hint: str
    shape: Shape
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    parts: tuple[FieldFacts, ...] = ()
    """What stands in a row, in order, where the box takes rows."""


@dataclass(frozen=True)
class Form:
    """A form: what it does with which kind, and its boxes.

    ``act`` is ``new`` (a new entry), ``correct`` (a change to one, with its correction note), ``withdraw``, or
    ``state`` (what the office says of a publication duty, which takes the place of what it said before).
    """

    name: str
    title: str
    description: str
    act: Literal["new", "correct", "withdraw", "state"]
    kind: str
    boxes: tuple[Box, ...]


PROMISE = Box(
    "promise",
    "Before you send this",
    "",
    "tick",
    choices=("Nothing in this form is secret, and no private person can be recognised who should not be.",),
    required=True,
)


def simple_parts(entry: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a group that fit on one line: those that are needed first."""
    plain = [facts for facts in fields_of(entry) if not (facts.many or facts.entry or facts.prose)]
    return tuple(sorted(plain, key=lambda facts: not facts.required))


def box_of(facts: FieldFacts) -> Box:
    """The box in which a field is filled in."""
    parts = simple_parts(facts.entry) if facts.entry else ()
    hints = [facts.description]
    shape: Shape = "line"
    if facts.entry:
        shape = "rows"
        order = " | ".join(part.title for part in parts)
        hints.append(f"One to a line, the parts between upright strokes: {order}. Parts at the end may be left out.")
        hints += [f"{part.title} is one of: {', '.join(part.choices)}." for part in parts if part.choices]
    elif facts.many:
        shape = "lines"
        hints.append("One to a line.")
    elif facts.choices:
        shape = "choice"
    elif facts.type is bool:
        shape = "yes-no"
    elif facts.prose:
        shape = "text"
    hints.append(form_of_value(facts))
    example = facts.example
    if facts.entry:
        example = " | ".join(part.example or (part.choices or ("…",))[0] for part in parts)
    hint = " ".join(hint if hint.endswith((".", ":")) else f"{hint}." for hint in hints if hint)
    return Box(facts.name, facts.title, hint, shape, example, facts.required, facts.choices, parts)


def form_of_value(facts: FieldFacts) -> str:
    """How a value is written, in a few words; empty for plain words."""
    if facts.to:
        return f"The reference of {' or '.join(_named(kind) for kind in facts.to)}, as its page gives it."
    if facts.unit == "GBP":
        return "Pounds, in figures; pence after a point"
    if facts.unit:
        return f"A number ({facts.unit})"
    if facts.type is date:
        return "A day, written year-month-day"
    if facts.type is Period:
        return f"A day, month, quarter or year: {PERIOD_FORMS}"
    if facts.type is time:
        return "The 24-hour clock, for example 14:30"
    if facts.format == "uri":
        return "A web address, with https://"
    if facts.format == "email":
        return "An email address"
    return "A number, in figures" if facts.is_number else ""


def _named(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def forms(kinds: dict[str, type[Record]]) -> list[Form]:
    """Every form: one for each kind that declares what its form asks, and those that change what is there."""
    made = [_new_entry(kind) for kind in kinds.values() if kind.asked]
    if "publication_statement" in kinds:
        made.append(_statement(kinds["publication_statement"]))
    return [*made, _correction(kinds), _withdrawal(kinds)]


def _new_entry(kind: type[Record]) -> Form:
    needed = [facts.name for facts in fields_of(kind) if facts.required and facts.name not in WORKED_OUT]
    if left_out := [name for name in needed if name not in kind.asked]:
        raise TypeError(f"kind {kind.kind!r}: its form must ask for {left_out}, which every entry needs")
    boxes = [_reference(kind), *(box_of(field_named(kind, name)) for name in kind.asked), PROMISE]
    about = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
    title = f"{kind.register_title}: add an entry"
    return Form(kind.kind.replace("_", "-"), title, " ".join(about.split()), "new", kind.kind, tuple(boxes))


def _reference(kind: type[Record]) -> Box:
    found = box_of(field_named(kind, "ref"))
    hint = "Its permanent name. Leave it empty and one is made for you."
    return Box("ref", found.label, hint, "line", found.example if kind.kind == "decision" else "")


def _register(kinds: dict[str, type[Record]]) -> Box:
    from_csv = {kind.kind for kind in kinds.values() if all(path.endswith(".csv") for path in kind.files)}
    choices = sorted(kind.register_title for kind in kinds.values() if kind.kind not in {*from_csv, "duty", "office"})
    return Box("register", "Register", "The list in which the entry stands.", "choice", "", True, tuple(choices))


def _which() -> Box:
    example = str((Record.model_fields["ref"].examples or [""])[0])
    return Box("ref", "Reference", "The reference of the entry, as its page gives it.", "line", example, True)


def _correction(kinds: dict[str, type[Record]]) -> Form:
    boxes = [
        _register(kinds),
        _which(),
        Box("field", "Which fact", "The name of the fact, as the entry’s page gives it.", "line", "Signed on", True),
        Box("value", "What it should say", "The right value and nothing else.", "text", "2026-03-09", True),
        *(box_of(field_named(Correction, name)) for name in ("what", "why", "who", "corrected_on", "minor")),
        PROMISE,
    ]
    boxes = [_optional(box, "Today, if left empty.") if box.name == "corrected_on" else box for box in boxes]
    words = "Puts one fact of an entry right and says so in the open."
    return Form("correction", "Correct something that was published", words, "correct", "", tuple(boxes))


def _withdrawal(kinds: dict[str, type[Record]]) -> Form:
    boxes = [_register(kinds), _which(), *(box_of(facts) for facts in fields_of(Withdrawal)), PROMISE]
    boxes = [_optional(box, "Today, if left empty.") if box.name == "withdrawn_on" else box for box in boxes]
    words = "The entry’s page stays, and says that it no longer stands, since when and why."
    return Form("withdrawal", "Withdraw something that was published", words, "withdraw", "", tuple(boxes))


def _optional(box: Box, hint: str) -> Box:
    return Box(box.name, box.label, f"{box.hint} {hint}".strip(), box.shape, box.example, False, box.choices)


def _statement(kind: type[Record]) -> Form:
    names = ("duty", "state", "reason", "period", "stated_on", "by_when", "owner")
    boxes = [box_of(field_named(kind, name)) for name in names]
    boxes = [_optional(box, "Today, if left empty.") if box.name == "stated_on" else box for box in boxes]
    words = "Declare a nil return, or say why something that must be published is not here. It takes the place of what was said before."
    return Form("checklist", "Answer an item of the checklist", words, "state", kind.kind, (*boxes, PROMISE))
