"""Cells of a finance system's export: how days and amounts in them are read, and what is said of each change.

Amounts are pounds as exact ``Decimal``; days are read with the day first, as finance systems in England write them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from macros.periods import MONTHS

SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

PENNY = Decimal("0.01")

POUNDS_SIGN = re.compile(r"(?i)£|gbp|\s")
CAME_BACK = re.compile(r"\((.+)\)|(.+)-|(?i:(.+)cr)")
DEBIT = re.compile(r"(?i)dr$")
MONEY_BACK = "money that came back, now with a minus sign in front"
SPENT, RETURNED = ("", "dr", "d", "debit", "db"), ("cr", "c", "credit")
"""What stands in a column that says which way the money went."""
FIGURES = re.compile(r"-?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d*)?|-?\.\d+")


class Unclear(Exception):
    """A cell that cannot be read with certainty. The message is for the editor."""


def text_of(cell: Any) -> str:
    """A cell as text on one line; a whole number from a spreadsheet without its ``.0``."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def day_of(cell: Any) -> tuple[date, str]:
    """The day in a cell and what had to be changed to read it, in words; empty if nothing.

    :raises Unclear: it is not a day, or not one that the calendar has when the day is read first.
    """
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        cell = text_of(cell)
    return _day_in(text_of(cell))


@lru_cache(maxsize=4096)
def _day_in(text: str) -> tuple[date, str]:
    if not text:
        raise Unclear("There is no date.")
    bare = re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text)
    if match := re.fullmatch(r"(?i)(.*\d)[T ]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[ap]m)?Z?", bare):
        found, change = _day_in(match[1])
        return found, f"{change or 'date'}, its time of day left out"
    try:
        if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", bare):
            found = date(int(match[1]), int(match[2]), int(match[3]))
            return found, "" if text == found.isoformat() else "date written as year-month-day"
        if match := re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})", bare):
            return date(_year(match[3]), int(match[2]), int(match[1])), "date, read with the day first"
        match = re.fullmatch(
            r"(?i)(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ \-/]([a-z]{3,9})\.?,?[ \-/](\d{2}|\d{4})", bare
        )
        month = (MONTHS.get(match[2].lower()) or SHORT_MONTHS.get(match[2].lower())) if match else None
        if match and month:
            return date(_year(match[3]), month, int(match[1])), "date with the month in words"
        if match := re.fullmatch(r"([3-6]\d{4})(\.\d+)?", bare):
            return date(1899, 12, 30) + timedelta(days=int(match[1])), "date given as a spreadsheet's day number"
    except ValueError:
        raise Unclear(f"“{text}” is no day of the calendar when it is read with the day first.") from None
    raise Unclear(f"“{text}” is not a date.")


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def amount_of(cell: Any) -> tuple[Decimal, str]:
    """The pounds in a cell and what had to be changed to read them, in words; empty if nothing.

    Brackets, a minus sign at the end and ``CR`` mean money that came back, and become a minus sign in front.

    :raises Unclear: it is not an amount, or has more than two figures after the point.
    """
    if isinstance(cell, bool):
        raise Unclear(f"“{cell}” is not an amount.")
    if isinstance(cell, int):
        return Decimal(cell), ""
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        if not exact.is_finite():
            raise Unclear(f"“{cell}” is not an amount.")
        rounded = exact.quantize(PENNY, ROUND_HALF_UP)
        if abs(exact - rounded) > Decimal("0.000001"):
            raise Unclear(f"{exact} has more than two figures after the point.")
        return rounded, ""
    text = text_of(cell)
    if not text:
        raise Unclear("There is no amount.")
    bare = POUNDS_SIGN.sub("", text)
    negative = False
    if match := CAME_BACK.fullmatch(bare):
        bare, negative = next(part for part in match.groups() if part), True
    bare = DEBIT.sub("", bare).replace("−", "-")
    if not FIGURES.fullmatch(bare):
        raise Unclear(f"“{text}” is not an amount.")
    try:
        found = Decimal(bare.replace(",", "").rstrip("."))
    except InvalidOperation:
        raise Unclear(f"“{text}” is not an amount.") from None
    if found != found.quantize(PENNY, ROUND_HALF_UP):
        raise Unclear(f"“{text}” has more than two figures after the point.")
    if negative and found < 0:
        raise Unclear(f"“{text}” has two minus signs.")
    found = (-found if negative else found).quantize(PENNY)
    if negative:
        return found, MONEY_BACK
    return found, "pounds sign, commas or spaces taken out of the amount" if bare.replace(",", "") != text else ""


def spent_in(line: Sequence[Any], places: dict[str, int]) -> tuple[Decimal, str]:
    """The pounds of a line, negative where they came back, and what had to be changed to read them.

    :raises Unclear: there is no amount that can be read, or the line says two things about the way that the money went.
    """

    def cell(name: str) -> Any:
        return line[places[name]] if name in places and places[name] < len(line) else None

    if text_of(back := cell("came_back")) not in ("", "0", "0.00", "-"):
        returned, _ = amount_of(back)
        if text_of(cell("amount")) not in ("", "0", "0.00", "-"):
            raise Unclear("It has an amount that was spent and one that came back.")
        return -returned, MONEY_BACK
    amount, change = amount_of(cell("amount"))
    way = text_of(cell("direction")).lower().rstrip(".")
    if way in RETURNED:
        return (-amount, MONEY_BACK) if amount > 0 else (amount, change)
    if way not in SPENT or (way and amount < 0):
        raise Unclear(f"“{cell('direction')}” stands beside £{amount}, and it is not certain which way the money went.")
    return amount, change
