"""The finished pages as plain Markdown that another generator can build: the way out of any one engine."""

from macros.staging.command import add_stage

__all__ = ["add_stage"]
