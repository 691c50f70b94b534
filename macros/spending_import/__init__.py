"""A finance system's export of spending becomes a monthly file of the register: ``transparency import spending``."""

from __future__ import annotations
