"""Calendars (iCalendar, RFC 5545, made by icalendar): public meetings, and the days by which things must be published.

Times are those of the clock in England, written in UTC, so that no time zone table is needed. An event's name never
changes; a meeting that is put off or cancelled keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from macros.checklist import Item
from macros.exports.publication import Publication

if TYPE_CHECKING:
    from icalendar import Event

ENGLAND = ZoneInfo("Europe/London")


def public_meetings(publication: Publication) -> bytes:
    """Meetings of series that are open to the public whose day is known, those held as well as those to come."""
    registers = publication.registers
    if not {"meeting", "meeting_series"} <= registers.kinds.keys():
        return _calendar(publication, "Public meetings", [])
    public = {series.slug for series in registers.of("meeting_series") if series.open_to_public == "yes"}
    meetings = sorted(registers.of("meeting"), key=lambda meeting: (meeting.held, meeting.ref))
    events = []
    for meeting in meetings:
        series = registers.find(("meeting_series",), meeting.series)
        if series and series.slug in public and meeting.held.start == meeting.held.end and not meeting.withdrawn:
            events.append(_meeting(publication, meeting))
    return _calendar(publication, "Public meetings", events)


def _meeting(publication: Publication, meeting: Any) -> Event:
    event = _event(publication, f"meeting-{meeting.slug}", meeting.title)
    day = meeting.held.start
    if meeting.starts_at:
        event.add("dtstart", datetime.combine(day, meeting.starts_at, ENGLAND).astimezone(UTC))
        if meeting.ends_at and meeting.ends_at > meeting.starts_at:
            event.add("dtend", datetime.combine(day, meeting.ends_at, ENGLAND).astimezone(UTC))
    else:
        _whole_day(event, day)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("status", "CANCELLED" if meeting.status == "cancelled" else "CONFIRMED")
    if publication.site_address:
        event.add("url", publication.address(meeting))
    return event


def publication_dates(publication: Publication, due: Iterable[tuple[date, str, Item]]) -> bytes:
    """The days by which something must be published, from :func:`macros.checklist.in_order_of_day`."""
    events = []
    for day, word, item in due:
        words = f"{word}: {item.duty.paragraph} {item.duty.requirement}"
        event = _event(publication, f"due-{item.duty.slug}-{day.isoformat()}", words)
        _whole_day(event, day)
        event.add("description", " ".join(filter(None, [item.why, f"Owner: {item.owner}." if item.owner else ""])))
        event.add("transp", "TRANSPARENT")
        if publication.site_address:
            event.add("url", publication.address(item.duty))
        events.append(event)
    return _calendar(publication, "Publication dates", events)


def _event(publication: Publication, name: str, words: str) -> Event:
    from icalendar import Event  # only who makes calendars waits for it

    event = Event()
    event.add("uid", publication.lasting_name(name))
    event.add("dtstamp", publication.moment)
    event.add("summary", words)
    return event


def _whole_day(event: Event, day: date) -> None:
    """``dtend`` of a whole day is the day after, by RFC 5545."""
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))


def _calendar(publication: Publication, words: str, events: list[Event]) -> bytes:
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("prodid", f"-//{publication.publisher}//{words}//EN")
    calendar.add("version", "2.0")
    calendar.add("name", f"{words}: {publication.publisher}")
    calendar.add("x-wr-calname", f"{words}: {publication.publisher}")
    for event in events:
        calendar.add_component(event)
    if not events:  # a calendar must hold something (RFC 5545, section 3.6)
        calendar.add_component(Timezone.from_tzid("Europe/London"))
    return bytes(calendar.to_ical())
