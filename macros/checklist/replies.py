"""The clock of records that each have a last day of their own: the reply to an inspection report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from macros.checklist.item import EntryTiming
from macros.checklist.timing import Verdict, span_of
from macros.periods import day_in_words


def last_day(published: date, days: int) -> date:
    """The last of so many days of which the day of publication is the first (Police Act 1996, section 55: 56)."""
    return published + timedelta(days=days - 1)


def judge_entry(record: Any, starts: object, done: object, answered: bool, days: int, as_of: date) -> EntryTiming:
    """One record with a last day of its own: when it ran out, and whether the answer came in time.

    A start that is known only to the month is read in the office's favour.
    """
    start, end = span_of(starts), span_of(done)
    due_by = last_day(start[1], days) if start else None
    done_on = end[0] if end else None
    if due_by is None:
        return EntryTiming(
            record,
            "timing not known",
            None,
            done_on,
            "The day when it came out is not known, so neither is the last day.",
        )
    counted = f"{days} days, the day when it came out ({day_in_words(start[1])}) being the first, end on {day_in_words(due_by)}."  # type: ignore[index]
    if done_on:
        late = done_on > due_by
        return EntryTiming(
            record,
            "met late" if late else "met",
            due_by,
            done_on,
            f"{counted} The reply came on {day_in_words(done_on)}.",
        )
    if answered:
        return EntryTiming(record, "timing not known", due_by, None, f"{counted} The day of the reply is not known.")
    return EntryTiming(
        record, "overdue" if as_of > due_by else "due soon", due_by, None, f"{counted} There is no reply here."
    )


def judge_entries(entries: Sequence[EntryTiming]) -> Verdict:
    """What all of them come to: an answer that is missing first, then one that is awaited, then the newest."""
    for state in ("overdue", "due soon"):
        waiting = [entry for entry in entries if entry.state == state]
        if waiting:
            first = min(waiting, key=lambda entry: entry.due_by or date.max)
            return Verdict(state, first.due_by, f"{first.record.label}: {first.why}")
    if not entries:
        return Verdict("timing not known", why="There is nothing yet that a reply would be due to.")
    newest = max(entries, key=lambda entry: entry.due_by or date.min)
    return Verdict(newest.state, None, f"{newest.record.label}: {newest.why}")
