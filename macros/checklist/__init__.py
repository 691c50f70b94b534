"""The publication checklist: each duty joined to its evidence on a day, from what the sources say and what was built.

``engine`` finds the evidence and settles the state; ``timing`` knows the clocks; ``reach`` asks the built site
whether a visitor can get there; ``history`` asks git when each state was reached; ``formats`` prints it all.
"""

from __future__ import annotations

from macros.checklist.engine import items
from macros.checklist.falling_due import in_order_of_day
from macros.checklist.formats import CHECKLIST_FORMATS
from macros.checklist.item import GAPS, GOOD, STATES, Item, Proof

__all__ = ["CHECKLIST_FORMATS", "GAPS", "GOOD", "STATES", "Item", "Proof", "in_order_of_day", "items"]
