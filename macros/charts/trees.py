"""Charts of what belongs to what: a plan down to its objectives, an office and who answers to whom.

Both are drawn as an indented tree, which is as readable on a telephone as on paper, and in the order given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from macros.charts.paper import RISE, WIDE, Text, draw, short
from macros.charts.scales import LINE, width, wrap
from macros.charts.words import clean, sentence

BOLD = Decimal("1.1")
"""How much wider bold words are."""


@dataclass(frozen=True)
class _Leaf:
    """One place in a tree, before it is drawn. One without a frame is a line of text, as objectives are."""

    depth: int
    label: str
    sublabel: str = ""
    href: str = ""
    framed: bool = True


@dataclass(frozen=True)
class _Box:
    """One place in a tree as drawn; with ``href`` it is a link as large as the box."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    style: str
    href: str
    texts: tuple[Text, ...]


def plan_tree(
    id: str,
    title: str,
    root_label: str,
    branches: Sequence[tuple[str, str | None, Sequence[tuple[str, str | None]]]],
    description: str = "",
) -> Markup:
    """A plan, its pillars and their objectives: ``[(pillar, address, [(objective, address), …]), …]``.

    What has an address is a link, large enough for a thumb.
    """
    if not branches:
        raise ValueError("There is no pillar to draw.")
    leaves = [_Leaf(0, clean(root_label))]
    counts = []
    for label, href, twigs in branches:
        leaves.append(_Leaf(1, clean(label), "", _address(href)))
        leaves += [_Leaf(2, clean(name), "", _address(place), framed=False) for name, place in twigs]
        counts.append(f"{clean(label)} ({_count(len(twigs), 'objective')})")
    objectives = sum(len(twigs) for _, _, twigs in branches)
    told = f"{clean(root_label)}: {_count(len(branches), 'pillar')} and {_count(objectives, 'objective')}."
    return _tree(id, title, clean(description) or f"{told} {sentence('; '.join(counts))}", leaves, role="group")


def organisation_chart(
    id: str, title: str, nodes: Sequence[tuple[str, str, str, str | None]], description: str = ""
) -> Markup:
    """Who answers to whom: ``[(key, label, sublabel, key of the one above or None), …]``. Several may stand on top."""
    keys = [key for key, *_ in nodes]
    if not nodes:
        raise ValueError("There is nobody to draw.")
    if len(set(keys)) < len(keys):
        raise ValueError(f"“{next(key for key in keys if keys.count(key) > 1)}” is there twice.")
    under: dict[str | None, list[tuple[str, str, str]]] = {None: []}
    for key, label, sublabel, parent in nodes:
        if parent is not None and parent not in keys:
            raise ValueError(f"“{key}” is under “{parent}”, which is not there.")
        under.setdefault(parent, []).append((key, clean(label), clean(sublabel)))
    leaves: list[_Leaf] = []
    told: list[str] = []

    def named(some: Sequence[tuple[str, str, str]]) -> str:
        return "; ".join(f"{label} ({sublabel})" if sublabel else label for _, label, sublabel in some)

    waiting = [(0, place) for place in reversed(under[None])]
    while waiting:
        depth, (key, label, sublabel) = waiting.pop()
        leaves.append(_Leaf(depth, label, sublabel))
        below = under.get(key, [])
        told += [f"Under {label}: {named(below)}."] if below else []
        waiting += [(depth + 1, place) for place in reversed(below)]
    if len(leaves) < len(nodes):
        raise ValueError("Some answer to each other in a circle.")
    words = " ".join([f"At the top: {named(under[None])}.", *told])
    return _tree(id, title, clean(description) or words, leaves, role="img")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _address(href: str | None) -> str:
    """An address that is safe to press: on this site, or of a scheme that runs nothing."""
    href = clean(href or "").replace(" ", "%20")
    scheme = re.match("[^/?#]*:", href)
    if scheme and scheme[0].lower() not in ("http:", "https:", "mailto:"):
        raise ValueError(f"“{href}” is not an address that a chart may link to.")
    return href


def _tree(id: str, title: str, description: str, leaves: Sequence[_Leaf], role: str) -> Markup:
    """Each place on its own row, further in the deeper it is, with twigs from the one above it."""
    deepest = max(leaf.depth for leaf in leaves)
    indent = min(Decimal(28), Decimal(200) / max(1, deepest))
    needs = [
        (leaf.depth * indent, max(width(leaf.label) * BOLD, width(leaf.sublabel)) + 28)
        for leaf in leaves
        if leaf.framed
    ]
    edge = min(WIDE - 1, max(x + need for x, need in needs))
    boxes: list[_Box] = []
    above: list[tuple[Decimal, Decimal]] = []
    twigs = ""
    y = Decimal(1)
    for leaf in leaves:
        x = 1 + indent * leaf.depth
        wide = (edge if leaf.framed else WIDE - 1) - x
        label = wrap(leaf.label, (wide - 24) / BOLD if leaf.framed else wide - 12)
        sublabel = wrap(leaf.sublabel, wide - 24) if leaf.sublabel else ()
        tall = LINE * (len(label) + len(sublabel))
        high = max(Decimal(42), tall + (18 if leaf.framed else 12))
        y += 8 if leaf.framed and boxes else 0
        middle = y + high / 2 if leaf.framed else y + (high - tall) / 2 + LINE / 2
        if leaf.depth:
            trunk, start = above[leaf.depth - 1]
            twigs += f"M{short(trunk)} {short(start)}V{short(middle)}H{short(x)}"
            above[leaf.depth - 1] = (trunk, middle)
        above[leaf.depth :] = [(x + indent / 2, y + high)]
        base = y + (high - tall) / 2 + LINE / 2 + RISE
        texts = [Text(x + (12 if leaf.framed else 6), base, label, "chart-strong" if leaf.framed else "")]
        if sublabel:
            texts.append(Text(x + 12, base + LINE * len(label), sublabel, "chart-muted"))
        style = ("chart-box" if leaf.depth else "chart-box chart-root") if leaf.framed else "chart-place"
        boxes.append(_Box(x, y, wide, high, style, leaf.href, tuple(texts)))
        y += high
    return draw("tree", id, title, description, y + 1, role=role, boxes=boxes, twigs=twigs)
