"""News as feeds: Atom (RFC 4287, made by feedgenerator) and JSON Feed 1.1, for the whole site and for each pillar.

An entry's ``id`` never changes, also when the site gets an address or moves. What has no known day is not news and is left
out. Where the site's address is not known, links are relative to the feed, as Atom allows, and a JSON Feed says no address
of its own, because that would be taken for its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]
from markupsafe import escape

from macros.checklist import Item
from macros.exports.publication import FOLDER, Publication, as_text, at_midnight, stamp
from macros.prose import plain
from macros.record import SUPPORTED, Record
from macros.registers import key_of

LONGEST = 50
"""Entries in a feed, the newest. The registers hold all."""

FEEDS = {
    "decisions": "Decisions",
    "meetings": "Meetings",
    "documents": "Documents and reports",
    "corrections": "Corrections and withdrawals",
}
"""Every feed by the name of its file, with its title."""


@dataclass(frozen=True)
class News:
    """One entry of a feed: when it became known and when it last changed."""

    record: Any
    title: str
    text: str
    known_on: date
    changed_on: date
    name: str
    """What it is called for ever, within the site."""
    address: str = ""
    """Where it stands, for news of a page that is no record."""


def feeds(publication: Publication) -> Iterator[tuple[str, str]]:
    """Every feed as ``(path on the site, text)``, in both forms."""
    pillars = _pillars_of(publication)
    for name, title in FEEDS.items():
        news = sorted(_news(publication, name), key=lambda item: (item.changed_on, item.name), reverse=True)
        yield from _both(publication, f"{FOLDER}/feeds/{name}", f"{title}: {publication.publisher}", "", news)
        by_pillar: dict[tuple[str, str], list[News]] = defaultdict(list)
        for item in news:
            for key in pillars.get(key_of(item.record), ()) if item.record else ():
                by_pillar[key].append(item)
        for pillar in publication.registers.of("pillar") if "pillar" in publication.registers.kinds else []:
            folder = publication.address(pillar).removeprefix(publication.site_address.rstrip("/")).strip("/")
            served = f"{title} that serve “{pillar.title}”: {publication.publisher}"
            yield from _both(
                publication,
                f"{FOLDER}/feeds/{folder}/{name}",
                served,
                publication.address(pillar),
                by_pillar[key_of(pillar)],
            )


def _both(publication: Publication, path: str, title: str, home: str, news: list[News]) -> Iterator[tuple[str, str]]:
    news = news[:LONGEST]
    yield f"{path}.atom", _atom(publication, path, title, home, news)
    yield f"{path}.json", _json_feed(publication, path, title, home, news)


def due_feed(publication: Publication, path: str, due: Iterable[tuple[date, str, Item]]) -> str:
    """What is overdue or falls due, as an Atom feed at a path on the site, from :func:`macros.checklist.in_order_of_day`."""
    news = [
        News(
            item.duty,
            f"{item.duty.paragraph} {item.duty.requirement}: {item.state}, {word.lower()} {day.isoformat()}",
            item.why,
            min(day, publication.as_of),
            min(day, publication.as_of),
            f"due-{item.duty.slug}-{day.isoformat()}",
        )
        for day, word, item in due
    ]
    return _atom(publication, path, f"What falls due: {publication.publisher}", "", news)


class _Feed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed that is the same in every build: without entries it was last changed on the site's own day."""

    def __init__(self, *args: Any, moment: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._moment = moment

    def latest_post_date(self) -> datetime:
        """When the newest entry changed."""
        latest: datetime = super().latest_post_date() if self.items else self._moment
        return latest


def _atom(publication: Publication, path: str, title: str, home: str, news: list[News]) -> str:
    depth = path.count("/")
    feed = _Feed(
        title=title,
        link=publication.link(home.removeprefix(publication.site_address), depth),
        description="",
        language="en-GB",
        author_name=publication.publisher,
        feed_url=publication.link(f"{path}.atom", depth),
        feed_guid=publication.lasting_name(path),
        moment=publication.moment,
    )
    for item in news:
        feed.add_item(
            title=item.title,
            link=_link(publication, item, depth),
            description=escape(item.text),  # the element's type is HTML
            pubdate=at_midnight(item.known_on),
            updateddate=at_midnight(item.changed_on),
            unique_id=publication.lasting_name(item.name),
        )
    return str(feed.writeString("utf-8")) + "\n"


def _json_feed(publication: Publication, path: str, title: str, home: str, news: list[News]) -> str:
    depth = path.count("/")
    return as_text(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": publication.link(home.removeprefix(publication.site_address), depth),
            **({"feed_url": publication.absolute(f"{path}.json")} if publication.site_address else {}),
            "language": "en-GB",
            "authors": [{"name": publication.publisher}],
            "items": [
                {
                    "id": publication.lasting_name(item.name),
                    "url": _link(publication, item, depth),
                    "title": item.title,
                    "content_text": item.text or item.title,
                    "date_published": stamp(item.known_on),
                    "date_modified": stamp(item.changed_on),
                }
                for item in news
            ],
        }
    )


