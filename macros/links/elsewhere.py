"""Links to other sites: tried with patience, remembered when they work, and never a reason to stop a publication.

A site that is down for an hour is no news, so an address counts as failing only after several tries. One that worked within
the last days is not tried again, which is polite and quick. ``data/links-elsewhere.yml`` names addresses that are
left alone, each with the reason and a day on which to look again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from macros.built import read_built
from macros.links.visit import PATIENCE, failed, reason, visited
from macros.problems import Problem

TRIES = 3
PAUSE = 30.0
"""Seconds before what failed is tried again."""
REMEMBERED = timedelta(days=7)
"""How long an address that worked is not tried again."""


@dataclass(frozen=True)
class LeftAlone:
    """An address that is not tried, or all that start with it."""

    address: str
    reason: str
    until: date
    """The last day on which it is left alone."""


def links_elsewhere(site: Path) -> dict[str, str]:
    """Every web address on a built site that is not its own, with the file of the first page that leads to it."""
    found: dict[str, str] = {}
    for page in read_built(site).values():
        for address in page.elsewhere:
            found.setdefault(address.split("#")[0], page.path)
    return found


def try_elsewhere(
    links: Mapping[str, str],
    today: date,
    memory: Path,
    left_alone: Iterable[LeftAlone] = (),
    say: Callable[[str], None] = lambda words: None,
    tries: int = TRIES,
    pause: float = PAUSE,
    patience: int = PATIENCE,
) -> list[Problem]:
    """The links that do not lead anywhere, all of them ``should``.

    :param links: addresses, each with the file of a page that leads to it.
    :param memory: a file that keeps on which day each address last worked; safe to delete.
    :raises CrawlFailed: linkchecker could not run.
    """
    spared = tuple(one.address for one in left_alone if today <= one.until)
    worked = _remembered(memory)
    due = [address for address in links if not address.startswith(spared or ("\0",))]
    due = [address for address in due if worked.get(address, date.min) + REMEMBERED <= today or worked[address] > today]
    say(f"{len(links):,} addresses of other sites; {len(due):,} to try now.")
    failing: dict[str, str] = {}
    for turn in range(tries):
        waiting = list(failing) if turn else due
        if not waiting:
            break
        if turn:
            say(f"Trying {len(waiting):,} again in {pause:.0f} seconds …")
            time.sleep(pause)
        failing = {}
        for row in visited(waiting, patience, follow=False):
            address = row.get("urlname") or row.get("url") or ""
            if failed(row):
                failing[address] = reason(row)
            else:
                worked[address] = today
        _remember(memory, {address: day for address, day in worked.items() if address in links})
    return [
        Problem(
            "link-elsewhere-fails",
            links[address],
            1,
            f"The link to “{address[:120]}” failed {tries} times: {why}.",
            "correct the link or take it out; if the other site only keeps programs out, say so in data/links-elsewhere.yml",
            severity="should",
        )
        for address, why in failing.items()
        if address in links
    ]


def _remembered(memory: Path) -> dict[str, date]:
    try:
        kept = json.loads(memory.read_text("utf-8"))
        return {str(address): date.fromisoformat(day) for address, day in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _remember(memory: Path, worked: Mapping[str, date]) -> None:
    memory.parent.mkdir(parents=True, exist_ok=True)
    fresh = memory.with_suffix(".new")
    fresh.write_text(json.dumps({one: str(day) for one, day in sorted(worked.items())}, indent=0) + "\n", "utf-8")
    fresh.replace(memory)
