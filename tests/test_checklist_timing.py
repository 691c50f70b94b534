"""Each clock of the publication duties at its boundary: the last day, the first day late, leap years, 31 March."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from macros.checklist import in_order_of_day
from macros.checklist.item import Item
from macros.checklist.replies import judge_entries, judge_entry, last_day
from macros.checklist.timing import (
    Dated,
    clock_of,
    end_of_stretch,
    judge,
    months_after,
    span_of,
)
from macros.periods import read_period


def day(text: str) -> date:
    return date.fromisoformat(text)


def duty(kind: str, **more: Any) -> Any:
    known = {"timing_kind": kind, "timing": "As said.", "clock": None, "cadence_months": None, "within_days": None}
    return SimpleNamespace(**{**known, "due_days": [], **more})


def at(text: str, published: str = "") -> Dated:
    period = read_period(text)
    out = (day(published), day(published)) if published else None
    return Dated(period.start, period.end, out)


MONTHLY = duty("monthly", cadence_months=1)
QUARTERLY = duty("quarterly", cadence_months=3)
HALF_YEARLY = duty("half-yearly", cadence_months=6)
ANNUAL = duty("annual", cadence_months=12)
YEARLY_REPORT = duty("annual", cadence_months=12, clock="period")
FOUR_YEARS = duty("standing", cadence_months=48, clock="renewal")
BEFORE_THE_YEAR = duty("annual", cadence_months=12, clock="before the year")


@pytest.mark.parametrize(
    ("of", "newest", "on", "state"),
    [
        # Spending of October: November has not ended, has ended, and December has ended too.
        (MONTHLY, "2026-10-09", "2026-11-30", "met"),
        (MONTHLY, "2026-10-09", "2026-12-01", "due soon"),
        (MONTHLY, "2026-10-09", "2026-12-31", "due soon"),
        (MONTHLY, "2026-10-09", "2027-01-01", "overdue"),
        # A leap year's February is the month before, and the month after.
        (MONTHLY, "2023-12-31", "2024-02-29", "due soon"),
        (MONTHLY, "2023-12-31", "2024-03-01", "overdue"),
        (MONTHLY, "2024-01-05", "2024-02-29", "met"),
        (MONTHLY, "2024-01-05", "2024-03-01", "due soon"),
        # Quarters end in June, September, December and March.
        (QUARTERLY, "2026-06-30", "2026-09-30", "met"),
        (QUARTERLY, "2026-06-30", "2026-10-01", "due soon"),
        (QUARTERLY, "2026-06-30", "2026-12-31", "due soon"),
        (QUARTERLY, "2026-06-30", "2027-01-01", "overdue"),
        (QUARTERLY, "2026-07-01", "2027-01-01", "due soon"),
        # What is looked at again: the last day, the first day late, and a month before.
        (HALF_YEARLY, "2026-03-15", "2026-08-14", "met"),
        (HALF_YEARLY, "2026-03-15", "2026-08-15", "due soon"),
        (HALF_YEARLY, "2026-03-15", "2026-09-15", "due soon"),
        (HALF_YEARLY, "2026-03-15", "2026-09-16", "overdue"),
        (HALF_YEARLY, "2026-06-30", "2026-12-31", "due soon"),
        (HALF_YEARLY, "2026-06-30", "2027-01-01", "overdue"),
        (ANNUAL, "2025-11-22", "2026-11-22", "due soon"),
        (ANNUAL, "2025-11-22", "2026-11-23", "overdue"),
        (ANNUAL, "2024-02-29", "2025-02-28", "due soon"),
        (ANNUAL, "2024-02-29", "2025-03-01", "overdue"),
        (FOUR_YEARS, "2024-02-29", "2028-02-29", "due soon"),
        (FOUR_YEARS, "2024-02-29", "2028-03-01", "overdue"),
        # The report on a financial year: late when the next year and the one after have ended.
        (YEARLY_REPORT, "2023-24", "2025-03-31", "met"),
        (YEARLY_REPORT, "2023-24", "2025-04-01", "due soon"),
        (YEARLY_REPORT, "2023-24", "2026-03-31", "due soon"),
        (YEARLY_REPORT, "2023-24", "2026-04-01", "overdue"),
        # Each year's budget by 31 March before it starts.
        (BEFORE_THE_YEAR, "2026-27", "2027-02-27", "met"),
        (BEFORE_THE_YEAR, "2026-27", "2027-02-28", "due soon"),
        (BEFORE_THE_YEAR, "2026-27", "2027-03-31", "due soon"),
        (BEFORE_THE_YEAR, "2026-27", "2027-04-01", "overdue"),
        (BEFORE_THE_YEAR, "2027-28", "2027-04-01", "met"),
        # Nothing makes these late.
        (duty("on change"), "2020-01-01", "2026-11-22", "timing not known"),
        (duty("on change"), "2025-11-22", "2026-11-22", "met"),
        (duty("on change"), "2025-11-21", "2026-11-22", "timing not known"),
        (duty("event"), "2026-01-01", "2026-11-22", "met"),
        (duty("event"), "2015-01-01", "2026-11-22", "timing not known"),
        (duty("standing"), "2026-01-01", "2026-11-22", "met"),
        (duty("standing"), "2015-01-01", "2026-11-22", "timing not known"),
        (duty("unknown"), "2026-01-01", "2026-11-22", "met"),
        (duty("unknown"), "1990-01-01", "2026-11-22", "timing not known"),
        # Even where someone has written a rhythm beside it.
        (duty("unknown", cadence_months=1), "1990-01-01", "2026-11-22", "timing not known"),
        (duty("unknown", clock="review", cadence_months=1), "1990-01-01", "2026-11-22", "timing not known"),
    ],
)
def test_at_the_boundary(of: Any, newest: str, on: str, state: str) -> None:
    verdict = judge(of, [at(newest)], day(on))
    assert verdict.state == state
    assert verdict.why


def test_the_first_day_late_is_the_day_after_the_last() -> None:
    for of in (MONTHLY, QUARTERLY, HALF_YEARLY, ANNUAL, YEARLY_REPORT, BEFORE_THE_YEAR):
        due_by = judge(of, [at("2023-09-12")], day("2023-09-12")).due_by
        assert due_by is not None
        assert judge(of, [at("2023-09-12")], due_by).state == "due soon"
        assert judge(of, [at("2023-09-12")], date.fromordinal(due_by.toordinal() + 1)).state == "overdue"


@pytest.mark.parametrize(
    ("of", "evidence", "on", "state"),
    [
        # A payment of this month does not stand for last month's list.
        (MONTHLY, ["2026-09-15", "2026-11-03"], "2026-11-22", "due soon"),
        (MONTHLY, ["2026-09-15", "2026-11-03"], "2026-11-30", "due soon"),
        (MONTHLY, ["2026-08-15", "2026-11-03"], "2026-11-22", "overdue"),
        (MONTHLY, ["2026-10-15", "2026-11-03"], "2026-11-22", "met"),
        (MONTHLY, ["2026-10-15", "2026-11-03"], "2026-12-31", "met"),
        (MONTHLY, ["2026-10-15", "2026-11-03"], "2027-01-01", "due soon"),
        (MONTHLY, ["2026-11-03"], "2026-11-22", "met"),
        (QUARTERLY, ["2026-06-30", "2026-10-01"], "2026-12-31", "due soon"),
        (QUARTERLY, ["2026-09-30", "2026-10-01"], "2026-12-31", "met"),
        (YEARLY_REPORT, ["2023-24", "2026-27"], "2026-11-22", "overdue"),
        # What is dated after the day is no evidence yet, of whatever it may be.
        (MONTHLY, ["2026-08-15", "2030-01-01"], "2026-11-22", "overdue"),
        (MONTHLY, ["2030-01-01"], "2026-11-22", "timing not known"),
        (ANNUAL, ["2024-01-01", "2030-01-01"], "2026-11-22", "overdue"),
        (FOUR_YEARS, ["2030-01-01"], "2026-11-22", "timing not known"),
        (BEFORE_THE_YEAR, ["2026-27", "2027-28"], "2026-11-22", "met"),
        (BEFORE_THE_YEAR, ["2024-25", "2030-31"], "2026-11-22", "overdue"),
    ],
)
def test_what_still_runs_and_what_is_to_come(of: Any, evidence: list[str], on: str, state: str) -> None:
    assert judge(of, [at(text) for text in evidence], day(on)).state == state


@pytest.mark.parametrize("of", [MONTHLY, QUARTERLY, HALF_YEARLY, FOUR_YEARS, BEFORE_THE_YEAR, duty("unknown")])
@pytest.mark.parametrize("span", ["9999-12-31", "2020-01-01 to 9999-12-31", "1000-01-01"])
def test_a_slip_in_a_year_stops_nothing(of: Any, span: str) -> None:
    found = span_of(read_period(span))
    assert found
    for on in ("2026-11-22", "9000-01-01"):
        assert judge(of, [Dated(*found)], day(on), unbroken=True).state


@pytest.mark.parametrize(
    ("of", "evidence", "state"),
    [
        (MONTHLY, ["2026-08", "2026-10"], "overdue"),
        (MONTHLY, ["2026-08", "2026-09-30", "2026-10"], "met"),
        (MONTHLY, ["2024-02-29", "2024-03-01 to 2026-10-31"], "met"),
        (MONTHLY, ["2026-10"], "met"),
        (QUARTERLY, ["2026-03-31", "2026-07-01"], "overdue"),
        (QUARTERLY, ["2026-03-31", "2026-04-01", "2026-07-01"], "met"),
    ],
)
def test_a_month_between_two_others_may_not_be_left_out(of: Any, evidence: list[str], state: str) -> None:
    found = [at(text) for text in evidence]
    verdict = judge(of, found, day("2026-11-05"), unbroken=True)
    assert verdict.state == state
    assert judge(of, found, day("2026-11-05")).state == "met"
    if state == "overdue":
        assert "although there are entries before and after" in verdict.why
        assert verdict.due_by and verdict.due_by < day("2026-11-05")


@pytest.mark.parametrize("kind", ["monthly", "quarterly", "half-yearly", "annual", "on change", "event", "unknown"])
def test_evidence_without_a_date_is_never_late_and_never_met(kind: str) -> None:
    assert judge(duty(kind, cadence_months=1), [], day("2026-11-22")).state == "timing not known"


def test_what_came_after_its_last_day_is_met_late() -> None:
    assert judge(MONTHLY, [at("2026-10", "2026-11-30")], day("2026-11-30")).state == "met"
    assert judge(MONTHLY, [at("2026-10", "2026-12-01")], day("2026-11-30")).state == "met late"
    assert judge(BEFORE_THE_YEAR, [at("2026-27", "2026-03-31")], day("2026-11-22")).state == "met"
    assert judge(BEFORE_THE_YEAR, [at("2026-27", "2026-04-01")], day("2026-11-22")).state == "met late"


ACCOUNTS = duty(
    "fixed date",
    due_days=[
        SimpleNamespace(period=read_period(period), by=day(by))
        for period, by in (
            ("2023/24", "2025-02-28"),
            ("2024/25", "2026-02-27"),
            ("2025/26", "2027-01-31"),
            ("2026/27", "2027-11-30"),
            ("2027/28", "2028-11-30"),
        )
    ],
)
"""Accounts and Audit Regulations 2015, regulation 9A."""

IN_TIME = [at("2023-24", "2025-02-28"), at("2024-25", "2026-02-27")]


@pytest.mark.parametrize(
    ("evidence", "on", "state"),
    [
        ([], "2025-02-28", "due soon"),
        ([], "2025-03-01", "overdue"),
        (IN_TIME[:1], "2026-02-27", "due soon"),
        (IN_TIME[:1], "2026-02-28", "overdue"),
        (IN_TIME, "2026-11-22", "met"),
        (IN_TIME, "2026-12-31", "due soon"),
        (IN_TIME, "2027-01-31", "due soon"),
        (IN_TIME, "2027-02-01", "overdue"),
        # A year that came later does not stand for one that is missing.
        (IN_TIME[1:], "2026-11-22", "overdue"),
        ([IN_TIME[0], at("2024-25", "2026-02-28")], "2026-11-22", "met late"),
        # The day on which it came out is not known: it is there, and not called late.
        ([IN_TIME[0], at("2024-25")], "2026-11-22", "met"),
    ],
)
def test_audited_accounts(evidence: list[Dated], on: str, state: str) -> None:
    assert judge(ACCOUNTS, evidence, day(on)).state == state


def report(name: str) -> Any:
    return SimpleNamespace(label=name)


@pytest.mark.parametrize(
    ("published", "replied", "on", "state"),
    [
        # Publication is day 1: 1 October is followed by 55 days, to 25 November.
        ("2026-10-01", "2026-11-25", "2026-12-31", "met"),
        ("2026-10-01", "2026-11-26", "2026-12-31", "met late"),
        ("2026-10-01", None, "2026-11-25", "due soon"),
        ("2026-10-01", None, "2026-11-26", "overdue"),
        # Over the end of a leap February.
        ("2024-01-05", "2024-02-29", "2024-12-31", "met"),
        ("2024-01-04", "2024-02-29", "2024-12-31", "met late"),
        # Known only to the month: read in the office's favour.
        ("2026-09", None, "2026-11-25", "overdue"),
        ("2026-09", None, "2026-11-24", "due soon"),
    ],
)
def test_a_reply_within_56_days(published: str, replied: str | None, on: str, state: str) -> None:
    done = day(replied) if replied else None
    entry = judge_entry(report("A"), read_period(published), done, done is not None, 56, day(on))
    assert entry.state == state
    assert judge_entries([entry]).state == state


def test_the_last_day_is_publication_and_55_days() -> None:
    assert last_day(day("2024-09-23"), 56) == day("2024-11-17")


def test_a_reply_whose_day_is_not_known_is_neither_late_nor_in_time() -> None:
    assert judge_entry(report("A"), day("2020-01-01"), None, True, 56, day("2026-11-22")).state == "timing not known"
    assert judge_entry(report("A"), None, None, False, 56, day("2026-11-22")).state == "timing not known"


def test_one_missing_reply_outweighs_those_that_came() -> None:
    came = judge_entry(report("A"), day("2026-10-01"), day("2026-10-20"), True, 56, day("2026-11-22"))
    missing = judge_entry(report("B"), day("2024-09-23"), None, False, 56, day("2026-11-22"))
    verdict = judge_entries([came, missing])
    assert (verdict.state, verdict.due_by) == ("overdue", day("2024-11-17"))
    assert "B" in verdict.why


def test_which_clock_a_duty_has() -> None:
    assert clock_of(MONTHLY) == clock_of(QUARTERLY) == clock_of(YEARLY_REPORT) == "period"
    assert clock_of(HALF_YEARLY) == clock_of(ANNUAL) == "review"
    assert clock_of(ACCOUNTS) == "listed days"
    assert clock_of(duty("event", within_days=56)) == "each entry"
    assert clock_of(duty("standing")) == clock_of(duty("on change")) == clock_of(duty("unknown")) == "none"


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_after(start: str, months: int, end: str) -> None:
    assert months_after(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("within", "months", "end"),
    [
        ("2024-02-01", 1, "2024-02-29"),
        ("2026-03-31", 3, "2026-03-31"),
        ("2026-04-01", 3, "2026-06-30"),
        ("2026-12-31", 3, "2026-12-31"),
        ("2026-09-30", 6, "2026-09-30"),
        ("2026-10-01", 6, "2027-03-31"),
        ("2026-03-31", 12, "2026-03-31"),
        ("2026-04-01", 12, "2027-03-31"),
    ],
)
def test_the_end_of_a_stretch(within: str, months: int, end: str) -> None:
    assert end_of_stretch(day(within), months) == day(end)


def test_the_day_on_which_an_explanation_ends_falls_due() -> None:
    """An explanation without a promised day counts for a year; its last day is told while it is still to come."""
    duty, ends = SimpleNamespace(order=1, ref="a"), date(2027, 3, 1)
    open_ended = Item(duty, "not published (explained)", holds_until=ends, statement=SimpleNamespace(by_when=None))
    promised = Item(
        duty, "not published (explained)", due_by=ends, holds_until=ends, statement=SimpleNamespace(by_when=ends)
    )
    assert in_order_of_day([open_ended], ends) == [(ends, "Explanation ends", open_ended)]
    assert in_order_of_day([open_ended], ends + timedelta(days=1)) == []
    assert in_order_of_day([promised], ends) == [(ends, "Promised", promised)]
