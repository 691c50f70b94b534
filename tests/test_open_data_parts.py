"""Long registers are split by month, so that no page grows with the register."""

from __future__ import annotations

import gzip
import random
from datetime import date
from typing import Any

from macros.pages import MacroCall, Page, PageMatter
from macros.parts import ROWS, Places
from macros.record import declared_kinds
from macros.registers import Located, Registers
from macros.sources import Tree
from macros.views.shown import show_part, show_register
from macros.views.view import View

LIMIT = 15_000
"""Bytes of compressed HTML that a page may have; the frame around it has some 3,000 of them."""


def spending(count: int, months: int = 3) -> tuple[Registers, list[Page]]:
    """A register of ``count`` entries with long and varied words, and the page it stands on."""
    kinds = {"spending": declared_kinds()["spending"]}
    registers = Registers(kinds)
    chance = random.Random(1)

    def words(number: int) -> str:
        return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(number))

    for number in range(count):
        month = number % months + 1
        record = kinds["spending"].model_validate(
            {
                "ref": f"S-2026-{month:02}-{number:05}",
                "body": "Commissioner",
                "paid_on": f"2026-{month:02}-{number % 28 + 1:02}",
                "supplier": words(2),
                "purpose": words(4),
                "amount": f"{500 + number}.10",
            }
        )
        registers.located["spending"].append(Located(record, "data/spending/x.csv", Tree({}, {(): 1}), False))
    matter = PageMatter(title="Spending", description="Spending.", section="what-we-spend")
    page = Page("docs/spending.md", "spending.md", matter, "", 1, [MacroCall("show_register", ("spending",), {}, 1)])
    return registers, [page]


def test_every_entry_stands_on_one_page_and_is_found_there() -> None:
    registers, pages = spending(3 * ROWS * 2 + 5)
    view = View(registers, pages, date(2026, 11, 22))
    parts = view.places.parts["spending"]
    assert [part.address for part in parts[:3]] == [
        "/spending/2026-03/",
        "/spending/2026-03/2/",
        "/spending/2026-03/3/",
    ]
    assert [record for part in parts for record in part.records] == registers.of("spending")
    for part in parts:
        html = str(show_part(view, part))
        for record in part.records:
            address = view.href(record) or ""
            assert address.startswith(f"{part.address}#")
            assert f'id="{address.split("#")[1]}"' in html


def test_no_page_grows_past_the_weight_limit() -> None:
    registers, pages = spending(40 * ROWS, months=1)
    view = View(registers, pages, date(2026, 11, 22))
    weights = [len(gzip.compress(str(show_part(view, part)).encode())) for part in view.places.parts["spending"]]
    assert max(weights) < LIMIT - 3000
    assert len(gzip.compress(str(show_register(view, "spending")).encode())) < 3000


def test_the_summary_adds_up() -> None:
    registers, pages = spending(30)
    view = View(registers, pages, date(2026, 11, 22))
    html = str(show_register(view, "spending"))
    assert "30 entries" in html and "£15,438 in all" in html and 'href="/spending/2026-02/"' in html


def test_kinds_that_are_not_split_stand_where_they_stood() -> None:
    places: Any = Places(Registers({"gift": declared_kinds()["gift"]}), {})
    assert places.parts == {}
