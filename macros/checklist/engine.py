"""The state of each publication duty on a day: its evidence gathered, dated and judged by its clock.

Evidence is declared on the kind (``evidence_for``) or in a page's front matter, nowhere else; what only the office can
say stands in ``data/publication.yml``. The Elected Local Policing Bodies (Specified Information) Order 2011, article 2,
and the other duties are data, in ``data/law/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from macros.checklist.item import EntryTiming, Item, Proof
from macros.checklist.timing import (
    Dated,
    Verdict,
    clock_of,
    end_of_stretch,
    judge,
    judge_entries,
    judge_entry,
    months_after,
    span_of,
)
from macros.pages import Page
from macros.periods import day_in_words
from macros.record import Evidence, Record, field_named
from macros.registers import Registers

ENOUGH_WORDS = 20
"""A page is evidence by its own prose; a heading over an empty table is not."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A record of the sort that is asked for: the fields that it lacks, and the time that it speaks of."""

    record: Any
    lacks: tuple[str, ...]
    dated: Dated | None


@dataclass(frozen=True)
class Found:
    """What there is for one duty: the records that fit each piece of declared evidence, and the pages."""

    records: tuple[tuple[Evidence, type[Record], tuple[Piece, ...]], ...] = ()
    pages: tuple[Page, ...] = ()

    def those(self, keep: Any) -> Found:
        """Only the records and pages that ``keep`` says yes to: what was there on an earlier day."""
        return Found(
            tuple((proof, kind, tuple(one for one in fitting if keep(one))) for proof, kind, fitting in self.records),
            tuple(page for page in self.pages if keep(page)),
        )


def gather(duties: list[Any], registers: Registers, pages: list[Page]) -> dict[str, Found]:
    """The evidence for each duty, by its reference."""
    declared: dict[str, list[tuple[Evidence, type[Record], tuple[Piece, ...]]]] = {duty.ref: [] for duty in duties}
    for name, kind in registers.kinds.items():
        for evidence in kind.evidence_for:
            if evidence.duty in declared:
                fitting = tuple(
                    Piece(one, evidence.lacks(one), _dated(evidence, one))
                    for one in registers.of(name)
                    if evidence.fits(one) and _fits_through(evidence, one, registers)
                )
                declared[evidence.duty].append((evidence, kind, fitting))
    return {
        duty.ref: Found(
            tuple(declared[duty.ref]),
            tuple(page for page in pages if duty.ref in page.matter.evidence_for and _says(page)),
        )
        for duty in duties
    }


def _fits_through(evidence: Evidence, record: Record, registers: Registers) -> bool:
    """Whether what a record refers to is of the sort that is asked for, such as a meeting of the Commissioner's own."""
    for name, (field, values) in evidence.through.items():
        ref = getattr(record, name)
        target = registers.find(field_named(type(record), name).to, ref) if ref else None
        if target is None or str(getattr(target, field)) not in values:
            return False
    return True


def _says(page: Page) -> bool:
    prose = re.sub(r"\{\{.*?\}\}|^#.*$", "", page.body, flags=re.DOTALL | re.MULTILINE)
    return len(prose.split()) >= ENOUGH_WORDS


def items(registers: Registers, pages: list[Page], as_of: date) -> list[Item]:
    """Every duty with its state, in the order of the law."""
    if "duty" not in registers.kinds:
        return []
    said = statements(registers)
    duties = registers.of("duty")
    found = gather(duties, registers, pages)
    return [settle(duty, found[duty.ref], said.get(duty.ref), as_of) for duty in duties]


def statements(registers: Registers) -> dict[str, Any]:
    """What the office says of each duty, by the duty's reference."""
    if "publication_statement" not in registers.kinds:
        return {}
    return {statement.duty: statement for statement in registers.of("publication_statement") if not statement.withdrawn}


def settle(duty: Any, found: Found, statement: Any, as_of: date) -> Item:
    """The state of one duty on a day, from what there is and what the office says."""
    proofs: list[Proof] = []
    dated: list[Dated] = []
    entries: list[EntryTiming] = []
    records: list[Any] = []
    every = 0
    for evidence, kind, fitting in found.records:
        counting = [one for one in fitting if not one.lacks]
        records += [one.record for one in counting]
        without = [one.lacks for one in fitting if one.lacks]
        if counting:
            words = "1 entry" if len(counting) == 1 else f"{len(counting):,} entries"
            titles = {kind.model_fields[name].title or name for names in without for name in names}
            proofs.append(
                Proof(
                    f"{kind.register_title}: {words}",
                    kind=kind.kind,
                    count=len(counting),
                    left_out=len(without),
                    lacking=tuple(sorted(titles)),
                )
            )
        every = evidence.every_months or every
        dated += [one.dated for one in counting if one.dated]
        if evidence.starts and duty.within_days:
            entries += [_entry(duty, evidence, one, as_of) for one in fitting]
    for page in found.pages:
        proofs.append(Proof(page.matter.title, address=page.address))
        if page.matter.reviewed_on:
            reviewed = page.matter.reviewed_on
            dated.append(Dated(reviewed, reviewed, (reviewed, reviewed)))
    item = Item(
        duty,
        "missing",
        tuple(proofs),
        owner=(statement.owner if statement else None) or "",
        reason=(statement.reason if statement else None) or "",
        statement=statement,
        entries=tuple(entries),
        records=tuple(records),
        waiting=tuple(dict.fromkeys(kind.kind for _, kind, _ in found.records)),
        newest=max((one.end for one in dated), default=None),
        published_on=max(
            (one.published[1] for one in dated if one.published and one.published[1] <= as_of), default=None
        ),
    )
    return _with_statement(item, dated, every, as_of)


