"""The one room that imports MkDocs: hands it pages, downloads and the frame of each page, or refuses.

Sources become pages in one direction. Pages of ``docs/`` call macros, whose HTML never passes through
Markdown: a macro leaves a slot, which is filled when the page's prose has been converted. Pages of
records are generated files without text; their HTML is put in at the same moment.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError, PluginError
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from macros.addresses import address_of
from macros.archive import finish_site, redirect_page
from macros.asking import CannotAsk, SiteSearch
from macros.checklist.history import read_history
from macros.checklist.reach import FIRST_RESULTS, Ask
from macros.exports import exported
from macros.exports.publication import Publication
from macros.links import broken_links
from macros.office import Loaded, load_site
from macros.pages import Page
from macros.parts import Part, page_of
from macros.problems import Problem, as_text, in_order, stops_publication
from macros.prose import clean, finish_tables
from macros.record import Record
from macros.replace import NotASite, replacing
from macros.searching import FOLDER as SEARCH_FOLDER
from macros.searching import NoIndex, index_for_search
from macros.settings import Settings, read_settings
from macros.sources import files_below
from macros.views.checklist_files import finish_checklist
from macros.views.corrections import page_corrections
from macros.views.findable import WORDS_FIELD, WORDS_WEIGHT
from macros.views.frame import Frame, frame
from macros.views.gathered import Gathered, gathered_pages
from macros.views.record_pages import render_record
from macros.views.shown import MACROS, show_part
from macros.views.view import View


@dataclass
class Prepared:
    """One build: what was loaded, its view, and what each page will hold."""

    loaded: Loaded
    view: View
    records: dict[str, Record]
    """Generated pages by their path below docs."""
    pages: dict[str, Page]
    parts: dict[str, Part] = field(default_factory=dict)
    """Pages of registers that are split by month, by their path below docs."""
    gathered: dict[str, Gathered] = field(default_factory=dict)
    """Pages of the A to Z and the like, by their path below docs."""
    slots: list[Markup] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    """What the built site shows that does not stop publication."""


_given: dict[Path, Loaded] = {}
"""Sites that the command line has loaded already, so that a build does not load them again."""

_command: list[str] = []
"""What MkDocs was started for, when it was started by its own command."""

_prepared: list[tuple[MkDocsConfig, Prepared]] = []
"""The last configuration that was prepared: a server makes a new one for each rebuild."""


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
    if stops_publication(loaded.problems):
        raise PluginError(
            "The site was not built, because of problems in its sources.\n\n"
            + as_text([found for found in loaded.problems if found.severity == "must"])
        )
    os.environ["SOURCE_DATE_EPOCH"] = str(
        int(datetime(loaded.as_of.year, loaded.as_of.month, loaded.as_of.day, tzinfo=UTC).timestamp())
    )
    view = View(loaded.registers, loaded.pages, loaded.as_of, history=read_history(root, settings.history_from))
    records = {
        path: found.record
        for found in loaded.registers
        if (address := address_of(found.record)) and (path := address.strip("/") + ".md")
    }
    parts = {part.src: part for parts in view.places.parts.values() for part in parts}
    pages = {page.src: page for page in loaded.pages} | {src: page_of(part) for src, part in parts.items()}
    gathered = {page.src: page for page in gathered_pages(view)}
    pages |= {src: page.page for src, page in gathered.items()}
    _prepared[:] = [(config, Prepared(loaded, view, records, pages, parts, gathered))]
    return _prepared[0][1]


def offer_macros(env: Any) -> None:
    """Give mkdocs-macros every ``show_…`` macro. What one returns is a slot, filled after Markdown."""
    prepared = prepare(env.conf)

    def slotted(macro: Any) -> Any:
        @functools.wraps(macro)
        def show(*args: Any, **kwargs: Any) -> str:
            prepared.slots.append(macro(prepared.view, *args, **kwargs))
            return f"\n\nslot-for-a-macro-{len(prepared.slots) - 1}\n\n"

        return show

    for name, macro in MACROS.items():
        env.macro(slotted(macro), name)


def add_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and downloads; leave out Material's scripts and styles, which no page uses."""
    prepared = prepare(config)
    for file in list(files):
        if file.src_uri.startswith("assets/") and file.abs_src_path and "material" in Path(file.abs_src_path).parts:
            files.remove(file)
    _lay_over(files, config, prepared.loaded.settings)
    taken = {file.src_uri for file in files}
    docs = prepared.loaded.settings.docs
    for path, record in prepared.records.items():
        _add(files, config, path, _front_matter(prepared.view.label(record)), taken)
        source = prepared.loaded.settings.root / prepared.view.registers.place_of(record).path
        files.src_uris[path].edit_uri = os.path.relpath(source, docs)
    for path, part in prepared.parts.items():
        _add(files, config, path, _front_matter(part.title), taken)
        source = prepared.loaded.settings.root / prepared.view.registers.place_of(part.records[0]).path
        files.src_uris[path].edit_uri = os.path.relpath(source, docs)
    for path, page in prepared.gathered.items():
        _add(files, config, path, _front_matter(page.title), taken)
        files.src_uris[path].edit_uri = os.path.relpath(prepared.loaded.settings.root / page.home.path, docs)
    loaded = prepared.loaded
    data = exported(Publication(loaded.registers, loaded.pages, loaded.as_of, loaded.settings.site_address))
    prepared.view.open_data = data
    for path, content in data.files.items():
        _add(files, config, path, content, taken)
    office = prepared.view.office.name if prepared.view.office else config.site_name
    for moved in loaded.registers.of("redirect") if "redirect" in loaded.registers.kinds else []:
        fictional = bool(prepared.view.office and prepared.view.office.fictional == "yes")
        address = loaded.settings.site_address
        stands = redirect_page(moved.from_address, moved.to_address, moved.why, office, address, fictional)
        _add(files, config, *stands, taken)
    return files


