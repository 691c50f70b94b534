"""When each state was reached, from the history of the sources in git.

An entry entered history with the first commit that has its reference. The states of earlier days are worked out
again from what had entered by then, so nothing has to be written down twice. Without git, or in a shallow clone,
that history is missing is said, instead of wrong dates.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from macros.checklist.engine import Found, Piece, settle
from macros.checklist.item import Item
from macros.checklist.timing import clock_of, end_of_stretch
from macros.evidence import Evidence
from macros.fields import slug_of
from macros.pages import Page
from macros.registers import Registers

MARK = "@@commit "
REF = re.compile(r"""^\+(?:- )?\s*(?:\{\s*)?["']?ref["']?:\s*["']?([^"',}\n]+)""")


@dataclass(frozen=True)
class History:
    """When each entry entered the history, or why that is not known.

    ``entered`` holds the day by file and reference, ``first`` by reference alone, for files that were moved, and
    ``files`` by file.
    """

    missing: str = ""
    commit: str = ""
    committed_on: date | None = None
    entered: Mapping[tuple[str, str], date] = field(default_factory=dict)
    first: Mapping[tuple[str, str], date] = field(default_factory=dict)
    files: Mapping[str, date] = field(default_factory=dict)
    brought_in: date | None = None
    """What entered by this day was published earlier elsewhere, and brought in whole."""

    def of(self, path: str, slug: str) -> date | None:
        """The day on which an entry entered history; nothing if it is not in it yet."""
        found = self.entered.get((path, slug))
        moved = self.first.get((_folder(path), slug))
        return min(filter(None, (found, moved)), default=None) or self.files.get(path)

    def later_than(self, says: date, path: str, slug: str) -> date | None:
        """The day on which an entry entered history, when that is later than the day on which it says it came out."""
        came = self.of(path, slug)
        return came if came and came > says and (self.brought_in is None or came > self.brought_in) else None


def _folder(path: str) -> str:
    return "/".join(path.split("/")[:2]).removesuffix(".yml").removesuffix(".csv")


def _git(root: Path, *words: str) -> str | None:
    command = ["git", "-c", "core.quotePath=off", "-c", "core.fsmonitor=false", *words]
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except OSError:
        return None
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def read_history(root: Path, brought_in: date | None = None) -> History:
    """The history of the sources below a site's folder. Never fails: what is missing is said."""
    inside = _git(root, "rev-parse", "--show-prefix", "--is-shallow-repository")
    if inside is None:
        return History("The history is not known here: this copy of the sources was made without git.")
    _, shallow = [*inside.split("\n"), ""][:2]
    head = _git(root, "log", "-1", "--format=%H %cs")
    if not head:
        return History("The history is not known: nothing has been committed yet.")
    commit, day = head.split()
    if shallow.strip() == "true":
        return History(
            "The history is not known here: this is a shallow clone, which holds only the last commits.",
            commit,
            date.fromisoformat(day),
        )
    # As text whatever a .gitattributes says, which comes with a change and could otherwise hide files from the history.
    folders = ["content", "data", ":(glob)docs/**/*.md"]
    text = _git(
        root, "log", "--reverse", "--date-order", f"--format={MARK}%cs", "-p", "-U0", "--no-renames", "--no-color",
        "--text", "--no-ext-diff", "--no-textconv", "--relative", "--", *folders,
    )  # fmt: skip
    return replace(_read(text or "", commit, date.fromisoformat(day)), brought_in=brought_in)


def _read(text: str, commit: str, committed_on: date) -> History:
    entered: dict[tuple[str, str], date] = {}
    first: dict[tuple[str, str], date] = {}
    files: dict[str, date] = {}
    day, path, header = committed_on, "", False
    for line in text.split("\n"):
        if line.startswith(MARK):
            day = date.fromisoformat(line.removeprefix(MARK).strip())
        elif line.startswith("diff --git "):
            header, path = True, ""
        elif header and line.startswith("+++ "):
            path = line[4:].removeprefix("b/").strip()
            if path != "/dev/null":
                files.setdefault(path, day)
        elif line.startswith("@@"):
            header = False
        elif line.startswith("+") and path:
            slug = _slug(line, path)
            if slug:
                entered.setdefault((path, slug), day)
                first.setdefault((_folder(path), slug), day)
    return History("", commit, committed_on, entered, first, files)


def _slug(line: str, path: str) -> str:
    if path.endswith(".csv"):
        return slug_of(line[1:].split(",", 1)[0].strip('"')) if len(line) > 1 else ""
    match = REF.match(line)
    return slug_of(match[1].strip()) if match else ""


@dataclass(frozen=True)
class Reached:
    """A state, the first day on which it held, and the item as it then was."""

    on: date
    item: Item


def states_over_time(
    duty: Any, found: Found, statement: Any, registers: Registers, history: History, as_of: date
) -> list[Reached]:
    """Each change of a duty's state, oldest first: when entries came in, and when time ran out."""

    def entered(one: Any) -> date | None:
        if isinstance(one, Page):
            return history.files.get(one.path)
        place = registers.place_of(one)
        return history.of(place.path, one.slug)

    days = {piece: entered(piece.record) for _, _, fitting in found.records for piece in fitting}
    found, gone = _telling(duty, found, days, as_of)
    days = {piece: days[piece] for _, _, fitting in found.records for piece in fitting}
    pages = {page.path: entered(page) for page in found.pages}
    said_on = entered(statement) if statement else None
    known = [day for day in (*days.values(), *pages.values(), said_on) if day]
    turns = sorted({day for day in known if day <= as_of} | {as_of})

    def on(day: date) -> Item:
        def there(one: Page | Piece) -> bool:
            came = pages[one.path] if isinstance(one, Page) else days[one]
            return (came or as_of) <= day and (isinstance(one, Page) or one not in gone or day < gone[one])

        said = statement if statement and (said_on or as_of) <= day else None
        return settle(duty, found.those(there), said, day)

    reached: list[Reached] = []
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        day: date | None = turn
        while day is not None:
            item = on(day)
            if not reached or reached[-1].item.state != item.state:
                reached.append(Reached(day, item))
            day = _next_change(item, day, min(following - timedelta(days=1), as_of) if following else as_of)
    return reached


def _telling(
    duty: Any, found: Found, days: Mapping[Piece, date | None], as_of: date
) -> tuple[Found, dict[Piece, date]]:
    """Only the pieces that can turn a state, and the day on which a newer one makes each of no account.

    Of thousands of payments the first of each month says that the month is there; of thousands of decisions each
    counts until a newer one comes. Where every piece may tell, all are left as they are.
    """
    clock = clock_of(duty)
    gone: dict[Piece, date] = {}

    def telling(evidence: Evidence, fitting: tuple[Piece, ...]) -> tuple[Piece, ...]:
        if (
            evidence.whole
            or evidence.starts
            or evidence.each[0]
            or clock not in ("none", "review", "renewal", "period")
        ):
            return fitting
        months = evidence.every_months or duty.cadence_months or 12
        kept: dict[Any, Piece] = {}
        newest: Piece | None = None
        for piece in sorted(fitting, key=lambda piece: days[piece] or as_of):
            came = days[piece] or as_of
            if piece.lacks or piece.dated is None:
                kept.setdefault(bool(piece.lacks), piece)
            elif piece.dated.start > came:
                kept[piece] = piece
            elif clock == "period":
                kept.setdefault(
                    tuple(end_of_stretch(end, months) for end in (piece.dated.start, piece.dated.end)), piece
                )
            elif newest is None or newest.dated is None or piece.dated.end > newest.dated.end:
                if newest:
                    gone[newest] = came
                kept[piece] = newest = piece
        return tuple(kept.values())

    return replace(
        found, records=tuple((proof, kind, telling(proof, fitting)) for proof, kind, fitting in found.records)
    ), gone


def _next_change(item: Item, day: date, last: date) -> date | None:
    """The next day on which a clock may turn the state, without anything coming in."""
    turns = filter(None, (item.turns_on, item.due_by + timedelta(days=1) if item.due_by else None))
    return min((turn for turn in turns if day < turn <= last), default=None)


def dated_by_history(found: list[Item], registers: Registers, history: History) -> list[Item]:
    """The checklist with the day since which each duty's newest evidence is here.

    That is the day of publication too, where the evidence names none, unless it was brought in from elsewhere.
    """
    if not history.entered:
        return found

    def dated(item: Item) -> Item:
        days = (history.of(registers.place_of(one).path, one.slug) for one in item.records)
        here = max(filter(None, days), default=None)
        item = replace(item, here_since=here)
        if item.published_on or here is None or (history.brought_in and here <= history.brought_in):
            return item
        return replace(item, published_on=here, published_from="history")

    return [dated(item) for item in found]
