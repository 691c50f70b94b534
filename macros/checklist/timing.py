"""The clocks of the publication duties: what is due when, and what that makes of the evidence on a day.

Six clocks and none:

``period``           a stretch of time has passed and is reported on: spending of a month, expenses of a quarter
``review``           what stands there is looked at again after so many months
``renewal``          it is published anew after so many months; looking at it is not enough
``before the year``  each financial year's entry stands there before that year starts, on 1 April
``listed days``      the law names the last day for each year
``each entry``       each record has a last day of its own: the reply to an inspection report
``none``             on change, on an event, at all times, or not known: nothing makes it late

Where the law names no day, what is here is read in the office's favour, and the reading is said in ``why``.
A timing that is not known is never late.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from macros.periods import Period, day_in_words

SOON = timedelta(days=31)
"""From so many days before the last day on, a thing is due soon."""

LAST = date(9900, 12, 31)
"""Later days are read as this one, so that a slip such as 9999 leaves room to reckon on."""

FRESH_MONTHS = 12
"""Evidence without a clock is “met” when it is no older than this; older, its timing is “not known”. No source says
how often such things are looked at; bodies with the model publication scheme look at it every year. It never makes
anything late."""


@dataclass(frozen=True)
class Dated:
    """A stretch of time that a piece of evidence speaks of, and the first and last day on which it may have come out."""

    start: date
    end: date
    published: tuple[date, date] | None = None
    looked_at: bool = False
    """Whether this is only the office's word that it looked at what is there, and found it right."""


@dataclass(frozen=True)
class Verdict:
    """What a clock says on a day."""

    state: str
    due_by: date | None = None
    why: str = ""
    turns_on: date | None = None
    """The next day on which the state turns, if nothing comes in, before the last day has passed."""


def clock_of(duty: Any) -> str:
    """Which clock a duty has: the one written in the law's data, else the one that its timing implies."""
    if duty.timing_kind == "unknown":
        return "none"
    if duty.clock:
        return str(duty.clock)
    if duty.due_days:
        return "listed days"
    if duty.within_days:
        return "each entry"
    if duty.timing_kind in ("monthly", "quarterly"):
        return "period"
    return "review" if duty.cadence_months else "none"


def span_of(value: object) -> tuple[date, date] | None:
    """The first and last day of a day or period. What is said to run longer than anyone can reckon ends with ``LAST``."""
    if isinstance(value, Period):
        return min(value.start, LAST), min(value.end, LAST)
    return (min(value, LAST), min(value, LAST)) if isinstance(value, date) else None


