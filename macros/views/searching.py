"""The search page's form. What it can be narrowed by is known when the site is built."""

from __future__ import annotations

import json

from markupsafe import Markup

from macros.addresses import address_of
from macros.views.findable import WORDS_FIELD, WORDS_WEIGHT, kind_in_words, labels_of
from macros.views.view import View


def show_search(view: View) -> Markup:
    """A form to search the site, with choices of kind, year and pillar; what it finds stands below it."""
    kinds = {"Page", "Register"}
    years: set[str] = set()
    plans: dict[str, dict[str, None]] = {}
    for found in view.registers:
        if address_of(found.record) is None:
            continue
        kinds.add(kind_in_words(found.record))
        for name, value in labels_of(view, found.record):
            if name == "year":
                years.add(value)
            elif name == "pillar":
                plan, pillar = value.split(": ", 1)
                plans.setdefault(plan, {}).setdefault(pillar)
    pillars = {plan: sorted(pillars) for plan, pillars in sorted(plans.items())}
    weights = json.dumps({WORDS_FIELD: WORDS_WEIGHT})
    return view.render(
        "search.html", kinds=sorted(kinds), years=sorted(years, reverse=True), plans=pillars, weights=weights
    )
