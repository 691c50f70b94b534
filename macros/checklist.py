"""The publication checklist: each duty joined to its evidence on a day.

Evidence is declared on the kind (``evidence_for``) or in a page's front matter, nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from macros.pages import Page
from macros.registers import Registers


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: a register with entries, or a page."""

    words: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True)
class Item:
    """A duty's state on a day. ``state`` is in the words of the public."""

    duty: Any
    state: str
    evidence: list[Proof] = field(default_factory=list)
    reason: str = ""

    @property
    def tone(self) -> str:
        """Which of three looks the state has: good, open or missing."""
        return {"published": "good", "nil return": "good", "missing": "missing", "overdue": "missing"}.get(self.state, "open")


    @property
    def open_gap(self) -> bool:
        """Whether the duty is neither met nor explained."""
        return self.state in ("missing", "overdue")


def items(registers: Registers, pages: list[Page], as_of: date) -> list[Item]:
    """Every duty with its state, in the order of the law."""
    if "duty" not in registers.kinds:
        return []
    said = {statement.duty: statement for statement in registers.of("publication_statement")}
    return [_item(duty, registers, pages, said.get(duty.ref), as_of) for duty in registers.of("duty")]


def _item(duty: Any, registers: Registers, pages: list[Page], statement: Any, as_of: date) -> Item:
    proofs = []
    for name, kind in registers.kinds.items():
        if duty.ref in kind.evidence_for and (found := registers.of(name)):
            entries = "1 entry" if len(found) == 1 else f"{len(found):,} entries"
            proofs.append(Proof(f"{kind.register_title}: {entries}", kind=name))
    proofs += [Proof(page.matter.title, address=page.address) for page in pages if duty.ref in page.matter.evidence_for]
    state, reason = "published" if proofs else "missing", ""
    if statement and statement.state != "published":
        late = statement.by_when is not None and statement.by_when < as_of
        state = "overdue" if late else statement.state
        reason = statement.reason or ""
        if late:
            reason = f"{reason} This was promised by {statement.by_when}.".strip()
    return Item(duty, state, proofs, reason)


def _as_rows(found: list[Item]) -> list[dict[str, str]]:
    return [
        {
            "id": item.duty.ref,
            "paragraph": item.duty.paragraph,
            "requirement": item.duty.requirement,
            "basis": item.duty.basis,
            "timing": item.duty.timing,
            "state": item.state,
            "evidence": "; ".join(proof.words for proof in item.evidence),
            "reason": item.reason,
        }
        for item in found
    ]


def _as_text(found: list[Item]) -> str:
    lines = [f"{item.state:<18} {item.duty.ref:<16} {item.duty.requirement}" + (f"\n{'':<36}{item.reason}" if item.reason else "") for item in found]
    return "\n".join([*lines, "", _totals(found), ""])


def _totals(found: list[Item]) -> str:
    counts = Counter(item.state for item in found)
    return f"{len(found)} duties: " + ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) + "."


def _as_markdown(found: list[Item]) -> str:
    rows = [f"| {item.duty.paragraph} | {item.duty.requirement} | {item.state} | {'; '.join(proof.words for proof in item.evidence) or item.reason} |".replace("\n", " ") for item in found]
    return "\n".join(["## Publication checklist", "", _totals(found), "", "| Paragraph | Duty | State | Evidence or reason |", "|---|---|---|---|", *rows, ""])


def _as_csv(found: list[Item]) -> str:
    out = io.StringIO()
    rows = _as_rows(found)
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["id"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _as_json(found: list[Item]) -> str:
    return json.dumps(_as_rows(found), ensure_ascii=False, indent=1) + "\n"


CHECKLIST_FORMATS: dict[str, Callable[[list[Item]], str]] = {"text": _as_text, "markdown": _as_markdown, "csv": _as_csv, "json": _as_json}
