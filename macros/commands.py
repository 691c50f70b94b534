"""What ``transparency check``, ``build``, ``serve`` and the other everyday commands do, and the options of each.

A room is imported when its command runs, because nobody should wait for the spreadsheets who wants a check.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from macros.problems import FORMATS, Problem, stops_publication, summary

if TYPE_CHECKING:
    from macros.office import Loaded
    from macros.record import Record
    from macros.settings import Settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2

WORTH_KEEPING = 0.5
"""Seconds that a check has to take before its answer is kept for the next time."""

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run], argparse.ArgumentParser]
"""Offers a command of this name, which runs that."""


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _load(options: argparse.Namespace) -> Loaded:
    from macros.office import load_site
    from macros.settings import read_settings

    settings = read_settings(options.root)
    # Nothing that is loaded is thrown away again, so looking for what could be would only take time.
    gc.disable()
    try:
        return load_site(settings, day_of(settings, options.as_of))
    finally:
        gc.freeze()
        gc.enable()


def day_of(settings: Settings, given: date | None) -> date:
    """The day the site speaks of: given, else pinned in ``mkdocs.yml``, else today."""
    return given or settings.as_of or date.today()


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
        _say(
            f"There is no problem with the code “{unknown[0]}”.{hint} The code stands in square brackets at the end of each problem."
        )
        return WRONG_USAGE
    from macros.settings import read_settings

    started = time.monotonic()
    beside = read_settings(options.root).beside
    before = holds_for(options.root, options.as_of, beside)
    loaded = _load(options)
    if time.monotonic() - started > WORTH_KEEPING:
        keep_answer(options.root, options.as_of, beside, before, loaded.problems)
    every = list(loaded.problems)
    if options.base:
        from macros.changes import NoHistory, problems_since

        try:
            every += problems_since(loaded.settings, options.base, loaded.registers, loaded.pages, loaded.as_of)
        except NoHistory as reason:
            _say(str(reason))
            return WRONG_USAGE
    return _said(
        every, [problem for problem in every if not options.only or problem.code in options.only], options.format
    )


def _said(every: list[Problem], problems: list[Problem], form: str) -> int:
    sys.stdout.write(FORMATS[form](problems))
    if form != "text":
        _say(summary(problems))
    if others := len(every) - len(problems):
        _say(f"{others:,} of other kinds {'is' if others == 1 else 'are'} not shown.")
    return PROBLEMS if stops_publication(problems) else CLEAN


def build(options: argparse.Namespace) -> int:
    """Check, then build the site into a folder, all or nothing."""
    from macros.archive.standing import Standing
    from macros.settings import read_settings

    started = time.monotonic()
    settings = read_settings(options.root)
    out = options.out or options.root / "site"
    standing = Standing(options.root, out, options.as_of)
    if (notes := standing.notes()) is not None:
        _say("Nothing has changed since this site was built, and each of its files is as it was written.")
        return _built(options, out, notes, f"looked at in {time.monotonic() - started:.1f}")
    before = standing.state(settings.beside)
    _say("Reading and checking the sources …")
    loaded = _load(options)
    if stops_publication(loaded.problems):
        sys.stdout.write(FORMATS["text"]([problem for problem in loaded.problems if problem.severity == "must"]))
        return PROBLEMS
    from macros.site import Refused, build_site

    _say(
        f"Building {sum(len(found) for found in loaded.registers.located.values()):,} records and {len(loaded.pages)} pages …"
    )
    try:
        built = build_site(loaded, out)
    except Refused as refusal:
        if options.problems:
            options.problems.write_text(FORMATS["json"](list(refusal.problems)), "utf-8")
        _say(str(refusal))
        _say("The previous site, if there is one, stands as it was.")
        return PROBLEMS
    if built.whole:
        standing.remember(settings.beside, before, built.notes)
    return _built(options, out, built.notes, f"built in {time.monotonic() - started:.1f}")


def _built(options: argparse.Namespace, out: Path, notes: list[Problem], took: str) -> int:
    from macros.built import files_of

    if options.problems:
        options.problems.write_text(FORMATS["json"](notes), "utf-8")
    if notes:
        _say(FORMATS["text"](notes))
    pages = sum(path.endswith(".html") for path in files_of(out))
    print(f"The site is in {out}: {pages:,} pages, {took} seconds. Open it with: transparency serve")
    return CLEAN


def serve(options: argparse.Namespace) -> int:
    """Show the site on this computer; every change is seen at once."""
    from macros.settings import read_settings
    from macros.site import serve_site

    host, _, port = options.address.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        _say(f"“{options.address}” is no address to show the site at; write for example 127.0.0.1:8000")
        return WRONG_USAGE
    try:
        serve_site(read_settings(options.root), host or "127.0.0.1", int(port), _say)
    except OSError as reason:
        _say(
            f"The site cannot be shown at {options.address}: {reason.strerror or reason}. Name another address with --address."
        )
        return WRONG_USAGE
    return CLEAN


def checklist(options: argparse.Namespace) -> int:
    """The publication checklist: each duty, its state and its evidence."""
    from macros.checklist import CHECKLIST_FORMATS, items
    from macros.checklist.change import change_as_markdown, change_as_text, changes_between
    from macros.checklist.history import dated_by_history, read_history
    from macros.checklist.reach import read_reaches

    loaded = _load(options)
    if stops_publication(loaded.problems):
        sys.stdout.write(FORMATS["text"]([problem for problem in loaded.problems if problem.severity == "must"]))
        return PROBLEMS
    history = read_history(options.root, loaded.settings.history_from)
    if history.missing:
        _say(history.missing)
    found = dated_by_history(items(loaded.registers, loaded.pages, loaded.as_of), loaded.registers, history)
    site = options.site or options.root / "site"
    if not (site / "checklist" / "checklist.json").is_file():
        _say(
            f"There is no built site in {site}, so clicks and search are not known. Build it first: transparency build"
        )
    sys.stdout.write(CHECKLIST_FORMATS[options.format](found, read_reaches(site)))
    if options.base:
        from macros.changes import NoHistory, side_at

        try:
            before = side_at(loaded.settings, options.base, loaded.registers.kinds)
        except NoHistory as wrong:
            _say(str(wrong))
            return WRONG_USAGE
        changed = changes_between(items(before.registers, before.pages, loaded.as_of), found)
        if options.format == "markdown":
            sys.stdout.write("\n" + change_as_markdown(changed, options.base))
        else:
            _say(change_as_text(changed, options.base))
    return PROBLEMS if any(item.open_gap for item in found) else CLEAN


def new(options: argparse.Namespace) -> int:
    """Start a new entry, with every field explained."""
    from macros.record import declared_kinds
    from macros.starting import CannotStart, start_entry

    kinds = declared_kinds()
    kind = _kind_named(options.kind, kinds)
    if kind is None:
        return WRONG_USAGE
    loaded = _load(options)
    try:
        path, line = start_entry(
            options.root, loaded.registers, kind, loaded.as_of, options.ref or "", options.file or ""
        )
    except CannotStart as reason:
        _say(str(reason))
        return WRONG_USAGE
    print(f"{path}, line {line}")
    _say(
        "Fill in the fields; a line that starts with # is left out until you take the # away. Then: transparency check"
    )
    return CLEAN


def _kind_named(name: str, kinds: dict[str, type[Record]]) -> type[Record] | None:
    """The kind of that name, singular or plural; otherwise says what was probably meant."""
    from macros.validation import nearest

    known = {kind.plural: kind for kind in kinds.values()} | kinds
    found = known.get(name) or known.get(name.replace("-", "_"))
    if found is None:
        near = nearest(name, known)
        hint = f" Did you mean {near}?" if near else ""
        _say(f"There is no register of “{name}”.{hint} `transparency describe` lists them all.")
    return found


def describe_kinds(options: argparse.Namespace) -> int:
    """The field guide from the declarations."""
    from macros.exports.field_guide import describe, describe_all
    from macros.record import declared_kinds

    kinds = declared_kinds()
    if options.kind is None:
        sys.stdout.write(describe_all(kinds))
        return CLEAN
    kind = _kind_named(options.kind, kinds)
    if kind is None:
        return WRONG_USAGE
    sys.stdout.write(describe(kind))
    return CLEAN


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


def add_entries(add: Add) -> None:
    """Offer ``new`` and ``describe``."""
    made = add("new", new)
    made.add_argument("kind", metavar="KIND", help="a register, for example decision")
    made.add_argument("--ref", metavar="REFERENCE", help="what to call it (default: the next in order)")
    made.add_argument(
        "--file", metavar="FILE", help="which of the register's files to write it in (default: its first)"
    )
    made = add("describe", describe_kinds)
    made.add_argument("kind", nargs="?", metavar="KIND", help="a register, for example decision")
