"""``transparency changes BASE [HEAD]``, and the same refusals for ``check --base``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date

from macros.changes.compare import Changes, compare
from macros.changes.refusals import refusals
from macros.changes.revision import NoHistory, references_gone, side_at, side_now
from macros.changes.sentences import CHANGE_FORMATS
from macros.loading import load
from macros.pages import Page, read_pages
from macros.problems import Problem, as_text, stops_publication, summary
from macros.record import declared_kinds
from macros.registers import Registers
from macros.settings import Settings, read_settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2


def problems_since(
    settings: Settings, base: str, registers: Registers, pages: list[Page], as_of: date
) -> list[Problem]:
    """What would change silently between a commit and the sources as they are.

    :raises NoHistory: the commit cannot be read here.
    """
    before = side_at(settings, base, registers.kinds)
    return _refused(settings, compare(before, side_now(registers, pages, settings.layers)), as_of)


def _refused(settings: Settings, changes: Changes, as_of: date) -> list[Problem]:
    registers = changes.head.registers
    redirects = registers.of("redirect") if "redirect" in registers.kinds else []
    new = any(change.before is None for change in changes.records)
    gone = references_gone(settings, changes.base.commit) if new else {}
    return refusals(changes, as_of, gone, {found.from_address for found in redirects}, settings.history_from)


def add_changes(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the command; ``add`` takes its name and what runs it."""
    made = add("changes", show_changes)
    made.add_argument("base", metavar="BASE", help="the commit to compare with, for example origin/main")
    made.add_argument("head", metavar="HEAD", nargs="?", help="another commit (default: the files as they are now)")
    made.add_argument(
        "--format", choices=sorted(CHANGE_FORMATS), default="text", help="how to print them (default: text)"
    )


def show_changes(options: argparse.Namespace) -> int:
    """Print what changes. Exit code 1 when something published would change silently."""
    settings = read_settings(options.root)
    as_of = options.as_of or settings.as_of or date.today()
    kinds = declared_kinds()
    try:
        before = side_at(settings, options.base, kinds)
        if options.head:
            after = side_at(settings, options.head, kinds)
        else:
            registers = load(settings.root, kinds, settings.shared)[0]
            after = side_now(registers, read_pages(settings.root, settings.layers)[0], settings.layers)
        changes = compare(before, after)
        problems = _refused(settings, changes, as_of)
    except NoHistory as reason:
        print(reason, file=sys.stderr)
        return WRONG_USAGE
    sys.stdout.write(CHANGE_FORMATS[options.format](changes, problems))
    if problems and options.format == "text":
        sys.stdout.write("\n" + as_text(problems))
    elif problems:
        print(summary(problems), file=sys.stderr)
    return PROBLEMS if stops_publication(problems) else CLEAN
