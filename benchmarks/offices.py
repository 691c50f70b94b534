"""Invented offices of any size, for measuring: the example office of ``tests/example`` with many more entries.

    python benchmarks/offices.py 1000 build/bench/office-1000
    python benchmarks/offices.py 10000 build/bench/office-10000 --spending 100000

For each hundred decisions there are twenty grants, ten meetings and five measures with four readings each. The same
number gives the same bytes everywhere. Nothing in them is real, and every page says so, as in the example office.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "example"
FIRST, LAST = date(2013, 1, 1), date(2026, 10, 30)

OBJECTIVES = ("W1.1", "W1.2", "W1.3", "W2.1", "W2.2", "W3.1", "W3.2")
TOWNS = ("Harrowmere", "Oxbourne", "Tidewick", "Brackenholt", "Nether Bramble", "Saltfleet Cross")
MATTERS = (
    "night bus", "street team", "refuge places", "speed camera", "youth club", "village hall", "drug treatment",
    "victim line", "patrol car", "control room", "custody suite", "rural watch", "mentors", "evidence store",
)  # fmt: skip
SENTENCES = (
    "The Commissioner read the report of the Chief Finance Officer and asked what other ways had been looked at.",
    "Three ways were compared, to go on as before, to buy the service together with the county, and to stop it.",
    "The first costs the most and reaches the fewest people; the third would leave victims without help at night.",
    "The money is in the budget for the year, and nothing else has to be given up for it.",
    "The service reports every quarter how many people it helped, how long they waited, and what they said of it.",
    "Nobody who decided has an interest in the organisation that is paid.",
    "The police and the county council were asked and agree.",
    "An assessment of the effect on equality found that older people in villages gain most.",
    "If fewer people use the service than planned, the second half of the money is not paid.",
    "The decision will be looked at again after twelve months, in public.",
)


def make_office(decisions: int, out: Path, spending: int = 0, seed: int = 1) -> None:
    """Write an office with so many decisions into a new folder, with rows of spending over £500 if asked."""
    chance = random.Random(seed)
    shutil.copytree(EXAMPLE, out)
    _configure(out)
    days = sorted(FIRST + timedelta(chance.randrange((LAST - FIRST).days)) for _ in range(decisions))
    refs = [f"DN-{day.year}-B{number:05}" for number, day in enumerate(days)]
    for number, (ref, day) in enumerate(zip(refs, days, strict=True)):
        _write_decision(out, number, ref, day, refs, chance)
    _write_list(out / "data" / "grants.yml", [_grant(refs, days, number, chance) for number in range(decisions // 5)])
    _write_list(
        out / "data" / "meetings" / "many.yml",
        [_meeting(number, days[number * 10], chance) for number in range(decisions // 10)],
    )
    measures = range(decisions // 20)
    _write_list(out / "data" / "measures.yml", [_measure(number, chance) for number in measures])
    _write_list(
        out / "data" / "readings" / "many.yml",
        [_reading(number, quarter, chance) for number in measures for quarter in (1, 2, 3, 4)],
    )
    if spending:
        _write_spending(out, spending, chance)


def _configure(out: Path) -> None:
    configuration = out / "mkdocs.yml"
    text = configuration.read_text("utf-8").replace("../../", f"{ROOT}/")
    # Printing a decision takes a quarter of a second once and is then remembered; no other generator prints.
    text = text.replace("  as_of:", "  pdf: false\n  as_of:", 1)
    assert "pdf: false" in text
    configuration.write_text(text.replace(f"site_dir: {ROOT}/build/example", "site_dir: site"), "utf-8")


def _write_decision(out: Path, number: int, ref: str, day: date, refs: list[str], chance: random.Random) -> None:
    town, matter = chance.choice(TOWNS), chance.choice(MATTERS)
    words = [" ".join(chance.sample(SENTENCES, 5)) for _ in range(4)]
    earlier = f"follows: [{chance.choice(refs[:number])}]\n" if number and not number % 3 else ""
    supports = ", ".join(sorted(chance.sample(OBJECTIVES, 2)))
    path = out / "content" / "decisions" / str(day.year) / f"{ref.lower()}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\nref: {ref}\ntitle: {town} {matter}, number {number}\ntype: decision notice\nsubject: grant\n"
        f"decision_maker: Ottoline Marchbank\nholder: ottoline-marchbank\nsigned_on: {day}\n"
        f"published_on: {day + timedelta(chance.randrange(1, 20))}\nyear: {day.year}\n"
        f"summary: Money for the {matter} in {town}.\namount: {chance.randrange(500, 90_000)}\n"
        f"fund: Safer Streets and Villages Fund\n{earlier}supports: [{supports}]\n"
        f'sources: [{{title: "Decision notice {ref} (invented)"}}]\n---\n'
        f"## Why\n\n{words[0]}\n\n{words[1]}\n\n## Other ways that were looked at\n\n- {chance.choice(SENTENCES)}\n"
        f"- {chance.choice(SENTENCES)}\n- {chance.choice(SENTENCES)}\n\n| Year | Cost | People helped |\n"
        f"| --- | --- | --- |\n| {day.year} | £{chance.randrange(1000, 90000):,} | {chance.randrange(5, 900)} |\n"
        f"| {day.year + 1} | £{chance.randrange(1000, 90000):,} | {chance.randrange(5, 900)} |\n\n"
        f"## How it is judged\n\n{words[2]}\n\n{words[3]}\n",
        "utf-8",
    )


def _grant(refs: list[str], days: list[date], number: int, chance: random.Random) -> str:
    at = number * 5
    return (
        f"- ref: grant-b{number:05}\n  title: {chance.choice(TOWNS)} {chance.choice(MATTERS)}, grant {number}\n"
        f"  direction: given\n  fund: Safer Streets and Villages Fund\n  recipient: {chance.choice(TOWNS)} Community Trust\n"
        f"  amount: {chance.randrange(500, 50_000)}\n  period: {days[at].year}\n  awarded_on: {days[at]}\n"
        f"  purpose: {chance.choice(SENTENCES)}\n  conditions: A report every quarter\n  reason: {chance.choice(SENTENCES)}\n"
        f"  decision: {refs[at]}\n  supports: [{chance.choice(OBJECTIVES)}]\n"
        f'  sources: [{{title: "Decision notice {refs[at]} (invented)"}}]\n'
    )


def _meeting(number: int, day: date, chance: random.Random) -> str:
    items = "".join(
        f'    - number: "{item}"\n      title: "{chance.choice(MATTERS).capitalize()}"\n'
        f"      minutes: {chance.choice(SENTENCES)}\n      supports: [{chance.choice(OBJECTIVES)}]\n"
        for item in range(1, 5)
    )
    return (
        f"- ref: am-b{number:05}\n  title: Accountability meeting {number}, {day.day} {day:%B %Y}\n"
        f"  series: accountability-meeting\n  held: {day}\n"
        f'  starts_at: "10:00"\n  place: Corn Hall, {chance.choice(TOWNS)}\n  status: held\n  agenda:\n{items}'
        f"  published_on: {day}\n  sources: [{{title: Minutes of the meeting (invented)}}]\n"
    )


def _measure(number: int, chance: random.Random) -> str:
    return (
        f"- ref: measure-b{number:05}\n  title: People helped by the {chance.choice(MATTERS)}, measure {number}\n"
        f"  type: plan\n  unit: people\n  desired_direction: up\n  definition: {chance.choice(SENTENCES)}\n"
        f"  supports: [{chance.choice(OBJECTIVES)}]\n  sources: [{{title: Performance report (invented)}}]\n"
    )


def _reading(number: int, quarter: int, chance: random.Random) -> str:
    day = (date(2025, 7, 24), date(2025, 10, 23), date(2026, 1, 22), date(2026, 4, 23))[quarter - 1]
    return (
        f"- ref: reading-b{number:05}-q{quarter}\n  measure: measure-b{number:05}\n  period: 2025/26 Q{quarter}\n"
        f"  value: {chance.randrange(10, 900)}\n  published_on: {day}\n"
        f"  sources: [{{title: Performance report (invented)}}]\n"
    )


IN_ONE_FILE = 500
"""Entries: a source may not be larger than a megabyte."""


def _write_list(path: Path, entries: list[str]) -> None:
    """Add entries to a list; what would make it too large goes into files of the same register beside or below it."""
    folder = path.with_suffix("") if path.parent.name == "data" else path.parent
    for number, start in enumerate(range(0, len(entries), IN_ONE_FILE)):
        target = folder / f"{path.stem}-{number}.yml" if number else path
        target.parent.mkdir(exist_ok=True)
        with target.open("a", encoding="utf-8") as file:
            file.write("".join(entries[start : start + IN_ONE_FILE]))


def _write_spending(out: Path, rows: int, chance: random.Random) -> None:
    months = [(year, month) for year in range(2016, 2027) for month in range(1, 13) if (year, month) < (2026, 9)]
    for at, (year, month) in enumerate(months):
        first = year if month > 3 else year - 1
        path = out / "data" / "spending" / f"{first}-{(first + 1) % 100:02}" / f"{year}-{month:02}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["ref", "body", "paid_on", "supplier", "purpose", "amount", "category"])
            for row in range(rows * at // len(months), rows * (at + 1) // len(months)):
                writer.writerow(
                    [
                        f"S-B{row:06}",
                        "Commissioner",
                        date(year, month, chance.randrange(1, 29)),
                        f"{chance.choice(TOWNS)} {chance.choice(MATTERS).title()} Ltd",
                        chance.choice(MATTERS).capitalize(),
                        f"{chance.randrange(50_000, 9_000_000) / 100:.2f}",
                        "services",
                    ]
                )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("decisions", type=int)
    options.add_argument("out", type=Path)
    options.add_argument("--spending", type=int, default=0, help="rows of spending over £500 (default: none)")
    given = options.parse_args()
    make_office(given.decisions, given.out, given.spending)
    print(f"{given.out}: an invented office with {given.decisions:,} more decisions.")
