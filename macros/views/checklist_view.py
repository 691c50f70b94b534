"""The publication checklist as pages: the summary, by section, by state, each duty's own page, and for print."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from macros.checklist import STATES, Item
from macros.checklist.engine import gather, statements
from macros.checklist.falling_due import in_order_of_day
from macros.checklist.formats import totals
from macros.checklist.history import History, Reached, states_over_time
from macros.pages import SECTIONS
from macros.views.view import View
from macros.views.words import capital, day

BY_GROUP = dict(zip("abcdef", SECTIONS, strict=True))
"""The Home Office's groups, by their letter, as sections of this site."""

BY_CLASS = dict(zip("1234567", [*SECTIONS, "lists-and-registers"], strict=True))
"""The classes of the model publication scheme, by their number, as sections of this site."""


def section_of(duty: Any) -> str:
    """The section of the site that a duty belongs to: by the Home Office's group, else by the scheme's class."""
    by_group = BY_GROUP.get((duty.group or "")[:1]) if (duty.group or "")[1:2] == "." else None
    return by_group or BY_CLASS.get((duty.ico_class or "")[:1]) or "policies-and-procedures"


def reach_token(ref: str, what: str = "reach") -> str:
    """What stands on a page until the whole site is built and the way to the evidence can be measured."""
    return f"[[{what}-of:{ref}]]"


def shown(view: View, item: Item) -> dict[str, Any]:
    """A duty's row in a table."""
    return {
        "item": item,
        "duty": item.duty,
        "href": view.href(item.duty),
        "evidence": proofs(view, item),
        "reach": reach_token(item.duty.ref) if item.evidence else "",
    }


def proofs(view: View, item: Item) -> list[dict[str, Any]]:
    """Each piece of evidence with where it stands."""
    found = []
    for proof in item.evidence:
        home = view.homes.get(proof.kind) if proof.kind else None
        found.append({"href": home.address if home else proof.address, "words": proof.words, "proof": proof})
    return found


def addresses_of(view: View, item: Item) -> list[str]:
    """Where a duty's evidence stands: its registers and pages first, then entries with pages of their own."""
    homes = [proof["href"] for proof in proofs(view, item) if proof["href"]]
    own = [href for record in item.records if record.page_address and (href := view.href(record))]
    return list(dict.fromkeys([*homes, *own]))


def _by_heading(view: View, found: list[Item]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in found:
        groups.setdefault(item.duty.heading, []).append(shown(view, item))
    return groups


def show_checklist(view: View) -> Markup:
    """The summary by state and by section, what falls due next, and every duty under its heading."""
    found = view.checklist
    sections = [
        {"title": title, "href": f"/checklist/{name}/", "totals": totals(there), "count": len(there)}
        for name, title in SECTIONS.items()
        if (there := [item for item in found if section_of(item.duty) == name])
    ]
    return view.render(
        "checklist.html",
        totals=totals(found),
        states=STATES,
        count=len(found),
        law=len([item for item in found if item.duty.basis == "law"]),
        gaps=[shown(view, item) for item in found if item.open_gap],
        sections=sections,
        coming=[(on, word, shown(view, item)) for on, word, item in in_order_of_day(found, view.as_of)][:8],
        groups=_by_heading(view, found),
    )


def show_checklist_section(view: View, section: str) -> Markup:
    """The duties of one section of the site."""
    found = [item for item in view.checklist if section_of(item.duty) == section]
    return view.render("checklist-part.html", totals=totals(found), groups=_by_heading(view, found), by_state=False)


def show_checklist_by_state(view: View) -> Markup:
    """Every duty under its state: the filter that needs no script."""
    groups = {
        capital(state): [shown(view, item) for item in view.checklist if item.state == state]
        for state in totals(view.checklist)
    }
    return view.render(
        "checklist-part.html", totals=totals(view.checklist), groups=groups, by_state=True, states=STATES
    )


def show_checklist_report(view: View) -> Markup:
    """The whole checklist on one page for print, with the commit that it was made from."""
    return view.render(
        "checklist-report.html",
        totals=totals(view.checklist),
        states=STATES,
        rows=[shown(view, item) for item in view.checklist],
        history=view.history or History("The history was not read."),
    )


def duty_page(view: View, duty: Any) -> dict[str, Any]:
    """What a duty's own page is given: its state, its evidence, how far it is, and when each state was reached."""
    item = next(item for item in view.checklist if item.duty.ref == duty.ref)
    waiting = [
        {"title": view.registers.kinds[name].register_title, "href": home.address}
        for name in item.waiting
        if (home := view.homes.get(name)) and not item.evidence
    ]
    history = view.history or History("The history was not read.")
    return {
        "row": shown(view, item),
        "meaning": STATES[item.state],
        "waiting": waiting,
        "searches": reach_token(duty.ref, "searches") if item.evidence else "",
        "section": (SECTIONS[section_of(duty)], f"/checklist/{section_of(duty)}/"),
        "history": history,
        "reached": _reached(view, item, history),
    }


def _reached(view: View, item: Item, history: History) -> list[Reached]:
    if history.missing:
        return []
    found = gather([item.duty], view.registers, view.full_pages)[item.duty.ref]
    statement = statements(view.registers).get(item.duty.ref)
    return states_over_time(item.duty, found, statement, view.registers, history, view.as_of)


def marks_of(view: View, kind: str) -> list[dict[str, Any]]:
    """For a register's page: which duties it is evidence for, its newest entry, and what is due next."""
    marks: dict[tuple[Any, ...], dict[str, Any]] = {}
    for item in view.checklist:
        if kind not in [proof.kind for proof in item.evidence]:
            continue
        due_by = item.due_by if item.due_by and item.due_by != item.by_when else None
        key = (item.newest, item.published_on, due_by, item.duty.timing_kind, item.state)
        marks.setdefault(
            key,
            {
                "newest": item.newest,
                "published": item.published_on,
                "due_by": due_by,
                "timing": item.duty.timing_kind,
                "state": item.state,
                "said": _newest_in_words(item, view),
                "duties": [],
            },
        )
        marks[key]["duties"].append((item.duty.paragraph, view.href(item.duty)))
    return list(marks.values())


def _newest_in_words(item: Item, view: View) -> str:
    if item.newest is None:
        return ""
    return f"Newest entry {'runs to ' if item.newest > view.as_of else ''}{day(item.newest)}"
