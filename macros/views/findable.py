"""How a page is found: by the site's own search, by other sites' searches, and under which rules a browser shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.field_facts import fields_of
from macros.pages import Page
from macros.periods import Period
from macros.record import Record
from macros.views.view import View
from macros.views.words import capital

POLICY = "default-src 'self'; {scripts}img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
"""What every page allows itself. ``docs/_headers`` and ``deploy/nginx.conf`` send the same, and forbid frames."""

SEARCH = "/search/"
NOT_INDEXED = (SEARCH, "/a-to-z/", "/help/fields/")
"""Pages that only lead to others."""
WORDS_FIELD = "words"
"""The field of a page in the search index with what people type who look for it."""
WORDS_WEIGHT = 5
"""How much that field counts: as much as the title, which Pagefind counts so of itself."""
SCHEMA_TYPES = {
    "meeting": "Event",
    "decision": "Report",
    "plan": "Report",
    "policy": "Report",
    "document": "Report",
    "inspection": "Report",
    "service": "GovernmentService",
    "body": "Organization",
}
"""What a record is in the words of schema.org, by its kind."""

EVENT_STATUS = {"cancelled": "https://schema.org/EventCancelled"}


@dataclass(frozen=True)
class Findable:
    """What the theme says of a page to searches and to the browser. All text, to be escaped there."""

    policy: str
    """The page's own content security policy."""
    labels: list[tuple[str, str]]
    """What the site's search can be narrowed by: names and values."""
    sought: str
    """What people type who look for what stands on the page."""
    schema_type: str
    schema: list[tuple[str, str, str]]
    """The page in the words of schema.org: names, values, and the type of thing that a value is the name of, if any."""
    datasets: list[tuple[str, str]]
    """Downloads of the registers that stand on the page: media type and address."""
    feeds: list[tuple[str, str]]
    """Feeds of what stands on the page: title and address."""
    may_leave: bool
    """Whether someone may need to leave the page quickly."""
    indexed: bool
    """Whether the site's search finds the page."""


def findable(view: View, record: Record | None, page: Page | None) -> Findable:
    """What is known of a record's page or of a page of ``docs/``; of neither for a page that does not exist."""
    address = page.address if page else ""
    scripts = "script-src 'self' 'wasm-unsafe-eval'; " if address == SEARCH else ""
    plurals = _registers_on(view, page) if page else []
    return Findable(
        policy=POLICY.format(scripts=scripts),
        labels=list(
            labels_of(view, record)
            if record
            else [("kind", "Register" if plurals or view.has_part(address) else "Page")]
        ),
        sought="; ".join(view.sought(address) if page else ()),
        schema_type=_schema_type(record, address, plurals),
        schema=list(_schema_of(view, record)) if record else [],
        datasets=[
            (media, f"/open-data/{plural}.{ending}")
            for plural in plurals
            for media, ending in (("text/csv", "csv"), ("application/json", "json"))
            if f"{plural}.{ending}" in view.downloads_of(plural)
        ],
        feeds=list(_feeds_of(view, record, page)),
        may_leave=bool(
            getattr(record, "for_victims", False) or (page and page.matter.section == "services-for-victims")
        ),
        indexed=bool(record or (page and not address.startswith(NOT_INDEXED))),
    )


def _feeds_of(view: View, record: Record | None, page: Page | None) -> Iterator[tuple[str, str]]:
    """A pillar's own feeds; on the home page and the page of the data all of the site; else the feed of the register."""
    if record and record.kind == "pillar":
        start = f"open-data/feeds{view.href(record)}"
    else:
        start = "open-data/feeds/"
        here = {record.kind} if record else {str(call.args[0]) for call in page.calls if call.args} if page else set()
        wanted = {kind.plural for name, kind in view.registers.kinds.items() if name in here}
        wanted |= {page.address.strip("/")} if page else set()
    for path in view.feeds:
        name = path.removeprefix(start).removesuffix(".atom")
        if path.startswith(start) and "/" not in name:
            if record and record.kind == "pillar":
                yield f"{capital(name)} for {view.label(record)}", "/" + path
            elif name in wanted or (page and page.address in ("/", "/open-data/")):
                yield capital(name), "/" + path


def kind_in_words(record: Record) -> str:
    """What readers call a kind of entry."""
    return capital(record.kind.replace("_", " "))


def labels_of(view: View, record: Record) -> Iterator[tuple[str, str]]:
    """The kind, the year and the pillars of plans under which the site's search finds a record."""
    yield "kind", kind_in_words(record)
    if day := day_of(record):
        yield "year", str(day.year)
    for plan, pillar in pillars_of(view, record):
        yield "pillar", f"{plan}: {pillar}"


def day_of(record: Record) -> date | None:
    """The first day or period that a record gives of itself."""
    for facts in fields_of(type(record)):
        value = getattr(record, facts.name)
        if isinstance(value, Period):
            return value.start
        if isinstance(value, date):
            return value
    return None


def pillars_of(view: View, record: Record) -> list[tuple[str, str]]:
    """The pillars that a record serves, directly or by one of their parts, as names of plan and pillar."""
    parts = [record, *(target for _, target in view.registers.links_from(record))]
    parts += [
        target
        for part in parts[1:]
        if part.kind != "pillar"
        for _, target in view.registers.links_from(part)
        if target.kind == "pillar"
    ]
    found: dict[tuple[str, str], None] = {}
    for part in parts:
        plan: Any = view.find("plan", getattr(part, "plan", None)) if part.kind == "pillar" else None
        if plan:
            found.setdefault((plan.short_title or plan.title, view.label(part)))
    return list(found)


def _registers_on(view: View, page: Page) -> list[str]:
    """The registers whose tables a page shows, by the names of their downloads."""
    kinds = [call.args[0] for call in page.calls if call.name == "show_register" and call.args]
    return [view.registers.kinds[kind].plural for kind in kinds if kind in view.registers.kinds]


def _schema_type(record: Record | None, address: str, plurals: list[str]) -> str:
    if record:
        return SCHEMA_TYPES.get(record.kind, "WebPage")
    if address == "/":
        return "GovernmentOrganization"
    return "Dataset" if plurals else "WebPage"


def _schema_of(view: View, record: Any) -> Iterator[tuple[str, str, str]]:
    office = view.office.name if view.office else ""
    if record.kind == "meeting":
        yield "startDate", record.held.start.isoformat() + (f"T{record.starts_at}" if record.starts_at else ""), ""
        if record.ends_at and record.held.start == record.held.end:
            yield "endDate", f"{record.held.end.isoformat()}T{record.ends_at}", ""
        yield "eventStatus", EVENT_STATUS.get(record.status, "https://schema.org/EventScheduled"), ""
        yield "location", record.place or "Not stated", "Place"
        if office:
            yield "organizer", office, "GovernmentOrganization"
    elif record.kind == "decision":
        yield "author", record.decision_maker, "Person"
        if record.signed_on:
            yield "dateCreated", record.signed_on.isoformat(), ""
        if record.published_on:
            yield "datePublished", record.published_on.isoformat(), ""
        yield "reportNumber", record.ref, ""
    elif SCHEMA_TYPES.get(record.kind) == "Report" and (day := day_of(record)):
        yield "temporalCoverage", day.isoformat(), ""
    if SCHEMA_TYPES.get(record.kind) == "Report" and record.kind not in ("inspection", "document") and office:
        yield "publisher", office, "GovernmentOrganization"
