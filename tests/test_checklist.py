"""The state of every duty: what takes it away, what ages it, what the office says of it, and that Norfolk's is true."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from macros.checklist import GOOD, STATES, Item, items
from macros.checklist.timing import clock_of
from macros.kinds.publication_statement import PublicationStatement
from macros.kinds.spending import Spending
from macros.office import Loaded, load_site
from macros.pages import Page
from macros.record import declared_kinds
from macros.registers import Located, Registers
from macros.settings import read_settings
from macros.sources import Tree

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "example"
FAR = date(2046, 11, 22)
"""Twenty years on: by then everything that has a clock has run out."""

declared_kinds()


def loaded(root: Path) -> Loaded:
    settings = read_settings(root)
    assert settings.as_of is not None
    return load_site(settings, settings.as_of)


EXAMPLE_SITE = loaded(EXAMPLE)
DUTIES = [duty.ref for duty in EXAMPLE_SITE.registers.of("duty")]


def without(registers: Registers, leave_out: Any) -> Registers:
    """The same registers without some records."""
    kept = {
        kind: [found for found in there if not leave_out(found.record)] for kind, there in registers.located.items()
    }
    for kind in registers.kinds:
        kept.setdefault(kind, [])
    return Registers(registers.kinds, kept)


def with_statement(registers: Registers, duty: str, **said: Any) -> Registers:
    """The same registers with another statement about one duty."""
    fewer = without(registers, lambda one: one.kind == "publication_statement" and one.duty == duty)
    statement = PublicationStatement.model_validate({"ref": f"statement-{duty}", "duty": duty, **said})
    fewer.located["publication_statement"].append(Located(statement, "data/publication.yml", Tree(None, {}), False))
    return fewer


def state_of(duty: str, registers: Registers, pages: list[Page], as_of: date) -> Item:
    return next(item for item in items(registers, pages, as_of) if item.duty.ref == duty)


def bare(duty: str) -> tuple[Registers, list[Page]]:
    """The example area without the evidence for one duty, and without what the office says of it."""
    proofs = [
        (name, proof)
        for name, kind in EXAMPLE_SITE.registers.kinds.items()
        for proof in kind.evidence_for
        if proof.duty == duty
    ]

    def goes(record: Any) -> bool:
        return any(record.kind == name and proof.counts(record) for name, proof in proofs) or (
            record.kind == "publication_statement" and record.duty == duty
        )

    return without(EXAMPLE_SITE.registers, goes), [
        page for page in EXAMPLE_SITE.pages if duty not in page.matter.evidence_for
    ]


def test_the_law_is_whole() -> None:
    assert len([ref for ref in DUTIES if ref.startswith("sio-")]) == 51
    assert len(DUTIES) > 60
    for duty in EXAMPLE_SITE.registers.of("duty"):
        assert duty.timing and duty.search_words, duty.ref
        assert duty.timing_kind != "unknown" or clock_of(duty) == "none", duty.ref


def test_the_example_area_is_met() -> None:
    states = {
        item.duty.ref: item.state for item in items(EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, EXAMPLE_SITE.as_of)
    }
    assert {ref: state for ref, state in states.items() if state not in GOOD} == {}


@pytest.mark.parametrize("duty", DUTIES)
def test_without_its_evidence_it_is_missing(duty: str) -> None:
    assert state_of(duty, EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, EXAMPLE_SITE.as_of).state in GOOD
    registers, pages = bare(duty)
    item = state_of(duty, registers, pages, EXAMPLE_SITE.as_of)
    assert item.state == "missing"
    assert item.open_gap == (item.duty.basis == "law")


@pytest.mark.parametrize("duty", DUTIES)
def test_its_evidence_grows_old(duty: str) -> None:
    now = state_of(duty, EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, EXAMPLE_SITE.as_of)
    later = state_of(duty, EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, FAR)
    if now.state == "not applicable":
        assert later.state == "not applicable"
    elif clock_of(now.duty) == "none":
        assert later.state == "timing not known", "without a clock nothing is late, and nothing is met for ever"
    elif clock_of(now.duty) == "each entry":
        assert later.state == now.state, "a reply that was in time stays so"
    else:
        assert later.state == "overdue"


@pytest.mark.parametrize("duty", [ref for ref in DUTIES if ref != "sio-7C-b-iii"])
def test_the_last_day_and_the_first_day_late(duty: str) -> None:
    item = state_of(duty, EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, EXAMPLE_SITE.as_of)
    if item.due_by is None:
        assert clock_of(item.duty) in ("none", "each entry")
        return
    on_the_day = state_of(duty, EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, item.due_by)
    day_after = state_of(
        duty, EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, date.fromordinal(item.due_by.toordinal() + 1)
    )
    assert (on_the_day.state, day_after.state) == ("due soon", "overdue")
    assert day_after.open_gap == (item.duty.basis == "law")


GIFTS = "sio-2-e"
EXPENSES = "sio-1-d"
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("duty", "said", "state"),
    [
        (GIFTS, {"state": "nil return", "reason": "None offered.", "stated_on": "2026-11-02"}, "nil return"),
        (GIFTS, {"state": "nil return", "reason": "None offered."}, "missing"),
        (GIFTS, {"state": "nil return", "reason": "None offered.", "stated_on": "2024-11-02"}, "timing not known"),
        (EXPENSES, {"state": "nil return", "reason": "None.", "stated_on": "2026-10-05"}, "nil return"),
        (EXPENSES, {"state": "nil return", "reason": "None.", "period": "2026-27 Q2"}, "nil return"),
        # Said before the quarter to September had ended, it speaks of the quarter to June.
        (EXPENSES, {"state": "nil return", "reason": "None.", "stated_on": "2026-09-29"}, "due soon"),
        (EXPENSES, {"state": "nil return", "reason": "None.", "period": "2025-26 Q4"}, "overdue"),
        (GIFTS, {"state": "withheld", "reason": "Freedom of Information Act 2000, section 40"}, "withheld"),
        (GIFTS, {"state": "withheld"}, "missing"),
        (GIFTS, {"state": "not applicable", "reason": "There is no deputy."}, "not applicable"),
        (GIFTS, {"state": "not applicable"}, "missing"),
        (GIFTS, {"state": "not yet published", "reason": "Being put together."}, "not published (explained)"),
        (GIFTS, {"state": "not yet published"}, "missing"),
        (
            GIFTS,
            {"state": "not yet published", "reason": "Soon.", "by_when": "2026-11-22"},
            "not published (explained)",
        ),
        (GIFTS, {"state": "not yet published", "reason": "Soon.", "by_when": "2026-11-21"}, "overdue"),
        (GIFTS, {"state": "published", "stated_on": "2026-11-21"}, "missing"),
    ],
)
def test_what_the_office_says(duty: str, said: dict[str, str], state: str) -> None:
    registers, pages = bare(duty)
    item = state_of(duty, with_statement(registers, duty, **said), pages, DAY)
    assert item.state == state
    assert item.open_gap == (state in ("missing", "overdue"))


def test_the_office_cannot_call_present_what_is_not_there() -> None:
    registers, pages = bare("sio-6-d")
    there = with_statement(registers, "sio-6-d", state="published", stated_on="2026-11-21")
    assert state_of("sio-6-d", there, pages, DAY).state == "missing"


def test_looking_again_renews_a_review_and_not_a_monthly_list() -> None:
    looked = {"state": "published", "stated_on": "2030-01-01"}
    for duty, state in (("sio-6-a", "met"), ("sio-3-g-i", "overdue"), ("duty-equality-information", "overdue")):
        registers = with_statement(EXAMPLE_SITE.registers, duty, **looked)
        assert state_of(duty, registers, EXAMPLE_SITE.pages, date(2030, 1, 2)).state == state


def test_a_newer_entry_replaces_a_nil_return() -> None:
    registers = with_statement(
        EXAMPLE_SITE.registers, GIFTS, state="nil return", reason="None offered.", stated_on="2026-01-01"
    )
    assert state_of(GIFTS, registers, EXAMPLE_SITE.pages, DAY).state == "met"


def changed(registers: Registers, kind: str, **values: Any) -> Registers:
    """The same registers with fields of every record of a kind changed."""
    there = [replace(found, record=found.record.model_copy(update=values)) for found in registers.located[kind]]
    return Registers(registers.kinds, {**registers.located, kind: there})


def test_a_grant_without_its_reason_does_not_count() -> None:
    """Paragraph 3(f): why the Commissioner thought that it would cut crime and disorder."""
    registers = changed(EXAMPLE_SITE.registers, "grant", reason=None)
    registers = without(registers, lambda one: one.kind == "publication_statement" and one.duty == "sio-3-f")
    item = state_of("sio-3-f", registers, EXAMPLE_SITE.pages, DAY)
    assert item.state == "missing"


def test_entries_that_lack_a_field_are_counted_beside_those_that_count() -> None:
    located = EXAMPLE_SITE.registers.located["grant"]
    given = [found for found in located if found.record.direction == "given"]
    assert len(given) > 1
    cut = replace(given[0], record=given[0].record.model_copy(update={"reason": None}))
    registers = Registers(
        EXAMPLE_SITE.registers.kinds,
        {**EXAMPLE_SITE.registers.located, "grant": [cut if found is given[0] else found for found in located]},
    )
    (proof,) = state_of("sio-3-f", registers, EXAMPLE_SITE.pages, DAY).evidence
    assert proof.left_out == 1
    assert proof.lacking == ("Why it will cut crime and disorder",)


def test_what_is_withdrawn_is_no_evidence() -> None:
    withdrawn = {"withdrawn_on": "2026-11-01", "reason": "Published twice."}
    gone = type(EXAMPLE_SITE.registers.of("gift")[0]).model_validate(
        {**EXAMPLE_SITE.registers.of("gift")[0].model_dump(mode="json", exclude_none=True), "withdrawn": withdrawn}
    )
    registers = changed(EXAMPLE_SITE.registers, "gift", withdrawn=gone.withdrawn)
    assert state_of(GIFTS, registers, EXAMPLE_SITE.pages, DAY).state == "missing"


def test_a_heading_over_an_empty_table_is_no_evidence() -> None:
    duty = "duty-accessibility-statement"
    page = next(page for page in EXAMPLE_SITE.pages if duty in page.matter.evidence_for)
    pages = [replace(page, body='## Accessibility\n\n{{ show_register("gift") }}\n\nSee below.\n')]
    assert state_of(duty, EXAMPLE_SITE.registers, pages, DAY).state == "missing"


def test_a_reply_is_asked_for_each_inspection() -> None:
    item = state_of("duty-hmicfrs-reply", EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, DAY)
    assert item.state == "met" and len(item.entries) > 1
    silent = changed(
        EXAMPLE_SITE.registers, "inspection", response=None, response_link=None, response_published_on=None
    )
    some = [
        found if index else replace(found, record=silent.located["inspection"][0].record)
        for index, found in enumerate(EXAMPLE_SITE.registers.located["inspection"])
    ]
    registers = Registers(silent.kinds, {**EXAMPLE_SITE.registers.located, "inspection": some})
    item = state_of("duty-hmicfrs-reply", registers, EXAMPLE_SITE.pages, FAR)
    assert item.state == "overdue"
    assert sorted(entry.state for entry in item.entries) == ["met", "overdue"]
    assert item.due_by == min(entry.due_by for entry in item.entries if entry.state == "overdue" and entry.due_by)


def test_a_reply_that_came_late_is_met_late() -> None:
    registers = changed(EXAMPLE_SITE.registers, "inspection", response_published_on=date(2026, 11, 26))
    assert state_of("duty-hmicfrs-reply", registers, EXAMPLE_SITE.pages, FAR).state == "met late"


def test_a_timing_that_is_not_known_is_never_late() -> None:
    unknown = [ref for ref in DUTIES if EXAMPLE_SITE.registers.find(("duty",), ref).timing_kind == "unknown"]  # type: ignore[union-attr]
    assert len(unknown) > 10
    for as_of in (DAY, date(2027, 12, 31), FAR):
        states = {item.duty.ref: item.state for item in items(EXAMPLE_SITE.registers, EXAMPLE_SITE.pages, as_of)}
        assert {states[ref] for ref in unknown} <= {"met", "timing not known"}


NORFOLK = loaded(ROOT)
TRUE_OF_NORFOLK = {
    "sio-1-a": "timing not known",
    "sio-1-b": "met",
    "sio-1-d": "not published (explained)",
    "sio-1-e": "not published (explained)",
    "sio-2-a": "not published (explained)",
    "sio-2-c": "not published (explained)",
    "sio-2-e": "not published (explained)",
    "sio-2A-a": "timing not known",
    "sio-3-a": "not published (explained)",
    "sio-3-b": "not published (explained)",
    "sio-3-f": "not published (explained)",
    "sio-3-g-i": "not published (explained)",
    "sio-4-a": "timing not known",
    "sio-4-b-i": "not published (explained)",
    "sio-5-b-agenda": "not published (explained)",
    "sio-5-c-public": "not published (explained)",
    "sio-5-d": "timing not known",
    "sio-6-b": "not published (explained)",
    "sio-7C-a-ii": "not published (explained)",
    "duty-hmicfrs-reply": "not published (explained)",
    "duty-accounts": "not published (explained)",
    "duty-plan": "not published (explained)",
    "duty-accessibility-statement": "met",
}
"""Looked up by hand in the sources; the reasons stand in data/publication.yml and on each duty's page."""


