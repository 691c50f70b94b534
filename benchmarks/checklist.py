"""How long the whole publication checklist takes over ten thousand records, beyond loading them.

    .venv/bin/python benchmarks/checklist.py [RECORDS]

The records are those of the invented office under tests/, and copies of its payments, grants, gifts, expenses,
decisions and meetings. Measured are the state of every duty, the days from the history, every download of the
checklist, and the history of each state. In the history the entries come in week by week over eight
years. The seconds are those of one processor, so that other work on the machine does not count. Exit code 1 where the
checklist takes two of them or more.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from macros.checklist import CHECKLIST_FORMATS, items  # noqa: E402
from macros.checklist.engine import gather, statements  # noqa: E402
from macros.checklist.falling_due import in_order_of_day  # noqa: E402
from macros.checklist.history import History, dated_by_history, states_over_time  # noqa: E402
from macros.checklist.reach import Reaches  # noqa: E402
from macros.exports.calendars import publication_dates  # noqa: E402
from macros.exports.feeds import due_feed  # noqa: E402
from macros.exports.publication import Publication  # noqa: E402
from macros.office import load_site  # noqa: E402
from macros.record import declared_kinds  # noqa: E402
from macros.registers import Registers  # noqa: E402
from macros.settings import read_settings  # noqa: E402

COPIED = {
    "spending": "paid_on",
    "grant": "awarded_on",
    "gift": "offered_on",
    "expense": "paid_on",
    "decision": "signed_on",
}
MOST_SECONDS = 2.0


def many(registers: Registers, number: int, as_of: date) -> Registers:
    """The same registers with copies of some of their records, a day older each, until there are so many."""
    located = {kind: list(there) for kind, there in registers.located.items()}
    count = sum(len(there) for there in located.values())
    pattern = [found for kind in COPIED for found in registers.located[kind]]
    for copy in range(max(0, number - count)):
        found = pattern[copy % len(pattern)]
        name = COPIED[found.record.kind]
        changed = {"ref": f"{found.record.ref}-{copy}"}
        if getattr(found.record, name):
            changed |= {name: as_of - timedelta(days=copy % 3000)}
        located[found.record.kind].append(replace(found, record=found.record.model_copy(update=changed)))
    return Registers(registers.kinds, located)


def entered(registers: Registers, as_of: date) -> History:
    """A history in which each entry came in on the Monday after the day that it speaks of, and all else on the first."""
    days = {}
    for found in registers:
        of = getattr(found.record, COPIED[found.record.kind]) if found.record.kind in COPIED else None
        of = of or as_of - timedelta(days=3000)
        days[found.path, found.record.slug] = min(of + timedelta(days=7 - of.weekday()), as_of)
    return History("", "0" * 40, as_of, days)


def main() -> int:
    """Measure once and say it in one line."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    declared_kinds()
    settings = read_settings(ROOT / "tests" / "example")
    assert settings.as_of
    loaded = load_site(settings, settings.as_of)
    registers = many(loaded.registers, number, loaded.as_of)
    history = entered(registers, loaded.as_of)
    count = sum(len(there) for there in registers.located.values())

    for there in registers:
        registers.place_of(there.record)

    publication = Publication(registers, loaded.pages, loaded.as_of, settings.site_address)

    started = time.process_time()
    found = dated_by_history(items(registers, loaded.pages, loaded.as_of), registers, history)
    states = time.process_time()
    for form in CHECKLIST_FORMATS.values():
        form(found, Reaches())
    due = in_order_of_day(found, loaded.as_of)
    publication_dates(publication, due)
    due_feed(publication, "checklist/falling-due", due)
    downloads = time.process_time()
    duties = [item.duty for item in found]
    said, proofs = statements(registers), gather(duties, registers, loaded.pages)
    reached = [
        states_over_time(duty, proofs[duty.ref], said.get(duty.ref), registers, history, loaded.as_of)
        for duty in duties
    ]
    ended = time.process_time()
    print(
        f"{len(found)} duties over {count:,} records: states {states - started:.2f} s, downloads {downloads - states:.2f} s, "
        f"{sum(map(len, reached)):,} steps of history {ended - downloads:.2f} s; together {ended - started:.2f} s."
    )
    return 0 if ended - started < MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
