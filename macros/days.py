"""Days of the calendar and times of the day: read from text, every other way of writing them explained instead of guessed at."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta

from macros.periods import day_in_words
from macros.refusals import complain, quoted

FIRST_OF_A_SPREADSHEET = date(1899, 12, 30)
"""The day from which spreadsheets count days, for every day since March 1900."""


def read_day(value: object) -> date:
    """Read ``2024-02-09``; explain every other way of writing a day instead of guessing.

    :raises PydanticCustomError: ``not-a-date``.
    """
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    why, fix = _explained(text)
    raise complain("not-a-date", f"{quoted(text)} {why}", fix)


def _explained(text: str) -> tuple[str, str]:
    """Why a text is not a day as it is written here, and what to write instead."""
    example = "write year, month, day, for example  2024-02-09"
    found = _meant(text)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _year_first(*(int(part) for part in match.groups()))
    if re.fullmatch(r"\d{5}", text) and 30_000 <= int(text) <= 80_000:
        counted = FIRST_OF_A_SPREADSHEET + timedelta(days=int(text))
        return "That is how a spreadsheet counts days.", f"write year, month, day:  {_with_words(counted)}"
    if found is None:
        if re.fullmatch(r"\d{4}([-/]\d{2})?|[A-Za-z]{3,9} \d{4}", text):
            return "The day is missing.", example
        if re.fullmatch(r"\d{1,2}(st|nd|rd|th)? [A-Za-z]{3,9}|\d{1,2}[/.]\d{1,2}", text):
            return "The year is missing.", example
        if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}(st|nd|rd|th)? [A-Za-z]{3,9} \d{4}", text):
            return "There is no such day.", example
        return "That is not a date this site can read.", example
    if match := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{2}|\d{4})", text):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            why = "It could be read with the day first or the month first."
            return why, f"write year, month, day:  {_with_words(found)}"
        return "Dates are written year first.", f"write year, month, day:  {_with_words(found)}"
    return "Dates are written year first, in figures.", f"write  {found}"


def _year_first(year: int, month: int, day: int) -> tuple[str, str]:
    """The same for figures that begin with the year."""
    if year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return "The year, month and day are parted by hyphens, two figures each.", f"write  {date(year, month, day)}"
    if year and 1 <= month <= 12 and 28 < day <= 31:
        last = date(year, month, calendar.monthrange(year, month)[1])
        why = f"There is no such day: {calendar.month_name[month]} {year} has {last.day} days."
        return why, f"check the day; the last one of that month is  {last}"
    if year and 1 <= day <= 12 < month <= calendar.monthrange(year, day)[1]:
        swapped = _with_words(date(year, day, month))
        return f"There is no month {month}; the month comes before the day.", f"write year, month, day:  {swapped}"
    return "There is no such day.", "write a day that the calendar has, for example  2024-02-09"


def _with_words(day: date) -> str:
    return f"{day}  is {day_in_words(day)}"


def _meant(text: str) -> date | None:
    """The day that was most likely meant, as Britain writes days; nothing where day, month or year is left open."""
    from dateutil import parser  # read only when there is something to explain

    if not re.fullmatch(r"[A-Za-z0-9 ,./:'-]{6,40}", text) or not re.search(r"\d", text):
        return None
    year_first = bool(re.match(r"\d{4}", text))
    read = set()
    for open_to in (datetime(2000, 1, 1), datetime(2001, 2, 2)):
        try:
            read.add(
                parser.parse(text, default=open_to, dayfirst=not year_first, yearfirst=year_first, ignoretz=True).date()
            )
        except (ValueError, ArithmeticError, TypeError):
            return None
    return read.pop() if len(read) == 1 else None


def read_clock(value: object) -> time:
    """Read ``14:30``. :raises PydanticCustomError: ``not-a-time``."""
    if isinstance(value, time):
        return value
    text = str(value).strip()
    if (match := re.fullmatch(r"(\d{2}):(\d{2})", text)) and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise complain(
        "not-a-time", f"{quoted(text)} Times are written with the 24-hour clock.", f"write {_clock_meant(text)}"
    )


def _clock_meant(text: str) -> str:
    """The time that was most likely meant, as it is written here."""
    named = {"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "midnight": "00:00"}.get(text.lower())
    match = re.fullmatch(r"(?i)(\d{1,2})(?:[.:h]?(\d{2}))?(?::00)? ?([ap])?\.?m?\.?", text)
    if named or match is None or not (match[2] or match[3]):
        return f" {named}" if named else "for example  14:30"
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + 12 * (match[3].lower() == "p") if 1 <= hour <= 12 else 99
    return f" {hour:02}:{minute:02}" if hour < 24 and minute < 60 else "for example  14:30"
