"""Templates that were compiled already: kept for the next build, in a folder that is the user's alone."""

from __future__ import annotations

import hashlib

import jinja2

from macros.kept import own_folder


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
