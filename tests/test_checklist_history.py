"""The history of a state comes out the same whether every entry is looked at, or only those that can turn it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from sites import ROOT

from macros.checklist import history as histories
from macros.checklist.engine import Found, Piece
from macros.checklist.history import History, states_over_time
from macros.checklist.timing import Dated
from macros.evidence import Evidence

START = date(2024, 1, 1)
DAYS = some.integers(0, 900)


def duty(kind: str, **more: Any) -> Any:
    known = {"ref": "d", "timing_kind": kind, "timing": "As said.", "clock": None, "cadence_months": None}
    return SimpleNamespace(**{**known, "within_days": None, "due_days": [], "basis": "law", **more})


CLOCKS = {
    "monthly": duty("monthly", cadence_months=1),
    "quarterly": duty("quarterly", cadence_months=3),
    "review": duty("annual", cadence_months=12),
    "renewal": duty("annual", cadence_months=6, clock="renewal"),
    "before the year": duty("annual", cadence_months=12, clock="before the year"),
    "on change": duty("on change"),
    "unknown": duty("unknown"),
}

ENTRY = some.tuples(DAYS, DAYS, some.integers(0, 60), some.booleans(), some.booleans())
"""The day it came in, the day it speaks of, for how many days, whether it is filled in, and whether it is dated."""


class Kind:
    """A register of the test's own."""

    kind = "thing"
    register_title = "Things"
    model_fields = {"reason": SimpleNamespace(title="Reason")}


@pytest.mark.parametrize("clock", sorted(CLOCKS))
@pytest.mark.parametrize("unbroken", [False, True])
@given(entries=some.lists(ENTRY, max_size=12))
@example(entries=[(0, 0, 0, False, False), (0, 123, 59, True, True), (0, 122, 60, True, True)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_cannot_turn_a_state_is_left_out(
    clock: str, unbroken: bool, entries: list[tuple[int, int, int, bool, bool]]
) -> None:
    day, pieces, entered = START + timedelta(days=1000), [], {}
    for number, (came, of, length, filled, dated) in enumerate(entries):
        start = START + timedelta(days=of)
        span = Dated(start, start + timedelta(days=length)) if dated else None
        record = SimpleNamespace(slug=f"e-{number}", kind="thing")
        pieces.append(Piece(record, () if filled else ("reason",), span))
        entered["data/things.yml", record.slug] = START + timedelta(days=came)
    evidence = Evidence("d", filled=("reason",), dated="of", unbroken=unbroken)
    found = Found(((evidence, Kind, tuple(pieces)),), ())  # type: ignore[arg-type]
    registers: Any = SimpleNamespace(place_of=lambda record: SimpleNamespace(path="data/things.yml"))
    history = History("", "0" * 40, day, entered)

    def steps() -> list[tuple[date, str]]:
        reached = states_over_time(CLOCKS[clock], found, None, registers, history, day)
        return [(step.on, step.item.state) for step in reached]

    told = steps()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(histories, "_telling", lambda duty, found, days, as_of: (found, {}))
        everything = steps()
    assert told == everything


def test_the_benchmark_says_in_one_line_what_it_measured() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/checklist.py"), "1200"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout.startswith("66 duties over 1,200 records: states "), run.stderr
    assert run.stdout.count("\n") == 1
