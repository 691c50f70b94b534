"""``transparency init``: another office's site, made from this one."""

from macros.founding.command import add_init

__all__ = ["add_init"]
