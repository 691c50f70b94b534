"""The arithmetic under a chart: figures as the public reads them, axes a statistician would choose, room for text.

Widths are counted for text of 16 units in a wide sans-serif (DejaVu Sans, Verdana), so that labels keep clear of
each other in any usual typeface. Everything is ``Decimal``: the same data give the same bytes on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

LINE = Decimal(20)
"""From one baseline of text to the next."""

NOUGHT = Decimal(0)

_EMS = {
    **dict.fromkeys("ijlI'’‘|.,:; ", 34),
    **dict.fromkeys("ftr()[]/\\-!J", 42),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&–", 78),
    **dict.fromkeys("mwMW%@#+=<>~^−×—…", 100),
}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def width(text: str) -> Decimal:
    """The room that a line of text needs; rather too much than too little."""
    ems = sum(_EMS.get(c, 64 if c < "\u0100" else 78 if c < "\u1100" else 104) for c in text)
    return Decimal(ems * 16) / 100


def wrap(text: str, limit: Decimal | int) -> tuple[str, ...]:
    """The text over as many lines as it needs. A word that is wider than a line is broken, never cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if width(joined) <= limit:
            lines[-1:] = [joined]
            continue
        while width(word) > limit and len(word) > 1:
            fits = next(n for n in range(1, len(word)) if width(word[: n + 1]) > limit)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return tuple(lines) or ("",)


def _marks(unit: str) -> tuple[str, str]:
    """What stands before and after each figure: £ and %, with ``m`` or ``bn``. Other units are said once."""
    if unit in ("%", "per cent"):
        return "", "%"
    return ("£", unit[1:]) if re.fullmatch("£(k|m|bn|tn)?", unit) else ("", "")


def unit_in_words(unit: str) -> str:
    """The unit when figures do not carry it themselves, else nothing."""
    return "" if any(_marks(unit)) else unit


def _number(value: Decimal) -> str:
    """A number that is not negative, with thousands commas; beyond fifteen digits as a power of ten."""
    places = -int(value.as_tuple().exponent)
    if not value:
        return f"{NOUGHT:.{min(max(places, 0), 2)}f}"
    if not -10 < (power := value.adjusted()) < 15:
        mantissa = round(value.scaleb(-power), 5).normalize()
        return f"{mantissa:f}×10" + str(power).translate(_SUPERSCRIPTS)
    return f"{value if places < 10 else round(value, 9).normalize():,f}"


def _written(value: Decimal, unit: str) -> str:
    before, after = _marks(unit)
    return ("−" if value < 0 else "") + before + _number(abs(value)) + after


def figure(value: Decimal, unit: str = "") -> str:
    """``−£1,234.50``, ``84%``, ``62,591``: a value as the public reads it."""
    return _written(value.quantize(Decimal("0.01")) if unit == "£" and value.as_tuple().exponent == -1 else value, unit)


def tick_labels(ticks: Sequence[Decimal], unit: str = "") -> tuple[str, ...]:
    """What is written at the marks of an axis: in millions, billions or trillions where that is exact, and all with
    as many decimals as the longest needs."""
    most, suffix = max(abs(tick) for tick in ticks), ""
    for letters, power in (("tn", 12), ("bn", 9), ("m", 6)):
        scaled = [tick.scaleb(-power) for tick in ticks]
        if 10**power <= most < 10**15 and not _marks(unit)[1] and all(tick == round(tick, 2) for tick in scaled):
            ticks, suffix = scaled, letters
            break
    ticks = [tick.normalize() for tick in ticks]
    places = max(0, *(-int(tick.as_tuple().exponent) for tick in ticks))
    if unit == "£" and not suffix and places == 1:
        places = 2
    if places < 10 and most < 10**15:
        ticks = [tick.quantize(Decimal(1).scaleb(-places)) for tick in ticks]
    return tuple(_written(tick, unit) + suffix if tick else _written(NOUGHT, unit) for tick in ticks)


