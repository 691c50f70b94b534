"""What falls due, in the order of its days: for the checklist, and for the calendar and feed that the data has of it."""

from __future__ import annotations

from datetime import date

from macros.checklist.item import Item


def in_order_of_day(found: list[Item], as_of: date) -> list[tuple[date, str, Item]]:
    """Each day to come, and each that has passed without being met, soonest first.

    An explanation without a promised day counts for a year: its last day stands here too.
    """
    days = [
        (item.due_by, "Promised" if item.by_when == item.due_by else "Due", item)
        for item in found
        if item.due_by and (item.due_by >= as_of or item.state == "overdue")
    ]
    days += [
        (item.holds_until, "Explanation ends", item)
        for item in found
        if item.holds_until and not item.by_when and item.holds_until >= as_of and item.holds_until != item.due_by
    ]
    return sorted(days, key=lambda row: (row[0], row[2].duty.order, row[2].duty.ref))
