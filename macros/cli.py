"""The command line: which commands there are, and the room of each. A room is imported when it is needed."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2


@dataclass(frozen=True)
class Command:
    """One command: what it does, and the function that offers it with its options."""

    words: str
    room: str
    offer: str


COMMANDS = {
    "check": Command("List every problem in the sources, without building.", "macros.commands.checking", "add_check"),
    "build": Command("Check the sources, then build the site.", "macros.commands.building", "add_build"),
    "serve": Command(
        "Show the site on this computer and rebuild it on every change.", "macros.commands.building", "add_build"
    ),
    "checklist": Command(
        "The publication checklist; exit code 1 when a duty is neither met nor explained.",
        "macros.commands.checking",
        "add_checklist",
    ),
    "new": Command(
        "Start a new entry with today's date, the next reference and every field explained.",
        "macros.commands.entries",
        "add_entries",
    ),
    "links": Command("Follow every link of a site as a visitor would.", "macros.links.command", "add_links"),
    "import": Command(
        "Turn a finance system's export of spending into a monthly file, and say what was changed.",
        "macros.spending_import.command",
        "add_import",
    ),
    "attach": Command(
        "Put documents and pictures into docs/files/: named, shrunk, and stripped of who made them.",
        "macros.attaching",
        "add_attach",
    ),
    "changes": Command(
        "What a change means for the public, in plain words; silent changes are problems.",
        "macros.changes.command",
        "add_changes",
    ),
    "review": Command(
        "Everything to know before a change is accepted, in one summary; with hints that never fail.",
        "macros.reviewing.command",
        "add_review",
    ),
    "archive": Command(
        "Put everything into one BagIt package that can be kept.", "macros.archive.command", "add_archive"
    ),
    "verify": Command(
        "Prove that a package, a folder or a live site is whole; names each file that differs.",
        "macros.archive.command",
        "add_archive",
    ),
    "ledger": Command(
        "Addresses that were ever published: add those of a built site to the list.",
        "macros.archive.command",
        "add_archive",
    ),
    "stage": Command(
        "Write the same pages as plain Markdown for another generator.", "macros.staging.command", "add_stage"
    ),
    "init": Command(
        "Start another office's site: the program, its pages and the law, and no entries.",
        "macros.founding.command",
        "add_init",
    ),
    "forms": Command(
        "Write the forms for the browser and for editors from the declarations.", "macros.forms.command", "add_forms"
    ),
    "from-form": Command(
        "Turn a form that was filled in in the browser into a change of the sources.",
        "macros.forms.command",
        "add_forms",
    ),
    "describe": Command(
        "The field guide: every register, or every field of one.", "macros.commands.entries", "add_entries"
    ),
}
"""Every command by name, in the order of the help. Two may be offered by one function."""

NEEDS_A_BUILD = ("add_archive", "add_stage")
"""What is given the command that builds a site."""


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _day(text: str) -> date:
    from macros.days import read_day

    try:
        return read_day(text)
    except Exception:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date; write for example 2026-11-22") from None


def _build(options: argparse.Namespace) -> int:
    from macros.commands.building import build

    return build(options)


def parser(*wanted: str | None) -> argparse.ArgumentParser:
    """The command line with its help, and with the options of the commands that are wanted; of all, if none is named."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the site's folder, which holds mkdocs.yml (default: here)",
    )
    shared.add_argument(
        "--as-of",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the day the site speaks of (default: as_of in mkdocs.yml, else today)",
    )
    top = argparse.ArgumentParser(
        prog="transparency",
        description="Check, build and prove a policing body's transparency site.",
        epilog="Exit codes: 0 clean, 1 problems that stop publication, 2 wrong usage.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    made = {
        name: commands.add_parser(name, parents=[shared], help=command.words, description=command.words)
        for name, command in COMMANDS.items()
    }
    offers = {(COMMANDS[name].room, COMMANDS[name].offer) for name in wanted or COMMANDS if name in COMMANDS}

    def add(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made[name].set_defaults(run=run)
        return made[name]

    for room, offer in sorted(offers):
        given = (add, _build) if offer in NEEDS_A_BUILD else (add,)
        getattr(import_module(room), offer)(*given)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. A user's mistake gives a sentence and exit code 2, never a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A site is made of very many small objects that stay: to look for waste among them all the time finds none.
    gc.set_threshold(100_000, 50, 100)
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = parser(None, *(word for word in given if word in COMMANDS)).parse_args(given)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except OSError as failure:
        if isinstance(failure, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return CLEAN
        from macros.files import why_not

        _say(f"{why_not(failure, 'A file could not be read or written: {}.')} What stood before stands as it was.")
        return PROBLEMS
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130
    except Exception as wrong:
        from macros.settings import NoSite

        if not isinstance(wrong, NoSite):
            raise
        _say(str(wrong))
        return WRONG_USAGE
