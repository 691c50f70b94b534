"""How openly the office publishes: how long decisions take to appear, policies past review, and what is held back."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import Any

from markupsafe import Markup

from macros.views.known import SAYS_WHEN
from macros.views.view import View


def show_decision_delays(view: View) -> Markup:
    """How many days from signing to publication, by year and for each decision (paragraph 5(d): as soon as practicable)."""
    known: dict[str, list[dict[str, Any]]] = {}
    unknown: dict[str, int] = {}
    for decision in view.registers.of("decision"):
        if decision.withdrawn:
            continue
        if decision.signed_on and decision.published_on:
            days = (decision.published_on - decision.signed_on).days
            known.setdefault(decision.year, []).append({"decision": decision, "days": days})
        else:
            unknown[decision.year] = unknown.get(decision.year, 0) + 1
    years = [
        {
            "year": year,
            "count": len(rows := known.get(year, [])),
            "median": _days(median(row["days"] for row in rows)) if rows else None,
            "longest": max((row["days"] for row in rows), default=None),
            "unknown": unknown.get(year, 0),
        }
        for year in sorted({*known, *unknown}, reverse=True)
    ]
    rows = [row for year in sorted(known, reverse=True) for row in known[year]]
    return view.render("decision-delays.html", years=years, rows=rows)


def _days(value: float) -> str:
    return f"{value:g}"


def show_policies_past_review(view: View) -> Markup:
    """Policies whose day of review has passed, the longest past first, and those that name none."""
    policies = [policy for policy in view.registers.of("policy") if not policy.withdrawn]
    past = sorted(
        (policy for policy in policies if policy.next_review_by and policy.next_review_by < view.as_of),
        key=lambda policy: (policy.next_review_by, policy.ref),
    )
    return view.render(
        "policies-past-review.html",
        rows=[{"policy": policy, "days": (view.as_of - policy.next_review_by).days} for policy in past],
        without=[policy for policy in policies if not policy.next_review_by],
        count=len(policies),
    )


def show_entered_late(view: View) -> Markup:
    """Entries that say they came out before they entered the history of the site, the latest first."""
    rows = [
        {"record": found.record, "says": getattr(found.record, SAYS_WHEN[found.record.kind]), "came": came}
        for found in view.registers
        if found.record.kind in SAYS_WHEN and (came := view.entered_late(found.record))
    ]
    rows.sort(key=lambda row: (row["came"], row["record"].ref), reverse=True)
    return view.render("entered-late.html", rows=rows, history=view.history)


def show_withheld(view: View) -> Markup:
    """What is held back: the ground, who decided, and when the ground is looked at again."""
    rows = [
        _held(view, item.duty, item.duty.requirement, item.reason, item.owner, item.by_when)
        for item in view.checklist
        if item.state == "withheld"
    ]
    if "decision" in view.registers.kinds:
        rows += [
            _held(view, decision, part.what, part.ground, part.decided_by, part.looked_at_again_by)
            for decision in view.registers.of("decision")
            for part in decision.exempt
        ]
    return view.render("withheld.html", rows=sorted(rows, key=lambda row: (row["again_by"] or date.max, row["what"])))


def _held(view: View, record: Any, what: str, ground: str, who: str, again_by: date | None) -> dict[str, Any]:
    passed = again_by is not None and again_by < view.as_of
    return {"record": record, "what": what, "ground": ground, "who": who, "again_by": again_by, "passed": passed}
