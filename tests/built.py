"""The pages of a built site, and a sample of them that has every kind of page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from macros.pages import read_pages
from macros.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
EVERY_PAGE = bool(os.environ.get("EVERY_PAGE"))
"""Whether the browser goes to every page, as ``make nightly`` asks it to, and not to a sample."""
PARTS = 24 if EVERY_PAGE else 1
"""Into how many tests the pages of a site are dealt out, so that several browsers share them and one sees how far they are."""


@dataclass
class BuiltPage:
    """One page of a built site."""

    site: Path
    file: Path

    @property
    def address(self) -> str:
        """Where it is served, from the root of the site."""
        return "/" + self.file.relative_to(self.site).as_posix().removesuffix("index.html")

    @cached_property
    def html(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @cached_property
    def kind(self) -> str:
        """What a record's page calls its kind; empty for other pages."""
        kicker = self.tree.css_first(".kicker")
        return kicker.text().strip() if kicker else ""


def pages_of(site: Path) -> list[BuiltPage]:
    """Every page of a built site but those that only send a visitor on to where something has moved."""
    pages = [BuiltPage(site, file) for file in sorted(site.rglob("*.html"))]
    return [page for page in pages if 'http-equiv="refresh"' not in page.html]


def sample(site: Path, root: Path, of_a_kind: int = 2) -> list[BuiltPage]:
    """Pages that stand for all: the largest and the smallest of each kind of record and of each kind of ``docs`` page.

    Two pages of ``docs/`` are of one kind when they call the same macros. With ``of_a_kind=1`` the smallest are left out. With ``EVERY_PAGE`` it is all pages.
    """
    pages = pages_of(site)
    if EVERY_PAGE:
        return pages
    settings = read_settings(root)
    written = {page.address: page for page in read_pages(settings.root, settings.layers)[0]}
    kinds: dict[tuple[str, ...], list[BuiltPage]] = {}
    for page in sorted(pages, key=lambda page: page.file.stat().st_size):
        source = written.get(page.address)
        calls = sorted({call.name for call in source.calls}) if source else []
        kinds.setdefault((page.kind, "docs" if source else "", *calls), []).append(page)
    return [page for found in kinds.values() for page in found[::-1][:: max(1, len(found) - 1)][:of_a_kind]]
