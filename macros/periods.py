"""Stretches of time as offices write them: one type that knows them all.

A period is a financial year (``2021-22`` or ``2021/22``, 1 April to 31 March), a quarter of one
(``2021-22 Q3`` is October to December 2021), a month (``2021-12``), a calendar year (``2021``), a day
(``2021-12-05``), twelve months up to a month (``year to 2023-06``) or a range (``2021-05-24 to
2021-07-16``). Both ends are inclusive. Anything else is refused with the forms that would do.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}

FORMS = "2021-22 (financial year), 2021-22 Q3, 2021-12 (month), 2021, year to 2023-06, or 2021-05-24 to 2021-07-16"


def day_in_words(day: date) -> str:
    """``5 December 2021``: the form the public reads; never locale dependent."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


@total_ordering
@dataclass(frozen=True, eq=True)
class Period:
    """``start`` and ``end`` are inclusive days; ``text`` is the canonical way of writing it."""

    text: str
    start: date
    end: date

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start) < (other.end, other.start)

    def __str__(self) -> str:
        return self.text

    @property
    def words(self) -> str:
        """The period as the public reads it, for example ``October to December 2021 (2021/22 Q3)``."""
        if " to " in self.text and not self.text.startswith("year to "):
            first, last = (_read(part) for part in self.text.split(" to ", 1))
            return f"{first.words} to {last.words}"
        if "/" in self.text and "Q" in self.text:
            months = f"{calendar.month_name[self.start.month]} to {calendar.month_name[self.end.month]} {self.end.year}"
            return f"{months} ({self.text})"
        if self.text.startswith("year to "):
            return f"12 months to {calendar.month_name[self.end.month]} {self.end.year}"
        if self.start == self.end:
            return day_in_words(self.start)
        if len(self.text) == 7 and self.text[4] == "-":
            return f"{calendar.month_name[self.start.month]} {self.start.year}"
        return self.text

    @property
    def short(self) -> str:
        """A label for a chart axis, for example ``Jun 2023`` or ``2021/22``."""
        if self.text.startswith("year to "):
            return f"{calendar.month_abbr[self.end.month]} {self.end.year}"
        if self.start == self.end:
            return f"{self.start.day} {calendar.month_abbr[self.start.month]} {self.start.year}"
        if " to " in self.text or (len(self.text) == 7 and self.text[4] == "-") or self.text[0].isalpha():
            return f"{calendar.month_abbr[self.end.month]} {self.end.year}"
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            read_period,
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "period", "description": f"A period: {FORMS}."}


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


LONGEST = 60
"""No period is written with more characters; what is longer is not read at all."""


def _refuse(text: str, why: str, fix: str) -> PydanticCustomError:
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return PydanticCustomError("not-a-period", "{why}", {"why": f"You wrote “{shown}”. {why}", "fix": fix})


def read_period(value: object) -> Period:
    """Read any of the forms above.

    :raises PydanticCustomError: ``not-a-period``, with a message and a fix in the editor's words.
    """
    if isinstance(value, Period):
        return value
    text = " ".join(str(value).split())
    plain = re.sub("[\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]", "-", text)
    if plain != text and plain.isascii():
        raise _refuse(text, "There is a dash in it, where a plain hyphen is wanted.", f"write  {plain[:LONGEST]}")
    if len(text) > LONGEST or not text.isascii():
        raise _refuse(text, "That is not a period this site can read.", f"write it in one of these forms: {FORMS}")
    try:
        return _read(text)
    except PydanticCustomError:
        raise
    except ValueError:
        raise _refuse(
            text, "There is no such day or month.", f"write a period that the calendar has: {FORMS}"
        ) from None


