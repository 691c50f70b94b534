"""What became of an export, in words and as CSV, so that every line and every pound of it is accounted for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from macros.spending_import.headings import TITLES
from macros.spending_import.importing import Imported


def report(made: Imported, shown: int = 50) -> Iterator[str]:
    """What became of the file, line by line; ``shown`` refusals and three examples of each change."""
    yield f"{made.lines:,} lines: {len(made.rows):,} taken (£{made.amount:,}), {_refused(made)}, {len(made.totals):,} totals, {len(made.above) + made.headings:,} headings and lines above them, {made.empty:,} empty."
    for name, heading in made.columns.items():
        yield f"  {TITLES[name]}: read from “{heading}”"
    if made.unused:
        yield f"  Columns not taken over: {', '.join(made.unused)}"
    yield from (f"  {note}" for note in made.notes)
    for title, remarks in (
        ("Headings and lines above them, not taken", made.above),
        ("Totals, not taken", made.totals),
        ("Refused", made.refused),
    ):
        if remarks:
            yield f"{title}:"
            yield from (f"  line {found.line}: {found.words}  [{found.cells}]" for found in remarks[:shown])
            if len(remarks) > shown:
                yield f"  and {len(remarks) - shown:,} more; all are in the file of --report"
    if made.changed:
        yield "Changed:"
    for words, count in Counter(found.words for found in made.changed).most_common(shown):
        lines = [str(found.line) for found in made.changed if found.words == words][:3]
        yield f"  {count:,} × {words} (line {', '.join(lines)}{' …' if count > 3 else ''})"


def _refused(made: Imported) -> str:
    if not made.refused:
        return "0 refused"
    lost = f", and {made.without_amount:,} without an amount that can be read" if made.without_amount else ""
    return f"{len(made.refused):,} refused (£{made.refused_amount:,}{lost})"


def full_report(made: Imported) -> str:
    """Every remark as CSV: line of the file, what was done, why, and what stood in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["line", "done", "why", "line_as_it_stood"])
    for done, remarks in (
        ("not taken", made.above),
        ("not taken", made.totals),
        ("refused", made.refused),
        ("changed", made.changed),
    ):
        writer.writerows([found.line, done, found.words, "'" + found.cells] for found in remarks)
    return out.getvalue()
