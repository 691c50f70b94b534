"""The field guide on the site: every register and what can be filled in, from the declarations."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup
from pydantic import BaseModel

from macros.field_facts import FieldFacts, fields_of
from macros.pages import Page
from macros.parts import FIELD_GUIDE
from macros.record import Record
from macros.views.gathered import Gathered
from macros.views.view import View


def show_field_guide(view: View) -> Markup:
    """Every register, where its entries are kept and the page that explains its fields."""
    kinds = sorted(view.registers.kinds.values(), key=lambda kind: kind.register_title.casefold())
    return view.render("field-guide.html", guided=kinds)


def field_guide_pages(view: View) -> list[Gathered]:
    """A page of the field guide for each kind, where the site has the page that lists them."""
    home = next((page for page in view.pages if page.src == FIELD_GUIDE), None)
    return [_page(home, kind) for kind in view.registers.kinds.values()] if home else []


def _page(home: Page, kind: type[Record]) -> Gathered:
    return Gathered(
        home,
        kind.plural,
        f"{kind.register_title}: what can be filled in",
        f"{kind.register_title}: every field of an entry, how it is written and what it is for.",
        partial(_show, kind=kind),
    )


def _show(view: View, kind: type[Record]) -> Markup:
    return view.render("field-guide-kind.html", guided=kind, groups=_groups(kind), words=_sentences(kind), says=_says)


def _sentences(kind: type[Record]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _says(facts: FieldFacts) -> str:
    """What a field is for and what can stand in it, in sentences."""
    parts = [facts.description]
    if facts.choices:
        parts.append(f"One of: {', '.join(facts.choices)}")
    if facts.to:
        parts.append(f"The reference of: {', '.join(facts.to).replace('_', ' ')}")
    if facts.many:
        parts.append("A list")
    if facts.prose:
        parts.append("Several lines, in Markdown")
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _groups(kind: type[Record]) -> list[tuple[str, str, list[FieldFacts]]]:
    """The fields of a kind, and those of each group that can stand inside it, under a title of their own."""
    found: list[tuple[str, str, list[FieldFacts]]] = []
    seen: set[type[BaseModel]] = set()

    def add(title: str, name: str, model: type[BaseModel]) -> None:
        facts = [one for one in fields_of(model) if not (one.name == "body" and one.prose)]
        found.append((title, name, facts))
        for one in facts:
            if one.entry and one.entry not in seen:
                seen.add(one.entry)
                add(f"Inside “{one.title}”", one.name, one.entry)

    add("Fields", "", kind)
    return found