def _read(text: str) -> Period:
    if match := re.fullmatch(r"(?i)(?:year|12 months) to (.+)", text):
        month = _read(match[1])
        if month.start == month.end or (month.end - month.start).days > 31:
            raise _refuse(text, "After “year to” comes a month.", "write for example  year to 2023-06")
        start = date(month.end.year - 1, month.end.month, 1)
        start = _month_end(start.year, start.month) + timedelta(days=1)
        return Period(f"year to {_month(month.end.year, month.end.month).text}", start, month.end)
    if " to " in text:
        if meant := _meant(text):
            raise _refuse(text, "That is not a period this site can read.", f"write  {meant}")
        parts = text.split(" to ")
        if len(parts) != 2:
            raise _refuse(text, "A range has one “to” in it.", "write for example  2021-05-24 to 2021-07-16")
        first, last = (_read(part) for part in parts)
        if last.end < first.start:
            raise _refuse(
                text, "It ends before it starts.", f"put the earlier date first:  {last.start} to {first.end}"
            )
        return Period(f"{first.text} to {last.text}", first.start, last.end)
    if match := re.fullmatch(r"(\d{4})[-/](\d{2}) ?Q(\d+)", text):
        year, following, quarter = int(match[1]), int(match[2]), int(match[3])
        _follows(text, year, following)
        if quarter not in (1, 2, 3, 4):
            raise _refuse(
                text,
                "A financial year has four quarters, Q1 (April to June) to Q4 (January to March).",
                f"write for example  {year}-{following:02} Q3",
            )
        start_month = {1: 4, 2: 7, 3: 10, 4: 1}[quarter]
        opening = date(year + (quarter == 4), start_month, 1)
        return Period(f"{year}/{following:02} Q{quarter}", opening, _month_end(opening.year, start_month + 2))
    if match := re.fullmatch(r"(\d{4})/(\d{2}|\d{4})", text):
        following = int(match[2][-2:])
        _follows(text, int(match[1]), following)
        return _financial_year(int(match[1]))
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        year, second = int(match[1]), int(match[2])
        if second == (year + 1) % 100:
            if second <= 12:
                raise _refuse(
                    text,
                    "It could be a financial year or a month.",
                    f"for the financial year write  {year}/{second:02} ; for the month write  {calendar.month_name[second]} {year}"
                    if second
                    else f"write  {year}/00  for the financial year",
                )
            return _financial_year(year)
        if not 1 <= second <= 12:
            raise _refuse(
                text, "That is neither a month nor a financial year.", f"write a period in one of these forms: {FORMS}"
            )
        return _month(year, second)
    if (match := re.fullmatch(r"([A-Za-z]+) (\d{4})", text)) and match[1].lower() in MONTHS:
        year, second = int(match[2]), MONTHS[match[1].lower()]
        return _month(year, second)
    if re.fullmatch(r"\d{4}", text):
        return Period(text, date(int(text), 1, 1), date(int(text), 12, 31))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return Period(text, day, day)
    meant = _meant(text)
    raise _refuse(
        text,
        "That is not a period this site can read.",
        f"write  {meant}" if meant else f"write it in one of these forms: {FORMS}",
    )


QUARTER = re.compile(
    r"(?i)(?:Q|quarter ?|qtr ?)([1-4])[ ,/-]*(?:of )?(?:FY ?)?(.+)|(?:FY ?)?(.+?)[ ,/-]*(?:Q|quarter ?|qtr ?)([1-4])"
)


def _meant(text: str) -> str:
    """What to write for a period that offices often write in another way; nothing where it would be a guess."""
    if (year := _year_meant(text)) is not None:
        return f"{year}/{(year + 1) % 100:02}"
    if match := QUARTER.fullmatch(text):
        quarter, rest = (match[1], match[2]) if match[1] else (match[4], match[3])
        if (year := _year_meant(rest)) is not None:
            return f"{year}-{(year + 1) % 100:02} Q{quarter}"
        if re.fullmatch(r"\d{4}", rest):
            financial = f"{rest}/{(int(rest) + 1) % 100:02} Q{quarter}"
            month = 3 * int(quarter)
            return f"{financial}  for a quarter of the financial year, or  {rest}-{month - 2:02}-01 to {_month_end(int(rest), month)}  for one of the calendar year"
    if (match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9}) (\d{4})", text)) and match[
        2
    ].lower() in MONTHS:
        return str(date(int(match[3]), MONTHS[match[2].lower()], int(match[1])))
    if match := re.fullmatch(r"([A-Za-z]{3,9})\.?[ -]'?(\d{2}|\d{4})", text):
        named = [number for name, number in MONTHS.items() if name.startswith(match[1].lower()[:3])]
        return _month(_whole_year(match[2]), named[0]).text if named else ""
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])[/.-](\d{4})", text):
        return _month(int(match[2]), int(match[1])).text
    if match := re.fullmatch(r"([A-Za-z]{3,9})\.? ?(?:-|to|and) ?([A-Za-z]{3,9})\.? (\d{4})", text):
        ends = [[n for name, n in MONTHS.items() if name.startswith(word.lower()[:3])] for word in match.groups()[:2]]
        if all(ends) and ends[0][0] <= ends[1][0]:
            return f"{match[3]}-{ends[0][0]:02}-01 to {_month_end(int(match[3]), ends[1][0])}"
    return ""


def _year_meant(text: str) -> int | None:
    """The year in which a financial year starts that is written in another way, such as ``FY25/26`` or ``2025-2026``."""
    match = re.fullmatch(r"(?i)(?:f\.?y\.? ?|financial year )?(\d{2}|\d{4}) ?(?:-|/| to ) ?(\d{1,2}|\d{4})", text)
    if match and int(match[2]) % 100 == (_whole_year(match[1]) + 1) % 100:
        return _whole_year(match[1])
    return None


def _whole_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(year: int, month: int) -> Period:
    """A month. Where figures could be taken for a financial year (``2011-12``), it is written in words."""
    ambiguous = month == (year + 1) % 100
    text = f"{calendar.month_name[month]} {year}" if ambiguous else f"{year}-{month:02}"
    return Period(text, date(year, month, 1), _month_end(year, month))


def _follows(text: str, year: int, following: int) -> None:
    if following != (year + 1) % 100:
        raise _refuse(
            text, f"A financial year that starts in {year} ends in {year + 1}.", f"write  {year}-{(year + 1) % 100:02}"
        )


def _financial_year(year: int) -> Period:
    return Period(f"{year}/{(year + 1) % 100:02}", date(year, 4, 1), date(year + 1, 3, 31))
