"""``transparency build`` and ``serve``, and their options."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from macros.commands.invocation import CLEAN, PROBLEMS, WRONG_USAGE, Add, load_sources, say
from macros.problems import FORMATS, Problem, stopping


def build(options: argparse.Namespace) -> int:
    """Check, then build the site into a folder, all or nothing."""
    from macros.archive.standing import Standing
    from macros.settings import read_settings

    started = time.monotonic()
    settings = read_settings(options.root)
    out = options.out or options.root / "site"
    standing = Standing(options.root, out, options.as_of)
    if (notes := standing.notes()) is not None:
        say("Nothing has changed since this site was built, and each of its files is as it was written.")
        return _built(options, out, notes, f"looked at in {time.monotonic() - started:.1f}")
    before = standing.state(settings.beside)
    say("Reading and checking the sources …")
    loaded = load_sources(options)
    if must := stopping(loaded.problems):
        sys.stdout.write(FORMATS["text"](must))
        return PROBLEMS
    from macros.site import Refused, build_site

    say(
        f"Building {sum(len(found) for found in loaded.registers.located.values()):,} records and {len(loaded.pages)} pages …"
    )
    try:
        built = build_site(loaded, out)
    except Refused as refusal:
        if options.problems:
            options.problems.write_text(FORMATS["json"](list(refusal.problems)), "utf-8")
        say(str(refusal))
        say("The previous site, if there is one, stands as it was.")
        return PROBLEMS
    if built.whole:
        standing.remember(settings.beside, before, built.notes)
    return _built(options, out, built.notes, f"built in {time.monotonic() - started:.1f}")


def _built(options: argparse.Namespace, out: Path, notes: list[Problem], took: str) -> int:
    from macros.built import files_of

    if options.problems:
        options.problems.write_text(FORMATS["json"](notes), "utf-8")
    if notes:
        say(FORMATS["text"](notes))
    pages = sum(path.endswith(".html") for path in files_of(out))
    print(f"The site is in {out}: {pages:,} pages, {took} seconds. Open it with: transparency serve")
    return CLEAN


def serve(options: argparse.Namespace) -> int:
    """Show the site on this computer; every change is seen at once."""
    from macros.settings import read_settings
    from macros.site import serve_site

    host, _, port = options.address.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        say(f"“{options.address}” is no address to show the site at; write for example 127.0.0.1:8000")
        return WRONG_USAGE
    try:
        serve_site(read_settings(options.root), host or "127.0.0.1", int(port), say)
    except OSError as reason:
        say(
            f"The site cannot be shown at {options.address}: {reason.strerror or reason}. Name another address with --address."
        )
        return WRONG_USAGE
    return CLEAN


def add_build(add: Add) -> None:
    """Offer ``build`` and ``serve``."""
    made = add("build", build)
    made.add_argument("--out", type=Path, metavar="DIR", help="where to put it (default: site/ in the site's folder)")
    made.add_argument(
        "--problems",
        type=Path,
        metavar="FILE",
        help="also write what is wrong in the built site there, for  review --built",
    )
    made = add("serve", serve)
    made.add_argument(
        "--address", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to show it (default: 127.0.0.1:8000)"
    )
