"""A PDF as a screen reader meets it: its structure with the words of each part, read back with pdfplumber."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text
from selectolax.lexbor import LexborHTMLParser, LexborNode


@dataclass
class Part:
    """One element of structure: its type, such as ``H2`` or ``TR``, its own words, and the parts below it."""

    type: str
    attributes: dict[str, Any]
    alt: str
    below: list[Part | str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All that is read out, without spaces: a line's end is no space in a PDF."""
        return "".join(part if isinstance(part, str) else part.words for part in self.below)

    def every(self, *types: str) -> Iterator[Part]:
        """The parts of some types, in the order in which they are read."""
        for part in self.below:
            if isinstance(part, Part):
                if part.type in types:
                    yield part
                yield from part.every(*types)


class Printed:
    """A PDF and the page that it was made of."""

    def __init__(self, site: Path, pdf: Path, page: Path) -> None:
        self.site, self.pdf, self.page = site, pdf, page
        self.document = pdfplumber.open(pdf)

    def __repr__(self) -> str:
        return self.pdf.name

    def says(self, *way: str) -> Any:
        """What the catalog of the PDF says under a name, or a name below it."""
        found: Any = self.document.doc.catalog
        for name in way:
            found = resolve1(found.get(name)) if found else None
        return decode_text(found) if isinstance(found, bytes) else getattr(found, "name", found)

    @cached_property
    def html(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.page.read_text("utf-8"))

    @property
    def article(self) -> LexborNode:
        found = self.html.css_first("main article")
        assert found is not None
        return found

    @cached_property
    def marked(self) -> dict[tuple[int, int], str]:
        """The words under each number of marked content, by sheet and number, without spaces."""
        found: dict[tuple[int, int], str] = defaultdict(str)
        for sheet in self.document.pages:
            for char in sheet.chars:
                if char["mcid"] is not None:
                    found[sheet.page_number, char["mcid"]] += squeezed(char["text"])
        return found

    @cached_property
    def structure(self) -> Part:
        (root,) = self.document.structure_tree
        return self._part(root)

    def _part(self, node: dict[str, Any]) -> Part:
        made = Part(node["type"], node.get("attributes", {}), node.get("alt_text", ""))
        made.below += [self.marked[node["page_number"], mcid] for mcid in node.get("mcids", [])]
        made.below += [self._part(kid) for kid in node.get("children", [])]
        return made


def squeezed(text: str) -> str:
    """A text without any space."""
    return re.sub(r"\s+", "", text)


def seen(node: LexborNode) -> str:
    """The words of a part of a page that stand on it to be seen, without spaces."""
    copy = LexborHTMLParser(f"<table><tr>{node.html}" if node.tag in ("td", "th") else str(node.html))
    for hidden in copy.css(".visually-hidden"):
        hidden.decompose()
    return squeezed(copy.text())


def printed(site: Path) -> list[Printed]:
    """Every page of a site that offers itself as a PDF."""
    found = []
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        if 'class="on-paper"' in text:
            link = LexborHTMLParser(text).css_first(".on-paper a")
            assert link is not None
            found.append(Printed(site, page.parent / str(link.attributes["href"]), page))
    return found
