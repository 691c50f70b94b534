"""Pages that come and go with their entries keep their addresses: they lead on by themselves, and nothing else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, lay_example, lay_whole, loaded, problems_of, write

from macros import cli
from macros.archive.finish import addresses_on
from macros.led_on import LedOn
from macros.ledger import LEDGER, ledger_text
from macros.office import load_site
from macros.pages import homes
from macros.parts import Places, every_address
from macros.settings import read_settings


@pytest.mark.parametrize("which", ["norfolk", "example"])
def test_the_check_knows_every_address_that_a_publication_would_write_down(
    which: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(f"{which}_site")
    root = ROOT if which == "norfolk" else ROOT / "tests/example"
    settings = read_settings(root)
    office = load_site(settings, settings.as_of or date.today())
    led_on = LedOn(office.registers, office.pages)
    known = every_address(office.registers, office.pages)
    known |= {found.from_address for found in office.registers.of("redirect")}  # type: ignore[attr-defined]
    built = {address for address in addresses_on(site) if address.endswith("/")}
    assert {address for address in built - known if not led_on.home_of(address)} == set()
    assert known <= built, "the check counts on pages that are not built"


def test_a_page_that_went_with_its_entries_leads_on_and_no_other_does(tmp_path: Path) -> None:
    root = lay_whole(tmp_path / "site")
    went = {
        "/a-to-z/q/": "../",
        "/lists-and-registers/page/3/": "../../",
        "/lists-and-registers/topic/old-topic/": "../../",
        "/lists-and-registers/topic/old-topic/2/": "../../../",
        "/decisions/1999/": "../",
        "/decisions/1999/4/": "../../",
    }
    lost = ["/decisions/1999/dn-1999-01/", "/lists-and-registers/a-page/", "/nowhere/page/2/", "/a-to-z/q/r/"]
    write(root, {LEDGER: ledger_text([*went, *lost])})
    found = [problem for problem in problems_of(root) if problem.code == "address-lost"]
    assert sorted(problem.message.split()[2] for problem in found) == sorted(lost)
    write(root, {LEDGER: ledger_text(went)})
    out = tmp_path / "out"
    assert cli.main(["build", "--root", str(root), "--out", str(out)]) == 0
    for address, to in went.items():
        page = LexborHTMLParser((out / address.strip("/") / "index.html").read_bytes())
        link = page.css_first("main a")
        assert link is not None and link.attributes["href"] == to, address
        assert page.css_first(f'meta[http-equiv="refresh"][content="0; url={to}"]') is not None


def test_parts_follow_their_register_to_its_new_address(tmp_path: Path) -> None:
    root = lay_whole(tmp_path / "site")
    moved = """- ref: moved-registers
  from_address: /old-lists/
  to_address: /lists-and-registers/
  since: 2024-06-01
  why: The page has a plainer name now.
"""
    write(root, {LEDGER: "/old-lists/\n/old-lists/page/2/\n/old-lists/other/\n", "data/redirects.yml": moved})
    lost = [problem.message.split()[2] for problem in problems_of(root) if problem.code == "address-lost"]
    assert lost == ["/old-lists/other/"]
    office = loaded(root)
    assert LedOn(office.registers, office.pages).home_of("/old-lists/page/2/") == "/lists-and-registers/"


def test_a_redirect_over_a_part_of_a_register_is_found(tmp_path: Path) -> None:
    """The parts are worked out for such a redirect alone, so each must be known for what could be one."""
    root = lay_example(tmp_path)
    office = loaded(root)
    parts = Places(office.registers, homes(office.pages)).addresses
    assert "/spending/2026-10/" in parts
    assert [address for address in parts if not LedOn(office.registers, office.pages).home_of(address)] == []
    addresses = ("/spending/2026-10/", "/spending/1999-01/", "/decisions/", "/old-page/")
    write(
        root,
        {
            "data/redirects.yml": "".join(
                f"- ref: moved-{number}\n  from_address: {address}\n  to_address: /gifts-and-hospitality/\n"
                "  since: 2026-04-01\n  why: The page has a plainer name now.\n"
                for number, address in enumerate(addresses)
            )
        },
    )
    over = [problem.message.split()[4] for problem in problems_of(root) if problem.code == "redirect-over-page"]
    assert over == ["/spending/2026-10/,", "/decisions/,"]
