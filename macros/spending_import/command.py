"""``transparency import spending``: the command around :mod:`macros.spending_import.importing`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from macros.replace import write_whole
from macros.spending_import.headings import CannotImport
from macros.spending_import.importing import import_spending, place_for
from macros.spending_import.reporting import full_report, report

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2


def month_of(text: str) -> date:
    """The first day of a month written as ``2026-03``."""
    match = re.fullmatch(r"(20\d{2})-(0[1-9]|1[0-2])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month; write for example 2026-03")
    return date(int(match[1]), int(match[2]), 1)


def add_import(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the command; ``add`` takes its name and what runs it."""
    made = add("import", import_file)
    made.add_argument("register", choices=["spending"], help="the register that the file is for")
    made.add_argument("file", type=Path, metavar="FILE", help="the export: CSV, XLSX, XLS or ODS")
    made.add_argument("--month", type=month_of, required=True, metavar="YYYY-MM", help="the month in which it was paid")
    made.add_argument("--body", choices=["Commissioner", "Chief Constable"], required=True, help="who spent it")
    made.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write it (default: its place in data/spending/)"
    )
    made.add_argument(
        "--sheet", action="append", metavar="NAME", help="a sheet of a spreadsheet to read; may be given more than once"
    )
    made.add_argument("--report", type=Path, metavar="FILE", help="also write every change and refusal as CSV")


def import_file(options: argparse.Namespace) -> int:
    """Write the monthly file and print the report. A file that is there already is never written over."""
    out: Path = options.out or options.root / place_for(options.month, options.body)
    if not options.file.is_file():
        return _wrong(f"There is no file {options.file}.")
    if out.exists():
        return _wrong(
            f"{out} is there already. To fix: take it away first if it was never published; if it was, correct the entries in it."
        )
    try:
        made = import_spending(options.file, options.month, options.body, options.sheet or ())
    except CannotImport as reason:
        return _wrong(str(reason))
    print("\n".join(report(made)))
    if options.report:
        write_whole(options.report, full_report(made))
    if not made.rows:
        return _wrong("No line was taken, so no file was written.")
    write_whole(out, made.as_csv())
    print(f"Written: {out}")
    return PROBLEMS if made.refused else CLEAN


def _wrong(words: str) -> int:
    print(words, file=sys.stderr)
    return WRONG_USAGE
