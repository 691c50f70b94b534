"""Registers that are split by month: the summary on the register's page, and the page of each part."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from macros.field_facts import fields_of
from macros.parts import Part
from macros.periods import Period, read_period
from macros.record import Record
from macros.views.view import View


def summary_of_parts(view: View, kind: str, nothing: str, marks: list[Any]) -> Markup:
    """A table of the months or groups of a register: how many entries, how much, and where they are."""
    model = view.registers.kinds[kind]
    if not model.split_by:
        return view.render(
            "register-groups.html",
            kind=model,
            groups=groups_of(view, kind),
            count=view.registers.count(kind),
            marks=marks,
        )
    rows = [_month(model, list(parts)) for _, parts in groupby(view.places.parts[kind], key=lambda part: part.month)]
    years: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        years.setdefault(financial_year(row["month"]).text, []).append(row)
    total = sum((row["amount"] for row in rows), Decimal(0)) if rows and rows[0]["amount"] is not None else None
    return view.render(
        "register-months.html",
        kind=model,
        years=years,
        total=total,
        count=sum(row["entries"] for row in rows),
        nothing=nothing,
        marks=marks,
    )


def groups_of(view: View, kind: str) -> list[dict[str, Any]]:
    """The groups of a parted register, in order: words, address of the first page, and how many entries and pages."""
    found = []
    for _, stretches in groupby(view.places.parts[kind], key=lambda part: part.folder):
        parts = list(stretches)
        if parts[0].words:
            found.append(
                {
                    "words": parts[0].words,
                    "address": parts[0].address,
                    "entries": sum(len(part.records) for part in parts),
                    "pages": len(parts),
                }
            )
        else:
            found += [
                {
                    "words": f"{part.number}: {view.label(part.records[0])} to {view.label(part.records[-1])}",
                    "address": part.address,
                    "entries": len(part.records),
                    "pages": 1,
                }
                for part in parts
            ]
    return found


def _month(model: type[Record], parts: list[Part]) -> dict[str, Any]:
    records = [record for part in parts for record in part.records]
    pounds = next((facts.name for facts in fields_of(model) if facts.unit == "GBP" and not facts.many), None)
    return {
        "month": parts[0].month,
        "address": parts[0].sibling(1),
        "entries": len(records),
        "amount": _sum(getattr(record, pounds) for record in records if not record.withdrawn) if pounds else None,
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def financial_year(month: Period) -> Period:
    """The financial year, 1 April to 31 March, in which a month lies."""
    year = month.start.year - (month.start.month < 4)
    return read_period(f"{year}/{(year + 1) % 100:02}")


def render_part(view: View, part: Part, table: Markup) -> Markup:
    """One page of a split register: its table, and the way to the other pages."""
    near = {1, part.count, *range(part.number - 2, part.number + 3)}
    return view.render(
        "register-part.html",
        part=part,
        table=table,
        numbers=sorted(number for number in near if 1 <= number <= part.count),
    )
