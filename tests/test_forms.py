"""Money, days, periods and numbers: what is accepted is read exactly, and never guessed."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from pydantic import BaseModel

from macros.amounts import read_pounds
from macros.fields import (
    Attachment,
    Clock,
    Count,
    Day,
    Email,
    Line,
    Percent,
    Phone,
    Pounds,
    Ref,
    Share,
    Url,
    YesNo,
)
from macros.periods import read_period


class Everything(BaseModel):
    pounds: Pounds | None = None
    percent: Percent | None = None
    share: Share | None = None
    count: Count | None = None
    day: Day | None = None
    clock: Clock | None = None
    yes: YesNo | None = None
    url: Url | None = None
    email: Email | None = None
    phone: Phone | None = None
    line: Line | None = None
    ref: Ref | None = None
    file: Attachment | None = None


@pytest.mark.parametrize(
    ("written", "pounds"),
    [
        ("£1,234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("£ 12", "12"),
        ("-£500", "-500"),
        ("£-500", "-500"),
        ("1,234,567", "1234567"),
        ("0", "0"),
        ("007", "7"),
        ("0.10", "0.10"),
    ],
)
def test_money(written: str, pounds: str) -> None:
    assert str(read_pounds(written)) == pounds


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("percent", "-2.9%", Decimal("-2.9")),
        ("percent", "8.5 per cent", Decimal("8.5")),
        ("share", "100", Decimal(100)),
        ("count", "1,200", 1200),
        ("count", "3.0", 3),
        ("day", " 2024-02-29 ", date(2024, 2, 29)),
        ("clock", "09:05", time(9, 5)),
        ("yes", "Yes", True),
        ("yes", "false", False),
        ("url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("email", "office@example.org", "office@example.org"),
        ("phone", "+44 1953 424455", "01953 424455"),
        ("line", " a   b\n c ", "a b c"),
        ("ref", "DN-2025/01.10_a", "DN-2025/01.10_a"),
        ("file", "2024/notice_1.pdf", "2024/notice_1.pdf"),
    ],
)
def test_other_forms(field: str, written: str, value: object) -> None:
    assert getattr(Everything.model_validate({field: written}), field) == value


@pytest.mark.parametrize(
    ("written", "start", "end", "words"),
    [
        ("2021-22", "2021-04-01", "2022-03-31", "2021/22"),
        ("2021/22", "2021-04-01", "2022-03-31", "2021/22"),
        ("2021/2022", "2021-04-01", "2022-03-31", "2021/22"),
        ("1999/00", "1999-04-01", "2000-03-31", "1999/00"),
        ("2021-22 Q3", "2021-10-01", "2021-12-31", "October to December 2021 (2021/22 Q3)"),
        ("2021/22Q4", "2022-01-01", "2022-03-31", "January to March 2022 (2021/22 Q4)"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2011/12", "2011-04-01", "2012-03-31", "2011/12"),
        ("December 2011", "2011-12-01", "2011-12-31", "December 2011"),
        ("2021", "2021-01-01", "2021-12-31", "2021"),
        ("2021-12-05", "2021-12-05", "2021-12-05", "5 December 2021"),
        ("year to 2023-06", "2022-07-01", "2023-06-30", "12 months to June 2023"),
        ("12 months to June 2023", "2022-07-01", "2023-06-30", "12 months to June 2023"),
    ],
)
def test_periods(written: str, start: str, end: str, words: str) -> None:
    period = read_period(written)
    assert (str(period.start), str(period.end), period.words) == (start, end, words)


def test_a_range_of_days() -> None:
    period = read_period("2021-05-24 to 2021-07-16")
    assert (str(period.start), str(period.end)) == ("2021-05-24", "2021-07-16")
    assert period.words == "24 May 2021 to 16 July 2021"