def extent(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The range that a line chart shows. It leaves nought out only when every value is far from nought:
    at least twice as far as the values are from each other."""
    low, high = min(values), max(values)
    nearest, spread = min(abs(low), abs(high)), high - low
    if low * high > 0 and nearest >= 2 * spread and spread * 10**6 > nearest:
        return low, high
    return min(low, NOUGHT), max(high, NOUGHT)


def ticks(low: Decimal, high: Decimal, most: int = 8, whole: bool = False) -> tuple[Decimal, ...]:
    """Three to ``most`` marks that cover the range, at steps of 1, 2, 2.5 or 5 times a power of ten.

    Of the steps that will do, the one that wastes least room, counts in ones, twos or fives and comes nearest to
    five marks. ``whole`` keeps halves away from what is counted in whole numbers.
    """
    if low == high:
        low, high = min(low, NOUGHT), max(high, NOUGHT)
    if low == high or (whole and high - low < 2):
        high = low + (2 if whole else 1)
    choices: list[tuple[Decimal, Decimal, Decimal, int]] = []
    for power in range((high - low).adjusted() - 1, (high - low).adjusted() + 3):
        for digit in ("1", "2", "2.5", "5"):
            step = Decimal(digit).scaleb(power)
            if whole and step != step.to_integral_value():
                continue
            first, last = low // step - (low % step < 0), high // step + (high % step > 0)
            count = int(last - first) + 1
            if 3 <= count <= max(most, 4):
                waste = (last - first) * step / (high - low)
                dislike = Decimal(abs(count - 5)) / 12 + (Decimal("0.25") if digit == "2.5" else 0)
                choices.append((waste + dislike, step, first, count))
    _, step, first, count = min(choices)
    return tuple((first + n) * step for n in range(count))


def nudge(wanted: Sequence[Decimal], heights: Sequence[Decimal], top: Decimal, bottom: Decimal) -> list[Decimal]:
    """Upper edges for labels, as near as can be to where they are wanted: none overlap, and they keep their order."""
    groups: list[
        tuple[list[int], Decimal, Decimal]
    ] = []  # labels that touch, where the first starts, how tall they are
    for index in sorted(range(len(wanted)), key=lambda n: (wanted[n], n)):
        members, start, tall = [index], wanted[index], heights[index]
        start = max(top, min(start, bottom - tall))
        while groups and groups[-1][1] + groups[-1][2] > start:
            members = groups.pop()[0] + members
            ideal, tall = NOUGHT, NOUGHT
            for member in members:
                ideal += wanted[member] - tall
                tall += heights[member]
            start = max(top, min(ideal / len(members), bottom - tall))
        groups.append((members, start, tall))
    edges = list(wanted)
    for members, edge, _ in groups:
        for member in members:
            edges[member] = edge
            edge += heights[member]
    return edges


def clear(centres: Sequence[Decimal], widths: Sequence[Decimal], kept: Sequence[int], gap: int = 5) -> bool:
    """Whether labels along an axis keep apart."""
    return all(centres[b] - widths[b] / 2 - centres[a] - widths[a] / 2 >= gap for a, b in pairwise(kept))


def thin(centres: Sequence[Decimal], widths: Sequence[Decimal]) -> list[int]:
    """Which labels along an axis to keep so that none touch: every second, third, …; always the first and the last."""
    last = len(centres) - 1
    for stride in range(1, last + 1):
        kept = [n for n in range(0, last, stride) if n == 0 or clear(centres, widths, [n, last])] + [last]
        if clear(centres, widths, kept):
            return kept
    return sorted({0, last})


def thin_from(centre: int, centres: Sequence[Decimal], widths: Sequence[Decimal]) -> list[int]:
    """Which labels along an axis to keep so that none touch, counting by one, two, … steps from one that must stay."""
    for stride in range(1, len(centres)):
        kept = [n for n in range(len(centres)) if (n - centre) % stride == 0]
        if clear(centres, widths, kept):
            return kept
    return [centre]
