"""How an everyday command is run: what offers it, the sources it loads, the day, what it says and its exit code."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from macros.office import Loaded
    from macros.settings import Settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run], argparse.ArgumentParser]
"""Offers a command of this name, which runs that."""


def say(words: str) -> None:
    """Tell the person at the keyboard, apart from what the command prints for programs to read."""
    print(words, file=sys.stderr, flush=True)


def load_sources(options: argparse.Namespace) -> Loaded:
    """The site that a command is about, loaded and checked on the day it asks for.

    :raises NoSite: there is no ``mkdocs.yml`` that can be read.
    """
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
