"""The macros that pages call. Each takes the view and constant words, and gives HTML.

``MACROS`` is the list: a page may call these and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from macros.charts import organisation_chart
from macros.field_facts import FieldFacts, field_named, fields_of
from macros.pages import SECTIONS
from macros.parts import Part, short_extras
from macros.record import Record
from macros.views import words
from macros.views.checklist_view import (
    marks_of,
    show_checklist,
    show_checklist_by_state,
    show_checklist_report,
    show_checklist_section,
)
from macros.views.corrections import show_corrections
from macros.views.field_guide import show_field_guide
from macros.views.figures import chart_of_budget_totals, chart_of_precepts, figure_of
from macros.views.gathered import show_a_to_z, show_uncertain
from macros.views.open_data_view import show_open_data
from macros.views.openness import show_decision_delays, show_entered_late, show_policies_past_review, show_withheld
from macros.views.register_parts import groups_of, render_part, summary_of_parts
from macros.views.searching import show_search
from macros.views.view import View

SECTION_WORDS = {
    "who-we-are": "Commissioner, staff, organisation, contact.",
    "what-we-spend": "Budget, precept, grants, contracts, buildings.",
    "plans-and-performance": "Plans, measures, inspections, complaints.",
    "how-we-decide": "Decisions, meetings, consultations.",
    "policies-and-procedures": "Policies, custody visiting, complaints handling.",
    "lists-and-registers": "Interests, gifts, and every other register.",
}

NOT_IN_EXTRAS = ("ref", "corrections", "withdrawn")


def show_register(view: View, kind: str, nothing: str = "") -> Markup:
    """A whole register as a table, split under headings where its kind is grouped."""
    if kind in view.places.parts and kind not in view.places.in_short:
        return summary_of_parts(view, kind, nothing, marks_of(view, kind))
    return table_of(view, kind, view.registers.of(kind), nothing, in_short=kind in view.places.in_short)


def table_of(view: View, kind: str, found: list[Any], nothing: str = "", *, in_short: bool = False) -> Markup:
    """Entries of a register as a table, with its downloads below.

    ``in_short`` leaves out what the pages of its parts say of each entry, and links to them.
    """
    model = view.registers.kinds[kind]
    columns = [field_named(model, name) for name in model.columns if name != model.groups]
    groups = _groups(view, model, found)
    instead = {name: field_named(model, other) for name, other in model.instead.items()}

    def filled(facts: FieldFacts) -> bool:
        other = instead.get(facts.name, facts).name
        return any(_known(getattr(record, facts.name)) or _known(getattr(record, other)) for record in found)

    # The same columns in every table, so that one can read down the page from year to year.
    columns = [facts for facts in columns if facts is columns[0] or filled(facts)]
    names = {facts.name for facts in columns} | {facts.name for facts in instead.values()}
    linked = "" if model.label_field in names else columns[0].name

    shown = {*names, *(f"{name}_note" for name in names), *NOT_IN_EXTRAS, model.groups}
    kept = short_extras(model) if in_short else [*model.model_fields]
    beside = [facts for facts in fields_of(model) if facts.name not in shown and facts.name in kept]

    def extras(record: Record) -> list[FieldFacts]:
        return [facts for facts in beside if _known(getattr(record, facts.name))]

    in_full = groups_of(view, kind) if in_short else []
    return view.render(
        "register.html",
        kind=model,
        groups=groups,
        columns=columns,
        instead=instead,
        extras=extras,
        held=getattr,
        noted={name: f"{name}_note" for name in names if f"{name}_note" in model.model_fields},
        count=view.registers.count(kind),
        whole=len(found) == view.registers.count(kind),
        linked_column=linked,
        nothing=nothing,
        marks=marks_of(view, kind) if not model.split_by else [],
        in_full=dict(zip((group["id"] for group in groups), in_full, strict=False))
        if len(in_full) == len(groups)
        else {},
        in_full_pages=in_full if len(in_full) != len(groups) else [],
    )


def show_part(view: View, part: Part) -> Markup:
    """One page of a register that is split by month."""
    return render_part(view, part, table_of(view, part.kind.kind, part.records))


def _known(value: object) -> bool:
    """Whether there is anything to show. Nought and “no” in a column of numbers are values too."""
    return value is not None and value != [] and value != "" and value is not False and value != "not stated"


def _groups(view: View, model: type[Record], found: list[Any]) -> list[dict[str, Any]]:
    if not found:
        return []
    if model.groups is None or len(found) < 4:
        return [
            {"heading": "", "id": model.plural, "caption": model.register_title, "records": found, "size": len(found)}
        ]
    facts = field_named(model, model.groups)
    groups: dict[str, list[Any]] = {}
    for record in found:
        value = getattr(record, model.groups)
        target = view.registers.find(facts.to, value) if facts.to and value else None
        heading = view.label(target) if target else words.capital(words.in_words(value)) or "Other"
        groups.setdefault(heading, []).append(record)
    return [
        {
            "heading": heading,
            "id": f"{model.plural}-{index}",
            "caption": f"{model.register_title}: {heading}",
            "records": records,
            "size": len(records),
        }
        for index, (heading, records) in enumerate(groups.items(), 1)
    ]


def show_facts(view: View, topic: str) -> Markup:
    """The facts filed under a topic, each with its source."""
    return view.render("facts.html", records=[fact for fact in view.registers.of("fact") if fact.topic == topic])


def show_section(view: View, section: str) -> Markup:
    """Cards for every page of a section."""
    pages = [
        page
        for page in view.pages
        if page.matter.section == section and page.matter.card and page.address != f"/{section}/"
    ]
    return view.render("section.html", pages=sorted(pages, key=lambda page: (page.matter.order, page.matter.title)))


def show_home(view: View) -> Markup:
    """The home page: who, what plan, what was decided last, how the force is doing, where everything is."""
    holders = [holder for holder in view.registers.of("office_holder") if holder.role == "commissioner"]
    holder = next((found for found in holders if found.until_period is None), holders[0] if holders else None)
    pillars = view.registers.of("pillar")
    plans = [
        plan for plan in view.registers.of("plan") if plan.status == "current" and plan.type == "police and crime plan"
    ]
    return view.render(
        "home.html",
        holder=holder,
        plans=plans,
        pillars_of=lambda plan: [pillar for pillar in pillars if pillar.plan == plan.ref],
        decisions=[found for found in view.registers.of("decision") if found.signed_on or found.announced][:3],
        readings=latest_readings(view)[:3],
        section_words=SECTION_WORDS,
    )


def latest_readings(view: View) -> list[dict[str, Any]]:
    """The newest reading of each measure, newest first: measure, value, period and change in words."""
    rows = []
    latest: dict[str, Any] = {}
    for reading in view.registers.of("reading"):
        if reading.period and reading.value is not None:
            before = latest.get(reading.measure)
            if before is None or reading.period > before.period:
                latest[reading.measure] = reading
    for ref, reading in latest.items():
        measure = view.find("measure", ref)
        if measure:
            change = words.percent(reading.change_percent, sign=True) if reading.change_percent is not None else ""
            rows.append(
                {
                    "measure": measure,
                    "value": figure_of(reading),
                    "when": reading.period.words,
                    "change": change,
                    "end": reading.period.end,
                }
            )
    return sorted(rows, key=lambda row: (row["end"], bool(row["change"])), reverse=True)


def show_latest_readings(view: View) -> Markup:
    """Every measure that has a figure, with its latest one, newest first."""
    return view.render("latest-readings.html", rows=latest_readings(view))


def show_contact(view: View) -> Markup:
    """How to reach the office."""
    return view.render("contact.html")


def show_organisation(view: View) -> Markup:
    """The organisation chart, drawn and as a list."""
    posts = [post for post in view.registers.of("staff_post") if post.current]
    keys = {post.slug for post in posts}
    nodes = [
        (post.slug, post.title, post.holder or "", slug if (slug := _slug(post.reports_to)) in keys else None)
        for post in posts
    ]
    drawing = organisation_chart("organisation", "How the office is organised", nodes) if nodes else Markup("")
    return view.render(
        "organisation.html",
        drawing=drawing,
        posts=posts,
        top=[post for post in posts if _slug(post.reports_to) not in keys],
    )


def _slug(ref: str | None) -> str:
    from macros.fields import slug_of

    return slug_of(ref) if ref else ""


def show_precepts(view: View) -> Markup:
    """The precept over the years as a chart; the register's table holds the same figures."""
    return chart_of_precepts(view)


def show_budget(view: View) -> Markup:
    """The budget over the years as a chart, when two or more years are known."""
    return chart_of_budget_totals(view)


def show_services_for_victims(view: View) -> Markup:
    """Services that help victims, as cards; those for any victim first."""
    services = [service for service in view.registers.of("service") if service.for_victims]
    services.sort(key=lambda service: not (service.for_whom or "").casefold().startswith("any victim"))
    return view.render("services.html", services=services)


MACROS: dict[str, Callable[..., Markup]] = {
    made.__name__: made
    for made in (
        show_register, show_facts, show_section, show_home, show_contact, show_organisation, show_precepts, show_budget,
        show_services_for_victims, show_a_to_z, show_open_data, show_checklist, show_latest_readings, show_uncertain, show_search,
        show_checklist_section, show_checklist_by_state, show_checklist_report,
        show_decision_delays, show_policies_past_review, show_withheld, show_entered_late,
        show_corrections, show_field_guide,
    )
}  # fmt: skip

__all__ = ["MACROS", "SECTIONS"]
