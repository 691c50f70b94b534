"""Rules about what an entry says: its dates, its tables, and that the unknown is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from functools import cache

from pydantic import BaseModel

from macros.checks.context import Checked, problem_at
from macros.field_facts import FieldFacts, fields_of
from macros.fields import Period
from macros.periods import day_in_words
from macros.problems import Problem
from macros.registers import Located

IN_ORDER = (
    ("starts_on", "ends_on"),
    ("from_period", "until_period"),
    ("opens", "closes"),
    ("signed_on", "published_on"),
    ("signed_on", "in_effect_on"),
    ("starts_at", "ends_at"),
    ("asked_on", "answered_on"),
    ("published", "response_published_on"),
)
"""Pairs of fields of which the first never comes after the second."""

MAY_BE_TO_COME = {"in_effect_on", "starts_on", "ends_on"}
"""Fields ending in ``_on`` that may lie ahead; every other such field says what has happened."""


def check_one_office(checked: Checked) -> Iterator[Problem]:
    """The office is described once."""
    registers = checked.registers
    if "office" not in registers.kinds:
        return
    for extra in registers.located["office"][1:]:
        message = (
            f"The office is described twice: “{registers.located['office'][0].record.ref}” stands before this entry."
        )
        yield problem_at(extra, ("ref",), "second-office", message, "keep one of the entries")
    if not registers.of("office") and "office" not in registers.unreadable and not registers.refused["office"]:
        yield Problem(
            "no-office",
            "data/office.yml",
            1,
            "The office that publishes this site is not described.",
            "write data/office.yml; `transparency describe office` shows its fields",
        )


@cache
def _pairs_in(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The pairs of fields in order that a kind or group has."""
    return tuple(pair for pair in IN_ORDER if {*pair} <= {*model.model_fields})


