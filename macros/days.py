"""Days of the calendar: read from text, every other way of writing them explained instead of guessed at."""

from __future__ import annotations

import re
from datetime import date

from macros.periods import MONTHS
from macros.refusals import complain, quoted

FOR_EXAMPLE = "write year, month, day, for example  2024-02-09"


def read_day(value: object) -> date:
    """Read ``2024-02-09``; explain every other way of writing a day instead of guessing.

    :raises PydanticCustomError: ``not-a-date``.
    """
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        found = _on_the_calendar(text, match[1], match[2], match[3])
        if text != found.isoformat():
            raise complain(
                "not-a-date",
                f"{quoted(text)} The month and the day need two figures each.",
                f"write  {found.isoformat()}",
            )
        return found
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        found = _on_the_calendar(text, match[3], match[2], match[1])
        why = (
            "It could be read with the day first or the month first."
            if int(match[1]) <= 12 and int(match[1]) != int(match[2])
            else "Dates are written year first."
        )
        raise complain(
            "not-a-date",
            f"{quoted(text)} {why}",
            f"write year, month, day:  {found.isoformat()}  is {found.day} {_month_name(found.month)} {found.year}",
        )
    match = re.fullmatch(r"(?i)(\d{1,2})(?:st|nd|rd|th)? ([a-z]+) (\d{4})", text)
    if match and (named := MONTHS.get(match[2].lower())):
        found = _on_the_calendar(text, match[3], named, match[1])
        raise complain("not-a-date", f"{quoted(text)} Dates are written year first.", f"write  {found.isoformat()}")
    raise complain("not-a-date", f"{quoted(text)} That is not a date this site can read.", FOR_EXAMPLE)




def _on_the_calendar(text: str, year: str, month: str | int, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        remedy = "write a day that the calendar has, year first, for example  2024-02-09"
        raise complain("not-a-date", f"{quoted(text)} There is no such day.", remedy) from None


def _month_name(number: int) -> str:
    return next(name for name, value in MONTHS.items() if value == number).capitalize()
