"""The state of each publication duty on a day: its evidence gathered, dated and judged by its clock.

Evidence is declared on the kind (``evidence_for``) or in a page's front matter, nowhere else; what only the office can
say stands in ``data/publication.yml``. The Elected Local Policing Bodies (Specified Information) Order 2011, article 2,
and the other duties are data, in ``data/law/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.checklist.item import EntryTiming, Item, Proof
from macros.checklist.replies import judge_entry
from macros.checklist.said import Timed, several, with_statement
from macros.checklist.timing import Dated, span_of
from macros.field_facts import field_named
from macros.pages import Page
from macros.record import Evidence, Record
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
    timed = Timed(duty, as_of)
    entries: list[EntryTiming] = []
    records: list[Any] = []
    lacking: list[str] = []
    for evidence, kind, fitting in found.records:
        without = [one for one in fitting if one.lacks]
        counting = [] if evidence.whole and without else [one for one in fitting if not one.lacks]
        titles = sorted({kind.model_fields[name].title or name for one in without for name in one.lacks})
        if counting:
            records += [one.record for one in counting]
            words = "1 entry" if len(counting) == 1 else f"{len(counting):,} entries"
            proofs.append(
                Proof(f"{kind.register_title}: {words}", kind.kind, "", len(counting), len(without), tuple(titles))
            )
        elif without:
            lacking.append(
                f"Under {kind.register_title}, {'none' if len(without) == len(fitting) else 'not each'} of "
                f"{several(len(fitting), 'entry', 'entries')} of this sort says: {', '.join(titles)}."
            )
        timed.add(evidence, [(one.record, one.dated) for one in counting])
        if evidence.starts and duty.within_days:
            entries += [_entry(duty, evidence, one, as_of) for one in fitting]
    for page in found.pages:
        proofs.append(Proof(page.matter.title, address=page.address))
        if page.matter.reviewed_on:
            reviewed = page.matter.reviewed_on
            timed.dated.append(Dated(reviewed, reviewed, (reviewed, reviewed)))
    timed.entries = tuple(entries)
    published = [one.published[1] for one in timed.dated if one.published and one.published[1] <= as_of]
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
        newest=max((one.end for one in timed.dated), default=None),
        published_on=max(published, default=None),
        published_from="source" if published else "",
        why=" ".join(lacking),
    )
    return with_statement(item, timed, as_of)


def _dated(evidence: Evidence, record: Any) -> Dated | None:
    span = span_of(getattr(record, evidence.dated)) if evidence.dated else None
    return Dated(*span, span_of(getattr(record, evidence.published)) if evidence.published else None) if span else None


def _entry(duty: Any, evidence: Evidence, piece: Piece, as_of: date) -> EntryTiming:
    record = piece.record
    done = getattr(record, evidence.done) if evidence.done else None
    return judge_entry(record, getattr(record, evidence.starts), done, not piece.lacks, duty.within_days, as_of)
