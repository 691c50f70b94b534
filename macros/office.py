"""One site's sources, loaded and checked: what the doors hand to everything else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from macros.checks import run_checks
from macros.checks.context import Checked
from macros.checks.people import without_secrets
from macros.loading import Memory, load, remember_strays
from macros.pages import Page, read_page, read_pages
from macros.problems import Problem, in_order, stops_publication
from macros.record import Record, declared_kinds
from macros.registers import Registers
from macros.rereading import numbers_of_files, read_entries_again
from macros.settings import Settings
from macros.views.macro_table import macro_signatures


@dataclass(frozen=True)
class Loaded:
    """Everything that the sources say on a day, and everything that is wrong with them."""

    settings: Settings
    as_of: date
    registers: Registers
    pages: list[Page]
    problems: list[Problem]
    pages_refused: bool = False
    """Whether a page could not be read, so that what it would have shown is not missed elsewhere."""


def load_site(settings: Settings, as_of: date, kinds: dict[str, type[Record]] | None = None) -> Loaded:
    """Load and check a site. Never raises for what an editor wrote: that becomes problems."""
    return checked_site(load_unchecked(settings, as_of, kinds=kinds))


def load_unchecked(
    settings: Settings, as_of: date, memory: Memory | None = None, kinds: dict[str, type[Record]] | None = None
) -> Loaded:
    """Load a site with what is wrong in each file by itself; ``checked_site`` adds what the rule book says.

    :param memory: what was read before; only files that have changed since are read again.
    """
    kinds = kinds or declared_kinds()
    registers, problems = load(settings.root, kinds, settings.shared, memory)
    pages, page_problems = read_pages(settings.root, settings.layers)
    remember_strays(registers, kinds, page_problems)
    refused = stops_publication(page_problems)
    return Loaded(settings, as_of, registers, pages, in_order(without_secrets(problems + page_problems)), refused)


def load_again(loaded: Loaded, memory: Memory, paths: Iterable[str]) -> Loaded | None:
    """A site that was loaded without a problem that stops publication, after a change of some files.

    :param memory: what was read when it was loaded.
    :param paths: whole paths of files that changed since.
    :returns: what ``load_unchecked`` would give, at the cost of these files; nothing when that is not to be had so cheaply,
        because a file or an entry came or went, was refused, or is neither an entry nor a page.
    """
    root, known = loaded.settings.root, numbers_of_files(memory)
    pages = {os.path.normpath(root / page.path): number for number, page in enumerate(loaded.pages)}
    entries, read = [], list(loaded.pages)
    problems: dict[str, list[Problem]] = {}
    for path in paths:
        if path in known:
            entries.append(known[path])
        elif path in pages:
            before = loaded.pages[pages[path]]
            docs = next(layer for layer in loaded.settings.layers if os.path.normpath(layer / before.src) == path)
            page, problems[before.path] = read_page(root, docs, before.src)
            if page is None or stops_publication(problems[before.path]):
                return None
            read[pages[path]] = page
        else:
            return None
    found = read_entries_again(loaded.registers, memory, entries)
    if found is None:
        return None
    problems |= found[1]
    fresh = without_secrets([problem for wrong in problems.values() for problem in wrong])
    kept = [problem for problem in loaded.problems if problem.path not in problems]
    return replace(loaded, registers=found[0], pages=read, problems=in_order(kept + fresh))


def checked_site(loaded: Loaded) -> Loaded:
    """A loaded site with what the rule book says of it."""
    settings = loaded.settings
    checked = Checked(
        settings.root,
        settings.layers,
        loaded.registers,
        loaded.pages,
        loaded.as_of,
        macro_signatures(),
        loaded.pages_refused,
    )
    return replace(loaded, problems=in_order(without_secrets(loaded.problems + run_checks(checked))))
