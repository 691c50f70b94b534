"""Complete a built site: the pages, the checklist from what was built, links, the search index, ledger and manifest."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from macros.addresses import pdf_of
from macros.archive import LISTS, finish_site
from macros.asking import CannotAsk
from macros.built import BuiltPage, read_page
from macros.forms.editing_page import NoProgram, lay_editing_page
from macros.forked import give_memory_back
from macros.links import broken_links
from macros.paper import print_pages
from macros.problems import Problem, as_text, in_order
from macros.searching import NoIndex
from macros.site.adding import let_go_of_downloads
from macros.site.keeping import has_many
from macros.site.prepared import Prepared, made_when_asked_for, makes_pdfs, only_shown_here, prepare
from macros.site.searchable import Searchable
from macros.site.writing import other_pages, write_pages
from macros.views.checklist_files import finish_checklist


class NotSound(PluginError):
    """The built site must not be published; ``problems`` say why, and the sources that caused it."""

    def __init__(self, why: str, problems: list[Problem]) -> None:
        super().__init__(f"{why}\n\n{as_text(problems)}")
        self.problems = problems


def finish_built(config: MkDocsConfig) -> None:
    """Write the pages, and complete the site.

    A site that is only shown on this computer while somebody edits goes without index, ledger and manifest.

    :raises NotSound: a link leads nowhere, or an address would die, with the list and the sources that caused it.
    """
    prepared, site = prepare(config), Path(config.site_dir)
    if not config.site_url:
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (site / name).unlink(missing_ok=True)
    if made_when_asked_for():
        return
    let_go_of_downloads(prepared)
    built = write_pages(prepared)
    built |= other_pages(site, built)
    by_address = {page.address: page for page in sorted(built.values(), key=lambda page: page.path)}
    try:
        search = _searchable(prepared, site)
        if search and not has_many(prepared):
            search.ask_all(words for item in prepared.view.checklist for words in item.duty.search_words)
        prepared.notes = finish_checklist(prepared.view, site, search.ask if search else None, by_address)
        if search:
            search.end()
    except (NoIndex, CannotAsk) as failure:
        raise PluginError(str(failure)) from None
    not_made = _print(prepared, site, built)
    prepared.whole = not not_made
    for name in LISTS:  # pages may link to them, and what they say is only known at the end
        (site / name).touch()
    base = urlsplit(config.site_url or "").path
    broken = broken_links(site, functools.partial(_cause, prepared), base, built, config.site_url or "")
    problems = in_order(_as_written(prepared.loaded.settings.root, one) for one in broken)
    if problems:
        raise NotSound("The site was not published, because links in it lead nowhere.", problems)
    if admin := prepared.loaded.settings.admin:
        try:
            lay_editing_page(admin, prepared.view.registers, site, config.site_name)
        except NoProgram as failure:
            raise PluginError(str(failure)) from None
    if only_shown_here():
        return
    if lost := finish_site(prepared.loaded.settings, site, not_made):
        raise NotSound("The site was not published, because addresses would die.", lost)


def _print(prepared: Prepared, site: Path, built: dict[str, BuiltPage]) -> Collection[str]:
    """Make the PDFs that pages link to as their own. The addresses of those that could not be made here are given back."""
    if not makes_pdfs(prepared):
        return ()
    settings, registers = prepared.loaded.settings, prepared.loaded.registers
    redirects = registers.of("redirect") if "redirect" in registers.kinds else []
    moved = [(found.from_address, found.to_address) for found in redirects]
    offering = [path for path, page in built.items() if (pdf_of(page.address)[1:], False, "") in page.aims]
    printed = print_pages(site, offering, prepared.loaded.as_of, settings.site_address, moved)
    if printed.not_made:
        built |= {path: read_page(path, (site / path).read_bytes()) for path in offering}
    return printed.not_made


def _searchable(prepared: Prepared, site: Path) -> Searchable | None:
    """Index a built site for its search; nothing while somebody edits."""
    if only_shown_here():
        return None
    many = has_many(prepared)
    if many:
        give_memory_back()
    return Searchable(site, keep=not many)


def _cause(prepared: Prepared, path: str, target: str) -> tuple[str, int]:
    """The source file and line that put a link on a page."""
    src = (
        path.removesuffix("/index.html") + ".md" if path.endswith("/index.html") else path.removesuffix(".html") + ".md"
    )
    written = target
    target = "/" + target.lstrip("./") if not target.startswith("#") else target
    if record := prepared.records.get(src):
        found = prepared.view.registers.place_of(record)
        text = (prepared.loaded.settings.root / found.path).read_text(encoding="utf-8-sig")
        return found.path, _line_with(text, target) or found.line_of()
    if page := prepared.pages.get(src):
        line = _line_with(page.body, target)
        return page.path, page.body_line + line - 1 if line else 1
    attached = prepared.loaded.settings.docs / path
    if attached.is_file():
        return f"docs/{path}", _line_with(attached.read_text("utf-8", "replace"), written) or 1
    return f"{'overrides' if path == '404.html' else 'site'}/{path}", 1


def _line_with(text: str, words: str) -> int:
    """The first line that has an address, counting from 1; nought if none has. One that only begins so is second choice."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if words in line]
    whole = re.compile(re.escape(words) + r"(?![\w/#?.-]*[\w/])")
    return next((number for number, line in lines if whole.search(line)), lines[0][0] if lines else 0)


def _as_written(root: Path, problem: Problem) -> Problem:
    """A problem of a link that quotes the address as it stands in its source, from the root of the site, where it does."""
    shown = re.search("“((?:\\.{1,2}/)*([^”]*))”", problem.message)
    try:
        line = (root / problem.path).read_text("utf-8", "replace").split("\n")[problem.line - 1]
    except (OSError, IndexError):
        return problem
    if not shown or shown[1] in line or f"/{shown[2]}" not in line:
        return problem
    return replace(problem, message=problem.message.replace(f"“{shown[1]}”", f"“/{shown[2]}”"))
