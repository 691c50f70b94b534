"""The publication checklist as a page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from macros.checklist import Item, items
from macros.views.view import View


def show_checklist(view: View) -> Markup:
    """Every duty with its state and evidence, by heading."""
    found = items(view.registers, view.pages, view.as_of)
    groups: dict[str, list[dict[str, Any]]] = {}
    totals: dict[str, int] = {}
    for item in found:
        totals[item.state] = totals.get(item.state, 0) + 1
        groups.setdefault(item.duty.heading, []).append(
            {
                "duty": item.duty,
                "state": item.state,
                "tone": item.tone,
                "reason": item.reason,
                "newest": item.newest,
                "due_by": item.due_by,
                "owner": item.owner,
                "evidence": _proofs(view, item),
            }
        )
    return view.render("checklist.html", groups=groups, totals=totals)


def _proofs(view: View, item: Item) -> list[dict[str, str]]:
    proofs = []
    for proof in item.evidence:
        home = view.homes.get(proof.kind) if proof.kind else None
        where = home.address if home else proof.address
        if where:
            proofs.append({"href": where, "words": proof.words})
    return proofs
