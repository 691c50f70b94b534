"""One site's sources, loaded and checked: what the doors hand to everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from macros.checks import run_checks
from macros.checks.context import Checked
from macros.checks.people import without_secrets
from macros.loading import load
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


def load_site(settings: Settings, as_of: date, kinds: dict[str, type[Record]] | None = None) -> Loaded:
    """Load and check a site. Never raises for what an editor wrote: that becomes problems."""
    kinds = kinds or declared_kinds()
    registers, problems = load(settings.root, kinds, settings.shared)
    pages, page_problems = read_pages(settings.root, settings.layers)
    refused = stops_publication(page_problems)
    checked = Checked(settings.root, settings.layers, registers, pages, as_of, macro_signatures(), refused)
    found = in_order(without_secrets(problems + page_problems + run_checks(checked)))
    return Loaded(settings, as_of, registers, pages, found)