def _link(publication: Publication, item: News, depth: int) -> str:
    if item.record is None:
        return publication.link(item.address, depth)
    address = publication.address(item.record)
    return address if publication.site_address and address else publication.link(address or "/", depth)


def _news(publication: Publication, name: str) -> Iterator[News]:
    registers = publication.registers
    if name == "corrections":
        for found in registers:
            yield from _corrections(found.record)
        for page in publication.pages:
            for number, made in enumerate(page.matter.corrections, 1):
                words, on = f"{made.what} {made.why}", made.corrected_on
                name = f"page{page.address}correction-{number}"
                yield News(None, f"Corrected: {page.matter.title}", words, on, on, name, page.address)
        return
    kind = name.removesuffix("s")
    for record in registers.of(kind) if kind in registers.kinds else []:
        known = _known_on(record)
        if known is None or known > publication.as_of:
            continue
        changes = [made.corrected_on for made in record.corrections]
        changes += [record.withdrawn.withdrawn_on] if record.withdrawn else []
        title = f"Withdrawn: {record.label}" if record.withdrawn else record.label
        text = plain(getattr(record, "summary", None) or getattr(record, "body", "") or "", 300)
        yield News(record, title, text, known, max([known, *changes]), f"{record.kind}/{record.slug}")


def _known_on(record: Any) -> date | None:
    """The day on which a record became known to the public: published, else signed, announced or held."""
    if record.published_on if hasattr(record, "published_on") else None:
        return record.published_on  # type: ignore[no-any-return]
    for name in ("signed_on", "announced", "published", "held", "approved_on"):
        value = getattr(record, name, None)
        if isinstance(value, date):
            return value
        if value is not None and value.start == value.end:
            return value.start  # type: ignore[no-any-return]
    return None


def _corrections(record: Record) -> Iterator[News]:
    what = f"{record.kind}/{record.slug}"
    for number, made in enumerate(record.corrections, 1):
        yield News(
            record,
            f"Corrected: {record.label}",
            f"{made.what} {made.why}",
            made.corrected_on,
            made.corrected_on,
            f"{what}/correction-{number}",
        )
    if gone := record.withdrawn:
        yield News(
            record,
            f"Withdrawn: {record.label}",
            gone.reason,
            gone.withdrawn_on,
            gone.withdrawn_on,
            f"{what}/withdrawal",
        )


def _pillars_of(publication: Publication) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The pillars that each record serves, directly or through an objective, priority or outcome."""
    registers = publication.registers
    parts = [name for name in SUPPORTED if name in registers.kinds and name != "plan"]
    above: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def pillars(record: Record, seen: frozenset[tuple[str, str]]) -> set[tuple[str, str]]:
        key = key_of(record)
        if key in above or key in seen:
            return above.get(key, set())
        found = {key} if record.kind == "pillar" else set()
        for facts, target in registers.links_from(record):
            if target.kind in parts and facts.name != "replaced_by":
                found |= pillars(target, seen | {key})
        above[key] = found
        return found

    for name in ("decision", "meeting", "document", *registers.kinds):
        for record in registers.of(name) if name in registers.kinds else []:
            if record.corrections or record.withdrawn or name in ("decision", "meeting", "document"):
                pillars(record, frozenset())
    return above
