"""A hundred thousand rows of spending: the whole site is built from them, no page grows too heavy, and memory stays small."""

from __future__ import annotations

import csv
import gzip
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sites import lay_whole

from macros.asking import SiteSearch
from macros.fields import slug_of

ROWS = 100_000
MONTHS = 24
WEIGHT = 15_000
"""Bytes of compressed HTML that a page may have."""
MEMORY = 2**30
"""Bytes that all processes of a build may take together."""

ENTRY = re.compile(r'<tr id="spending-(?:s|fm)-')

COLUMNS = ("ref", "body", "paid_on", "supplier", "purpose", "amount", "category", "value_for_money")


def spend(root: Path) -> None:
    """Two years of invented payments, each to a supplier and for a purpose of its own, in words that no other has."""
    chance = random.Random(1)

    def words(count: int) -> str:
        return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(count))

    for month in range(MONTHS):
        year, number = 2022 + month // 12, month % 12 + 1
        start = year - (number < 4)
        place = root / f"data/spending/{start}-{(start + 1) % 100:02}/{year}-{number:02}-commissioner.csv"
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for row in range(month, ROWS, MONTHS):
                paid_on = f"{year}-{number:02}-{row % 28 + 1:02}"
                ref = f"S-{year}-{number:02}-C-{row:06}"
                rows.writerow([ref, "Commissioner", paid_on, words(2), words(4), f"{500 + row}.10", "", ""])


def processes_of(number: int) -> list[int]:
    """A process and all that it started and that still run."""
    found = [number]
    for task in Path(f"/proc/{number}/task").glob("*/children"):
        for child in task.read_text().split():
            found += processes_of(int(child))
    return found


def memory_of(number: int) -> int:
    """Bytes that a process holds, with its share of what it has in common with others."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def most_memory(build: subprocess.Popen[bytes]) -> int:
    """The most that a build and its processes held together, looked at twice a second until it ends."""
    most = 0
    while build.poll() is None:
        held = 0
        try:
            for number in processes_of(build.pid):
                held += memory_of(number)
        except (OSError, StopIteration):
            pass  # one of them has just ended
        most = max(most, held)
        time.sleep(0.5)
    return most


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="NOT CHECKED: memory is measured on Linux only"
)
def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    root, out = lay_whole(tmp_path / "office"), tmp_path / "site"
    spend(root)
    command = [sys.executable, "-m", "macros", "build", "--root", str(root), "--out", str(out)]
    with (tmp_path / "said").open("wb") as said:
        build = subprocess.Popen(command, stdout=said, stderr=said)
        most = most_memory(build)
    assert build.returncode == 0, (tmp_path / "said").read_text()[-3000:]
    assert 2**26 < most < MEMORY, f"{most / 2**20:.0f} MiB"
    weights = {page: len(gzip.compress(page.read_bytes())) for page in sorted(out.rglob("*.html"))}
    heavy = [f"{page.relative_to(out)}: {weight}" for page, weight in weights.items() if weight > WEIGHT]
    assert heavy == []
    shown = sum(len(ENTRY.findall(page.read_text("utf-8"))) for page in weights)
    given = len((out / "open-data" / "spending-over-500.csv").read_bytes().splitlines()) - 1
    own = sum(1 for path in (root / "data" / "spending").rglob("*.csv") for _ in path.open()) - len(
        list((root / "data" / "spending").rglob("*.csv"))
    )
    assert shown == given == own >= ROWS
    assert (out / "open-data" / "spending-over-500.xlsx").stat().st_size > 1_000_000
    the_words_of_a_row_are_found(root, out)


def the_words_of_a_row_are_found(root: Path, out: Path) -> None:
    """Whoever searches for a supplier comes to the page on which the payment stands."""
    search = SiteSearch(out / "pagefind", {})
    for month in sorted((root / "data/spending").rglob("*-commissioner.csv"))[::6]:
        with month.open(encoding="utf-8", newline="") as file:
            row = list(csv.DictReader(file))[-1]
        for words in (row["supplier"], row["purpose"]):
            (found, *_) = search.first(words, 1) or [""]
            page = (out / found.strip("/") / "index.html").read_text("utf-8")
            assert f'id="spending-{slug_of(row["ref"])}"' in page, (words, found)
