"""What the templates are given, and nothing else: records, the day, and where things stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape
from pydantic import BaseModel

from macros.checklist import Item, items
from macros.checklist.history import History, dated_by_history
from macros.pages import SECTIONS, Page, homes
from macros.parts import Places
from macros.prose import plain, render_prose
from macros.record import FieldFacts, Record, field_named, fields_of
from macros.registers import Registers
from macros.views import words
from macros.views.compiled import compiled

TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(jinja2.BytecodeCache):
    """Templates as they were compiled in this process: a server makes a new view for every change."""

    kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


UNKNOWN = Markup('<span class="unknown">not known</span>')

SAYS_WHEN = {"decision": "published_on", "meeting": "published_on", "inspection": "response_published_on"}
"""The field of each kind that says when the office itself published it."""


@dataclass
class View:
    """One site on one day, ready to be shown. Everything it gives to a template is a record or plain text."""

    registers: Registers
    pages: list[Page]
    as_of: date
    open_data: Any = None
    """The downloads, once they are made: ``files``, ``datasets`` and ``left_out``. Nothing until then."""
    history: History | None = None
    """What git knows of the sources; nothing where it was not read."""

    attached: Mapping[str, int] = field(default_factory=dict)
    """The size in bytes of each file in ``docs/files``, by its path there."""

    @cached_property
    def checklist(self) -> list[Item]:
        """Every publication duty with its state."""
        found = items(self.registers, self.pages, self.as_of)
        return dated_by_history(found, self.registers, self.history) if self.history else found

    @cached_property
    def homes(self) -> dict[str, Page]:
        """The page on which each kind's register stands."""
        return homes(self.pages)

    @cached_property
    def sought(self) -> dict[str, list[str]]:
        """What people type who look for what a duty asks for, by the address of the page where it stands, or would."""
        found: dict[str, dict[str, None]] = {}
        for item in self.checklist:
            kinds = [proof.kind for proof in item.evidence if proof.kind] if item.evidence else item.waiting
            there = [self.homes[kind].address for kind in kinds if kind in self.homes]
            for address in [*there, *(proof.address for proof in item.evidence if proof.address)]:
                found.setdefault(address, {}).update(dict.fromkeys(item.duty.search_words))
        return {address: list(words) for address, words in found.items()}

    @cached_property
    def beside(self) -> list[Page]:
        """The pages outside the six sections, such as the checklist: others may stand below them."""
        return [page for page in self.pages if page.matter.section not in (*SECTIONS, "home")]

    @cached_property
    def places(self) -> Places:
        """Where every record stands."""
        return Places(self.registers, self.homes)

    @cached_property
    def office(self) -> Any:
        """The office's own entry, or nothing when there is none."""
        return next(iter(self.registers.of("office")), None) if "office" in self.registers.kinds else None

    @cached_property
    def templates(self) -> jinja2.Environment:
        """The one template environment: autoescape on, an unknown name is a fault, no loaders but our folder."""
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            bytecode_cache=_Compiled(),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.bytecode_cache = compiled(environment)
        environment.filters |= {
            "pounds": words.pounds, "number": words.number, "percent": words.percent, "day": words.day, "capital": words.capital,
            "prose": render_prose, "plain": plain, "words": words.in_words,
        }  # fmt: skip
        environment.globals |= {
            "link": self.link, "label_of": self.label, "href": self.href, "value": self.value, "several": words.several, "facts_of": fields_of, "field_named": field_named,
            "as_of": self.as_of, "office": self.office, "find": self.find, "links_to": self.grouped_links_to, "links_from": self.grouped_links_from,
            "register": self.registers.of, "sections": SECTIONS, "anchor": anchor, "home_of": self.homes.get, "kinds": self.registers.kinds,
            "has_page": self.has_page, "entered_late": self.entered_late, "summary_of": summary_of, "place_of": self.registers.place_of, "downloads_of": self.downloads_of, "open_data_made": lambda: self.open_data is not None,
        }  # fmt: skip
        return environment

    def render(self, template: str, **values: Any) -> Markup:
        """One template as HTML."""
        return Markup(self.templates.get_template(template).render(**values))

    def downloads_of(self, plural: str) -> dict[str, int]:
        """A register's files by name with their sizes in bytes; nothing before they are made."""
        datasets = self.open_data.datasets if self.open_data else []
        return next((found.files for found in datasets if found.name == plural), {})

    def entered_late(self, record: Record) -> date | None:
        """The day on which a record entered the history of the site, when it says that it came out before."""
        says = getattr(record, SAYS_WHEN.get(record.kind, ""), None)
        if says is None or self.history is None:
            return None
        return self.history.later_than(says, self.registers.place_of(record).path, record.slug)

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
        return self.places.link_of(record)

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

    def value(self, facts: FieldFacts, value: Any) -> Markup:
        """Any field's value as HTML, by what the declaration says of it."""
        if value is None or value == [] or value == "":
            return UNKNOWN
        if facts.entry:
            return self.render(
                "_entries.html", entry=facts.entry, rows=value if facts.many else [value], title=facts.title
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
        size = self.attached.get(name)
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
    """One line about a record for cards and search results: its summary, purpose or first words."""
    for name in ("summary", "purpose", "result", "definition", "about", "body", "note"):
        text = getattr(record, name, None)
        if isinstance(text, str) and text:
            return plain(text, 155)
    return ""
