"""One page, from what is known to its final bytes: article, frame, theme, and links that work in any folder."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from mkdocs.commands import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from macros.site.prepared import Prepared, makes_pdfs, prepare, theme_of
from macros.views.frame import Frame, frame
from macros.views.record_pages import render_record
from macros.views.shown import show_part

ROOTED = re.compile(r'((?:href|src|action)=")/(?!/)([^"]*)"')


def render_page(prepared: Prepared, src: str) -> bytes:
    """The final bytes of one page, by its path below docs. A page of ``docs/`` must have been read by MkDocs before.

    :raises KeyError: there is no such page.
    """
    file = prepared.files[src]
    config = prepared.config
    template = theme_of(prepared).get_template("main.html")
    if prepared.is_ours(src):
        own = MkDocsPage(None, file, config)
        own.content = article_of(prepared, src)
        output = relative_links(template.render(page=own, config=config, frame=frame_of(own, config)), own.url)
        file.page = None
        return output.encode("utf-8", errors="xmlcharrefreplace")
    page, nav = file.page, prepared.nav
    if page is None or nav is None:
        raise KeyError(src)
    context = mkdocs_build.get_context(nav, [], config, page)
    context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
    output = config.plugins.on_post_page(template.render(context), page=page, config=config)
    return output.encode("utf-8", errors="xmlcharrefreplace")


def article_of(prepared: Prepared, src: str) -> str:
    """The article of a page that is rendered here: a record, a part of a register, or a gathering of entries."""
    if record := prepared.records.get(src):
        return str(render_record(prepared.view, record))
    if part := prepared.parts.get(src):
        return str(show_part(prepared.view, part))
    return str(prepared.gathered[src].show(prepared.view))


def frame_of(page: Any, config: MkDocsConfig) -> Frame:
    """What the theme needs to know of a page; of none, for the page that says “not found”."""
    prepared = prepare(config)
    if page is None:
        return frame(prepared.view, None, None, config.site_name)
    record, shown = prepared.records.get(page.file.src_uri), prepared.pages.get(page.file.src_uri)
    headed = bool(shown) and bool(page.toc) and bool(page.toc.items) and page.toc.items[0].level == 1
    return frame(
        prepared.view,
        record,
        shown,
        config.site_name,
        address="/" + page.url,
        edit_url=page.edit_url or "",
        canonical=page.canonical_url or "",
        on_paper=makes_pdfs(prepared),
        toc=[(item.title, item.id) for item in page.toc.items[0].children] if headed else [],
    )


def relative_links(output: str, url: str) -> str:
    """Addresses from the site's root become relative, so that the site works in any folder of any host."""
    back, first = "../" * url.count("/"), url.split("/", 1)[0]

    def relative(match: re.Match[str]) -> str:
        start, address = match[1], match[2]
        if back and address[:1] not in "?#." and not address.startswith(first) and not _odd(address):
            return f'{start}{back}{address}"'
        target, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", address, re.DOTALL).groups()  # type: ignore[union-attr]
        return f'{start}{get_relative_url(target or ".", url) if target or url else "./"}{mark}{rest}"'

    return ROOTED.sub(relative, output)


def _odd(address: str) -> bool:
    """Whether an address goes round about, so that the way to it has to be worked out."""
    return "//" in address or "/." in address


def based_links(output: str, config: MkDocsConfig) -> str:
    """Addresses of a page that is shown at any depth (404) start from the site's own root."""
    base = urlsplit(config.site_url or "").path.rstrip("/")
    return ROOTED.sub(lambda match: f'{match[1]}{base}/{match[2]}"', output)
