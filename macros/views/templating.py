"""The templates: where they stand, by which rules they are filled in, and how they stay compiled for the next build."""

from __future__ import annotations

import hashlib
from pathlib import Path

import jinja2

from macros.kept import own_folder
from macros.prose import plain, render_prose
from macros.views import words

TEMPLATES = Path(__file__).parent / "templates"


def template_environment() -> jinja2.Environment:
    """An environment with autoescape on, in which an unknown name is a fault, and with no loaders but our folder."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.bytecode_cache = compiled(environment)
    environment.filters |= {
        "pounds": words.pounds, "number": words.number, "percent": words.percent, "day": words.day, "capital": words.capital,
        "prose": render_prose, "plain": plain, "words": words.in_words,
    }  # fmt: skip
    return environment


def compiled(environment: jinja2.Environment) -> jinja2.BytecodeCache | None:
    """Where an environment finds its templates compiled, for as long as neither they nor Jinja change; nothing if nowhere.

    What is kept is run, so it is taken only from a folder into which nobody else can write.
    """
    options = (
        jinja2.__version__, environment.autoescape, environment.trim_blocks, environment.lstrip_blocks,
        environment.undefined.__name__, sorted(environment.extensions),
    )  # fmt: skip
    folder = own_folder("templates-" + hashlib.sha256(repr(options).encode()).hexdigest()[:12], make=True)
    return jinja2.FileSystemBytecodeCache(str(folder)) if folder else None
