"""Which column of a finance system's export is which: headings under the names that such systems give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from macros.kinds.spending import Spending
from macros.spending_import.cells import text_of


class CannotImport(Exception):
    """The file as a whole cannot be read. The message is for the user."""


HEADINGS: dict[str, tuple[str, ...]] = {
    "paid_on": (
        "paid on", "date paid", "payment date", "paid date", "date of payment", "transaction date", "posting date", "post date",
        "effective date", "gl date", "date", "tran date", "invoice date",
    ),
    "supplier": (
        "supplier name", "supplier", "vendor name", "vendor", "payee name", "payee", "paid to", "beneficiary name", "beneficiary",
        "creditor name", "creditor", "merchant name", "merchant", "company name", "recipient", "name of supplier",
    ),
    "amount": (
        "net amount", "amount net", "amount excluding vat", "amount ex vat", "amount excl vat", "net value", "net", "amount paid",
        "payment amount", "invoice amount", "line amount", "transaction amount", "amount gbp", "amount", "value gbp", "value",
        "gross amount", "total amount", "gross",
    ),
    "purpose": (
        "purpose", "for what", "summary of purpose", "purpose of expenditure", "purpose of spend", "description of goods or services",
        "line description", "description", "transaction description", "narrative", "details", "item", "goods or services",
        "expense type", "expenditure type", "subjective description", "account description",
    ),
    "category": (
        "payment category", "category", "expenditure category", "spend category", "merchant category", "procurement category",
        "expense area", "service area", "cost centre description", "cost centre", "department", "directorate", "expense type",
    ),
    "value_for_money": ("value for money", "why it was good value", "vfm", "value for money statement"),
}  # fmt: skip
"""The names under which finance systems give each field, the best first."""

BESIDE: dict[str, tuple[str, ...]] = {
    "spent": ("debit amount", "debit value", "debit gbp", "debits", "debit", "dr amount", "dr"),
    "came_back": ("credit amount", "credit value", "credit gbp", "credits", "credit", "cr amount", "cr"),
    "direction": (
        "dr cr", "cr dr", "drcr", "d c", "c d", "db cr", "debit credit", "credit debit", "debit or credit", "credit or debit",
        "dr cr indicator", "debit credit indicator", "dr cr flag", "dr or cr", "cr or dr",
    ),
}  # fmt: skip
"""Columns that say which way the money went: an amount for each way, or a word beside the one amount. The name has to be exact."""

TITLES = {name: Spending.model_fields[name].title or name for name in HEADINGS} | {
    "came_back": "Amount that came back",
    "direction": "Which way the money went",
}

NOT_THE_NAME = {
    "supplier": "number no id code ref reference postcode type category account",
    "amount": "vat tax number type description code",
    "paid_on": "due ordered received",
    "purpose": "code number supplier",
    "category": "code number",
}
"""Words that, beside a known name, say that a column holds something else: “Supplier number” is no supplier."""

WITHOUT_TAX = {"ex", "exc", "excl", "excluding", "exclusive", "net", "less", "before", "without"}

NEEDED = ("paid_on", "supplier", "amount", "purpose")


def best_headings(lines: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The line among the first thirty that names most of our fields, and the place of each in it.

    Headings that stand one above the other in two lines are read together.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for number, line in enumerate(lines[:30]):
        above = lines[number - 1] if number else []
        joined = [f"{text_of(up)} {text_of(cell)}" for up, cell in zip_longest(above, line, fillvalue="")]
        figures = any(re.search(r"\d", text_of(cell)) for cell in line)
        for cells in (line,) if figures else (line, joined):
            places = _places_in([_words_of(cell) for cell in cells])
            if len(places) > len(best[1]):
                best = (number, places)
    return best


def _words_of(cell: Any) -> str:
    """A heading in plain words: ``PaymentDate`` and ``payment_date`` are ``payment date``, ``Creditor’s`` is ``creditor``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"['’]s\b", "", text_of(cell)))
    return " ".join(re.sub(r"[^a-z]+", " ", apart.lower()).split())


def _places_in(headings: list[str]) -> dict[str, int]:
    """Where each field stands: first those whose heading is a name that we know, then those that have one in it."""
    places: dict[str, int] = {}
    for near, names in ((False, HEADINGS | BESIDE), (True, HEADINGS)):
        for name, known in names.items():
            found = (
                place
                for word in known
                for place, heading in enumerate(headings)
                if place not in places.values() and (_is_near(name, word, heading) if near else heading == word)
            )
            if name not in places and (place := next(found, None)) is not None:
                places[name] = place
    spent = places.pop("spent", None)
    if "amount" not in places and "came_back" in places and spent is not None:
        places["amount"] = spent
    else:
        places.pop("came_back", None)
    return places


def _is_near(name: str, word: str, heading: str) -> bool:
    """Whether a heading has a name in it, in one or in many, and no word that makes something else of it."""
    words = heading.split()
    singular = " ".join(part.removesuffix("s") for part in words)
    inside = any(f" {word} " in f" {text} " for text in (heading, singular))
    other = {*NOT_THE_NAME.get(name, "").split()} & {*words}
    if name == "amount" and WITHOUT_TAX & {*words}:
        other -= {"vat", "tax"}
    return inside and not other and len(words) <= 8


def headings_in(lines: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The index of the line of headings, and the place of each of our fields in it.

    :raises CannotImport: no line names the columns that are needed.
    """
    start, places = best_headings(lines)
    missing = [name for name in NEEDED if name not in places]
    if missing:
        known = "; ".join(f"{Spending.model_fields[name].title}: {', '.join(HEADINGS[name][:4])}" for name in missing)
        there = ", ".join(filter(None, map(text_of, lines[start]))) if lines else "nothing"
        raise CannotImport(
            f"No line names these columns: {known}. The nearest line has: {there}. Rename the headings in the file."
        )
    return start, places
