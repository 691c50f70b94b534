"""Macros on pages: each call leaves a slot in the Markdown, which is filled with HTML when the page is written."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig

from macros.prose import clean, finish_tables
from macros.site.prepared import Prepared, prepare
from macros.views.corrections import page_corrections
from macros.views.shown import MACROS

SLOT = re.compile(r"<p>slot-for-a-macro-(\d+)</p>")


def offer_macros(env: Any) -> None:
    """Give mkdocs-macros every ``show_…`` macro. What one returns is a slot."""
    prepared = prepare(env.conf)

    def slotted(macro: Any) -> Any:
        @functools.wraps(macro)
        def show(*args: Any, **kwargs: Any) -> str:
            # The view is the one of the moment at which the page is made: a server loads anew.
            prepared.slots.append(lambda: macro(prepared.view, *args, **kwargs))
            return f"\n\nslot-for-a-macro-{len(prepared.slots) - 1}\n\n"

        return show

    for name, macro in MACROS.items():
        env.macro(slotted(macro), name)


def front_matter(title: str, **more: bool) -> str:
    """A page's front matter for MkDocs. JSON is YAML, and leaves nothing in a title to be read in another way."""
    return f"---\n{json.dumps({'title': title, **more}, ensure_ascii=False)}\n---\n"


def source_of(page: Any, config: MkDocsConfig) -> str | None:
    """A page of ``docs/`` with its front matter as we read it; nothing for a page that is not known.

    MkDocs would make a number of a title such as ``2025``, and print front matter that it cannot read as text.
    """
    shown = prepare(config).pages.get(page.file.src_uri)
    if shown is None:
        return None
    return f"{front_matter(shown.matter.title, render_macros=shown.matter.render_macros)}\n{shown.body}\n"


def prose_of(html: str) -> str:
    """The prose of a page of ``docs/``, fit to be published, its slots still empty."""
    return finish_tables(clean(html))


def filled(prepared: Prepared, src: str, html: str) -> str:
    """The article of a page of ``docs/`` with what its macros show, and below it what was corrected on it."""

    def shown(match: re.Match[str]) -> str:
        number = int(match[1])
        return str(prepared.slots[number]()) if number < len(prepared.slots) else match[0]

    page = prepared.pages.get(src)
    notes = str(page_corrections(prepared.view, page)) if page and page.matter.corrections else ""
    return SLOT.sub(shown, sized(prepared.loaded.settings.layers, html)) + notes


OWN_IMAGE = re.compile(r'<img (?![^>]*\bwidth=)([^>]*\bsrc="/files/([^"?#]+)"[^>]*)>')


def sized(layers: tuple[Path, ...], html: str) -> str:
    """The same article, each image of ours with its size, so that nothing jumps, and fetched when it is nearly in sight."""

    def with_size(match: re.Match[str]) -> str:
        found = next((place for docs in layers if (place := docs / "files" / unquote(match[2])).is_file()), None)
        size = _size_of(found, found.stat().st_mtime_ns) if found else ""
        return f'<img {size}loading="lazy" {match[1]}>'

    return OWN_IMAGE.sub(with_size, html)


@functools.lru_cache(maxsize=512)
def _size_of(place: Path, changed: int) -> str:
    from PIL import Image

    try:
        with Image.open(place, formats=("PNG", "JPEG", "WEBP")) as image:
            return f'width="{image.width}" height="{image.height}" '
    except (OSError, ValueError, SyntaxError):
        return ""
