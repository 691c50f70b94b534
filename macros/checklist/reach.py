"""Can a visitor find it? Clicks from the home page over the links of the built site, and a plain search of its pages.

CoPaCC's third question: easy to find. Both answers come from the built HTML, not from what was meant.
The search here compares the words that a person would type with titles, descriptions and headings: it is a stand-in
for a search box, so what it finds is findable by the words on the pages themselves.
"""

from __future__ import annotations

import json
import math
import posixpath
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from macros.problems import Problem

MOST_CLICKS = 3
FIRST_RESULTS = 5
SIGNPOSTS = ("/checklist/", "/publication-duties/", "/publication-statements/", "/a-to-z/")
"""Pages that speak of duties and evidence but are none themselves: never a result of the search."""

SMALL_WORDS = frozenset(
    [
        "a",
        "about",
        "an",
        "and",
        "are",
        "at",
        "by",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "much",
        "my",
        "of",
        "on",
        "or",
        "the",
        "their",
        "this",
        "to",
        "up",
        "was",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
    ]
)
WEIGHTS = (("title", 6), ("headings", 2), ("description", 3))


@dataclass(frozen=True)
class Reach:
    """How a visitor gets to the evidence of one duty."""

    addresses: tuple[str, ...] = ()
    clicks: int | None = None
    searches: Mapping[str, bool] = field(default_factory=dict)

    @property
    def found(self) -> bool | None:
        """Whether at least half of what people would type leads there; nothing where there is nothing to find."""
        return sum(self.searches.values()) * 2 >= len(self.searches) if self.searches else None


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


@dataclass
class BuiltPage:
    """What the search and the count of clicks need of one built page."""

    address: str
    title: str
    description: str
    headings: str
    links: tuple[str, ...]


def read_built(site: Path) -> dict[str, BuiltPage]:
    """Every page of a built site by its address from the root."""
    pages = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name == "404.html":
            continue
        tree = LexborHTMLParser(path.read_bytes().decode("utf-8"))
        address = "/" + name.removesuffix("index.html")
        title = tree.css_first("h1")
        about = tree.css_first('meta[name="description"]')
        links = {
            target
            for node in tree.css("a[href]")
            if (target := _target(address, str(node.attributes["href"] or ""))) is not None
        }
        pages[address] = BuiltPage(
            address,
            title.text() if title else "",
            str(about.attributes.get("content") or "") if about else "",
            " ".join(node.text() for node in tree.css("h2, h3")),
            tuple(sorted(links)),
        )
    return pages


def _target(address: str, href: str) -> str | None:
    parts = urlsplit(href.strip())
    if parts.scheme or parts.netloc or not parts.path:
        return None
    where = posixpath.normpath(posixpath.join(address, unquote(parts.path)))
    return where if where == "/" else where.removesuffix("/index.html") + "/"


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


def words_of(text: str) -> list[str]:
    """Words as the search compares them: lower case, without an s at the end, small words left out."""
    found = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return [_stem(word) for word in found if word not in SMALL_WORDS]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Search:
    """Pages ranked by the words that they share with a question, rare words first."""

    def __init__(self, pages: Iterable[BuiltPage]) -> None:
        self.weights: dict[str, Counter[str]] = {}
        self.sizes: dict[str, int] = {}
        spread: Counter[str] = Counter()
        for page in pages:
            if page.address.startswith(SIGNPOSTS):
                continue
            weights: Counter[str] = Counter()
            for name, weight in WEIGHTS:
                for word in set(words_of(getattr(page, name))):
                    weights[word] += weight
            self.weights[page.address] = weights
            self.sizes[page.address] = len(words_of(page.title))
            spread.update(weights.keys())
        total = len(self.weights) or 1
        self.rarity = {word: math.log(1 + total / count) for word, count in spread.items()}
        self.where: dict[str, list[str]] = {}
        for address, weights in self.weights.items():
            for word in weights:
                self.where.setdefault(word, []).append(address)

    def find(self, question: str) -> list[str]:
        """Addresses, best first: most of the words, in the titles, in short titles, then by address."""
        wanted = set(words_of(question))
        scores: Counter[str] = Counter()
        shared: Counter[str] = Counter()
        for word in sorted(wanted):
            for address in self.where.get(word, ()):
                scores[address] += self.weights[address][word] * self.rarity[word]  # type: ignore[assignment]
                shared[address] += 1
        return sorted(scores, key=lambda here: (-shared[here], -scores[here] / math.log(3 + self.sizes[here]), here))


def measure(pages: Mapping[str, BuiltPage], wanted: Mapping[str, tuple[list[str], list[str]]]) -> Reaches:
    """For each duty, from where its evidence stands and what people would type: clicks and finds."""
    far = clicks_from_home(pages)
    search = Search(pages.values())
    answers: dict[str, list[str]] = {}
    reaches = {}
    for ref, (addresses, questions) in wanted.items():
        there = set(addresses)
        for question in questions:
            if question not in answers:
                answers[question] = search.find(question)[:FIRST_RESULTS]
        reaches[ref] = Reach(
            tuple(addresses[:1]),
            min((far[address] for address in addresses if address in far), default=None),
            {question: bool(there & set(answers[question])) for question in questions} if addresses else {},
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
                f"A person who types {missed} does not find the evidence for {ref} among the first {FIRST_RESULTS} results.",
                f"use such words in the title, description or headings of {reach.addresses[0]}",
                severity="should",
            )
