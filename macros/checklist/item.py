"""What the checklist says of one duty on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

GOOD = ("met", "nil return", "not applicable")
"""States in which nothing is left to do."""

GAPS = ("missing", "overdue")
"""States that are neither met nor explained."""

RANKS = {
    **dict.fromkeys(GOOD, 0),
    "due soon": 1,
    "met late": 1,
    "withheld": 1,
    "timing not known": 2,
    "not published (explained)": 3,
    "overdue": 4,
    "missing": 5,
}
"""How far a state is from being met."""

STATES = {
    "met": "There is evidence on this site, and it is recent enough.",
    "met late": "There is evidence on this site, and it came after the last day that the law gives.",
    "due soon": "There is evidence on this site, and the next is due within a month or already awaited.",
    "overdue": "What is here is older than the timing allows, a reply is missing, or a promised day has passed.",
    "not published (explained)": "It is not here, or not all of it. The reason is given.",
    "missing": "It is not here, and nothing says why.",
    "nil return": "There is nothing to publish, and the office has said so on a day that is recent enough.",
    "withheld": "It is held back, and the ground is given.",
    "not applicable": "It does not apply to this office, and the reason is given.",
    "timing not known": "There is evidence, but not what would show that it is in time. It is never counted as late.",
}
"""Every state with what it means, in the order in which they are shown."""


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: a register with entries that count, or a page.

    ``left_out`` is the number of entries that would count if ``lacking`` were filled in.
    """

    words: str
    kind: str = ""
    address: str = ""
    count: int = 0
    left_out: int = 0
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryTiming:
    """Where each record has a last day of its own: the report, its last day, and when the answer came."""

    record: Any
    state: str
    due_by: date | None
    done_on: date | None
    why: str


@dataclass(frozen=True)
class Item:
    """A duty's state on a day, in the words of ``STATES``.

    ``newest`` is the last day that the newest evidence speaks of, ``published_on`` the newest day on which any of it
    is known to have come out, and ``published_from`` who says so: ``source`` or ``history``; ``here_since`` is the day
    on which the newest of it entered the history of the sources. ``bodies`` are the states of each body where each
    is judged by itself, ``holds_until`` the last day on which what explains a gap counts. ``due_by`` the last day on which the next may
    come, ``why`` how that was reckoned. ``waiting`` are registers whose entries would count and that have none.
    """

    duty: Any
    state: str
    evidence: tuple[Proof, ...] = ()
    newest: date | None = None
    published_on: date | None = None
    published_from: str = ""
    here_since: date | None = None
    bodies: tuple[tuple[str, str], ...] = ()
    due_by: date | None = None
    turns_on: date | None = None
    holds_until: date | None = None
    why: str = ""
    owner: str = ""
    reason: str = ""
    statement: Any = None
    entries: tuple[EntryTiming, ...] = ()
    records: tuple[Any, ...] = field(default=(), repr=False)
    waiting: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        """Which of three looks the state has: good, open or missing."""
        return "good" if self.state in GOOD else "missing" if self.state in GAPS else "open"

    @property
    def open_gap(self) -> bool:
        """Whether the duty is one of law, and is neither met nor explained."""
        return self.state in GAPS and self.duty.basis == "law"

    @property
    def by_when(self) -> date | None:
        """The day by which the office says that it will publish, or look at the ground again."""
        return getattr(self.statement, "by_when", None)

    @property
    def stated_on(self) -> date | None:
        """The day on which the office said what it says of the duty."""
        return getattr(self.statement, "stated_on", None)
