"""A page for each record that has an address: which template, and what it is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from macros.charts import plan_tree
from macros.record import Record
from macros.views import words
from macros.views.checklist_view import duty_page
from macros.views.figures import budget_chart, budget_table, decimal_sum, figure_of, measure_chart, result_parts
from macros.views.shown import latest_readings, show_register
from macros.views.templating import TEMPLATES
from macros.views.view import View

PARTS_OF_A_PLAN = (
    "objective",
    "outcome",
    "priority",
    "promise",
    "measure",
    "change_statement",
    "delivery_action",
    "commissioning_intention",
    "budget_table",
)

TABLES_OF = {"measure": "reading"}
"""Whose entries stand in the tables of a record's page, where it is not the record itself."""

END_OF_TABLE = re.compile(r"</table>\s*</div>")


def render_record(view: View, record: Record) -> Markup:
    """The whole of a record's page below its heading."""
    own = f"record-{record.kind}.html"
    template = own if (TEMPLATES / own).is_file() else "record.html"
    more = GIVEN.get(record.kind)
    html = view.render(template, record=record, **(more(view, record) if more else {}))
    holder = TABLES_OF.get(record.kind, record.kind)
    below = str(view.render("_download.html", kind=view.registers.kinds.get(holder, type(record))))
    return Markup(END_OF_TABLE.sub(lambda end: end[0] + below, str(html)))


def _of_plan(view: View, kind: str, plan: Any) -> list[Any]:
    found = view.registers.of(kind)
    if kind == "objective":
        pillars = {pillar.ref for pillar in view.registers.of("pillar") if pillar.plan == plan.ref}
        return [record for record in found if record.pillar in pillars]
    return [record for record in found if record.plan == plan.ref]


def _plan(view: View, plan: Any) -> dict[str, Any]:
    pillars = _of_plan(view, "pillar", plan)
    branches = []
    for pillar in pillars:
        below = [found for found in view.registers.of("objective") if found.pillar == pillar.ref] + [
            found for found in view.registers.of("outcome") if found.pillar == pillar.ref
        ]
        branches.append(
            (pillar.title, view.href(pillar) or "", [(record.title, view.href(record) or "") for record in below])
        )
    tree = (
        plan_tree(f"tree-{plan.slug}", f"{plan.title} as a tree", plan.short_title or plan.title, branches)
        if any(leaves for _, _, leaves in branches)
        else ""
    )
    parts = []
    for kind in PARTS_OF_A_PLAN:
        records = _of_plan(view, kind, plan)
        if records and kind in view.registers.kinds:
            model = view.registers.kinds[kind]
            html = view.render("plan-part.html", records=records, kind=model)
            parts.append({"id": model.plural, "heading": f"{model.register_title} ({len(records)})", "html": html})

    measured = {record.ref for record in _of_plan(view, "measure", plan)} | _measured(view, *pillars)

    def counts(pillar: Any) -> str:
        found = [glance for glance in _glances(view, pillar) if glance["number"] != "0"]
        return ", ".join(f"{glance['number']} {glance['words']}" for glance in found[:4])

    return {
        "pillars": pillars,
        "plan_sections": _of_plan(view, "plan_section", plan),
        "tree": tree,
        "parts_of_plan": parts,
        "counts": counts,
        "glances": _glances(view, *pillars),
        "doing": [row for row in latest_readings(view) if row["measure"].ref in measured][:4],
    }


def _measured(view: View, *pillars: Any) -> set[str]:
    """The references of the measures that serve some pillars."""
    return {record.ref for record in _served_by(view, *pillars) if record.kind == "measure"}


def _served_by(view: View, *pillars: Any) -> list[Record]:
    """Everything that serves one of some pillars or of their objectives or outcomes, each once."""
    parts = [part for pillar in pillars for part in (pillar, *_below(view, pillar))]
    found: dict[tuple[str, str], Record] = {}
    for part in parts:
        for _, other in view.registers.links_to(part):
            found.setdefault((other.kind, other.slug), other)
    return list(found.values())


def _below(view: View, pillar: Any) -> list[Any]:
    return [
        found for kind in ("objective", "outcome") for found in view.registers.of(kind) if found.pillar == pillar.ref
    ]


def _glances(view: View, *pillars: Any) -> list[dict[str, str]]:
    served = _served_by(view, *pillars)
    below = [part for pillar in pillars for part in _below(view, pillar)]

    def of(*kinds: str) -> list[Any]:
        return [record for record in served if record.kind in kinds]

    paid = decimal_sum([grant.amount for grant in of("grant") if grant.direction == "given"])
    rows = [
        (len([found for found in below if found.kind == "objective"]), "objective"),
        (len([found for found in below if found.kind == "outcome"]), "outcome"),
        (len(of("decision")), "decision"),
        (len(of("service")), "service"),
        (len(of("grant")), "grant or fund"),
        (len(of("measure")), "measure"),
        (len(of("delivery_action")), "delivery action"),
    ]
    plural = {"grant or fund": "grants or funds"}
    glances = [
        {"number": f"{count}", "words": word if count == 1 else plural.get(word, word + "s")}
        for count, word in rows
        if count
    ]
    if paid:
        glances.append({"number": words.pounds(paid), "words": "in grants given whose sum is known"})
    return glances


def _pillar(view: View, pillar: Any) -> dict[str, Any]:
    return {
        "plan": view.find("plan", pillar.plan),
        "glances": _glances(view, pillar),
        "doing": [row for row in latest_readings(view) if row["measure"].ref in _measured(view, pillar)][:4],
        "objectives": [found for found in _below(view, pillar) if found.kind == "objective"],
        "outcomes": [found for found in _below(view, pillar) if found.kind == "outcome"],
    }


def _measure(view: View, measure: Any) -> dict[str, Any]:
    readings = [reading for reading in view.registers.of("reading") if reading.measure == measure.ref]
    timed = [reading for reading in readings if reading.period]
    latest = max(timed, key=lambda reading: reading.period) if timed else (readings[0] if readings else None)
    return {
        "readings": readings,
        "latest": latest,
        "figure": figure_of,
        "chart": measure_chart(view, measure, readings),
    }


DAYS_TO_REPLY = timedelta(days=55)
"""From the day of publication to the last day for a reply: 56 days, publication being day 1 (Police Act 1996, s.55)."""


def _inspection(view: View, inspection: Any) -> dict[str, Any]:
    published = inspection.published
    known = published is not None and published.start == published.end
    return {"reply_due": published.start + DAYS_TO_REPLY if known else None}


GIVEN: dict[str, Callable[[View, Any], dict[str, Any]]] = {
    "duty": duty_page,
    "plan": _plan,
    "pillar": _pillar,
    "measure": _measure,
    "inspection": _inspection,
    "budget_table": lambda view, table: {"chart": budget_chart(view, table), "table": budget_table(view, table)},
    "consultation": lambda view, consultation: {"results": result_parts(view, consultation)},
}
"""What each kind's own template needs beside the record."""

__all__ = ["render_record", "show_register"]
