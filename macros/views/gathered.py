"""Pages that gather entries of every register: the A to Z, and what is uncertain. Long ones become several pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.addresses import address_of
from macros.led_on import A_TO_Z, UNCERTAIN
from macros.pages import Page, PageMatter
from macros.record import Record
from macros.views.view import View

ROWS = 300
"""More entries than this are shared out among pages of their own."""


@dataclass(frozen=True)
class Gathered:
    """One page of a long gathering: a letter of the A to Z, or the doubts about one register."""

    home: Page
    slug: str
    title: str
    description: str
    show: Callable[[View], Markup]
    """A function of a module with what it shows, so that one gathering can be told from another."""

    @property
    def address(self) -> str:
        """Where it stands on the site."""
        return f"{self.home.address}{self.slug}/"

    @property
    def src(self) -> str:
        """The path of its generated file below docs."""
        return self.address.strip("/") + ".md"

    @property
    def page(self) -> Page:
        """What the frame of the page needs."""
        matter = PageMatter(title=self.title, description=self.description, section=self.home.matter.section)
        return Page(self.home.path, self.src, matter, "", 1)


def gathered_pages(view: View) -> list[Gathered]:
    """Every page that a long gathering is shared out among; none for a small site."""
    homes = {page.src: page for page in view.pages}
    pages = []
    if A_TO_Z in homes and _long(letters := _letters(view)):
        pages += [_letter(homes[A_TO_Z], letter, letters) for letter in letters]
    if UNCERTAIN in homes and _long(doubts := _doubts(view)):
        pages += [_doubts_about(homes[UNCERTAIN], kind, found) for kind, found in doubts.items()]
    return pages


def gathered_as_before(view: View, earlier: View) -> bool:
    """Whether a change has left every page of a long gathering as it was."""
    changed = view.known.registers.differing(earlier.known.registers)
    return (
        changed is not None
        and view.pages == earlier.pages
        and all(
            not (old.doubt or new.doubt)
            and address_of(old) == address_of(new)
            and earlier.label(old) == view.label(new)
            for old, new in changed
        )
    )


def show_a_to_z(view: View) -> Markup:
    """Every page of the site by its first letter: the search that works without script."""
    letters = _letters(view)
    return view.render("a-z-letters.html" if _long(letters) else "a-z.html", letters=letters, slug=_slug, current="")


def show_uncertain(view: View) -> Markup:
    """Every entry that says what is uncertain about it."""
    doubts = _doubts(view)
    if _long(doubts):
        return view.render("uncertain-registers.html", doubts=doubts)
    return view.render("uncertain.html", records=[record for found in doubts.values() for record in found])


def _long(groups: dict[str, list[Any]]) -> bool:
    return sum(map(len, groups.values())) > ROWS


def _letters(view: View) -> dict[str, list[dict[str, str]]]:
    entries = [
        {"words": page.matter.title, "href": page.address, "what": ""} for page in view.pages if page.src != "index.md"
    ]
    for found in view.registers:
        if found.record.page_address:
            entries.append(
                {
                    "words": view.label(found.record),
                    "href": view.href(found.record) or "",
                    "what": found.record.kind.replace("_", " "),
                }
            )
    letters: dict[str, list[dict[str, str]]] = {}
    for entry in sorted(entries, key=lambda entry: (entry["words"].casefold().lstrip("#“‘"), entry["href"])):
        first = entry["words"].lstrip("#“‘ ")[:1].upper()
        letters.setdefault(first if first.isalpha() else "0–9", []).append(entry)
    return letters


def _slug(letter: str) -> str:
    return letter.lower() if letter.isascii() and letter.isalpha() else "0-9" if letter == "0–9" else f"{ord(letter):x}"


def _letter(home: Page, letter: str, letters: dict[str, list[dict[str, str]]]) -> Gathered:
    return Gathered(
        home,
        _slug(letter),
        f"A to Z: {letter}",
        f"Every page of this site whose name begins with {letter}.",
        partial(_show_letter, letters=[*letters], letter=letter, entries=letters[letter]),
    )


def _show_letter(view: View, letters: list[str], letter: str, entries: list[dict[str, str]]) -> Markup:
    return view.render("a-z-letters.html", letters=letters, slug=_slug, current=letter, entries=entries)


def _doubts(view: View) -> dict[str, list[Record]]:
    doubts: dict[str, list[Record]] = {}
    for found in view.registers:
        if found.record.doubt:
            doubts.setdefault(found.record.kind, []).append(found.record)
    return doubts


def _doubts_about(home: Page, kind: str, records: list[Record]) -> Gathered:
    title = type(records[0]).register_title
    return Gathered(
        home,
        type(records[0]).plural,
        f"What is uncertain: {title[:1].lower()}{title[1:]}",
        f"{title}: every entry that says what is uncertain about it.",
        partial(_show_doubts, records=records),
    )


def _show_doubts(view: View, records: list[Record]) -> Markup:
    return view.render("uncertain.html", records=records)
