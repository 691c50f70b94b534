"""``transparency review BASE``: one summary for the person who accepts a pull request, in Markdown, text or annotations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from macros.changes import NoHistory, compare, problems_since, side_at, side_now
from macros.changes.sentences import as_markdown as changes_as_markdown
from macros.checklist import items
from macros.checklist.change import change_as_markdown, changes_between
from macros.checks.personal_words import WORDS as PERSONAL
from macros.office import Loaded, load_site
from macros.problems import Problem, as_github, in_order, stopping, stops_publication
from macros.reviewing.changed_lines import lines_changed_since
from macros.reviewing.names import name_hints
from macros.reviewing.plain_english import plain_hints
from macros.reviewing.preview import make_hosted_preview, make_preview
from macros.settings import read_settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2
MOST = 40
"""Lines of one section; a summary that nobody reads to its end says nothing."""


def add_review(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the command; ``add`` takes its name and what runs it."""
    made = add("review", review)
    made.add_argument("base", metavar="BASE", help="the commit to compare with, for example origin/main")
    made.add_argument(
        "--format", choices=("markdown", "github"), default="markdown", help="a summary, or notices on the lines"
    )
    made.add_argument("--preview", metavar="WORDS", default="", help="where the preview is, in words for the summary")
    made.add_argument(
        "--built",
        type=Path,
        metavar="FILE",
        help="what was wrong in the built site:  transparency build --problems FILE",
    )
    made.add_argument("--site", type=Path, metavar="DIR", help="a built site, from which to make a preview")
    made.add_argument(
        "--offline", type=Path, metavar="DIR", help="where to put a copy of it that opens without a server"
    )
    made.add_argument("--hosted", type=Path, metavar="DIR", help="where to put a copy of it for a server of previews")


def review(options: argparse.Namespace) -> int:
    """Print the summary. The exit code is 1 when something must be mended; hints never fail."""
    settings = read_settings(options.root)
    as_of = options.as_of or settings.as_of or date.today()
    if options.offline or options.hosted:
        if not options.site or not (options.site / "index.html").is_file():
            print("Name the built site with --site. Build it first: transparency build", file=sys.stderr)
            return WRONG_USAGE
        if options.offline:
            make_preview(options.site, options.offline)
        if options.hosted:
            make_hosted_preview(options.site, options.hosted)
    loaded = load_site(settings, as_of)
    try:
        silent = problems_since(settings, options.base, loaded.registers, loaded.pages, as_of)
        hints = hints_since(loaded, options.base)
        links = _links(options.built) if options.built else None
        if options.format == "github":
            sys.stdout.write(as_github(links or []))
            sys.stdout.write(as_github(hints).replace("::warning file=", "::notice file="))
        else:
            preview = [f"{options.preview}\n"] if options.preview else []
            tried = _section("Broken links", links, "Every link leads somewhere.") if links is not None else []
            if options.built and links is None:
                tried = ["## Broken links\n\nThe links were not tried, because the site could not be built.\n"]
            sys.stdout.write(summary_of(loaded, options.base, silent, hints, preview, tried, links or []))
    except NoHistory as reason:
        print(reason, file=sys.stderr)
        return WRONG_USAGE
    return PROBLEMS if stops_publication((*loaded.problems, *silent, *(links or []))) else CLEAN


def _links(place: Path) -> list[Problem] | None:
    """What was wrong in the built site; nothing where there was no site to look at."""
    return [Problem(**found) for found in json.loads(place.read_text("utf-8"))] if place.is_file() else None


def hints_since(loaded: Loaded, base: str) -> list[Problem]:
    """Hints on the lines that differ from a commit. :raises NoHistory: it cannot be read."""
    lines = lines_changed_since(loaded.settings.root, base)
    return in_order([*name_hints(lines, loaded.registers), *plain_hints(lines)])


def summary_of(
    loaded: Loaded,
    base: str,
    silent: list[Problem],
    hints: list[Problem],
    preview: list[str],
    tried: list[str],
    links: list[Problem],
) -> str:
    """The whole summary in Markdown. :raises NoHistory: the commit cannot be read.

    :param preview: where the change can be seen.
    :param tried: the part about links, and ``links`` those of them that are broken.
    """
    before = side_at(loaded.settings, base, loaded.registers.kinds)
    after = side_now(loaded.registers, loaded.pages, loaded.settings.layers)
    every = [*loaded.problems, *silent]
    must = stopping(every)
    personal = [one for one in every if one.code in PERSONAL]
    should = [one for one in every if one.severity == "should" and one not in personal]
    duties = changes_between(
        items(before.registers, before.pages, loaded.as_of), items(after.registers, after.pages, loaded.as_of)
    )
    broken = stopping(links)
    parts = [f"# {_verdict([*must, *broken], personal, should, hints)}\n", *preview]
    parts += _section("What must be mended first", [one for one in must if one not in personal])
    parts += tried
    parts += _section("People’s data", personal, "Nothing about a person that should not be published was found.")
    parts.append(changes_as_markdown(compare(before, after), []))
    parts.append(change_as_markdown(duties, "what is published now"))
    parts += _section("What should be looked at", should)
    parts += _section("Hints for the words", hints, "No hints: the changed lines read well.")
    return "\n".join(parts)


def _verdict(must: list[Problem], personal: list[Problem], should: list[Problem], hints: list[Problem]) -> str:
    if must:
        return f"This cannot be published yet: {len(must)} thing{'s' * (len(must) != 1)} must be mended"
    looked = len({*personal, *should})
    more = f"; {looked} thing{'s' * (looked != 1)} to look at" if looked else ""
    return f"This can be published{more}" + (f"; {len(hints)} hint{'s' * (len(hints) != 1)}" if hints else "")


def _section(heading: str, problems: list[Problem], nothing: str = "") -> list[str]:
    if not problems and not nothing:
        return []
    lines = [f"## {heading}", ""]
    lines += [f"- {_escape(_said(one))}" for one in in_order(problems)[:MOST]] or [nothing]
    if len(problems) > MOST:
        lines.append(f"- … and {len(problems) - MOST} more")
    return ["\n".join(lines) + "\n"]


def _said(one: Problem) -> str:
    where = f"{one.path}, line {one.line}" + (f" ({one.field})" if one.field else "")
    return f"{where}: {one.message} To fix: {one.fix}"


def _escape(text: str) -> str:
    """Words of an editor cannot add markup, mention anybody or leave their line."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join("\\" + sign if sign in "\\`*_[]|~#!@" else sign for sign in " ".join(text.split()))