def _lay_over(files: Files, config: MkDocsConfig, settings: Settings) -> None:
    """A site that shares the pages of another adds its own to them, or puts its own in their place."""
    for folder in settings.layers[:-1]:
        for path in files_below(folder, ("**/*",)):
            own = File(path, str(folder), config.site_dir, config.use_directory_urls)
            own.edit_uri = os.path.relpath(folder / path, settings.docs)
            if shared := files.get_file_from_path(path):
                files.remove(shared)
            files.append(own)


def _front_matter(title: str, **more: bool) -> str:
    """A page's front matter for MkDocs. JSON is YAML, and leaves nothing in a title to be read in another way."""
    return f"---\n{json.dumps({'title': title, **more}, ensure_ascii=False)}\n---\n"


def source_of(page: Any, config: MkDocsConfig) -> str | None:
    """A page of ``docs/`` with its front matter as we read it; nothing for a generated page.

    MkDocs would make a number of a title such as ``2025``, and print front matter that it cannot read as text.
    """
    shown = prepare(config).pages.get(page.file.src_uri)
    return (
        f"{_front_matter(shown.matter.title, render_macros=shown.matter.render_macros)}\n{shown.body}\n"
        if shown
        else None
    )


def _add(files: Files, config: MkDocsConfig, path: str, content: str | bytes, taken: set[str]) -> None:
    if path in taken:
        raise PluginError(f"docs/{path} stands where a generated page belongs. Move or rename it.")
    files.append(File.generated(config, path, content=content))


SLOT = re.compile(r"<p>slot-for-a-macro-(\d+)</p>")


def fill_page(html: str, page: Any, config: MkDocsConfig) -> str:
    """A page's article: a record's own page, or prose with its macros' slots filled."""
    prepared = prepare(config)
    record = prepared.records.get(page.file.src_uri)
    if record is not None:
        return str(render_record(prepared.view, record))
    if part := prepared.parts.get(page.file.src_uri):
        return str(show_part(prepared.view, part))
    if gathered := prepared.gathered.get(page.file.src_uri):
        return str(gathered.show(prepared.view))

    def filled(match: re.Match[str]) -> str:
        number = int(match[1])
        return str(prepared.slots[number]) if number < len(prepared.slots) else match[0]

    shown = prepared.pages.get(page.file.src_uri)
    notes = str(page_corrections(prepared.view, shown)) if shown and shown.matter.corrections else ""
    return SLOT.sub(filled, finish_tables(clean(html))) + notes


def frame_of(page: Any, config: MkDocsConfig) -> Frame:
    """What the theme needs to know of a page; of none, for the page that says “not found”."""
    prepared = prepare(config)
    if page is None:
        return frame(prepared.view, None, None, config.site_name)
    record, shown = prepared.records.get(page.file.src_uri), prepared.pages.get(page.file.src_uri)
    headed = bool(shown) and bool(page.toc.items) and page.toc.items[0].level == 1
    return frame(
        prepared.view,
        record,
        shown,
        config.site_name,
        address="/" + page.url,
        edit_url=page.edit_url or "",
        canonical=page.canonical_url or "",
        toc=[(item.title, item.id) for item in page.toc.items[0].children] if headed else [],
    )


ROOTED = re.compile(r'((?:href|src|action)=")/(?!/)([^"]*)"')


def relative_links(output: str, url: str) -> str:
    """Addresses from the site's root become relative, so that the site works in any folder of any host."""

    def relative(match: re.Match[str]) -> str:
        target, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", match[2], re.DOTALL).groups()  # type: ignore[union-attr]
        return f'{match[1]}{get_relative_url(target or ".", url) if target or url else "./"}{mark}{rest}"'

    return ROOTED.sub(relative, output)