def _dated(evidence: Evidence, record: Any) -> Dated | None:
    span = span_of(getattr(record, evidence.dated)) if evidence.dated else None
    return Dated(*span, span_of(getattr(record, evidence.published)) if evidence.published else None) if span else None


def _entry(duty: Any, evidence: Evidence, piece: Piece, as_of: date) -> EntryTiming:
    record = piece.record
    done = getattr(record, evidence.done) if evidence.done else None
    return judge_entry(record, getattr(record, evidence.starts), done, not piece.lacks, duty.within_days, as_of)


def _with_statement(item: Item, dated: list[Dated], every: int, as_of: date) -> Item:
    """The office's word beside the evidence. It never makes evidence out of nothing."""
    statement, duty = item.statement, item.duty
    said = statement.state if statement else "published"
    if said in ("withheld", "not applicable"):
        return replace(item, state=said if item.reason else "missing", why=_looked_at(statement, as_of))
    if said == "not yet published":
        return _gap(item, dated, every, as_of)
    if said == "nil return":
        return _nil_return(item, dated, every, as_of)
    if not item.evidence:
        return replace(item, state="missing", why="Nothing on this site is evidence for it.")
    if statement and statement.stated_on and clock_of(duty) in ("review", "none") and statement.state == "published":
        dated = [*dated, Dated(statement.stated_on, statement.stated_on, looked_at=True)]
    return _judged(item, _verdict(item, dated, every, as_of))


def _verdict(item: Item, dated: list[Dated], every: int, as_of: date) -> Verdict:
    if clock_of(item.duty) == "each entry":
        return judge_entries(item.entries)
    return judge(item.duty, dated, as_of, every)


def _judged(item: Item, verdict: Verdict) -> Item:
    return replace(item, state=verdict.state, due_by=verdict.due_by, turns_on=verdict.turns_on, why=verdict.why)


def _looked_at(statement: Any, as_of: date) -> str:
    if statement.by_when is None:
        return ""
    passed = "was to be" if statement.by_when < as_of else "is to be"
    return f"The ground {passed} looked at again by {day_in_words(statement.by_when)}."


def _gap(item: Item, dated: list[Dated], every: int, as_of: date) -> Item:
    """Said not to be published. A promised day that has passed makes it overdue, a reason left out makes it missing."""
    by_when = item.by_when
    if not item.reason:
        return replace(item, state="missing", why="It is said not to be published yet, without a reason.")
    if by_when is not None and by_when < as_of:
        return replace(
            item,
            state="overdue",
            due_by=by_when,
            why=f"It was promised by {day_in_words(by_when)}. That day has passed.",
        )
    verdict = _verdict(item, dated, every, as_of) if item.evidence else Verdict("missing")
    promised = f"It is promised by {day_in_words(by_when)}." if by_when else ""
    return replace(
        item,
        state="not published (explained)",
        due_by=by_when or verdict.due_by,
        why=f"{verdict.why} {promised}".strip(),
    )


def _nil_return(item: Item, dated: list[Dated], every: int, as_of: date) -> Item:
    """Nothing to publish, said on a day. It grows stale as evidence does; without a day it is nothing."""
    statement = item.statement
    span = span_of(statement.period) or span_of(statement.stated_on)
    if span is None:
        return replace(item, state="missing", why="The nil return does not say of what day it is.")
    if not statement.period and clock_of(item.duty) == "period":
        span = _stretch_before(span[1], every or item.duty.cadence_months or 12)
    if item.newest and item.newest > span[1]:
        return _judged(item, _verdict(item, dated, every, as_of))
    if clock_of(item.duty) == "each entry":
        verdict = judge_entries(item.entries)
        if verdict.state in ("overdue", "due soon"):
            return _judged(item, verdict)
        verdict = Verdict("met", why=f"Said on {day_in_words(span[1])}.")
    else:
        verdict = judge(item.duty, [Dated(*span)], as_of, every)
    why = re.sub("The newest (entry|evidence) is", "The nil return is", verdict.why)
    state = "nil return" if verdict.state == "met" else verdict.state
    return replace(item, state=state, newest=span[1], due_by=verdict.due_by, turns_on=verdict.turns_on, why=why)


def _stretch_before(day: date, months: int) -> tuple[date, date]:
    """A nil return without a period speaks of the last whole stretch that had ended when it was made."""
    end = end_of_stretch(day, months)
    end = end if end == day else months_after(end, -months)
    return end, end
