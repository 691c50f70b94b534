"""Any register may grow to hundreds of entries, and any entry may be long: no page grows with it, and nothing is lost."""

from __future__ import annotations

import gzip
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from records_made import records_of
from selectolax.lexbor import LexborHTMLParser

from macros.addresses import address_of
from macros.pages import MacroCall, Page, PageMatter
from macros.parts import AT_ONCE, ROWS
from macros.record import Record, declared_kinds
from macros.registers import Located, Registers
from macros.sources import Tree
from macros.views.shown import show_part, show_register
from macros.views.view import View

KINDS = declared_kinds()
LIMIT = 15_000 - 2_500
"""Bytes of compressed HTML that a page may have, less the frame around its article."""


def view_of(kind: str, records: list[Any]) -> View:
    """A site of one register, on ``/entries/``."""
    registers = Registers(dict(KINDS))
    for record in records:
        registers.located[kind].append(Located(record, "data/x.yml", Tree({}, {(): 1}), False))
    matter = PageMatter(title="Entries", description="Entries.", section="lists-and-registers")
    call = MacroCall("show_register", (kind,), {}, 1)
    return View(registers, [Page("docs/entries.md", "entries.md", matter, "", 1, [call])], date(2026, 11, 22))


def rows_of(html: str) -> list[str]:
    """The ids of the rows of a register's tables."""
    return [str(row.attributes["id"]) for row in LexborHTMLParser(html).css("tbody > tr[id]")]


def weight(html: str) -> int:
    return len(gzip.compress(html.encode(), 6))


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if name != "office"])
@settings(
    max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(data=st.data())
def test_a_register_of_any_kind_is_parted(kind: str, data: st.DataObject) -> None:
    few = data.draw(st.lists(records_of(KINDS[kind]), min_size=3, max_size=3))
    records = [few[number % 3].model_copy(update={"ref": f"r-{number}"}) for number in range(AT_ONCE + 30)]
    view = view_of(kind, records)
    pages = [str(show_part(view, part)) for part in view.places.parts[kind]]
    seen = [row for html in pages for row in rows_of(html)]
    assert len(seen) == len(set(seen)) == len(records)
    assert max(len(rows_of(html)) for html in pages) <= ROWS
    assert len({part.address for part in view.places.parts[kind]}) == len(pages)
    own = {address_of(record) for record in records}
    assert not own & {part.address for part in view.places.parts[kind]}
    summary = str(show_register(view, kind))
    assert weight(summary) < 3000
    for part in view.places.parts[kind]:
        assert part.number > 1 or f'href="{part.address}"' in summary
        for record in part.records:
            if not KINDS[kind].page_address:
                assert view.href(record) == f"{part.address}#{kind.replace('_', '-')}-{record.slug}"


CHANCE = random.Random(4)


def words(count: int) -> str:
    return " ".join("".join(CHANCE.choices("aeioulnrst", k=CHANCE.randint(2, 9))) for _ in range(count))


def facts(count: int, length: int) -> list[Record]:
    topics = ("reserves", "people", "roles")
    return [
        KINDS["fact"].model_validate(
            {"ref": f"f-{number}", "topic": topics[number % 3], "fact": words(12), "about": words(length)}
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "length"), [(40, 600), (150, 60), (2000, 20), (60, 250)])
def test_no_page_grows_with_the_words_of_its_entries(count: int, length: int) -> None:
    view = view_of("fact", facts(count, length))
    assert weight(str(show_register(view, "fact"))) < LIMIT
    for part in view.places.parts["fact"]:
        assert weight(str(show_part(view, part))) < LIMIT or len(part.records) == 1


def test_a_register_with_many_words_keeps_every_entry_in_short() -> None:
    records = facts(60, 250)
    view = view_of("fact", records)
    short = str(show_register(view, "fact"))
    assert len(rows_of(short)) == 60
    assert all(f'href="/entries/topic/{topic}/"' in short for topic in ("reserves", "people", "roles"))
    assert view.href(records[0]) == "/entries/topic/reserves/#fact-f-0"


def test_a_short_register_is_whole() -> None:
    view = view_of("fact", facts(20, 20))
    assert view.places.parts == {}
    assert "in full" not in str(show_register(view, "fact"))
