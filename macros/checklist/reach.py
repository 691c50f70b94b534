"""Can a visitor find it? Clicks from the home page over the links of the built site, and its own search.

CoPaCC's third question: easy to find. Both answers come from what was built, not from what was meant: the links of
the HTML are followed, and the words that a person would type are put to the search that the site ships.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from macros.built import BuiltPage as BuiltPage
from macros.built import read_built as read_built
from macros.problems import Problem

MOST_CLICKS = 3
FIRST_RESULTS = 5
Ask = Callable[[str], list[str]]
"""What the site's own search answers to what a person types: addresses, best first."""


@dataclass(frozen=True)
class Reach:
    """How a visitor gets to the evidence of one duty."""

    addresses: tuple[str, ...] = ()
    clicks: int | None = None
    searches: Mapping[str, bool] = field(default_factory=dict)

    @property
    def found(self) -> bool | None:
        """Whether all that people would type leads there; nothing where there is nothing to find, or no search."""
        return all(self.searches.values()) if self.searches else None


@dataclass(frozen=True)
class Reaches:
    """The reach of every duty, by its reference; empty where no site was built to measure."""

    by_duty: Mapping[str, Reach] = field(default_factory=dict)

    def clicks(self, ref: str) -> int | None:
        """Clicks from the home page, or nothing: there is no evidence, no way to it, or no built site."""
        return self.by_duty.get(ref, Reach()).clicks

    def found(self, ref: str) -> bool | None:
        """Whether the search finds it, or nothing where that is not known."""
        return self.by_duty.get(ref, Reach()).found

    def searches(self, ref: str) -> dict[str, bool]:
        """What people would type, and whether it leads there."""
        return dict(self.by_duty.get(ref, Reach()).searches)

    def addresses(self, ref: str) -> list[str]:
        """Where the evidence stands."""
        return list(self.by_duty.get(ref, Reach()).addresses)


def clicks_from_home(pages: Mapping[str, BuiltPage]) -> dict[str, int]:
    """The fewest links to follow from the home page to each page, breadth first."""
    far = {"/": 0}
    waiting = deque(["/"])
    while waiting:
        here = waiting.popleft()
        for link in pages[here].links if here in pages else ():
            if link in pages and link not in far:
                far[link] = far[here] + 1
                waiting.append(link)
    return far


def measure(
    pages: Mapping[str, BuiltPage], wanted: Mapping[str, tuple[list[str], list[str]]], ask: Ask | None
) -> Reaches:
    """For each duty, from where its evidence stands and what people would type: clicks and finds.

    ``ask`` puts words to the site's own search; nothing where the site was built without one.
    """
    far = clicks_from_home(pages)
    answers: dict[str, list[str]] = {}
    reaches = {}
    for ref, (addresses, questions) in wanted.items():
        there = set(addresses)
        if ask:
            answers |= {question: ask(question)[:FIRST_RESULTS] for question in questions if question not in answers}
        reaches[ref] = Reach(
            tuple(addresses),
            min((far[address] for address in addresses if address in far), default=None),
            {question: bool(there & set(answers[question])) for question in questions} if addresses and ask else {},
        )
    return Reaches(reaches)


def read_reaches(site: Path) -> Reaches:
    """What the last build measured, from the ``checklist.json`` that it left on the site."""
    place = site / "checklist" / "checklist.json"
    if not place.is_file():
        return Reaches()
    rows = json.loads(place.read_text(encoding="utf-8"))["items"]
    return Reaches({row["id"]: Reach(tuple(row["addresses"]), row["clicks"], row["searches"]) for row in rows})


def hard_to_find(reaches: Reaches, place_of: Mapping[str, tuple[str, int]]) -> Iterable[Problem]:
    """What is on the site and hard to get to; ``place_of`` says where each duty is written. Never stops publication."""
    for ref, reach in reaches.by_duty.items():
        path, line = place_of[ref]
        if reach.addresses and (reach.clicks is None or reach.clicks > MOST_CLICKS):
            far = (
                "cannot be reached from the home page"
                if reach.clicks is None
                else f"is {reach.clicks} clicks from the home page"
            )
            yield Problem(
                "far-from-home",
                path,
                line,
                f"The evidence for {ref} stands on {reach.addresses[0]}, which {far}; three is the most.",
                "link to it from its section’s page in docs/",
                severity="should",
            )
        if reach.found is False:
            missed = ", ".join(f"“{words}”" for words, there in reach.searches.items() if not there)
            yield Problem(
                "not-found-by-search",
                path,
                line,
                f"A person who types {missed} into this site’s search does not find the evidence for {ref} among the first {FIRST_RESULTS} results.",
                f"use such words in the title or headings of {reach.addresses[0]}, or write other words under  search_words",
                severity="should",
            )
