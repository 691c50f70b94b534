"""``transparency links``: a built site, or a live one, as a visitor meets it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from macros.links.elsewhere import LeftAlone, links_elsewhere, try_elsewhere
from macros.links.visit import CrawlFailed, crawl, served
from macros.loading import load
from macros.problems import FORMATS, Problem, in_order, stops_publication
from macros.record import declared_kinds
from macros.settings import NoSite, read_settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2
MEMORY = Path(".cache") / "links-elsewhere.json"


def add_links(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the command."""
    made = add("links", links)
    made.add_argument(
        "site",
        metavar="SITE",
        nargs="?",
        default="site",
        help="the folder of a built site, or the address of a live one (default: site)",
    )
    made.add_argument(
        "--external", action="store_true", help="try the links to other sites instead; those that fail stop nothing"
    )
    made.add_argument(
        "--format", choices=sorted(FORMATS), default="text", help="how to print the problems (default: text)"
    )


def links(options: argparse.Namespace) -> int:
    """Follow the links inside the site, or with ``--external`` try those to other sites."""
    live = options.site.startswith(("http://", "https://"))
    if not live and not (Path(options.site) / "index.html").is_file():
        _say(f"There is no site in {options.site}. Build it first: transparency build")
        return WRONG_USAGE
    if live and options.external:
        _say(
            "Links to other sites are read from a built site. Name its folder, for example: transparency links site --external"
        )
        return WRONG_USAGE
    try:
        if options.external:
            problems = _elsewhere(options)
        elif live:
            _say(f"Following every link of {options.site} …")
            problems = crawl(options.site.rstrip("/") + "/")
        else:
            _say(f"Following every link in {options.site} …")
            with served(Path(options.site)) as address:
                problems = crawl(address)
    except CrawlFailed as failure:
        _say(str(failure))
        return PROBLEMS
    sys.stdout.write(FORMATS[options.format](in_order(problems)))
    return PROBLEMS if stops_publication(problems) else CLEAN


def _elsewhere(options: argparse.Namespace) -> list[Problem]:
    left_alone: list[LeftAlone] = []
    try:
        settings = read_settings(options.root)
    except NoSite:
        _say("There is no mkdocs.yml here, so no address is left alone.")
    else:
        kinds = {name: kind for name, kind in declared_kinds().items() if name == "untried_link"}
        records = load(settings.root, kinds, settings.shared)[0].of("untried_link")
        left_alone = [LeftAlone(str(one.address_start), one.why, one.until) for one in records]
    # Whether another site answers is asked today, whatever day the site speaks of.
    today = date.today()
    return try_elsewhere(links_elsewhere(Path(options.site)), today, options.root / MEMORY, left_alone, _say)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
