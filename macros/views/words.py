"""Values in the public's words: money, numbers, days and lists, as text without HTML."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from macros.periods import Period, day_in_words

MINUS = "\N{MINUS SIGN}"


def number(value: Decimal | int | None, sign: bool = False) -> str:
    """A number with thousands commas and a true minus sign, exactly as many decimals as were written."""
    if value is None:
        return "not known"
    text = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,}"
    if value < 0:
        return MINUS + text
    return ("+" if sign and value > 0 else "") + text


def pounds(value: Decimal | None) -> str:
    """Pounds with commas; pence only where there are any."""
    if value is None:
        return "not known"
    shown = f"{abs(value):,.2f}"
    return (MINUS if value < 0 else "") + "£" + shown.removesuffix(".00")


def percent(value: Decimal | None, sign: bool = False) -> str:
    """A percentage as ``5.68%``."""
    return "not known" if value is None else number(value, sign) + "%"


def day(value: date | None) -> str:
    """A day as ``5 December 2021``."""
    return "not known" if value is None else day_in_words(value)


def clock(value: time) -> str:
    """A time of day on the 24-hour clock."""
    return f"{value:%H:%M}"


def capital(text: str) -> str:
    """The text with a capital first letter and nothing else changed."""
    return text[:1].upper() + text[1:]


def several(count: int, one: str, many: str | None = None) -> str:
    """``1 decision``, ``2 decisions``, ``no decisions``."""
    word = one if count == 1 else (many or one + "s")
    return f"{count:,} {word}" if count else f"no {word}"


def size_in_words(size: int) -> str:
    """A size in bytes as a reader wants it: ``12 kB``, ``3.4 MB``; a kilobyte is a thousand bytes."""
    if size < 1000:
        return f"{size} bytes"
    return f"{round(size / 1000)} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def in_words(value: object, unit: str = "") -> str:
    """Any value of a record as one line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Period):
        return value.words
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, Decimal):
        return pounds(value) if unit == "GBP" else percent(value) if unit.startswith("per cent") else number(value)
    if isinstance(value, int):
        return number(value)
    return str(value)
