"""The publication checklist: each duty joined to its evidence on a day.

Evidence is declared on the kind (``evidence_for``) or in a page's front matter, nowhere else.
"""

from __future__ import annotations

import calendar
import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from macros.pages import Page
from macros.periods import Period, day_in_words
from macros.registers import Registers

GOOD = ("met", "nil return", "not applicable")
GAPS = ("missing", "overdue")


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: a register with entries that count, or a page."""

    words: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True)
class Item:
    """A duty's state on a day, in the words of design: met, overdue, missing, explained and so on.

    ``newest`` is the last day that the newest evidence speaks of; ``due_by`` the day on which it grows stale.
    """

    duty: Any
    state: str
    evidence: list[Proof] = field(default_factory=list)
    newest: date | None = None
    due_by: date | None = None
    owner: str = ""
    reason: str = ""

    @property
    def tone(self) -> str:
        """Which of three looks the state has: good, open or missing."""
        return "good" if self.state in GOOD else "missing" if self.state in GAPS else "open"

    @property
    def open_gap(self) -> bool:
        """Whether the duty is neither met nor explained."""
        return self.state in GAPS and self.duty.basis == "law"


def items(registers: Registers, pages: list[Page], as_of: date) -> list[Item]:
    """Every duty with its state, in the order of the law."""
    if "duty" not in registers.kinds:
        return []
    said = {statement.duty: statement for statement in registers.of("publication_statement")}
    return [_item(duty, registers, pages, said.get(duty.ref), as_of) for duty in registers.of("duty")]


def _item(duty: Any, registers: Registers, pages: list[Page], statement: Any, as_of: date) -> Item:
    proofs: list[Proof] = []
    dates: list[date] = []
    for name, kind in registers.kinds.items():
        for evidence in kind.evidence_for:
            found = (
                [record for record in registers.of(name) if evidence.counts(record)]
                if evidence.duty == duty.ref
                else []
            )
            if found:
                entries = "1 entry" if len(found) == 1 else f"{len(found):,} entries"
                proofs.append(Proof(f"{kind.register_title}: {entries}", kind=name))
                dates += [
                    day for record in found if evidence.dated and (day := _last_day(getattr(record, evidence.dated)))
                ]
    proofs += [Proof(page.matter.title, address=page.address) for page in pages if duty.ref in page.matter.evidence_for]
    newest = max(dates, default=None)
    due_by = _months_after(newest, duty.cadence_months) if newest and duty.cadence_months else None
    owner = (statement.owner if statement else None) or ""
    made = partial(Item, duty, evidence=proofs, newest=newest, due_by=due_by, owner=owner)
    if proofs:
        return made("overdue" if due_by and due_by < as_of and duty.timing_kind != "unknown" else "met")
    return _without_evidence(made, statement, as_of)


def _without_evidence(made: Callable[..., Item], statement: Any, as_of: date) -> Item:
    if statement is None or statement.state == "published":
        return made("missing")
    reason = statement.reason or ""
    if statement.by_when is not None and statement.by_when < as_of:
        return made("overdue", reason=f"{reason} This was promised by {day_in_words(statement.by_when)}.".strip())
    said = {"not yet published": "not published (explained)"}
    return made(said.get(statement.state, statement.state), reason=reason)


def _last_day(value: object) -> date | None:
    return value.end if isinstance(value, Period) else value if isinstance(value, date) else None


def _months_after(day: date, months: int) -> date:
    """The same day a number of months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if day.day == calendar.monthrange(day.year, day.month)[1] else min(day.day, last))


def _as_rows(found: list[Item]) -> list[dict[str, str]]:
    return [
        {
            "id": item.duty.ref,
            "paragraph": item.duty.paragraph,
            "requirement": item.duty.requirement,
            "basis": item.duty.basis,
            "timing": item.duty.timing,
            "state": item.state,
            "published_on": item.newest.isoformat() if item.newest else "",
            "due_by": item.due_by.isoformat() if item.due_by else "",
            "owner": item.owner,
            "evidence": "; ".join(proof.words for proof in item.evidence),
            "reason": item.reason,
        }
        for item in found
    ]


def _as_text(found: list[Item]) -> str:
    lines = [
        f"{item.state:<18} {item.duty.ref:<16} {item.duty.requirement}"
        + (f"\n{'':<36}{item.reason}" if item.reason else "")
        for item in found
    ]
    return "\n".join([*lines, "", _totals(found), ""])


def _totals(found: list[Item]) -> str:
    counts = Counter(item.state for item in found)
    return f"{len(found)} duties: " + ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) + "."


def _as_markdown(found: list[Item]) -> str:
    rows = [
        f"| {item.duty.paragraph} | {item.duty.requirement} | {item.state} | {'; '.join(proof.words for proof in item.evidence) or item.reason} |".replace(
            "\n", " "
        )
        for item in found
    ]
    return "\n".join(
        [
            "## Publication checklist",
            "",
            _totals(found),
            "",
            "| Paragraph | Duty | State | Evidence or reason |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _as_csv(found: list[Item]) -> str:
    out = io.StringIO()
    rows = _as_rows(found)
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["id"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _as_json(found: list[Item]) -> str:
    return json.dumps(_as_rows(found), ensure_ascii=False, indent=1) + "\n"


CHECKLIST_FORMATS: dict[str, Callable[[list[Item]], str]] = {
    "text": _as_text,
    "markdown": _as_markdown,
    "csv": _as_csv,
    "json": _as_json,
}
