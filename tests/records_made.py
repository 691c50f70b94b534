"""Records of any kind made up by hypothesis from the declaration alone, for tests that must hold for every register."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from macros.field_facts import FieldFacts, fields_of
from macros.periods import Period
from macros.record import Record

AWKWARD = (
    "=1+1",
    "+44",
    "-5",
    "@SUM(A1)",
    "'quoted",
    "''",
    "[1, 2]",
    "[",
    "{}",
    "; ",
    "a;",
    '"',
    "\u200b=1",
    "＝1",
    ",",
    "é",
    "\t=1",
    "\r\n=1",
    "\x1c=1",
    "a\rb",
    "\x85",
    "\ufeff",
    "\x07",
    "\u2028",
    "yes",
    "0",
    "🙂",
)
"""Starts of texts that have broken CSV files before."""

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
"""Every sign that a text can hold, control characters among them; no CSV file can hold a NUL."""
TEXT = st.builds(lambda start, rest: start + rest, st.sampled_from(("", *AWKWARD)), st.text(LETTERS, max_size=12))
LINES = TEXT.filter(lambda text: bool(text.strip()))
PROSE = st.lists(LINES, min_size=1, max_size=3).map("\n\n".join)
REFS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9/-]{0,12}", fullmatch=True)
DAYS = st.dates(date(1850, 1, 1), date(2100, 12, 31))
MONTHS = st.builds(lambda day: day.strftime("%B %Y"), DAYS)
PERIODS = st.one_of(
    DAYS.map(str),
    MONTHS,
    DAYS.map(lambda day: f"{day.year}/{(day.year + 1) % 100:02}"),
    st.builds(lambda day, quarter: f"{day.year}/{(day.year + 1) % 100:02} Q{quarter}", DAYS, st.integers(1, 4)),
    DAYS.map(lambda day: str(day.year)),
    MONTHS.map(lambda month: f"year to {month}"),
    st.tuples(DAYS, DAYS).map(lambda days: f"{min(days)} to {max(days)}"),
    st.tuples(DAYS, DAYS).map(lambda days: f"{min(days):%B %Y} to {max(days):%B %Y}"),
)
FITTING: dict[str, Any] = {
    "not-a-web-address": st.sampled_from(["https://example.org/a?b=1&c='d'", "http://www.example.org"]),
    "not-an-email": st.sampled_from(["office@example.org", "+a-b@example.org"]),
    "not-a-phone-number": st.sampled_from(["01953 424455", "+44 1953 424455"]),
    "not-an-attachment": st.sampled_from(["a/notice-1.pdf", "x.csv"]),
    "not-a-reference": REFS,
}
"""For texts of a certain form: what fits, by the code of the complaint about anything else.

Of a form that is not here, the declaration's own example is taken."""


def records_of(kind: type[Record]) -> st.SearchStrategy[Any]:
    """Records of a kind, as the site would load them, awkward texts and all."""
    return _groups(kind).map(kind.model_validate)


def _groups(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    needed, free = {}, {}
    for facts in fields_of(model):
        (needed if facts.required else free)[facts.name] = _values(model, facts)
    return st.fixed_dictionaries(needed, optional=free)


def _values(model: type[BaseModel], facts: FieldFacts) -> st.SearchStrategy[Any]:
    one = _groups(facts.entry) if facts.entry else _one(model, facts)
    return st.lists(one, min_size=1 if facts.required else 0, max_size=3) if facts.many else one


def _one(model: type[BaseModel], facts: FieldFacts) -> st.SearchStrategy[Any]:
    if facts.choices:
        return st.sampled_from(facts.choices)
    if facts.type is Period:
        return PERIODS
    if facts.type is Decimal:
        top = Decimal(100) if "0 to 100" in facts.unit else Decimal(10) ** 9
        bottom = Decimal(0) if _complaint(model, facts, "-1.00") else -top
        return st.decimals(bottom, top, places=2).map(lambda value: f"{value:f}")
    simple = {date: DAYS.map(str), int: st.integers(0, 10**9).map(str), bool: st.sampled_from(["yes", "no"])}
    if facts.type is time:
        return st.times().map(lambda value: value.strftime("%H:%M"))
    if facts.type in simple:
        return simple[facts.type]
    complaint = _complaint(model, facts)
    if not complaint:
        return PROSE if facts.prose else LINES
    return FITTING.get(complaint, st.just(facts.example))


def _complaint(model: type[BaseModel], facts: FieldFacts, text: str = "=any words; at all") -> str:
    """What a field says of a text; by default of one that nothing but free text could be."""
    info = model.model_fields[facts.name]
    try:
        TypeAdapter(info.rebuild_annotation()).validate_python([text] if facts.many else text)
    except ValidationError as refusal:
        return str(refusal.errors()[0]["type"])
    return ""
