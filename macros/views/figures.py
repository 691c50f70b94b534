"""Charts of registers, each with the table that holds the same figures."""

from __future__ import annotations

import calendar
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from macros.charts import Series, bar_chart, line_chart, stacked_chart
from macros.views import words
from macros.views.view import View

LONGEST_LINE = 18
"""Months between two readings that a line may bridge; a longer gap stays open, since nothing is known of it."""


def figure_of(reading: Any) -> str:
    """A reading's value as the public reads it: ``more than 5,000 reports``; words where there is no figure."""
    if reading.value is None:
        return reading.value_in_words or "no figure given"
    unit = reading.unit or ""
    shown = words.number(reading.value)
    if unit.lower() in ("gbp", "pounds"):
        shown, unit = words.pounds(reading.value), ""
    elif unit.lower().startswith("per cent"):
        shown, unit = shown + "%", unit[8:].strip()
    return " ".join(part for part in (reading.qualifier, shown, unit) if part)


def framed(chart: Markup, title: str, note: str) -> Markup:
    """A drawing below what it shows and a note. The figures stand in the table that follows it."""
    return Markup(
        '<figure class="chart-figure" data-pagefind-ignore=""><figcaption><strong>{}</strong> {}</figcaption><div class="chart-scroll" role="group" aria-label="Chart" tabindex="0">{}</div></figure>'
    ).format(title, note, chart)


def measure_chart(view: View, measure: Any, readings: list[Any]) -> Markup:
    """A measure over time, when two or more periods have a value of the same unit."""
    timed = sorted(
        (reading for reading in readings if reading.period and reading.value is not None),
        key=lambda reading: reading.period,
    )
    units = {reading.unit for reading in timed}
    areas = {reading.area for reading in timed}
    if len(timed) < 2 or len(units) > 1 or len(areas) > 1:
        return Markup("")
    unit = next(iter(units)) or measure.unit or ""
    points = [(_month(reading), reading.period.short, reading.value) for reading in timed]
    for (before, _, _), (after, _, _) in pairwise(points[:]):
        if after - before > LONGEST_LINE:
            middle = (before + after) // 2
            points.append((middle, f"{calendar.month_abbr[middle % 12 + 1]} {middle // 12}", None))
    months, labels, values = zip(*sorted(points, key=lambda point: point[0]), strict=True)
    series = [Series(measure.title, values)]
    return framed(
        line_chart(f"chart-{measure.slug}", measure.title, labels, series, unit, at=months),
        f"{measure.title}, by the end of each period.",
        "The table below has the same figures.",
    )


def _month(reading: Any) -> int:
    """The month in which a reading's period ends, counted from the year nought."""
    return int(reading.period.end.year * 12 + reading.period.end.month - 1)


def budget_chart(view: View, table: Any) -> Markup:
    """A budget table drawn as it asks to be, with time along the labels whichever way the table was printed."""
    unit = {"pounds": "£", "thousand pounds": "£ thousand", "million pounds": "£ million"}[table.unit]
    columns = list(table.columns_as_printed)
    wanted = set(table.chart_rows)
    rows = [
        row
        for row in table.rows
        if (row.label in wanted if wanted & {row.label for row in table.rows} else not row.total)
    ]
    if all(_is_time(row.label) for row in table.rows) or not all(_is_time(name) for name in columns):
        shown = [(place, name) for place, name in enumerate(columns) if not wanted & set(columns) or name in wanted]
        labels = [row.label for row in rows]
        series = [Series(name, tuple(row.values[place] for row in rows)) for place, name in shown]
    else:
        labels, series = columns, [Series(row.label, tuple(row.values)) for row in rows]
    series = [one for one in series if any(value is not None for value in one.values)][:8]
    if table.chart == "none" or sum(value is not None for one in series for value in one.values) < 2:
        return Markup("")
    draw = {"bar": bar_chart, "stacked": stacked_chart, "line": line_chart}[table.chart]
    drawing = draw(f"chart-{table.slug}", table.title, labels, series, unit)
    return framed(drawing, f"{table.title}, {unit}.", "The table below has every figure.")


def _is_time(label: str) -> bool:
    """Whether a label names a year or a forecast of one."""
    return bool(re.search(r"\b(19|20)\d\d\b", label))