def months_after(day: date, months: int) -> date:
    """The same day a number of months later, or the last day of a shorter month; a month's end stays a month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if at_end else min(day.day, last))


def end_of_stretch(day: date, months: int) -> date:
    """The last day of the month, quarter, half or financial year that a day lies in. Years begin on 1 April."""
    since_april = (day.year * 12 + day.month - 1) - 3
    year, month = divmod((since_april // months + 1) * months + 3 - 1, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def judge(duty: Any, dated: Sequence[Dated], as_of: date, every: int = 0, unbroken: bool = False) -> Verdict:
    """What a duty's clock says of dated evidence.

    ``every`` is the rhythm of the evidence where it is another than the duty's; with ``unbroken`` no stretch between
    two others may be left out.
    """
    clock = clock_of(duty)
    months = every or duty.cadence_months or FRESH_MONTHS
    if clock == "listed days":
        return _listed_days(duty, dated, as_of)
    if not dated:
        return Verdict("timing not known", why="The evidence does not say what day or period it is of.")
    if clock in ("period", "review", "renewal"):
        return _of_the_past(clock, dated, as_of, months, unbroken)
    newest = max(dated, key=lambda found: (found.end, found.start))
    if clock == "before the year":
        return _before_the_year(dated, as_of)
    return _no_clock(duty, newest, as_of)


def _of_the_past(clock: str, dated: Sequence[Dated], as_of: date, months: int, unbroken: bool) -> Verdict:
    """The clocks for which what is dated later than the day does not count yet."""
    by_now = [found for found in dated if found.start <= as_of]
    coming = min((found.start for found in dated if found.start > as_of), default=None)
    if not by_now:
        why = "The evidence is dated later than the day of this checklist."
        return Verdict("timing not known", why=why, turns_on=coming)
    if clock == "period":
        said = _period(by_now, months, as_of, unbroken)
        turns = end_of_stretch(as_of, months) + timedelta(days=1)
    else:
        newest = max(by_now, key=lambda found: (found.end, found.start))
        due_by = months_after(newest.end, months)
        said = Verdict(_by(due_by, as_of), due_by, f"{_of(newest, as_of)} It is due again {in_months(months)} later.")
        turns = due_by - SOON
    return replace(said, turns_on=_next(as_of, coming, turns))


def _next(as_of: date, *days: date | None) -> date | None:
    return min((day for day in days if day and day > as_of), default=None)


def _of(newest: Dated, as_of: date) -> str:
    if newest.looked_at:
        return f"The office last looked at it on {day_in_words(newest.end)}."
    if newest.start < newest.end and newest.end > as_of:
        return f"The newest evidence runs until {day_in_words(newest.end)}."
    return f"The newest evidence is of {day_in_words(newest.end)}."


def _by(due_by: date, as_of: date) -> str:
    return "overdue" if as_of > due_by else "due soon" if as_of >= due_by - SOON else "met"


def in_months(months: int) -> str:
    """A number of months in words."""
    if months % 12 == 0:
        return "a year" if months == 12 else f"{months // 12} years"
    return {1: "a month", 3: "a quarter", 6: "six months"}.get(months, f"{months} months")


def _stretch(end: date, months: int) -> str:
    if months == 1:
        return f"{calendar.month_name[end.month]} {end.year}"
    if months == 12:
        return f"the financial year {end.year - 1}/{end.year % 100:02}"
    return f"the {in_months(months).removeprefix('a ')} to {day_in_words(end)}"


def _left_out(dated: Iterable[Dated], until: date, months: int) -> list[date]:
    """The ends of the stretches before ``until`` of which no evidence speaks, though there is some before and after."""
    there: set[date] = set()
    for found in dated:
        end = end_of_stretch(found.start, months)
        while end <= min(end_of_stretch(found.end, months), until):
            there.add(end)
            end = end_of_stretch(end + timedelta(days=1), months)
    out, end = [], min(there, default=until)
    while end < until:
        if end not in there:
            out.append(end)
        end = end_of_stretch(end + timedelta(days=1), months)
    return out


def _period(dated: Sequence[Dated], months: int, as_of: date, unbroken: bool) -> Verdict:
    """An entry of a stretch that still runs counts only where the stretch before is there too: it is not yet a whole list."""
    ends = {found: end_of_stretch(found.end, months) for found in dated}
    over = [found for found in dated if ends[found] < as_of]
    newest = max(dated, key=lambda found: (found.end, found.start))
    if over and ends[newest] >= as_of:
        last = max(over, key=lambda found: (found.end, found.start))
        newest = newest if ends[newest] == end_of_stretch(ends[last] + timedelta(days=1), months) else last
    covered = ends[newest]
    if unbroken and (gaps := _left_out(dated, covered, months)):
        due_by = end_of_stretch(gaps[0] + timedelta(days=1), months)
        more = f" and {len(gaps) - 1} more such" if len(gaps) > 1 else ""
        why = f"There is nothing for {_stretch(gaps[0], months)}{more}, although there are entries before and after."
        return Verdict("overdue", due_by, why)
    following = end_of_stretch(covered + timedelta(days=1), months)
    due_by = end_of_stretch(following + timedelta(days=1), months)
    older = " of a time that is over" if ends[newest] < max(ends.values()) else ""
    runs = ", which still runs; whether all of it is here cannot be seen yet" if covered >= as_of else ""
    why = (
        f"The newest entry{older} is of {_stretch(covered, months)}{runs}. After it comes {_stretch(following, months)}. "
        f"The law names no day for it; this checklist calls it late when {_stretch(due_by, months)} has ended too."
    )
    if as_of > due_by:
        return Verdict("overdue", due_by, why)
    if as_of > following:
        return Verdict("due soon", due_by, why)
    if newest.published and newest.published[0] > following:
        return Verdict(
            "met late", due_by, f"The newest entry came on {day_in_words(newest.published[0])}, too late. {why}"
        )
    return Verdict("met", due_by, why)


def _before_the_year(dated: Sequence[Dated], as_of: date) -> Verdict:
    coming = end_of_stretch(end_of_stretch(as_of, 12) + timedelta(days=1), 12)
    newest = max([found for found in dated if found.end <= coming] or dated, key=lambda found: (found.end, found.start))
    due_by = end_of_stretch(newest.end, 12)
    starts = due_by + timedelta(days=1)
    why = f"The newest entry is for {_stretch(due_by, 12)}. The next year starts on {day_in_words(starts)}; its entry is due before that day."
    state = _by(due_by, as_of)
    began = date(due_by.year - 1, 4, 1)
    if state == "met" and newest.published and newest.published[0] >= began:
        return Verdict(
            "met late",
            due_by,
            f"The newest entry came on {day_in_words(newest.published[0])}, after its year had started. {why}",
        )
    return Verdict(state, due_by, why, _next(as_of, due_by - SOON, end_of_stretch(as_of, 12) + timedelta(days=1)))


def _listed_days(duty: Any, dated: Sequence[Dated], as_of: date) -> Verdict:
    """The days that the law names, for example regulation 9A of the Accounts and Audit Regulations 2015."""
    late = ""
    for due in sorted(duty.due_days, key=lambda due: due.by):
        found = [one for one in dated if one.start <= due.period.start and one.end >= due.period.end]
        if not found:
            state = _by(due.by, as_of)
            why = f"The last day for {due.period} is {day_in_words(due.by)}, named by the law."
            return Verdict("met late" if late and state == "met" else state, due.by, f"{late}{why}", due.by - SOON)
        known = [one.published for one in found if one.published]
        if due.by <= as_of:
            first = min((span[0] for span in known), default=None)
            late = (
                f"For {due.period} it came on {day_in_words(first)}; the last day was {day_in_words(due.by)}. "
                if first and first > due.by and len(known) == len(found)
                else ""
            )
    return Verdict("met late" if late else "met", None, f"{late}The law names no further day yet.")


def _no_clock(duty: Any, newest: Dated, as_of: date) -> Verdict:
    of = _of(newest, as_of)
    fresh_until = months_after(newest.end, FRESH_MONTHS)
    if as_of <= fresh_until:
        return Verdict(
            "met",
            turns_on=fresh_until + timedelta(days=1),
            why=f"{of} " + ("No source says how often it is due." if duty.timing_kind == "unknown" else duty.timing),
        )
    said = {
        "on change": "Whether anything has changed since then is not known.",
        "event": "Whether there has been anything to publish since then is not known.",
        "standing": "When it was last looked at is not known.",
    }
    return Verdict(
        "timing not known",
        why=f"{of} {said.get(duty.timing_kind, 'No source says how often it is due, so it is not called late.')}",
    )