def test_norfolk_is_as_the_sources_say() -> None:
    found = {item.duty.ref: item for item in items(NORFOLK.registers, NORFOLK.pages, NORFOLK.as_of)}
    assert {ref: found[ref].state for ref in TRUE_OF_NORFOLK} == TRUE_OF_NORFOLK
    assert {item.state for item in found.values()} <= set(STATES)


def test_nothing_real_is_met_without_evidence() -> None:
    for item in items(NORFOLK.registers, NORFOLK.pages, NORFOLK.as_of):
        if item.state in ("met", "met late", "due soon", "overdue", "timing not known") and not item.by_when:
            assert item.evidence, item.duty.ref
        if item.state == "met":
            assert item.newest, item.duty.ref
        assert item.why or item.reason, item.duty.ref


def test_the_reply_to_the_newest_inspection_of_norfolk_is_counted_from_its_day() -> None:
    found = state_of("duty-hmicfrs-reply", NORFOLK.registers, NORFOLK.pages, NORFOLK.as_of)
    newest = next(entry for entry in found.entries if entry.record.ref == "peel-2023-25")
    assert (newest.state, newest.due_by) == ("overdue", date(2024, 11, 17))


def test_drafts_are_not_taken_for_audited_accounts() -> None:
    registers = without(NORFOLK.registers, lambda one: one.kind == "publication_statement")
    item = state_of("duty-accounts", registers, NORFOLK.pages, NORFOLK.as_of)
    assert item.state == "overdue"
    assert item.due_by == date(2025, 2, 28)