def budget_table(view: View, table: Any) -> Markup:
    """Every row of a budget table, as printed."""
    notes = any(row.note for row in table.rows)
    head = ["", *table.columns_as_printed] + (["Note"] if notes else [])
    rows = []
    for row in table.rows:
        cells: list[Any] = [row.label]
        for index, value in enumerate(row.values):
            share = row.percents[index] if index < len(row.percents) else None
            shown = "not known" if value is None else words.number(value)
            cells.append(f"{shown} ({words.percent(share)})" if share is not None else shown)
        rows.append({"cells": cells + ([row.note or ""] if notes else []), "total": row.total})
    return view.render(
        "table.html", id=f"table-{table.slug}", caption=f"{table.title} ({table.unit})", head=head, rows=rows
    )


def result_parts(view: View, consultation: Any) -> list[dict[str, Any]]:
    """Each question of a consultation: its chart, its table, and what could not be placed."""
    return [_result(view, consultation, index, found) for index, found in enumerate(consultation.results, 1)]


def _result(view: View, consultation: Any, index: int, found: Any) -> dict[str, Any]:
    name = f"{consultation.slug}-{index}"
    certain = any(answer.certainty != "sure" for answer in found.answers)
    notes = any(answer.note for answer in found.answers)
    columns = found.columns_as_printed or [words.capital(found.unit)]
    rows = []
    for answer in found.answers:
        values = answer.values or [answer.value] + [None] * (len(columns) - 1)
        cells: list[Any] = [answer.label]
        cells += (
            [] if found.ordered_only else ["not known" if value is None else words.number(value) for value in values]
        )
        rows.append(
            {
                "cells": cells
                + ([words.capital(answer.certainty)] if certain else [])
                + ([answer.note or ""] if notes else []),
                "total": False,
            }
        )
    head = (
        ["Answer", *([] if found.ordered_only else columns)]
        + (["How sure"] if certain else [])
        + (["Note"] if notes else [])
    )
    table = view.render("table.html", id=f"table-{name}", caption=f"{found.title} ({found.unit})", head=head, rows=rows)
    chart = Markup("")
    if found.chart and not found.ordered_only:
        if found.columns_as_printed:
            whole = [answer for answer in found.answers if any(value is not None for value in answer.values)]
            series = [
                Series(column, tuple(answer.values[place] for answer in whole)) for place, column in enumerate(columns)
            ]
            labels = [answer.label for answer in whole]
        else:
            whole = [answer for answer in found.answers if answer.value is not None]
            series, labels = (
                [Series(columns[0], tuple(answer.value for answer in whole))],
                [answer.label for answer in whole],
            )
        if len(labels) >= 2:
            chart = framed(
                bar_chart(f"chart-{name}", found.title, labels, series, found.unit),
                f"{found.title}, {found.unit}.",
                "Only values whose answer is known are drawn.",
            )
    unplaced = ", ".join(words.number(value) for value in found.unplaced_values)
    return {"title": found.title, "chart": chart, "table": table, "unplaced": unplaced, "note": found.note}


def chart_of_precepts(view: View) -> Markup:
    """The increase at Band D in each year that is known, oldest first."""
    known = sorted(
        (precept for precept in view.registers.of("precept") if precept.period and precept.increase is not None),
        key=lambda precept: precept.period,
    )
    if len(known) < 2:
        return Markup("")
    labels = [precept.period.short for precept in known]
    series = [Series("Increase at Band D", tuple(precept.increase for precept in known))]
    return framed(
        bar_chart("chart-precepts", "Increase in the precept at Band D", labels, series, "£ a year"),
        "By how much the policing part of council tax rose each year, at Band D, in pounds a year.",
        "Years without a known figure are left out.",
    )


def chart_of_budget_totals(view: View) -> Markup:
    """Where the money comes from, year by year, from the latest funding table with more than one year."""
    tables = [
        table
        for table in view.registers.of("budget_table")
        if table.type == "funding" and len(table.columns_as_printed) > 1
    ]
    return Markup("").join(budget_chart(view, table) + budget_table(view, table) for table in tables[:1])


def decimal_sum(values: list[Decimal | None]) -> Decimal | None:
    """The sum of what is known, or nothing when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
