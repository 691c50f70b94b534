"""The last steps of every build: no address that was ever published is lost, and every file has its checksum.

Each built site carries its ledger as ``/addresses.txt``, so that it can be had back from the site itself.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from macros.archive.manifest import MANIFEST, as_text, manifest_of
from macros.built import files_of
from macros.ledger import LEDGER, address_lost, ledger_text, read_ledger
from macros.problems import Problem
from macros.replace import write_whole
from macros.settings import Settings

ON_THE_SITE = "addresses.txt"

LISTS = (ON_THE_SITE, MANIFEST)
"""What every site carries of itself, written last."""

FURNITURE = ("admin/", "assets/", "pagefind/", "sitemap", "_", ".", "404.html", *LISTS)
"""What a page is made with, and is nothing that somebody links to."""


def addresses_on(site: Path) -> set[str]:
    """Every address of a built site that somebody may have linked to: pages and downloads."""
    return {
        "/" + path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else "/" + path
        for path in files_of(site)
        if not path.startswith(FURNITURE)
    }


def write_ledger(root: Path, site: Path) -> int:
    """Add the addresses of a built site to the ledger, and tell how many were new."""
    before = {*read_ledger(root)} - {""}
    now = before | addresses_on(site)
    if now != before:
        write_whole(root / LEDGER, ledger_text(now))
    return len(now) - len(before)


def finish_site(settings: Settings, site: Path, not_made: Container[str] = ()) -> list[Problem]:
    """Compare a built site with the ledger; when nothing is lost, write its addresses and its manifest.

    ``not_made`` are addresses that this computer cannot make, such as PDFs without the library that prints; the site
    that is published has them.
    """
    there = addresses_on(site)
    ledger = read_ledger(settings.root)
    lost = [
        address_lost(address, line)
        for line, address in enumerate(ledger, 1)
        if address and address not in there and address not in not_made
    ]
    if not lost:
        (site / ON_THE_SITE).write_text(ledger_text({*ledger, *there}), "utf-8")
        (site / MANIFEST).write_text(as_text(manifest_of(site)), "utf-8")
    return lost
