"""How long `transparency import spending` takes for 100,000 rows, as CSV and as XLSX; the promise is ten seconds.

Run it with `.venv/bin/python benchmarks/import_spending.py`. The rows are invented.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

ROWS = 100_000
HEADINGS = ("Supplier Name", "Payment Date", "Net Amount (£)", "VAT", "Narrative")


def rows() -> Iterator[tuple[str, str, str, str, str]]:
    """What a finance system gives: days with the day first, pounds signs, money that came back, a total at the end."""
    for number in range(ROWS - 1):
        amount = f"£{600 + number:,}.{number % 100:02}"
        back = f"({amount})" if number % 50 == 0 else amount
        yield f"Supplier {number % 700}, Ltd", f"{number % 31 + 1:02}/03/2026", back, "0", f"Thing {number}"
    yield "Grand Total", "", "£1.00", "", ""


def main() -> None:
    """Print the seconds of each form, the start of the program included."""
    with tempfile.TemporaryDirectory() as folder:
        text, book = Path(folder, "export.csv"), Path(folder, "export.xlsx")
        quoted = (",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *rows()))
        text.write_text("\n".join(quoted) + "\n", encoding="cp1252")
        with xlsxwriter.Workbook(str(book), {"constant_memory": True}) as made:
            sheet = made.add_worksheet()
            for number, row in enumerate((HEADINGS, *rows())):
                sheet.write_row(number, 0, row)
        for export in (text, book):
            written = Path(folder, f"{export.suffix[1:]}-month.csv")
            command = ["import", "spending", str(export), "--month", "2026-03", "--body", "Commissioner"]
            started = time.perf_counter()
            run = subprocess.run(
                [sys.executable, "-m", "macros", *command, "--out", str(written)],
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.perf_counter() - started
            print(f"{export.name}: {seconds:.1f} seconds. {run.stdout.splitlines()[0] if run.stdout else run.stderr}")


if __name__ == "__main__":
    main()