def test_without_the_explanations_the_gaps_of_norfolk_show() -> None:
    registers = without(NORFOLK.registers, lambda one: one.kind == "publication_statement")
    open_gaps = [item for item in items(registers, NORFOLK.pages, NORFOLK.as_of) if item.open_gap]
    assert len(open_gaps) > 40
    assert not [item for item in items(NORFOLK.registers, NORFOLK.pages, NORFOLK.as_of) if item.open_gap]


def test_ten_thousand_records_in_two_seconds() -> None:
    rows = [
        Spending.model_validate(
            {
                "ref": f"S-{number}",
                "body": "Commissioner" if number % 2 else "Chief Constable",
                "paid_on": f"20{10 + number % 15}-0{1 + number % 9}-1{number % 9}",
                "supplier": "X",
                "purpose": "Y",
                "amount": "600.00",
                "value_for_money": "Three quotes.",
            }
        )
        for number in range(10_000)
    ]
    located = [Located(row, "data/spending/x.csv", Tree(None, {}), False) for row in rows]
    registers = Registers(
        EXAMPLE_SITE.registers.kinds,
        {**EXAMPLE_SITE.registers.located, "spending": [*EXAMPLE_SITE.registers.located["spending"], *located]},
    )
    started = time.monotonic()
    found = items(registers, EXAMPLE_SITE.pages, DAY)
    assert time.monotonic() - started < 2
    assert next(item for item in found if item.duty.ref == "sio-3-g-i").evidence[0].count > 5_000


