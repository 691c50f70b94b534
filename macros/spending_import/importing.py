"""Spending over £500 as a finance system exports it becomes a monthly file of the register, with a full report.

CSV (any usual encoding and separator) and XLSX. Headings are recognised under the names that finance systems give
them; lines above the headings, totals and empty lines are told apart from entries. Every line of the export ends up in
one of four places, and the report counts them: taken, a total, empty, or refused with the reason. An entry's reference has
the number of its line in the export, so that each can be traced back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from macros.fields import slug_of
from macros.kinds.spending import Spending
from macros.spending_import.cells import Unclear, amount_of, day_of, spent_in, text_of
from macros.spending_import.files import sheets_of
from macros.spending_import.headings import headings_in

OVER = Decimal(500)
"""Pounds. The duty is to publish what is over it; a line at or below it, either way, is refused with that reason."""

COLUMNS = ("ref", "body", "paid_on", "supplier", "purpose", "amount", "category", "value_for_money")

EMPTY: dict[str, list[str]] = {"supports": [], "sources": [], "corrections": []}
"""Lists that an export never fills, given so that the declaration need not copy its own for each of 100,000 rows."""

INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ufffe\uffff]+")
FAULT_MARK = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|#{3,}")
NO_NAME = (
    r"(grand |sub-?|sub |report |overall |monthly )totals?|(balance |amount )?((carried|brought) forward|[bc]/f(wd)?)"
)
SUM = re.compile(rf"(?i)({NO_NAME})([ :].*)?")
"""What nobody is called: a line that has it for a supplier is a total, whatever else stands in it."""
TOTAL = re.compile(rf"(?i)(totals?|{NO_NAME})(?P<rest>[ :].*)?")


@dataclass(frozen=True)
class Remark:
    """One thing said of a line of the export: its number in the file, the words, and what stands in it."""

    line: int
    words: str
    written: Sequence[Any]

    @property
    def cells(self) -> str:
        """What stands in the line, on one line."""
        return " | ".join(filter(None, map(text_of, self.written)))[:300]


@dataclass
class Imported:
    """What became of an export. ``lines`` counts every line of the file; the parts below add up to it."""

    rows: list[dict[str, str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    """Each of our fields with the heading it was read from."""
    unused: list[str] = field(default_factory=list)
    """Headings that no field was read from."""
    lines: int = 0
    headings: int = 0
    """Lines that name the columns: one on each sheet."""
    above: list[Remark] = field(default_factory=list)
    empty: int = 0
    totals: list[Remark] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    changed: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    amount: Decimal = Decimal(0)
    """The sum of what was taken, in pounds."""
    since_total: Decimal = Decimal(0)
    """The same since the last total."""
    refused_amount: Decimal = Decimal(0)
    """The sum of what was refused, as far as it can be read, so that both together are the sum of the export."""
    without_amount: int = 0
    """Lines that were refused and have no amount that can be read."""

    def refuse(self, remark: Remark, places: dict[str, int]) -> None:
        """Keep a line that was not taken, and its amount where that can be read: not where its cells are out of place."""
        self.refused.append(remark)
        try:
            self.refused_amount += spent_in(remark.written, places)[0]
        except Unclear:
            self.without_amount += 1

    def as_csv(self) -> str:
        """The monthly file."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def import_spending(path: Path, month: date, body: str, sheets: Sequence[str] = ()) -> Imported:
    """Read an export. ``month`` is the first day of the month that the file is for.

    :param sheets: the sheets of a spreadsheet to read, by name. Lines are counted on from one to the next.
    :raises CannotImport: the file cannot be read, or no line of it names the columns that are needed.
    """
    made = Imported()
    seen: dict[tuple[str, ...], int] = {}
    for name, lines in sheets_of(path, made.notes, sheets):
        if made.lines:
            made.notes.append(f"Line 1 of sheet “{name}” is line {made.lines + 1} here.")
        _take_sheet(made, lines, month, body, seen)
    return made


def _take_sheet(
    made: Imported, lines: list[Sequence[Any]], month: date, body: str, seen: dict[tuple[str, ...], int]
) -> None:
    start, places = headings_in(lines)
    before = made.lines
    made.lines += len(lines)
    above = [Remark(before + number, "above the headings", line) for number, line in enumerate(lines[:start], 1)]
    made.above += [found for found in above if found.cells]
    made.headings += 1
    made.empty += sum(not found.cells for found in above)
    heading = [text_of(cell) for cell in lines[start]]
    names = [
        own or upper
        for own, upper in zip_longest(heading, map(text_of, lines[start - 1] if start else []), fillvalue="")
    ]
    made.columns |= {name: names[place] for name, place in places.items()}
    made.unused += [words for place, words in enumerate(heading) if words and place not in places.values()]
    mark = "C" if body == "Commissioner" else "CC"
    month_name = f"{month:%Y-%m}"
    for number, line in enumerate(lines[start + 1 :], before + start + 2):
        texts = [text_of(cell) for cell in line]
        if not any(texts):
            made.empty += 1
            continue
        if texts == heading:
            made.above.append(Remark(number, "the headings again", line))
            continue
        if _is_total(line, texts, places, made):
            made.totals.append(Remark(number, _compared(line, places, made), line))
            continue
        if odd := _out_of_place(line, texts, len(heading)):
            made.refuse(Remark(number, odd, line), {})
            continue
        ref = f"S-{month_name}-{mark}-{number:05}"
        try:
            row, changes = _entry(line, places, month)
            row = {"ref": ref, "body": body, **row}
            Spending.model_validate({**EMPTY, **{name: value for name, value in row.items() if value}})
        except (Unclear, ValidationError) as reason:
            words = str(reason.errors()[0]["msg"]) if isinstance(reason, ValidationError) else str(reason)
            made.refuse(Remark(number, words, line), places)
            continue
        made.rows.append(row)
        made.amount += Decimal(row["amount"])
        made.since_total += Decimal(row["amount"])
        changes += [
            f"not taken over, because the column has no heading: “{text}”"
            for text, name in zip(texts, names, strict=False)
            if text and not name
        ]
        made.changed += [Remark(number, change, line) for change in changes]
        same = tuple(list(row.values())[1:])
        if same in seen:
            made.changed.append(Remark(number, f"the same as line {seen[same]}; both are kept", line))
        seen.setdefault(same, number)


