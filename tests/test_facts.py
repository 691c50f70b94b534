"""Every fact of the Norfolk sources can be read on the site, on the page where a reader would look, and can be reached.

A file in ``facts/`` stands for one source document. Each of its entries has

``fact``
    what a reader would search for: a figure, name, date or label as the source prints it
``page``
    the address of the page where it must stand
``row``
    optional: other words of the same table row, list item or paragraph. It proves that a figure stands beside its own
    label and not beside its neighbour's.
``note``
    optional: for people

Quotation marks, dashes, spaces and capital letters do not have to agree; commas in numbers do.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

FOLDER = Path(__file__).resolve().parent / "facts"
DOCUMENTS = sorted(FOLDER.glob("*.yml"))
KEYS = {"fact", "page", "row", "note"}
SHOWN_AT_ONCE = 200

UNSEEN = {"script", "style", "template", "noscript"}
# After these a reader sees a space or a new line, so words on both sides are not one word.
APART = {"address", "article", "aside", "blockquote", "br", "button", "caption", "dd", "details", "div", "dl", "dt", "footer"} | {
    "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "li", "main", "nav", "ol", "option",
    "p", "section", "summary", "table", "tbody", "td", "text", "tfoot", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
# Figures that belong together stand together in one of these.
TOGETHER = {"tr", "li", "p", "dt", "dd", "h1", "h2", "h3", "caption"}
ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‑": "-", "\u00ad": None, "\u200b": None}
)


def folded(words: str) -> str:
    """Text as it is compared: one kind of quotation mark and dash, single spaces, no capitals."""
    return re.sub(r"\s+", " ", words.translate(ALIKE)).strip().casefold()


class Reader(HTMLParser):
    """What a person can read on a page, what stands together in it, and where its links go."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.together: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[str, int, bool]] = []
        self._unseen = 0
        self._row = -1

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in UNSEEN:
            self._unseen += 1
        if tag in APART:
            self._words.append(" ")
        if tag in {"a", "area"} and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in TOGETHER:
            self._open.append((tag, len(self._words), "extra" in str(given.get("class")).split()))

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen -= 1
        if tag in APART:
            self._words.append(" ")
        if tag in TOGETHER and any(name == tag for name, _, _ in self._open):
            name, start, extra = self._open.pop()
            while name != tag:
                name, start, extra = self._open.pop()
            words = folded("".join(self._words[start:]))
            outermost_row = tag == "tr" and not any(name == "tr" for name, _, _ in self._open)
            if outermost_row and extra and self._row >= 0:
                # The row that opens under a record says more of the same record.
                self.together[self._row] += " " + words
            else:
                self.together.append(words)
                self._row = len(self.together) - 1 if outermost_row else self._row

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words.append(data)

    @property
    def text(self) -> str:
        return folded("".join(self._words))


@cache
def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader


def file_of(site: Path, address: str) -> Path:
    """The file behind an address of the site."""
    path = site / unquote(address).lstrip("/")
    return path / "index.html" if address.endswith("/") or path.is_dir() else path


@cache
def reachable(site: Path) -> set[Path]:
    """Every HTML page that can be reached by following links from the home page."""
    home = site / "index.html"
    found, queue = {home}, deque([home])
    while queue:
        page = queue.popleft()
        here = "https://site.invalid/" + page.relative_to(site).as_posix()
        for link in read(page).links:
            target = urlsplit(urljoin(here, link))
            if target.netloc != "site.invalid":
                continue
            path = file_of(site, target.path)
            if path.suffix == ".html" and path not in found and path.is_file():
                found.add(path)
                queue.append(path)
    return found


def facts(path: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def whats_wrong(site: Path, entry: dict[str, Any]) -> str | None:
    path = file_of(site, entry["page"])
    if not path.is_file():
        return "there is no such page"
    if path not in reachable(site):
        return "no link leads to the page"
    page, fact = read(path), folded(entry["fact"])
    if fact not in page.text:
        return "not on the page"
    if "row" in entry and not any(fact in words and folded(entry["row"]) in words for words in page.together):
        return f"not beside “{entry['row']}”"
    return None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_fact_can_be_read(document: Path, norfolk_site: Path) -> None:
    missed = []
    for entry in facts(document):
        wrong = whats_wrong(norfolk_site, entry)
        if wrong:
            missed.append(f"{entry['page']}: {entry['fact']} ({wrong})")
    assert not missed, f"{len(missed)} facts missed:\n" + "\n".join(missed[:SHOWN_AT_ONCE])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_list_of_facts_is_in_order(document: Path) -> None:
    entries = facts(document)
    for entry in entries:
        assert {"fact", "page"} <= set(entry) <= KEYS, entry
        assert all(isinstance(value, str) and value.strip() for value in entry.values()), entry
        assert entry["page"].startswith("/"), entry
    asked = Counter((folded(entry["fact"]), entry["page"], folded(entry.get("row", ""))) for entry in entries)
    assert [entry for entry, times in asked.items() if times > 1] == []


def test_every_page_can_be_reached_from_the_home_page(norfolk_site: Path) -> None:
    pages = {path for path in norfolk_site.rglob("*.html") if path.name != "404.html"}
    assert sorted(path.relative_to(norfolk_site).as_posix() for path in pages - reachable(norfolk_site)) == []