def test_what_was_only_asked_for_is_not_taken_for_what_was_decided() -> None:
    registers = without(NORFOLK.registers, lambda one: one.kind == "publication_statement")
    item = state_of("sio-3-b", registers, NORFOLK.pages, NORFOLK.as_of)
    assert (item.state, item.due_by) == ("overdue", date(2025, 3, 31))


def test_a_meeting_of_another_body_is_no_meeting_of_the_commissioner() -> None:
    registers = changed(EXAMPLE_SITE.registers, "meeting_series", convened_by="another body")
    for duty in ("sio-5-a", "sio-5-b-agenda", "sio-5-b-reports", "sio-5-c-public"):
        assert state_of(duty, registers, EXAMPLE_SITE.pages, DAY).state == "missing"


def test_a_large_contract_is_not_in_the_list_of_small_ones() -> None:
    """Paragraph 4(d): each contract that does not exceed £10,000."""
    registers = changed(EXAMPLE_SITE.registers, "contract", value=Decimal("10000.01"))
    assert state_of("sio-4-d", registers, EXAMPLE_SITE.pages, DAY).state == "missing"
    registers = changed(EXAMPLE_SITE.registers, "contract", value=Decimal("10000.00"))
    assert state_of("sio-4-d", registers, EXAMPLE_SITE.pages, DAY).state == "met"
