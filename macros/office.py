"""One site's sources, loaded and checked: what the doors hand to everything else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from macros.checks import run_checks
from macros.checks.context import Checked
from macros.checks.people import without_secrets
from macros.loading import Memory, load, remember_strays
from macros.pages import Page, read_pages
from macros.problems import Problem, in_order, stops_publication
from macros.record import Record, declared_kinds
from macros.registers import Registers
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
    page_problems: list[Problem] = field(default_factory=list)
    """What is wrong in the pages by themselves."""


def load_site(settings: Settings, as_of: date, kinds: dict[str, type[Record]] | None = None) -> Loaded:
    """Load and check a site. Never raises for what an editor wrote: that becomes problems."""
    return checked_site(load_unchecked(settings, as_of, kinds=kinds))


def load_unchecked(
    settings: Settings,
    as_of: date,
    memory: Memory | None = None,
    kinds: dict[str, type[Record]] | None = None,
    read_pages_before: tuple[list[Page], list[Problem]] | None = None,
) -> Loaded:
    """Load a site with what is wrong in each file by itself; ``checked_site`` adds what the rule book says.

    :param memory: what was read before; only files that have changed since are read again.
    :param read_pages_before: the pages and what is wrong in them, for whoever knows that none has changed since.
    """
    registers, problems = load(settings.root, kinds or declared_kinds(), settings.shared, memory)
    pages, page_problems = read_pages_before or read_pages(settings.root, settings.layers)
    remember_strays(registers, kinds or declared_kinds(), page_problems)
    refused = stops_publication(page_problems)
    return Loaded(
        settings, as_of, registers, pages, in_order(without_secrets(problems + page_problems)), refused, page_problems
    )


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
