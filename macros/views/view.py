"""What the templates are given, and nothing else: records, the day, and where things stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import jinja2
from markupsafe import Markup, escape
from pydantic import BaseModel

from macros.asked import Asked, WatchedRegisters, told_once
from macros.checklist import Item
from macros.checklist.history import History
from macros.field_facts import FieldFacts, field_named, fields_of
from macros.pages import SECTIONS, Page
from macros.parts import Places
from macros.prose import plain, render_prose
from macros.record import Record
from macros.registers import Registers
from macros.views import words
from macros.views.known import Known
from macros.views.templating import template_environment

UNKNOWN = Markup('<span class="unknown">not known</span>')


class View:
    """One site on one day, ready to be shown. Everything it gives to a template is a record or plain text.

    Each question that is asked of it is noted in ``asked``, so that it is known for how long a page holds that was made
    from the answers: what it knows stands in ``known``, and is given out here by what notes a question.
    """

    def __init__(
        self,
        registers: Registers,
        pages: list[Page],
        as_of: date,
        open_data: Any = None,
        history: History | None = None,
        attached: Mapping[str, int] | None = None,
    ) -> None:
        """A view of some registers and pages.

        :param open_data: the downloads, once they are made: ``files``, ``datasets`` and ``left_out``.
        :param history: what git knows of the sources; nothing where it was not read.
        :param attached: the size in bytes of each file in ``docs/files``, by its path there.
        """
        self.asked = Asked()
        self.known = Known(registers, pages, as_of, open_data, history, attached or {})
        self.registers = WatchedRegisters(registers, self.asked)
        self.pages = self.known.heads
        """The pages of ``docs/`` without what they say, which is in ``full_pages`` alone. Whoever keeps a page keeps it
        for these fields and calls, and for the day."""
        self.as_of = as_of

    @property
    def open_data(self) -> Any:
        """The downloads, once they are made. Nothing until then."""
        self.asked.note("open data")
        return self.known.open_data

    @property
    def history(self) -> History | None:
        """What git knows of the sources; nothing where it was not read."""
        self.asked.note("history")
        return self.known.history

    @property
    def checklist(self) -> list[Item]:
        """Every publication duty with its state. The entries that are its evidence stand in ``known.checklist`` alone."""
        self.asked.note("checklist")
        return self.known.states

    @property
    def full_pages(self) -> list[Page]:
        """The pages of ``docs/`` with what they say."""
        self.asked.note("text of pages")
        return self.known.pages

    @property
    def places(self) -> Places:
        """Which pages long registers have, and what stands on each."""
        self.asked.note("layout")
        return self.known.places

    def has_part(self, address: str) -> bool:
        """Whether a page of a long register stands at an address."""
        self.asked.note("part", address)
        return address in self.known.places.addresses

    @property
    def feeds(self) -> list[str]:
        """The path of every feed on the site."""
        self.asked.note("feeds")
        return self.known.feeds

    def sought(self, address: str) -> list[str]:
        """What people type who look for what stands at an address."""
        self.asked.note("sought", address)
        return self.known.sought.get(address, [])

    @property
    def homes(self) -> dict[str, Page]:
        """The page on which each kind's register stands."""
        return self.known.homes

    @cached_property
    def beside(self) -> list[Page]:
        """The pages outside the six sections, such as the checklist: others may stand below them."""
        return [page for page in self.pages if page.matter.section not in (*SECTIONS, "home")]

    @told_once
    def office(self) -> Any:
        """The office's own entry, or nothing when there is none."""
        return next(iter(self.registers.of("office")), None) if "office" in self.registers.kinds else None

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The one template environment, with what this view answers."""
        environment = template_environment()
        environment.globals |= {
            "link": self.link, "label_of": self.label, "href": self.href, "value": self.value, "several": words.several, "facts_of": fields_of, "field_named": field_named,
            "as_of": self.as_of, "find": self.find, "links_to": self.grouped_links_to, "links_from": self.grouped_links_from,
            "register": self.registers.of, "sections": SECTIONS, "anchor": anchor, "home_of": self.homes.get, "kinds": self.registers.kinds,
            "has_page": self.has_page, "entered_late": self.entered_late, "summary_of": summary_of, "downloads_of": self.downloads_of, "open_data_made": self.data_made,
        }  # fmt: skip
        return environment

    def render(self, template: str, **values: Any) -> Markup:
        """One template as HTML."""
        return Markup(self.templates.get_template(template).render(office=self.office, **values))

    def downloads_of(self, plural: str) -> dict[str, int]:
        """A register's files by name with their sizes in bytes; nothing before they are made."""
        self.asked.note("downloads", plural)
        return self.known.downloads_of(plural)

    def data_made(self) -> bool:
        """Whether the downloads are made by now."""
        self.asked.note("data made")
        return self.known.open_data is not None

    def entered_late(self, record: Record) -> date | None:
        """The day on which a record entered the history of the site, when it says that it came out before."""
        self.asked.note("entered late", record.kind, record.slug)
        return self.known.entered_late(record)

    def has_page(self, address: str) -> bool:
        """Whether a page of ``docs/`` stands at an address."""
        return address in self._addresses

    @cached_property
    def _addresses(self) -> set[str]:
        return {page.address for page in self.pages}

    def find(self, kind: str, ref: str | None) -> Any:
        """The record of a kind with this reference, or nothing."""
        return self.registers.find((kind,), ref) if ref else None

    def href(self, record: Record) -> str | None:
        """Where a reader finds a record, from the root of the site."""
        self.asked.note("link", record.kind, record.slug)
        return self.known.places.link_of(record)

    def link(self, record: Record, label: str | None = None) -> Markup:
        """A link to a record, named by its label; plain text when it has no place yet."""
        words_ = label or self.label(record)
        where = self.href(record)
        return Markup('<a href="{}">{}</a>').format(where, words_) if where else escape(words_)

    def label(self, record: Record) -> str:
        """What links call a record: a reading is called by its measure and period, a precept by its year."""
        if record.kind == "reading":
            measure = self.find("measure", getattr(record, "measure", None))
            period = getattr(record, "period", None)
            when = period.words if period else (getattr(record, "period_note", None) or record.ref)
            return f"{measure.label if measure else record.ref}, {when}"
        if record.kind == "precept":
            period = getattr(record, "period", None)
            return f"Precept {period.words if period else getattr(record, 'period_note', '')}"
        if record.kind in ("objective", "delivery_action"):
            return f"{getattr(record, 'number', record.ref)} {record.label}"
        if record.kind == "duty":
            return f"{getattr(record, 'paragraph', '')} {record.label}"
        return record.label

    def linked(self, facts: FieldFacts, ref: str) -> Markup:
        """A reference as a link to what it names."""
        found = self.registers.find(facts.to, ref)
        return self.link(found) if found else escape(ref)

    def value(self, facts: FieldFacts, value: Any, whose: str = "") -> Markup:
        """Any field's value as HTML, by what the declaration says of it.

        ``whose`` names the entry in the caption of a table, where tables of several entries stand on one page.
        """
        if value is None or value == [] or value == "":
            return UNKNOWN
        if facts.entry:
            return self.render(
                "_entries.html",
                entry=facts.entry,
                rows=value if facts.many else [value],
                title=f"{facts.title}: {whose}" if whose else facts.title,
            )
        if facts.many:
            items = [self.one(facts, item) for item in value]
            if len(items) == 1:
                return items[0]
            return Markup('<ul class="plain-list">{}</ul>').format(
                Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
            )
        return self.one(facts, value)

    def one(self, facts: FieldFacts, value: Any) -> Markup:
        """One value, not a list of them."""
        if value is None:
            return UNKNOWN
        if facts.to:
            return self.linked(facts, value)
        if facts.prose:
            return render_prose(value, 3)
        if facts.attached:
            return self.attachment(value)
        if facts.format == "uri":
            return Markup('<a href="{}">{}</a>').format(value, _site_of(value))
        if facts.format == "email":
            return Markup('<a href="mailto:{}">{}</a>').format(value, value)
        if isinstance(value, date):
            return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words.day(value))
        text = words.in_words(value, facts.unit)
        return escape(words.capital(text) if facts.choices or isinstance(value, bool) else text)

    def attachment(self, name: str) -> Markup:
        """A link to an attached file, with what it is and how large: ``minutes.pdf (PDF, 84 kB)``."""
        ending = name.rsplit(".", 1)[-1].upper()
        self.asked.note("attached", name)
        size = self.known.attached.get(name)
        about = f"{ending}, {words.size_in_words(size)}" if size is not None else ending
        return Markup('<a href="/files/{}">{}</a> <span class="muted">({})</span>').format(name, name, about)

    def grouped_links_to(self, record: Record, leave_out: Iterable[str] = ()) -> dict[str, list[Record]]:
        """What refers to a record, by register heading, each once."""
        return self._grouped(self.registers.links_to(record), set(leave_out))

    def grouped_links_from(self, record: Record, leave_out: Iterable[str] = ()) -> dict[str, list[Record]]:
        """What a record refers to, by register heading, each once."""
        return self._grouped(self.registers.links_from(record), set(leave_out))

    def _grouped(self, links: list[tuple[FieldFacts, Record]], leave_out: set[str]) -> dict[str, list[Record]]:
        groups: dict[str, dict[str, Record]] = {}
        for _, other in links:
            if other.kind not in leave_out:
                groups.setdefault(type(other).register_title, {}).setdefault(other.slug, other)
        return {heading: list(found.values()) for heading, found in sorted(groups.items())}


def _site_of(url: str) -> str:
    """A web address as a reader says it: without the scheme, cut where it grows long."""
    text = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return text if len(text) <= 60 else text[:59] + "…"


def anchor(record: Record) -> str:
    """The fragment under which a record stands on its register's page."""
    return f"{record.kind.replace('_', '-')}-{record.slug}"


def summary_of(record: BaseModel) -> str:
    """One line about a record, as other sites' searches show it: its summary, purpose or first words."""
    for name in ("summary", "purpose", "result", "definition", "about", "requirement", "body", "note"):
        text = getattr(record, name, None)
        if isinstance(text, str) and text:
            return plain(text, 155)
    return ""
