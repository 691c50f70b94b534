"""The paper that charts are drawn on: how wide it is, words on it, and how a drawing becomes one ``<svg>``.

Nothing is coloured here: ``overrides/assets/charts.css`` gives the classes their colours for light, dark, paper and
forced colours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from macros.charts.scales import LINE
from macros.charts.words import clean

WIDE = Decimal(480)
"""Every chart is this wide and its text 16 high, so on a telephone 320 pixels wide text is at least 9 pixels."""

RISE = Decimal("5.5")
"""From the middle of a line of text down to its baseline."""


@dataclass(frozen=True)
class Text:
    """Words in a chart. ``y`` is the baseline of the first line."""

    x: Decimal
    y: Decimal
    lines: tuple[str, ...]
    style: str = ""
    anchor: str = ""


def short(number: Decimal | int) -> str:
    """A coordinate, to a tenth of a unit, in as few characters as that needs."""
    return f"{round(Decimal(number), 1) + 0:f}".removesuffix(".0")


def bar(x: Decimal, y: Decimal, long: Decimal, high: Decimal) -> str:
    """The path of a bar that lies; of nothing if it has no length."""
    return f"M{short(x)} {short(y)}h{short(long)}v{short(high)}h{short(-long)}z" if long else ""


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["n"] = short
_templates.globals |= {"WIDE": WIDE, "LINE": LINE}


def draw(template: str, id: str, title: str, description: str, height: Decimal, **parts: object) -> Markup:
    """The template filled in, on one line so that Markdown leaves it alone. All ids in it start with ``id``."""
    if not re.fullmatch("[A-Za-z][A-Za-z0-9_-]*", id):
        raise ValueError(f"“{id}” cannot be the id of a chart: write a letter, then letters, figures or hyphens.")
    if not (title := clean(title)):
        raise ValueError("A chart needs a title.")
    text = _templates.get_template(f"{template}.svg.j2").render(
        id=id, title=title, description=clean(description), height=height, **parts
    )
    return Markup("".join(line.strip() for line in text.split("\n")))
