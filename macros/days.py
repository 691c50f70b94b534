"""Days of the calendar: read from text, every other way of writing them explained instead of guessed at."""

from __future__ import annotations

import re
from datetime import date

from macros.periods import MONTHS
from macros.refusals import complain, quoted


def read_day(value: object) -> date:
    """Read ``2024-02-09``; explain every other way of writing a day instead of guessing.

    :raises PydanticCustomError: ``not-a-date``.
    """
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in match.groups())
        try:
            found = date(year, month, day)
        except ValueError:
            raise complain(
                "not-a-date",
                f"{quoted(text)} There is no such day.",
                "write a day that the calendar has, for example  2024-02-09",
            ) from None
        if text != found.isoformat():
            raise complain(
                "not-a-date",
                f"{quoted(text)} The month and the day need two figures each.",
                f"write  {found.isoformat()}",
            )
        return found
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        first, second, year = (int(part) for part in match.groups())
        try:
            found = date(year, second, first)
        except ValueError:
            raise complain(
                "not-a-date",
                f"{quoted(text)} There is no such day.",
                "write year, month, day, for example  2024-02-09",
            ) from None
        why = (
            "It could be read with the day first or the month first."
            if first <= 12 and first != second
            else "Dates are written year first."
        )
        raise complain(
            "not-a-date",
            f"{quoted(text)} {why}",
            f"write year, month, day:  {found.isoformat()}  is {found.day} {_month_name(found.month)} {year}",
        )
    match = re.fullmatch(r"(?i)(\d{1,2})(?:st|nd|rd|th)? ([a-z]+) (\d{4})", text)
    if match and (named := MONTHS.get(match[2].lower())):
        try:
            found = date(int(match[3]), named, int(match[1]))
        except ValueError:
            raise complain(
                "not-a-date",
                f"{quoted(text)} There is no such day.",
                "write year, month, day, for example  2024-02-09",
            ) from None
        raise complain("not-a-date", f"{quoted(text)} Dates are written year first.", f"write  {found.isoformat()}")
    raise complain(
        "not-a-date",
        f"{quoted(text)} That is not a date this site can read.",
        "write year, month, day, for example  2024-02-09",
    )


def _month_name(number: int) -> str:
    return next(name for name, value in MONTHS.items() if value == number).capitalize()
