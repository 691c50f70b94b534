"""The macros that pages call, for mkdocs-macros. Kept tiny: a failing import here hides its cause."""

from __future__ import annotations

from typing import Any

__all__ = ["define_env"]


def define_env(env: Any) -> None:
    """Called by mkdocs-macros once a build: check the sources, then offer every ``show_…`` macro."""
    from macros.site import offer_macros

    offer_macros(env)