def _out_of_place(line: Sequence[Any], texts: list[str], width: int) -> str:
    """Why the cells of a line cannot be told apart, in words; empty if they can."""
    if any(cell != text and _swallowed(cell, width) for cell, text in zip(line, texts, strict=True)):
        return "A quotation mark is not closed, so the lines after this one were read as a part of it."
    if any(texts[width:]):
        return "It has more cells than there are headings; a text with a comma in it wants quotation marks."
    return ""


def _swallowed(cell: Any, width: int) -> bool:
    """Whether a cell holds whole lines of the file: what stands in it after a line break has as many parts as a line."""
    parts = cell.split("\n")[1:] if isinstance(cell, str) else []
    return any(part.count(mark) >= width - 1 for part in parts for mark in ",;\t|")


def _entry(line: Sequence[Any], places: dict[str, int], month: date) -> tuple[dict[str, str], list[str]]:
    """The fields of a line, and each change made to them. :raises Unclear: why it cannot be taken."""

    def cell(name: str) -> Any:
        return line[places[name]] if name in places and places[name] < len(line) else None

    paid_on, change = day_of(cell("paid_on"))
    changes = [change] if change else []
    amount, change = spent_in(line, places)
    changes += [change] if change else []
    if (paid_on.year, paid_on.month) != (month.year, month.month):
        raise Unclear(f"It was paid on {paid_on}, not in {month:%Y-%m}.")
    if abs(amount) <= OVER:
        raise Unclear(f"£{amount} is not over £{OVER}.")
    row = {
        "paid_on": paid_on.isoformat(),
        "supplier": "",
        "purpose": "",
        "amount": f"{amount:f}",
        "category": "",
        "value_for_money": "",
    }
    for name in ("supplier", "purpose", "category", "value_for_money"):
        written = cell(name)
        row[name] = text_of(written)
        clean = row[name] if row[name].isprintable() else INVISIBLE.sub(" ", row[name]).strip()
        if clean != row[name] or (isinstance(written, str) and clean != written):
            changes.append(f"spaces or line breaks taken out of the {name.replace('_', ' ')}")
            row[name] = clean
        if FAULT_MARK.fullmatch(row[name]):
            raise Unclear(f"“{row[name]}” is what a spreadsheet writes where a formula failed.")
    if missing := [name for name in ("supplier", "purpose") if not row[name]]:
        raise Unclear(f"There is no {' and no '.join(missing)}.")
    return row, changes


def _is_total(line: Sequence[Any], texts: list[str], places: dict[str, int], made: Imported) -> bool:
    """Whether a line adds others up: it says so and has no date, or it has nothing but an amount.

    A supplier may be called “Total Energies”: with a purpose beside it the line is an entry that lacks its date, and with
    a date it is a total only when its amount is the sum of the lines above it.
    """
    paid_on, supplier, purpose = (
        texts[places[name]] if places[name] < len(texts) else "" for name in ("paid_on", "supplier", "purpose")
    )
    if paid_on and not TOTAL.fullmatch(paid_on):
        named = supplier or purpose
        return bool(SUM.fullmatch(named) or (TOTAL.fullmatch(named) and _sums_up(line, places, made)))
    filled = [text for text in texts if text]
    try:
        alone = len(filled) == 1 and amount_of(filled[0]) is not None
    except Unclear:
        alone = False
    entry = bool(supplier and purpose)
    return alone or any(
        (match := TOTAL.fullmatch(text)) and (not entry or (match["rest"] or ":").strip() == ":") for text in filled
    )


def _sums_up(line: Sequence[Any], places: dict[str, int], made: Imported) -> bool:
    try:
        total, _ = spent_in(line, places)
    except Unclear:
        return False
    return bool(made.rows) and total in (made.amount, made.since_total, made.amount + made.refused_amount)


def _compared(line: Sequence[Any], places: dict[str, int], made: Imported) -> str:
    try:
        total, _ = spent_in(line, places)
    except Unclear:
        return "a total without a readable amount"
    since, made.since_total = made.since_total, Decimal(0)
    if total == made.amount:
        return f"a total of £{total:,}, which is the sum of all lines taken above it"
    if total == since:
        return f"a total of £{total:,}, which is the sum of the lines taken since the total before"
    return f"a total of £{total:,}, which is not the sum of the lines taken above it (£{made.amount:,})"


def place_for(month: date, body: str) -> str:
    """Where the monthly file belongs below the site's folder, in the folder of its financial year."""
    year = month.year - (month.month < 4)
    return f"data/spending/{year}-{(year + 1) % 100:02}/{month:%Y-%m}-{slug_of(body)}.csv"
