"""What one build works on: the loaded site, its view, and what each page will hold."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from macros.addresses import address_of
from macros.checklist.history import History, read_history
from macros.files import sizes_below
from macros.office import Loaded, load_site
from macros.pages import Page
from macros.parts import Part, page_of
from macros.problems import Problem, as_text, stopping
from macros.record import Record
from macros.settings import read_settings
from macros.views.field_guide import field_guide_pages
from macros.views.gathered import Gathered, gathered_as_before, gathered_pages
from macros.views.view import View


@dataclass
class Prepared:
    """One build: what was loaded, its view, and what each page will hold."""

    config: MkDocsConfig
    loaded: Loaded
    view: View
    records: dict[str, Record]
    """Pages of records by their path below docs."""
    pages: dict[str, Page]
    parts: dict[str, Part] = field(default_factory=dict)
    """Pages of registers that are split by month, by their path below docs."""
    gathered: dict[str, Gathered] = field(default_factory=dict)
    """Pages of the A to Z and the like, by their path below docs."""
    slots: list[Callable[[], Markup]] = field(default_factory=list)
    """What each call of a macro on a page will show, made when the page is."""
    prose: dict[str, str] = field(default_factory=dict)
    """The article of each page of ``docs/`` with its slots still empty, once it was shown."""
    site_files: Files | None = None
    """All that MkDocs knows of, for reading a page again."""
    files: dict[str, File] = field(default_factory=dict)
    """Every page that is to be written, by its path below docs, in the order of MkDocs."""
    theme: jinja2.Environment | None = None
    nav: Navigation | None = None
    notes: list[Problem] = field(default_factory=list)
    """What the built site shows that does not stop publication."""
    whole: bool = True
    """Whether this computer could make all that belongs to the site, its PDFs among it."""

    def is_ours(self, src: str) -> bool:
        """Whether a page is rendered here, and not by MkDocs from a file of ``docs/``."""
        return src in self.records or src in self.parts or src in self.gathered


_given: dict[Path, Loaded] = {}
"""Sites that the command line has loaded already, so that a build does not load them again."""

_command: list[str] = []
"""What MkDocs was started for, when it was started by its own command."""

_prepared: list[tuple[MkDocsConfig, Prepared]] = []
"""The last configuration that was prepared: a server makes a new one for each rebuild."""


def started(command: str) -> None:
    """Remember what MkDocs was asked to do: ``build`` or ``serve``."""
    _command[:] = [command]


def only_shown_here() -> bool:
    """Whether the site is only shown on this computer while somebody edits."""
    return _command in (["serve"], ["preview"])


def made_when_asked_for() -> bool:
    """Whether no page is written at all, because each is made when somebody asks for it."""
    return _command == ["preview"]


def makes_pdfs(prepared: Prepared) -> bool:
    """Whether this build makes PDFs. They would hold up somebody who edits and looks."""
    return prepared.loaded.settings.pdf and not only_shown_here()


def give(root: Path, loaded: Loaded | None) -> None:
    """Hand over a site that is loaded already, for the next build below ``root``; or take it back."""
    if loaded is None:
        _given.pop(root, None)
    else:
        _given[root] = loaded


def prepare(config: MkDocsConfig) -> Prepared:
    """Load and check the site of a MkDocs configuration, once for each configuration.

    :raises PluginError: the sources have a problem that stops publication.
    """
    for known, prepared in _prepared:
        if known is config:
            return prepared
    root = Path(config.config_file_path).resolve().parent
    settings = read_settings(root)
    config.site_url = config.site_url or settings.site_address
    as_of = settings.as_of or date.today()
    loaded = _given.pop(root, None) or load_site(settings, as_of)
    if must := stopping(loaded.problems):
        raise PluginError(
            "The site was not built, because of problems in its sources.\n\n"
            + as_text(must)
        )
    os.environ["SOURCE_DATE_EPOCH"] = str(
        int(datetime(loaded.as_of.year, loaded.as_of.month, loaded.as_of.day, tzinfo=UTC).timestamp())
    )
    view = _view_of(loaded, read_history(root, settings.history_from))
    _prepared[:] = [(config, _prepared_from(config, loaded, view))]
    return _prepared[0][1]


def _prepared_from(config: MkDocsConfig, loaded: Loaded, view: View, before: Prepared | None = None) -> Prepared:
    """What a build works on, with what a change has left as it was in what it worked on ``before``."""
    parts = {part.src: part for parts in view.places.parts.values() for part in parts}
    pages = {page.src: page for page in loaded.pages} | {src: page_of(part) for src, part in parts.items()}
    if before and gathered_as_before(view, before.view):
        gathered = before.gathered
    else:
        gathered = {page.src: page for page in (*gathered_pages(view), *field_guide_pages(view))}
    pages |= {src: page.page for src, page in gathered.items()}
    return Prepared(config, loaded, view, _own_records(loaded, before), pages, parts, gathered)


def _own_records(loaded: Loaded, before: Prepared | None) -> dict[str, Record]:
    """Every record that has a page of its own, by the page's path below docs."""
    changed = loaded.registers.differing(before.loaded.registers) if before else None
    if before and changed is not None and all(address_of(old) == address_of(new) for old, new in changed):
        return before.records | {src: new for _, new in changed if (src := _src_of(new))}
    return {src: found.record for found in loaded.registers if (src := _src_of(found.record))}


def _src_of(record: Record) -> str | None:
    address = address_of(record)
    return address.strip("/") + ".md" if address else None


def _view_of(loaded: Loaded, history: History | None) -> View:
    attached = sizes_below(loaded.settings.layers, "files")
    return View(loaded.registers, loaded.pages, loaded.as_of, history=history, attached=attached)


def reloaded(prepared: Prepared, loaded: Loaded) -> None:
    """Put what was loaded anew in the place of what a build works on. What git and the last build know stays."""
    view = _view_of(loaded, prepared.view.known.history)
    view.known.follow(prepared.view.known)
    fresh = _prepared_from(prepared.config, loaded, view, prepared)
    for name in ("loaded", "view", "records", "pages", "parts", "gathered"):
        setattr(prepared, name, getattr(fresh, name))


def theme_of(prepared: Prepared) -> Any:
    """The theme's templates: MkDocs' own environment in a build, and one like it for a single page."""
    if prepared.theme is None:
        prepared.theme = prepared.config.theme.get_env()
    return prepared.theme
