"""Everything that a view can tell, and what it would answer to each question that was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from macros.asked import Marks, Question
from macros.checklist import Item, items
from macros.checklist.history import History, dated_by_history
from macros.pages import Page, homes
from macros.parts import Places
from macros.record import Record
from macros.registers import Registers
from macros.sources import Tree

SAYS_WHEN = {"decision": "published_on", "meeting": "published_on", "inspection": "response_published_on"}
"""The field of each kind that says when the office itself published it."""


@dataclass
class Known:
    """One site on one day. Whoever looks here leaves no question behind: pages are made from the view above it."""

    registers: Registers
    pages: list[Page]
    as_of: date
    open_data: Any = None
    history: History | None = None
    attached: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def checklist(self) -> list[Item]:
        """Every publication duty with its state."""
        found = items(self.registers, self.pages, self.as_of)
        return dated_by_history(found, self.registers, self.history) if self.history else found

    @cached_property
    def states(self) -> list[Item]:
        """The checklist without the entries that it was worked out from."""
        return [replace(item, records=()) for item in self.checklist]

    @cached_property
    def heads(self) -> list[Page]:
        """The pages of ``docs/`` without what they say."""
        return [replace(page, body="", body_line=0, tree=Tree()) for page in self.pages]

    @cached_property
    def homes(self) -> dict[str, Page]:
        """The page on which each kind's register stands."""
        return homes(self.heads)

    @cached_property
    def places(self) -> Places:
        """Where every record stands."""
        return Places(self.registers, self.homes)

    @cached_property
    def sought(self) -> dict[str, list[str]]:
        """What people type who look for what a duty asks for, by the address of the page where it stands, or would."""
        found: dict[str, dict[str, None]] = {}
        for item in self.checklist:
            kinds = [proof.kind for proof in item.evidence if proof.kind] if item.evidence else item.waiting
            there = [self.homes[kind].address for kind in kinds if kind in self.homes]
            for address in [*there, *(proof.address for proof in item.evidence if proof.address)]:
                found.setdefault(address, {}).update(dict.fromkeys(item.duty.search_words))
        return {address: list(words) for address, words in found.items()}

    def follow(self, earlier: Known) -> None:
        """Take over from the same site before a change what the change has left as it was."""
        self.open_data = earlier.open_data
        self.__dict__["places"] = Places(self.registers, self.homes, earlier.places)

    @property
    def feeds(self) -> list[str]:
        """The path of every feed on the site."""
        return sorted(path for path in (self.open_data.files if self.open_data else ()) if path.endswith(".atom"))

    def downloads_of(self, plural: str) -> dict[str, int]:
        """A register's files by name with their sizes in bytes; nothing before they are made."""
        datasets = self.open_data.datasets if self.open_data else []
        return next((found.files for found in datasets if found.name == plural), {})

    def entered_late(self, record: Record) -> date | None:
        """The day on which a record entered the history of the site, when it says that it came out before."""
        says = getattr(record, SAYS_WHEN.get(record.kind, ""), None)
        if says is None or self.history is None:
            return None
        return self.history.later_than(says, self.registers.path_of(record), record.slug)

    @cached_property
    def marks(self) -> Marks:
        """Marks of everything in the registers."""
        return Marks(self.registers)

    def answer(self, question: Question) -> bytes:
        """A mark of what would be answered to a question now.

        :raises KeyError: nothing answers it any more.
        :raises ValueError: the answer cannot be told from another.
        """
        name, *words = question
        if name in ("link", "entered late"):
            record = self.registers.find((words[0],), words[1])
            if record is None:
                raise KeyError(question)
            return self.marks.of(self.places.link_of(record) if name == "link" else self.entered_late(record))
        told: dict[str, Callable[[], Any]] = {
            "checklist": lambda: self.states,
            "history": lambda: self.history,
            "text of pages": lambda: self.pages,
            "sought": lambda: self.sought.get(words[0]),
            "attached": lambda: self.attached.get(words[0]),
            "downloads": lambda: self.downloads_of(words[0]),
            "part": lambda: words[0] in self.places.addresses,
            "feeds": lambda: self.feeds,
            "data made": lambda: self.open_data is not None,
            "open data": lambda: self._of_the_data(),
            "layout": lambda: self._layout(),
        }
        return self.marks.of(told[name]()) if name in told else self.marks.answer(question)

    def _of_the_data(self) -> Any:
        data = self.open_data
        return (data.datasets, data.left_out, data.site_address, data.version, [*data.files]) if data else None

    def _layout(self) -> Any:
        return {name: value for name, value in vars(self.places).items() if not name.startswith("_")}

    def of_part(self, part: Any) -> Any:
        """What decides one page of a long register."""
        home = (part.home.address, part.home.path)
        return part.kind, home, part.words, part.folder, part.number, part.count, part.month, part.records
