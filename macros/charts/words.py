"""What a chart says in words: the data it is drawn from, checked and cleaned, and the description of what the eye sees.

A description tells where things start and end, the extremes, the totals, and always what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from macros.charts.scales import figure, unit_in_words

Points = Sequence[tuple[str, Decimal]]
"""The known values of a series, each with its label."""

MOST_SERIES = 8
"""There are eight dashes, shapes and colours; beyond that nobody can tell lines apart."""

FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""What XML forbids, other controls, and the marks that turn the direction of reading round."""


@dataclass(frozen=True)
class Series:
    """One line, or one kind of bar: a value for each label of the chart. ``None`` is not known, which is not nought."""

    name: str
    values: tuple[Decimal | None, ...]

    def points(self, labels: Sequence[str]) -> Points:
        """The values that are known."""
        return [(label, value) for label, value in zip(labels, self.values, strict=True) if value is not None]

    def missing(self, labels: Sequence[str]) -> list[str]:
        """The labels whose value is not known."""
        return [label for label, value in zip(labels, self.values, strict=True) if value is None]


def clean(text: str) -> str:
    """Text on one line, fit for XML."""
    return " ".join(FORBIDDEN.sub(" ", str(text)).split())


def checked(labels: Sequence[str], series: Sequence[Series]) -> tuple[list[str], list[Series], list[Decimal]]:
    """Labels and series fit to draw, and every known value; or ``ValueError`` saying why not."""
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"A chart shows one to eight series, not {len(series)}.")
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"“{one.name}” has {len(one.values)} values for {len(labels)} labels.")
    known = [value for one in series for value in one.values if value is not None]
    if not known:
        raise ValueError("There is no value to draw.")
    if not all(value.is_finite() and abs(value.adjusted()) < 100 for value in known):
        raise ValueError("A value is not a number that can be drawn.")
    return [clean(label) for label in labels], [Series(clean(one.name), one.values) for one in series], known


def listed(words: Sequence[str], most: int = 3) -> str:
    """``a, b and c``, or ``a, b, c and 4 more``."""
    shown = [*words[:most], f"{len(words) - most} more"] if len(words) > most + 1 else list(words)
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)


def heading(unit: str) -> str:
    """The unit as it stands above a chart; nothing if each figure carries it."""
    words = unit_in_words(unit)
    return words[:1].upper() + words[1:]


def sentence(text: str, of: str = "") -> str:
    """A full stop, and a capital or the name of what it is about, as that is written."""
    return f"{of}: {text}." if of else text[:1].upper() + text[1:] + "."


def course(points: Points, unit: str) -> str:
    """Where a line starts and ends, and its extremes if they lie between."""
    (start, first), (end, last) = points[0], points[-1]
    values = [value for _, value in points]
    if len(points) == 1:
        return f"{figure(first, unit)} in {start}"
    if min(values) == max(values):
        return f"{figure(first, unit)} throughout, from {start} to {end}"
    text = f"from {figure(first, unit)} in {start} to {figure(last, unit)} in {end}"
    for word, value in (("highest", max(values)), ("lowest", min(values))):
        if value not in (first, last):
            text += f"; {word} {figure(value, unit)} in {listed([label for label, other in points if other == value])}"
    return text


def extremes(points: Points, unit: str) -> str:
    """The highest and the lowest of some bars, and whose they are."""
    values = [value for _, value in points]

    def whose(value: Decimal) -> str:
        return f"{figure(value, unit)} ({listed([label for label, other in points if other == value])})"

    if len(points) == 1:
        return whose(values[0])
    if min(values) == max(values):
        return f"{figure(values[0], unit)} each"
    return f"highest {whose(max(values))}; lowest {whose(min(values))}"


def account(labels: Sequence[str], series: Sequence[Series], unit: str, say: Callable[[Points, str], str]) -> str:
    """A sentence for each series that has a value."""
    told = [(one.name, say(points, unit)) for one in series if (points := one.points(labels))]
    return " ".join(sentence(words, name if len(series) > 1 else "") for name, words in told)


def totals(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """The highest and lowest total of stacked bars, of those whose parts are all known."""
    columns = zip(labels, zip(*(one.values for one in series), strict=True), strict=True)
    whole = [(label, [part for part in parts if part is not None]) for label, parts in columns if None not in parts]
    known = [(label, sum(parts, Decimal(0))) for label, parts in whole]
    return f"Totals: {extremes(known, unit)}." if known else ""


def notes(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """What must be said whoever wrote the description: the unit, and what is not known."""
    told = [f"Measured in {unit_in_words(unit)}."] if unit_in_words(unit) else []
    for one in series:
        if missing := one.missing(labels):
            what = "no value at all" if len(missing) == len(labels) else f"no value for {listed(missing)}"
            told.append(sentence(what, one.name if len(series) > 1 else ""))
    return " ".join(told)
