"""``transparency check`` and ``checklist``, and their options."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from macros.commands.invocation import CLEAN, PROBLEMS, WRONG_USAGE, Add, load_sources, say
from macros.problems import FORMATS, Problem, stopping, stops_publication, summary

WORTH_KEEPING = 0.5
"""Seconds that a check has to take before its answer is kept for the next time."""


def check(options: argparse.Namespace) -> int:
    """List every problem in the sources, in one run, without building."""
    from macros.kept import answer_for

    if not options.only and not options.base and (kept := answer_for(options.root, options.as_of)) is not None:
        return _said(kept, kept, options.format)
    return _check_again(options)


def _check_again(options: argparse.Namespace) -> int:
    from macros.codes import codes_of_a_check
    from macros.kept import holds_for, keep_answer
    from macros.record import declared_kinds
    from macros.validation import nearest

    if unknown := [code for code in options.only or () if code not in codes_of_a_check(declared_kinds())]:
        near = nearest(unknown[0], codes_of_a_check(declared_kinds()))
        hint = f" Did you mean {near}?" if near else ""
        say(
            f"There is no problem with the code “{unknown[0]}”.{hint} The code stands in square brackets at the end of each problem."
        )
        return WRONG_USAGE
    from macros.settings import read_settings

    started = time.monotonic()
    beside = read_settings(options.root).beside
    before = holds_for(options.root, options.as_of, beside)
    loaded = load_sources(options)
    if time.monotonic() - started > WORTH_KEEPING:
        keep_answer(options.root, options.as_of, beside, before, loaded.problems)
    every = list(loaded.problems)
    if options.base:
        from macros.changes import NoHistory, problems_since

        try:
            every += problems_since(loaded.settings, options.base, loaded.registers, loaded.pages, loaded.as_of)
        except NoHistory as reason:
            say(str(reason))
            return WRONG_USAGE
    return _said(
        every, [problem for problem in every if not options.only or problem.code in options.only], options.format
    )


def _said(every: list[Problem], problems: list[Problem], form: str) -> int:
    sys.stdout.write(FORMATS[form](problems))
    if form != "text":
        say(summary(problems))
    if others := len(every) - len(problems):
        say(f"{others:,} of other kinds {'is' if others == 1 else 'are'} not shown.")
    return PROBLEMS if stops_publication(problems) else CLEAN


def checklist(options: argparse.Namespace) -> int:
    """The publication checklist: each duty, its state and its evidence."""
    from macros.checklist import CHECKLIST_FORMATS, items
    from macros.checklist.change import change_as_markdown, change_as_text, changes_between
    from macros.checklist.history import dated_by_history, read_history
    from macros.checklist.reach import read_reaches

    loaded = load_sources(options)
    if must := stopping(loaded.problems):
        sys.stdout.write(FORMATS["text"](must))
        return PROBLEMS
    history = read_history(options.root, loaded.settings.history_from)
    if history.missing:
        say(history.missing)
    found = dated_by_history(items(loaded.registers, loaded.pages, loaded.as_of), loaded.registers, history)
    site = options.site or options.root / "site"
    if not (site / "checklist" / "checklist.json").is_file():
        say(f"There is no built site in {site}, so clicks and search are not known. Build it first: transparency build")
    sys.stdout.write(CHECKLIST_FORMATS[options.format](found, read_reaches(site)))
    if options.base:
        from macros.changes import NoHistory, side_at

        try:
            before = side_at(loaded.settings, options.base, loaded.registers.kinds)
        except NoHistory as wrong:
            say(str(wrong))
            return WRONG_USAGE
        changed = changes_between(items(before.registers, before.pages, loaded.as_of), found)
        if options.format == "markdown":
            sys.stdout.write("\n" + change_as_markdown(changed, options.base))
        else:
            say(change_as_text(changed, options.base))
    return PROBLEMS if any(item.open_gap for item in found) else CLEAN


def add_check(add: Add) -> None:
    """Offer ``check``."""
    made = add("check", check)
    made.add_argument(
        "--format", choices=sorted(FORMATS), default="text", help="how to print the problems (default: text)"
    )
    made.add_argument(
        "--only", action="append", metavar="CODE", help="only problems with this code; may be given more than once"
    )
    made.add_argument(
        "--base", metavar="COMMIT", help="also what was published by this commit and would change or go silently"
    )


def add_checklist(add: Add) -> None:
    """Offer ``checklist``."""
    from macros.checklist import CHECKLIST_FORMATS

    made = add("checklist", checklist)
    made.add_argument(
        "--format", choices=sorted(CHECKLIST_FORMATS), default="text", help="how to print it (default: text)"
    )
    made.add_argument(
        "--site", type=Path, metavar="DIR", help="the built site whose links and pages are asked (default: site/)"
    )
    made.add_argument(
        "--base", metavar="REV", help="also say what is better or worse than at this commit, for example origin/main"
    )
