"""The macros that pages may call: their names and arguments, in one list."""

from __future__ import annotations

import inspect


def macro_signatures() -> dict[str, inspect.Signature]:
    """The signature of each macro by name, without the view that it is a method of."""
    from macros.views.shown import MACROS

    return {
        name: inspect.Signature([p for p in inspect.signature(macro).parameters.values() if p.name != "view"])
        for name, macro in MACROS.items()
    }