class _Heard(logging.Handler):
    """Keeps what MkDocs warns of, to say it when a build is refused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def based_links(output: str, config: MkDocsConfig) -> str:
    """Addresses of a page that is shown at any depth (404) start from the site's own root."""
    base = urlsplit(config.site_url or "").path.rstrip("/")
    return ROOTED.sub(lambda match: f'{match[1]}{base}/{match[2]}"', output)


class Refused(Exception):
    """The build did not succeed. The message is for the user."""


def finish_built(config: MkDocsConfig) -> None:
    """Complete a built site: the checklist from what was built, links, the search index, ledger and manifest.

    A site that is only shown on this computer while somebody edits goes without index, ledger and manifest.

    :raises PluginError: a link leads nowhere, or an address would die, with the list and the sources that caused it.
    """
    prepared = prepare(config)
    if not config.site_url:
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            Path(config.site_dir, name).unlink(missing_ok=True)
    try:
        prepared.notes = finish_checklist(prepared.view, Path(config.site_dir), _searchable(Path(config.site_dir)))
    except (NoIndex, CannotAsk) as failure:
        raise PluginError(str(failure)) from None
    problems = in_order(
        broken_links(Path(config.site_dir), functools.partial(_cause, prepared), urlsplit(config.site_url or "").path)
    )
    if problems:
        raise PluginError("The site was not published, because links in it lead nowhere.\n\n" + as_text(problems))
    if _command == ["serve"]:
        return
    if lost := finish_site(prepared.loaded.settings, Path(config.site_dir)):
        raise PluginError("The site was not published, because addresses would die.\n\n" + as_text(lost))


def _searchable(site: Path) -> Ask | None:
    """Index a built site for its search, and give what puts a question to it; nothing while somebody edits."""
    if _command == ["serve"]:
        return None
    index_for_search(site)
    search = SiteSearch(site / SEARCH_FOLDER, {WORDS_FIELD: WORDS_WEIGHT})
    return lambda words: search.first(words, FIRST_RESULTS)


def started(command: str) -> None:
    """Remember what MkDocs was asked to do: ``build`` or ``serve``."""
    _command[:] = [command]


def build_site(loaded: Loaded, out: Path) -> list[Problem]:
    """Build a loaded site into ``out``, all or nothing: the folder is replaced only by a whole new one.

    :returns: what the built site shows that does not stop publication.
    :raises Refused: MkDocs could not build it; the previous site stands as it was.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    root = loaded.settings.root
    heard = _Heard()
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        with replacing(out, lambda: print(f"Waiting for another build into {out} …", file=sys.stderr)) as fresh:
            _given[root] = loaded
            config = load_config(str(root / "mkdocs.yml"), strict=True, site_dir=str(fresh))
            mkdocs_build.build(config)
            return prepare(config).notes
    except (BuildError, PluginError, NotASite, SystemExit) as failure:
        raise Refused("\n".join([*heard.words, str(failure)])) from None
    except OSError as failure:
        where = f" ({failure.filename})" if failure.filename else ""
        raise Refused(f"The site could not be written: {failure.strerror or failure}{where}.") from None
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
        _given.pop(root, None)


def _cause(prepared: Prepared, path: str, target: str) -> tuple[str, int]:
    """The source file and line that put a link on a page."""
    src = (
        path.removesuffix("/index.html") + ".md" if path.endswith("/index.html") else path.removesuffix(".html") + ".md"
    )
    target = "/" + target.lstrip("./") if not target.startswith("#") else target
    if record := prepared.records.get(src):
        found = prepared.view.registers.place_of(record)
        text = (prepared.loaded.settings.root / found.path).read_text(encoding="utf-8-sig")
        return found.path, _line_with(text, target) or found.line_of()
    if page := prepared.pages.get(src):
        line = _line_with(page.body, target)
        return page.path, page.body_line + line - 1 if line else 1
    return f"overrides/{path}", 1


def _line_with(text: str, words: str) -> int:
    """The first line that has the words, counting from 1; nought if none has."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if words in line), 0)


def serve_site(settings: Settings, address: str) -> None:
    """Show a site and rebuild it on every change, with MkDocs' own server."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    mkdocs_serve.serve(str(settings.root / "mkdocs.yml"), dev_addr=address)


__all__ = [
    "Refused",
    "add_files",
    "build_site",
    "escape",
    "fill_page",
    "finish_built",
    "frame_of",
    "offer_macros",
    "prepare",
    "relative_links",
    "serve_site",
    "source_of",
    "started",
]
