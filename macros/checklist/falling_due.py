"""What falls due, for a calendar (iCalendar, RFC 5545) and for a feed reader (Atom, RFC 4287)."""

from __future__ import annotations

from datetime import date, timedelta
from xml.sax.saxutils import escape

from macros.checklist.item import Item


def in_order_of_day(found: list[Item], as_of: date) -> list[tuple[date, str, Item]]:
    """Each day to come, and each that has passed without being met, soonest first."""
    days = [
        (item.due_by, "Promised" if item.by_when == item.due_by else "Due", item)
        for item in found
        if item.due_by and (item.due_by >= as_of or item.state == "overdue")
    ]
    return sorted(days, key=lambda row: (row[0], row[2].duty.order, row[2].duty.ref))


def as_calendar(found: list[Item], as_of: date, name: str) -> str:
    """An all-day event for each day on which something falls due."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//transparency//publication checklist//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(f'{name}: what falls due')}",
    ]
    for day, word, item in in_order_of_day(found, as_of):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{item.duty.slug}-{day:%Y%m%d}@publication-checklist",
            f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(f'{word}: {item.duty.paragraph} {item.duty.requirement}')}",
            f"DESCRIPTION:{_text(' '.join(filter(None, [item.why, f'Owner: {item.owner}.' if item.owner else ''])))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _text(words: str) -> str:
    """Commas, semicolons, backslashes and line ends as the calendar wants them (RFC 5545, section 3.3.11)."""
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 bytes; what follows starts with a space (RFC 5545, section 3.1)."""
    out, room, used = "", 75, 0
    for sign in line:
        size = len(sign.encode("utf-8"))
        if used + size > room:
            out, used = out + "\r\n ", 1
        out, used = out + sign, used + size
    return out + "\r\n"


def as_feed(found: list[Item], as_of: date, name: str) -> str:
    """What is overdue or falls due, as a feed; addresses are relative to the feed's own."""
    rows = in_order_of_day(found, as_of)
    entries = "".join(
        f"""<entry>
<id>urn:publication-checklist:{escape(item.duty.slug)}:{day.isoformat()}</id>
<title>{escape(f"{item.duty.paragraph} {item.duty.requirement}: {item.state}, {word.lower()} {day.isoformat()}")}</title>
<updated>{min(day, as_of).isoformat()}T00:00:00Z</updated>
<link href="{escape(item.duty.slug)}/"/>
<summary>{escape(item.why)}</summary>
</entry>
"""
        for day, word, item in rows
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:publication-checklist:{escape(name)}</id>
<title>{escape(name)}: what falls due</title>
<updated>{as_of.isoformat()}T00:00:00Z</updated>
<author><name>{escape(name)}</name></author>
<link rel="self" href="falling-due.atom"/>
{entries}</feed>
"""