@cache
def _days_of(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields that say when something has happened."""
    return tuple(facts for facts in fields_of(model) if facts.name.endswith("_on") and facts.name not in MAY_BE_TO_COME)


def _has_columns(model: type[BaseModel]) -> bool:
    return "columns_as_printed" in model.model_fields


Concerns = Callable[[type[BaseModel]], object]
"""Whether a rule has something to look at in a kind or group."""


@cache
def _groups_with(concerns: Concerns, model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a kind that hold groups of fields which concern a rule, or others that do."""
    return tuple(
        facts
        for facts in fields_of(model)
        if facts.entry and (concerns(facts.entry) or _groups_with(concerns, facts.entry))
    )


def _models(checked: Checked, concerns: Concerns) -> Iterator[tuple[Located, BaseModel, tuple[str | int, ...]]]:
    """Each record and each group of fields that concerns a rule, with where it stands."""
    for name, kind in checked.registers.kinds.items():
        if concerns(kind) or _groups_with(concerns, kind):
            for found in checked.registers.located[name]:
                for model, way in _models_in(found.record, concerns, ()):
                    yield found, model, way


def _models_in(
    model: BaseModel, concerns: Concerns, way: tuple[str | int, ...]
) -> Iterator[tuple[BaseModel, tuple[str | int, ...]]]:
    if concerns(type(model)):
        yield model, way
    for facts in _groups_with(concerns, type(model)):
        value = getattr(model, facts.name)
        if value:
            for index, entry in enumerate(value if facts.many else [value]):
                yield from _models_in(entry, concerns, (*way, facts.name, index) if facts.many else (*way, facts.name))


def _first_day(value: object) -> object:
    return value.start if isinstance(value, Period) else value


def _last_day(value: object) -> object:
    return value.end if isinstance(value, Period) else value


def _said(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def check_dates(checked: Checked) -> Iterator[Problem]:
    """Nothing ends before it starts."""
    for found, model, way in _models(checked, _pairs_in):
        for first, second in _pairs_in(type(model)):
            start, end = getattr(model, first), getattr(model, second)
            if start is None or end is None:
                continue
            if _first_day(start) > _last_day(end):  # type: ignore[operator]
                titles = {facts.name: facts.title for facts in fields_of(type(model))}
                yield problem_at(
                    found,
                    (*way, second),
                    "end-before-start",
                    f"“{titles[second]}” ({_said(end)}) comes before “{titles[first]}” ({_said(start)}).",
                    "check both; the earlier one goes first",
                )


def check_future(checked: Checked) -> Iterator[Problem]:
    """What has happened is not dated after the day on which the site is built."""
    for found, model, way in _models(checked, _days_of):
        for facts in _days_of(type(model)):
            value = getattr(model, facts.name)
            if not isinstance(value, (date, Period)):
                continue
            if _first_day(value) > checked.as_of:  # type: ignore[operator]
                yield problem_at(
                    found,
                    (*way, facts.name),
                    "date-to-come",
                    f"“{facts.title}” is {value}, which is after {day_in_words(checked.as_of)}, the day this site speaks of.",
                    "correct the date, or publish the entry when the day has come",
                )


def check_tables(checked: Checked) -> Iterator[Problem]:
    """Every row of a table has a value, or an empty place, under every column."""
    for found, model, way in _models(checked, _has_columns):
        columns = getattr(model, "columns_as_printed", None)
        if not columns:
            continue
        for name in ("rows", "answers"):
            for index, row in enumerate(getattr(model, name, [])):
                for cells in ("values", "percents"):
                    values = getattr(row, cells, [])
                    if values and len(values) != len(columns):
                        yield problem_at(
                            found,
                            (*way, name, index, cells),
                            "wrong-number-of-cells",
                            f"The row “{row.label}” has {len(values)} values under {len(columns)} columns.",
                            "write one value for each column, and  ~  for one that is not known, for example  [1, ~, 3]",
                        )


def check_known_or_explained(checked: Checked) -> Iterator[Problem]:
    """Unknown is not nought: where the figure that matters is missing, the entry says why."""
    for found in checked.registers.as_read():
        record = found.record
        if record.kind == "reading":
            known = [
                getattr(record, name, None) for name in ("value", "change_percent", "change_number", "value_in_words")
            ]
            if all(value is None for value in known):
                yield problem_at(
                    found,
                    ("ref",),
                    "nothing-read",
                    "This reading has neither a value nor a change, nor words for it.",
                    "write  value:  or say it in  value_in_words:",
                )
            if getattr(record, "period", None) is None and getattr(record, "period_note", None) is None:
                yield problem_at(
                    found,
                    ("ref",),
                    "no-period",
                    "This reading does not say when it is of.",
                    "write  period:  or, where the source is unclear,  period_note:",
                )
        if record.kind in ("grant", "decision") and "amount" in type(record).model_fields:
            spends = record.kind == "grant" or getattr(record, "subject", "") in ("grant", "contract")
            if (
                spends
                and getattr(record, "amount", None) is None
                and not getattr(record, "amount_note", None)
                and not record.doubt
                and not _payments_say(record)
            ):
                yield problem_at(
                    found,
                    ("ref",),
                    "amount-not-explained",
                    "The amount is left out, and nothing says why.",
                    "write  amount:  or say in  amount_note:  why it is not known",
                    severity="should",
                )


def _payments_say(record: BaseModel) -> bool:
    payments = getattr(record, "payments", [])
    return bool(payments) and all(payment.amount is not None or payment.amount_note for payment in payments)


def check_sources(checked: Checked) -> Iterator[Problem]:
    """A reader can see where each fact came from."""
    own_words = {
        "duty",
        "publication_statement",
        "office",
        "gift",
        "expense",
        "interest",
        "spending",
        "planned_decision",
        "policy",
        "redirect",
        "untried_link",
        "allowance",
    }
    for found in checked.registers.as_read():
        if not found.record.sources and found.record.kind not in own_words:
            yield problem_at(
                found,
                ("ref",),
                "no-source",
                "This entry does not say where its facts come from.",
                "add  sources:  with the title of the document, its publisher and date",
                severity="should",
            )
