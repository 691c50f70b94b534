"""Lines, bars and stacked bars.

Every chart has a title and a description in words. Series are told apart by dashes, shapes, order and names, never by
colour alone. Data that cannot be drawn truthfully raise ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from macros.charts.paper import RISE, WIDE, Text, bar, draw, short
from macros.charts.scales import LINE, NOUGHT, extent, figure, nudge, thin, thin_from, tick_labels, ticks, width, wrap
from macros.charts.words import Series, account, checked, clean, course, extremes, heading, notes, totals

DASHES = ("", "9 4", "2 4", "12 4 2 4", "5 3", "12 4 2 4 2 4", "18 4", "1 3")
MARKERS = (  # circle, square, triangle, diamond, triangle down, cross, pentagon, upright bar
    "m-4 0a4 4 0 1 0 8 0 4 4 0 1 0-8 0", "m-4-4h8v8h-8z", "m0-5 5 9h-10z", "m0-6 5 6-5 6-5-6z",
    "m0 5 5-9h-10z", "m-2-5h4v3h3v4h-3v3h-4v-3h-3v-4h3z", "m0-5 5 4-2 5h-6l-2-5z", "m-2-6h4v12h-4z",
)  # fmt: skip

MANY = 4
"""With more lines than this, the names at their ends go without the last values: there would be no room."""

GROUPED, STACKED = Decimal(20), Decimal(26)
"""How high a bar is when it lies beside others, and when it is made of parts."""


@dataclass(frozen=True)
class _Mark:
    """What is drawn of one series: the path of its line and of its markers, or of its bars."""

    number: int
    path: str
    dashes: str = ""
    markers: str = ""


# --- lines -------------------------------------------------------------------------------------------------------


def line_chart(
    id: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str = "",
    description: str = "",
    at: Sequence[int] = (),
) -> Markup:
    """How something changes over time.

    ``at`` says where each label stands in time, rising, in any unit such as months; without it labels stand at equal
    steps, so give every step, with ``None`` where nothing is known. The scale leaves nought
    out only when all values are far from it, and then the chart and its description say so.
    """
    labels, series, known = checked(labels, series)
    unit = clean(unit)
    scale = ticks(*extent(known), whole=_whole(known))
    marks = tick_labels(scale, unit)
    note = f"Scale starts at {marks[0]}, not at 0" if scale[0] > 0 else ""
    note = f"Scale ends at {marks[-1]}, not at 0" if scale[-1] < 0 else note
    head = [line for words in (heading(unit), note) if words for line in wrap(words, WIDE)]

    lasts = [max((n for n, value in enumerate(one.values) if value is not None), default=-1) for one in series]
    drawn = [n for n, last in enumerate(lasts) if last >= 0]
    names = [_end_label(one, labels, last, unit, len(series)) for one, last in zip(series, lasts, strict=True)]
    heights = [LINE * len(names[n]) + 4 for n in drawn]
    key = 16 if len(series) > 1 else 0
    left = max(width(mark) for mark in marks) + 8
    right = WIDE - max(width(line) for n in drawn for line in names[n]) - key - 8
    top = LINE * len(head) + 14
    bottom = top + max(Decimal(220), sum(heights, NOUGHT) - 24)

    def down(value: Decimal) -> Decimal:
        return bottom - (value - scale[0]) / (scale[-1] - scale[0]) * (bottom - top)

    step = (right - left - 22) / max(1, len(labels) - 1)
    across = _across(at or range(len(labels)), left + 10, right - 12)
    below = [_below(label, step) for label in labels]
    spans = [max(width(line) for line in lines_) for lines_ in below]
    middles = [min(max(x, span / 2), WIDE - span / 2) for x, span in zip(across, spans, strict=True)]
    kept = thin(middles, spans)
    floor = bottom + (32 if middles[-1] + spans[-1] / 2 + 4 < right + key else 12)

    lines, ends, leaders = [], [], ""
    points = [down(series[n].values[lasts[n]] or NOUGHT) for n in drawn]
    edges = nudge([point - 12 for point in points], heights, top - 12, floor)
    for n, point, middle in zip(drawn, points, (edge + 12 for edge in edges), strict=True):
        places = [
            value if value is None else (x, down(value)) for x, value in zip(across, series[n].values, strict=True)
        ]
        sample = _markers([(right + 14, middle)], MARKERS[n]) if key else ""
        lines.append(_Mark(n + 1, _path(places), DASHES[n], _markers(places, MARKERS[n]) + sample))
        ends.append(Text(right + 8 + key, middle + RISE, names[n]))
        if lasts[n] == len(labels) - 1 and abs(middle - point) > 8:
            leaders += f"M{short(across[-1] + 7)} {short(point)}L{short(right + 6)} {short(middle)}"

    told = clean(description) or account(labels, series, unit, course)
    return draw(
        "line", id, title, " ".join((told, notes(labels, series, unit), note and note + ".")),
        bottom + 12 + LINE * max(len(below[n]) for n in kept),
        head=[Text(NOUGHT, LINE - 4, tuple(head))] if head else [], lines=lines, ends=ends, leaders=leaders,
        grid="".join(f"M{short(left)} {short(down(tick))}H{short(right)}" for tick in scale),
        axis=f"M{short(left)} {short(down(min(max(NOUGHT, scale[0]), scale[-1])))}H{short(right)}",
        marks=[Text(left - 8, down(tick) + RISE, (mark,)) for tick, mark in zip(scale, marks, strict=True)],
        below=[Text(middles[n], bottom + LINE + 4, below[n]) for n in kept],
    )  # fmt: skip


def _across(at: Sequence[int], left: Decimal, right: Decimal) -> list[Decimal]:
    """Where each place in time stands between the two edges; a single one stands in the middle."""
    if len(at) < 2 or at[-1] == at[0]:
        return [(left + right) / 2 for _ in at]
    return [left + (right - left) * (place - at[0]) / (at[-1] - at[0]) for place in at]


def _below(label: str, step: Decimal) -> tuple[str, ...]:
    """A label under its point: on one line where there is room, else on more, with words whole if they can be."""
    longest = max((width(word) for word in label.split()), default=NOUGHT)
    return wrap(label, max(Decimal(56), min(longest, Decimal(100)), min(Decimal(160), step - 8)))


def _end_label(one: Series, labels: Sequence[str], last: int, unit: str, among: int) -> tuple[str, ...]:
    """What stands at the end of a line: its name, its last value unless there are many, and when it ended if early."""
    room = min(Decimal(150), max([Decimal(92), *(width(word) for word in one.name.split())]))
    name = wrap(one.name, room) if one.name else ()
    value = (figure(one.values[last] or NOUGHT, unit),) if among <= MANY or not name else ()
    return *name, *value, *(wrap(f"{'in' if value else 'to'} {labels[last]}", room) if last < len(labels) - 1 else ())


def _whole(values: Sequence[Decimal]) -> bool:
    return all(value == value.to_integral_value() for value in values)


def _path(places: Sequence[tuple[Decimal, Decimal] | None]) -> str:
    """A line through the places, with a gap wherever there is none."""
    path, pen = "", "M"
    for place in places:
        path += f"{pen}{short(place[0])} {short(place[1])}" if place else ""
        pen = ("L" if pen == "M" else " ") if place else "M"
    return path


def _markers(places: Sequence[tuple[Decimal, Decimal] | None], shape: str) -> str:
    """A marker at each place: at every second, third, … of many, and always where a line starts or stops."""
    every = -(-len(places) // 24)
    around = zip([None, *places], places, [*places[1:], None], strict=False)
    return "".join(
        f"M{short(place[0])} {short(place[1])}{shape}"
        for n, (before, place, after) in enumerate(around)
        if place and (n % every == 0 or not before or not after)
    )


# --- bars --------------------------------------------------------------------------------------------------------


def bar_chart(
    id: str, title: str, labels: Sequence[str], series: Sequence[Series], unit: str = "", description: str = ""
) -> Markup:
    """How large things are beside each other: bars that lie, each with its figure. Several series make groups."""
    labels, series, known = checked(labels, series)
    unit = clean(unit)
    low, high = min(NOUGHT, *known), max(NOUGHT, *known)
    head, legend, top = _heading(series, unit)
    rows, names, column, bottom = _rows(labels, top, (GROUPED + 1) * len(series) - 1)
    before = [width(figure(value, unit)) + 8 for value in known if value < 0]
    after = [width(figure(value, unit)) + 8 for value in known if value >= 0]
    gap = width("no value") + 8 if len(known) < len(series) * len(labels) else 1
    start, end = column + max([Decimal(1), *before]), WIDE - max([Decimal(gap), *after])
    per = (end - start) / (high - low) if high > low else NOUGHT
    nought = start - low * per
    bars, figures = [], []
    for number, one in enumerate(series):
        path = ""
        for row, value in zip(rows, one.values, strict=True):
            y = row + (GROUPED + 1) * number
            long = max(Decimal(1), abs(value) * per) if value else NOUGHT
            if value is None:
                figures.append(Text(nought + 6, y + GROUPED / 2 + RISE, ("no value",), "chart-muted"))
            elif value < 0:
                path += bar(nought - long, y, long, GROUPED)
                figures.append(Text(nought - long - 6, y + GROUPED / 2 + RISE, (figure(value, unit),), "", "end"))
            else:
                path += bar(nought, y, long, GROUPED)
                figures.append(Text(nought + long + 6, y + GROUPED / 2 + RISE, (figure(value, unit),)))
        bars.append(_Mark(number + 1, path))
    told = clean(description) or account(labels, series, unit, extremes)
    return draw(
        "bars", id, title, f"{told} {notes(labels, series, unit)}", bottom,
        head=head, legend=legend, names=names, bars=bars, figures=figures, grid="", net="", marks=[],
        axis=_upright(nought, rows, (GROUPED + 1) * len(series) - 1, column, top, bottom),
    )  # fmt: skip


def stacked_chart(
    id: str, title: str, labels: Sequence[str], series: Sequence[Series], unit: str = "", description: str = ""
) -> Markup:
    """What wholes are made of: for each label one bar that lies, with its total. Negative parts go to the left of
    nought; then the figure is the net total, and a stroke across the bar shows where it falls."""
    labels, series, known = checked(labels, series)
    unit = clean(unit)
    columns = list(zip(*(one.values for one in series), strict=True))
    parts = [[value for value in column if value is not None] for column in columns]
    net = min(known) < 0 < max(known)
    said = [
        f"{'net ' * net}{figure(sum(some, NOUGHT), unit)}{' known' * (len(some) < len(series))}" if some else "no value"
        for some in parts
    ]
    head, legend, top = _heading(series, unit, ["Net total"] * net)
    rows, names, column, bottom = _rows(labels, top, STACKED)
    low = min(sum((value for value in some if value < 0), NOUGHT) for some in parts)
    high = max(sum((value for value in some if value > 0), NOUGHT) for some in parts)
    scale = ticks(low, high, 7, _whole(known))
    marks = tick_labels(scale, unit)
    spans = [width(mark) for mark in marks]
    start, end = max(column, spans[0] / 2), WIDE - max(spans[-1] / 2, *(width(words) + 12 for words in said))
    per = (end - start) / (scale[-1] - scale[0])
    spots = [start + (tick - scale[0]) * per for tick in scale]
    nought = spots[scale.index(NOUGHT)]
    kept = thin_from(scale.index(NOUGHT), spots, spans)
    paths = [""] * len(series)
    figures, strokes = [], ""
    for row, values, some, words in zip(rows, columns, parts, said, strict=True):
        back = forth = nought
        for number, value in enumerate(values):
            long = max(Decimal(1), abs(value) * per) if value else NOUGHT
            back, forth = (back - long, forth) if value and value < 0 else (back, forth + long)
            x = back if value and value < 0 else forth - long
            paths[number] += bar(x, row, long - 1 if long > 2 else long, STACKED)
        figures.append(Text(end + 12, row + STACKED / 2 + RISE, (words,)))
        strokes += f"M{short(nought + sum(some, NOUGHT) * per)} {short(row - 4)}v{short(STACKED + 8)}" if net else ""
    told = clean(description) or f"{totals(labels, series, unit)} {account(labels, series, unit, extremes)}"
    return draw(
        "bars", id, title, f"{told} {notes(labels, series, unit)}", bottom + LINE + 4,
        head=head, legend=legend, names=names, figures=figures, net=strokes,
        bars=[_Mark(number + 1, path) for number, path in enumerate(paths)],
        grid="".join(_upright(spot, rows, STACKED, column, top, bottom) for spot in spots),
        marks=[Text(spots[n], bottom + LINE - 4, (marks[n],)) for n in kept],
        axis=_upright(nought, rows, STACKED, column, top, bottom),
    )  # fmt: skip


def _upright(x: Decimal, rows: Sequence[Decimal], high: Decimal, column: Decimal, top: Decimal, bottom: Decimal) -> str:
    """A line up and down through all the bars; broken where labels stand above the bars."""
    if column:
        return f"M{short(x)} {short(top)}V{short(bottom - 2)}"
    return "".join(f"M{short(x)} {short(row - 2)}v{short(high + 4)}" for row in rows)


def _heading(series: Sequence[Series], unit: str, also: Sequence[str] = ()) -> tuple[list[Text], list[Text], Decimal]:
    """The unit if figures do not carry it, the names of the series for beside their colours, and where bars may start."""
    head = [Text(NOUGHT, LINE - 4, wrap(words, WIDE))] if (words := heading(unit)) else []
    y = sum((LINE * len(text.lines) + 4 for text in head), NOUGHT)
    names = [*(one.name for one in series if len(series) > 1), *also]
    across = next((n for n in (4, 3) if n <= len(names) and all(width(name) <= WIDE / n - 34 for name in names)), 2)
    wide = min(WIDE / across, max((width(name) for name in names), default=NOUGHT) + 34)
    legend: list[Text] = []
    for n in range(0, len(names), across):
        row = [wrap(name, WIDE / across - 34) for name in names[n : n + across]]
        legend += [Text(wide * place + 18, y + LINE - 4, lines) for place, lines in enumerate(row)]
        y += LINE * max(len(lines) for lines in row) + 4
    return head, legend, y + 6 if head or legend else NOUGHT


def _rows(labels: Sequence[str], top: Decimal, high: Decimal) -> tuple[list[Decimal], list[Text], Decimal, Decimal]:
    """Where bars go: their tops, their labels, the room to their left, and the bottom. Labels stand to the left if
    they are short, else above their bars over the full width."""
    beside = [wrap(label, 150) for label in labels]
    if all(len(lines) <= 2 and " ".join(lines) == label for lines, label in zip(beside, labels, strict=True)):
        column = max(width(line) for lines in beside for line in lines) + 10
    else:
        beside, column = [wrap(label, WIDE) for label in labels], NOUGHT
    rows: list[Decimal] = []
    names: list[Text] = []
    y = top + 6
    for lines in beside:
        tall = LINE * len(lines)
        if column:
            names.append(Text(column - 10, y + max(high - tall, NOUGHT) / 2 + LINE - 5, lines))
            rows.append(y + max(tall - high, NOUGHT) / 2)
            y += max(tall, high) + 10
        else:
            names.append(Text(NOUGHT, y + LINE - 6, lines))
            rows.append(y + tall)
            y += tall + high + 12
    return rows, names, column, y
