"""Readings of measures as tidy observations: one figure a row, with its period, area, unit, status and source.

A figure that was later revised stands in ``observations.csv`` with its newest value; its earlier values are rows
of ``revised-figures.csv``, each with when it was printed. Values are as published: in the row's unit, unrounded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from macros.exports.csv_json import guarded
from macros.exports.package import Table
from macros.exports.publication import Publication

COLUMNS: dict[str, tuple[str, str, str]] = {
    "observation": ("string", "Reference", "The permanent name of the figure: its reading."),
    "measure": ("string", "Measure", "The reference of what is counted, as in measures.csv."),
    "measure_title": ("string", "Measure in words", ""),
    "period": ("string", "Period", "As in readings.csv; empty where the source does not say."),
    "period_start": ("date", "First day", "First day of the period, inclusive."),
    "period_end": ("date", "Last day", "Last day of the period, inclusive."),
    "area": ("string", "Area", "Empty where the source does not say; then it is the office's own area."),
    "value": ("number", "Value", "In the unit of the row."),
    "qualifier": ("string", "Said of the value", "About, more than, almost or at least; empty for an exact figure."),
    "unit": ("string", "Unit", ""),
    "status": ("string", "Status", "final, provisional or revised; superseded for an earlier value."),
    "published_on": ("date", "Published on", "When this value was published, where it is known."),
    "published": ("string", "Published", "The period in which this value was printed, where the day is not known."),
    "source": ("string", "Source", ""),
    "source_address": ("string", "Source's web address", ""),
}


def observations(publication: Publication) -> Table:
    """Every reading that has a value, as it stands now."""
    return _table(
        "observations.csv",
        "Observations of measures",
        "Every figure of every measure, one a row, as it stands now.",
        list(_rows(publication)),
    )


def revised_figures(publication: Publication) -> Table:
    """Earlier values of figures that were later revised. ``observation`` names the figure in observations.csv."""
    return _table(
        "revised-figures.csv",
        "Revised figures: earlier values",
        "What was printed before, of each figure that was later revised.",
        [row for reading in _readings(publication) for row in _earlier(publication, reading)],
    )


def _readings(publication: Publication) -> list[Any]:
    known = {"reading", "measure"} <= publication.registers.kinds.keys()
    return [found for found in publication.registers.of("reading") if not found.withdrawn] if known else []


def _rows(publication: Publication) -> Iterator[dict[str, Any]]:
    for reading in _readings(publication):
        if reading.value is not None:
            yield {
                **_shared(publication, reading),
                "value": format(reading.value, "f"),
                "qualifier": reading.qualifier,
                "status": reading.status,
                "published_on": reading.published_on,
                "source": reading.sources[0].title if reading.sources else None,
                "source_address": reading.sources[0].url if reading.sources else None,
            }


def _earlier(publication: Publication, reading: Any) -> Iterator[dict[str, Any]]:
    for revision in reading.revisions:
        printed = revision.printed_on
        whole_day = printed is not None and printed.start == printed.end
        yield {
            **_shared(publication, reading),
            "value": format(revision.value, "f"),
            "status": "superseded",
            "published_on": printed.start if whole_day else None,
            "published": None if whole_day else printed,
            "source": revision.source,
        }


def _shared(publication: Publication, reading: Any) -> dict[str, Any]:
    measure: Any = publication.registers.find(("measure",), reading.measure)
    return {
        "observation": reading.ref,
        "measure": measure.ref if measure else reading.measure,
        "measure_title": measure.title if measure else None,
        "period": reading.period,
        "period_start": reading.period.start if reading.period else None,
        "period_end": reading.period.end if reading.period else None,
        "area": reading.area,
        "unit": reading.unit or (measure.unit if measure else None),
    }


def _table(path: str, title: str, description: str, rows: list[dict[str, Any]]) -> Table:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = {name: "" if row.get(name) is None else str(row[name]) for name in COLUMNS}
        writer.writerow(
            cell if COLUMNS[name][0] == "number" else guarded(cell) if cell else "" for name, cell in cells.items()
        )
    fields = [
        {"name": name, "title": words, "type": kind, **({"description": meaning} if meaning else {})}
        for name, (kind, words, meaning) in COLUMNS.items()
    ]
    schema = {"fields": fields, "missingValues": [""]}
    return Table(path, title, description, schema, len(rows), out.getvalue().encode())
