"""The evidence of a duty beside the office's own word on it: nil returns, grounds, promises. A word never makes evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from macros.checklist.item import RANKS, EntryTiming, Item
from macros.checklist.replies import judge_entries
from macros.checklist.timing import (
    Dated,
    Verdict,
    clock_of,
    end_of_stretch,
    judge,
    months_after,
    span_of,
)
from macros.evidence import Evidence
from macros.periods import day_in_words

EXPLAINED_FOR = 12
"""Months for which an explanation without a promised day holds. Then somebody looks again, or the duty is missing."""


def several(number: int, one: str, many: str) -> str:
    """A number with the right word."""
    return f"{number:,} {one if number == 1 else many}"


@dataclass
class Timed:
    """The dated evidence of one duty, ready to be judged on a day: together, or for each body by itself."""

    duty: Any
    as_of: date
    dated: list[Dated] = field(default_factory=list)
    entries: tuple[EntryTiming, ...] = ()
    every: int = 0
    unbroken: bool = False
    looked: Dated | None = None
    there: dict[str, int] = field(default_factory=dict)
    of_body: dict[str, list[Dated]] = field(default_factory=dict)

    def add(self, evidence: Evidence, counting: Iterable[tuple[Any, Dated | None]]) -> None:
        """Take in what counts as one piece of declared evidence."""
        name, bodies = evidence.each
        self.every = evidence.every_months or self.every
        self.unbroken = self.unbroken or evidence.unbroken
        for body in bodies:
            self.there.setdefault(body, 0)
        for record, dated in counting:
            self.dated += [dated] if dated else []
            for body in (str(value) for value in getattr(record, name)) if name else ():
                if body in self.there:
                    self.there[body] += 1
                    self.of_body.setdefault(body, []).extend([dated] if dated else [])

    @property
    def clock(self) -> str:
        """The clock of the duty."""
        return clock_of(self.duty)

    def of_each(self) -> dict[str, Verdict]:
        """What the clock says for each body; nothing where no bodies are told apart."""
        return {
            body: self._judged(self.of_body.get(body, []))
            if count or self.clock == "listed days"
            else Verdict("missing", why="There is nothing here that is said to be theirs.")
            for body, count in self.there.items()
        }

    def verdict(self) -> Verdict:
        """What the clock says of it all; where each body is judged, the one that is furthest from being met."""
        if self.clock == "each entry":
            return judge_entries(self.entries)
        each = self.of_each()
        if not each:
            return self._judged(self.dated)
        worst = max(each.values(), key=lambda said: (RANKS[said.state], -(said.due_by or date.max).toordinal()))
        return replace(worst, why=" ".join(f"{body}: {said.why}" for body, said in each.items()))

    def _judged(self, dated: list[Dated]) -> Verdict:
        more = [self.looked] if self.looked else []
        return judge(self.duty, [*dated, *more], self.as_of, self.every, self.unbroken)


def with_statement(item: Item, timed: Timed, as_of: date) -> Item:
    """The state of a duty, from its evidence and what the office says of it. A word makes no evidence out of nothing."""
    statement, duty = item.statement, item.duty
    said = statement.state if statement else "published"
    if statement and statement.stated_on and timed.clock == "period":
        timed.dated += [Dated(period.start, period.end) for period in statement.nothing_in if period.end <= as_of]
    if said in ("withheld", "not applicable"):
        return replace(item, state=said if item.reason else "missing", why=_looked_at(statement, as_of))
    if said == "not yet published":
        return _gap(item, timed, as_of)
    if said == "nil return":
        return _nil_return(item, timed, as_of)
    if not item.evidence:
        return replace(item, state="missing", why=item.why or "Nothing on this site is evidence for it.")
    if statement and statement.stated_on and clock_of(duty) in ("review", "none") and statement.state == "published":
        timed.looked = Dated(statement.stated_on, statement.stated_on, looked_at=True)
    return _judged(item, timed)


def _judged(item: Item, timed: Timed, verdict: Verdict | None = None) -> Item:
    verdict = verdict or timed.verdict()
    bodies = tuple((body, said.state) for body, said in timed.of_each().items())
    why = " ".join(filter(None, [verdict.why, item.why]))
    return replace(item, state=verdict.state, due_by=verdict.due_by, turns_on=verdict.turns_on, why=why, bodies=bodies)


def _looked_at(statement: Any, as_of: date) -> str:
    if statement.by_when is None:
        return ""
    passed = "was to be" if statement.by_when < as_of else "is to be"
    return f"The ground {passed} looked at again by {day_in_words(statement.by_when)}."


def _gap(item: Item, timed: Timed, as_of: date) -> Item:
    """Said not to be published, with a reason and a date. When the date passes, the duty is open again.

    The date is the day that is promised; without one, the explanation holds for a year from the day it was given.
    """
    by_when, stated_on = item.by_when, item.statement.stated_on
    if not item.reason:
        return replace(item, state="missing", why="It is said not to be published yet, without a reason.")
    if by_when is None and stated_on is None:
        why = (
            "It is said not to be published yet, without the day on which that was said or the day by which it will be."
        )
        return replace(item, state="missing", why=why)
    if by_when is not None and by_when < as_of:
        why = f"It was promised by {day_in_words(by_when)}. That day has passed."
        return replace(item, state="overdue", due_by=by_when, why=why)
    verdict = timed.verdict() if item.evidence else Verdict("missing", why=item.why)
    holds_until = by_when or months_after(stated_on, EXPLAINED_FOR)
    if by_when is None and holds_until < as_of:
        why = f"The explanation is of {day_in_words(stated_on)}. After a year it no longer counts."
        return replace(item, state="missing", due_by=verdict.due_by, why=f"{verdict.why} {why}".strip())
    until = f"It is promised by {day_in_words(by_when)}." if by_when else ""
    return replace(
        item,
        state="not published (explained)",
        due_by=by_when or verdict.due_by,
        turns_on=None if by_when else date.fromordinal(holds_until.toordinal() + 1),
        holds_until=holds_until,
        why=f"{verdict.why} {until}".strip(),
        bodies=tuple((body, said.state) for body, said in timed.of_each().items()) if item.evidence else (),
    )


def _nil_return(item: Item, timed: Timed, as_of: date) -> Item:
    """Nothing to publish, said on a day. It grows stale as evidence does; without a day it is nothing."""
    statement, clock = item.statement, timed.clock
    span = span_of(statement.period) or span_of(statement.stated_on)
    if span is None:
        return replace(item, state="missing", why="The nil return does not say of what day it is.")
    months = timed.every or item.duty.cadence_months or 12
    if clock == "period" and not statement.period:
        span = _stretch_before(span[1], months)
    nothing = Dated(*span)
    if clock == "period":
        over = [one.end for one in timed.dated if end_of_stretch(one.end, months) < as_of]
        timed.dated.append(nothing)
        if max(over, default=date.min) > span[1]:
            return _judged(item, timed)
        verdict = timed.verdict()
    elif item.newest and item.newest > span[1]:
        return _judged(item, timed)
    elif clock == "each entry":
        verdict = timed.verdict()
        if verdict.state in ("overdue", "due soon"):
            return _judged(item, timed, verdict)
        verdict = Verdict("met", why=f"Said on {day_in_words(span[1])}.")
    else:
        verdict = judge(item.duty, [nothing], as_of, timed.every)
    why = re.sub("The newest (entry|evidence)( of a time that is over)? is", "The nil return is", verdict.why)
    state = "nil return" if verdict.state == "met" else verdict.state
    return replace(item, state=state, newest=span[1], due_by=verdict.due_by, turns_on=verdict.turns_on, why=why)


def _stretch_before(day: date, months: int) -> tuple[date, date]:
    """A nil return without a period speaks of the last whole stretch that had ended when it was made."""
    end = end_of_stretch(day, months)
    end = end if end == day else months_after(end, -months)
    return end, end
