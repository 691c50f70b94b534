"""The checklist for people and machines: text, Markdown, CSV and JSON, one row for each duty."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from macros.checklist.item import STATES, Item
from macros.checklist.reach import Reaches


def rows_of(found: list[Item], reaches: Reaches) -> list[dict[str, Any]]:
    """Each duty as plain values under the names of the downloads. What is not known is nothing, never nought."""
    return [
        {
            "id": item.duty.ref,
            "paragraph": item.duty.paragraph,
            "requirement": item.duty.requirement,
            "section": item.duty.heading,
            "law": item.duty.law,
            "basis": item.duty.basis,
            "timing": item.duty.timing,
            "timing_kind": item.duty.timing_kind,
            "timing_confidence": item.duty.timing_confidence,
            "state": item.state,
            "evidence": [proof.words for proof in item.evidence],
            "addresses": reaches.addresses(item.duty.ref),
            "entries": sum(proof.count for proof in item.evidence),
            "entries_left_out": sum(proof.left_out for proof in item.evidence),
            "bodies": dict(item.bodies),
            "newest": item.newest.isoformat() if item.newest else None,
            "published_on": item.published_on.isoformat() if item.published_on else None,
            "published_from": item.published_from or None,
            "here_since": item.here_since.isoformat() if item.here_since else None,
            "due_by": item.due_by.isoformat() if item.due_by else None,
            "why": item.why,
            "owner": item.owner or None,
            "reason": item.reason or None,
            "by_when": item.by_when.isoformat() if item.by_when else None,
            "stated_on": item.stated_on.isoformat() if item.stated_on else None,
            "holds_until": item.holds_until.isoformat() if item.holds_until else None,
            "clicks": reaches.clicks(item.duty.ref),
            "found_by_search": reaches.found(item.duty.ref),
            "searches": reaches.searches(item.duty.ref),
            "explained": not item.open_gap,
            "home_office_group": item.duty.group,
            "ico_class": item.duty.ico_class,
        }
        for item in found
    ]


def left_out(item: Item) -> list[str]:
    """What is said of entries that would count if they were filled in."""
    return [
        f"{proof.words.split(':')[0]}: {proof.left_out:,} further {'entry does' if proof.left_out == 1 else 'entries do'} "
        f"not count, because this is not filled in: {', '.join(proof.lacking)}."
        for proof in item.evidence
        if proof.left_out
    ]


def totals(found: list[Item]) -> dict[str, int]:
    """How many duties are in each state, in the order of ``STATES``; states that none is in are left out."""
    counts = Counter(item.state for item in found)
    return {state: counts[state] for state in STATES if counts[state]}


def _totals(found: list[Item]) -> str:
    return (
        f"{len(found)} {'duty' if len(found) == 1 else 'duties'}: "
        + ", ".join(f"{number} {state}" for state, number in totals(found).items())
        + "."
        if found
        else "There are no duties in data/law/."
    )


def _as_text(found: list[Item], reaches: Reaches) -> str:
    width = max((len(item.duty.ref) for item in found), default=0) + 2
    lines = []
    for item in found:
        clicks, by_search = reaches.clicks(item.duty.ref), reaches.found(item.duty.ref)
        lines.append(f"{item.state:<26} {item.duty.ref:<{width}}{item.duty.requirement}")
        notes = [item.reason if item.state != "met" else "", item.why, *left_out(item)]
        if item.owner or item.holds_until:
            said = f"Said on {item.stated_on}. " if item.stated_on else ""
            until = f"{said}Counts as an explanation until {item.holds_until}." if item.holds_until else ""
            notes.append(f"Owner: {item.owner or 'not named'}. {until}".strip())
        if clicks is not None:
            found_ = {True: ", found by search", False: ", not found by search", None: ""}[by_search]
            notes.append(f"{clicks} {'click' if clicks == 1 else 'clicks'} from the home page{found_}.")
        lines += [f"{'':<27}{note}" for note in notes if note]
    return "\n".join([*lines, "", _totals(found), ""])


def _as_markdown(found: list[Item], reaches: Reaches) -> str:
    rows = []
    for item in found:
        clicks = reaches.clicks(item.duty.ref)
        cells = (
            item.duty.paragraph,
            item.duty.requirement,
            f"**{item.state}**" if item.open_gap else item.state,
            "; ".join(proof.words for proof in item.evidence) or item.reason or item.why,
            item.newest.isoformat() if item.newest else "",
            item.due_by.isoformat() if item.due_by else "",
            "" if clicks is None else str(clicks),
            {True: "yes", False: "no", None: ""}[reaches.found(item.duty.ref)],
        )
        rows.append("| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |")
    gaps = [item for item in found if item.open_gap]
    head = ["## Publication checklist", "", _totals(found), ""]
    if gaps:
        head += ["### Neither met nor explained", ""]
        head += [f"- {item.duty.paragraph} {item.duty.requirement}: **{item.state}**. {item.why}" for item in gaps]
        head.append("")
    return "\n".join(
        [
            *head,
            "| Paragraph | Duty | State | Evidence or reason | Newest | Due by | Clicks | Found by search |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def as_csv(found: list[Item], reaches: Reaches) -> str:
    """One row for each duty, for a spreadsheet."""
    out = io.StringIO()
    rows = [{name: _cell(value) for name, value in row.items()} for row in rows_of(found, reaches)]
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["id"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def pairs(value: dict[str, Any]) -> list[str]:
    """Words and what is known of each, as text: whether a search finds it, the state of a body."""
    said = {True: "found", False: "not found"}
    return [f"{words}: {said[told] if isinstance(told, bool) else told}" for words, told in value.items()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        value = pairs(value)
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _as_json(found: list[Item], reaches: Reaches) -> str:
    return json.dumps(rows_of(found, reaches), ensure_ascii=False, indent=1) + "\n"


CHECKLIST_FORMATS: dict[str, Callable[[list[Item], Reaches], str]] = {
    "text": _as_text,
    "markdown": _as_markdown,
    "csv": as_csv,
    "json": _as_json,
}
