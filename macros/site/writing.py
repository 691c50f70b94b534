"""Write every page, several at once, and read each while it is at hand."""

from __future__ import annotations

import gc
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.utils import write_file

from macros.asked import Question
from macros.built import BuiltPage, files_of, read_page
from macros.forked import Stopped, in_processes
from macros.site.keeping import KeptPages, has_many
from macros.site.page import render_page
from macros.site.prepared import Prepared

TOGETHER = 16
"""Pages of records that are one job: fewer would cost more to hand out, more would leave a process idle at the end."""

MANY_TOGETHER = 100
"""Pages of an earlier build that are one job: they are only written."""


class NotRendered(Exception):
    """A page could not be made. The message names it and says why."""


def write_pages(prepared: Prepared) -> dict[str, BuiltPage]:
    """Write every page of a site, rendered or taken up from an earlier build; what is on each, by its file below the site.

    :raises NotRendered: a template failed. The pages written until then belong to a site that is thrown away.
    :raises OSError: a page could not be written.
    """
    _make_ready(prepared)
    kept = KeptPages(prepared)
    written = [src for src in prepared.files if not prepared.is_ours(src) and src not in kept.holding]
    own = [src for src in prepared.files if prepared.is_ours(src) and src not in kept.holding]
    jobs = [[src] for src in written] + [own[start : start + TOGETHER] for start in range(0, len(own), TOGETHER)]
    held = [*kept.holding]
    jobs += [held[start : start + MANY_TOGETHER] for start in range(0, len(held), MANY_TOGETHER)]
    gc.collect()
    gc.freeze()
    try:
        most = 1 if has_many(prepared) else None
        found = in_processes(jobs, lambda job: [_write(prepared, kept, src) for src in job], most)
    except Stopped as reason:
        raise PluginError(str(reason)) from None
    finally:
        gc.unfreeze()
    pages = [page for pages in found for page in pages]
    kept.keep((src, questions, content) for src, _, questions, content in pages if content)
    return {page.path: page for _, page, _, _ in pages}


def _make_ready(prepared: Prepared) -> None:
    """Work out once what every page needs, before the work is shared out."""
    view = prepared.view
    for record in view.registers:
        view.registers.links_to(record.record)
        break
    _ = view.checklist, view.homes, view.places, view.templates, view.beside, view.office


def _write(prepared: Prepared, kept: KeptPages, src: str) -> tuple[str, BuiltPage, frozenset[Question], bytes]:
    """Write one page: its path below docs, what is on it, what it asked, and what is to be kept of it, if anything."""
    file = prepared.files[src]
    if again := kept.page(src):
        write_file(again[0], file.abs_dest_path)
        return src, again[1], frozenset(), b""
    try:
        with prepared.view.asked.listening() as questions:
            html = render_page(prepared, src)
        write_file(html, file.abs_dest_path)
    except OSError:
        raise
    except Exception as fault:
        raise NotRendered(f"Error building page '{src}': {type(fault).__name__}: {fault}") from fault
    built = read_page(file.dest_uri, html)
    return src, built, frozenset(questions), kept.packed((html, built))


def other_pages(site: Path, known: dict[str, BuiltPage]) -> dict[str, BuiltPage]:
    """What is on the pages that were not rendered here: those that send a visitor on, and what stands in ``docs/`` as HTML."""
    return {
        path: read_page(path, (site / path).read_bytes())
        for path in files_of(site)
        if path.endswith(".html") and path not in known and path != "404.html"
    }
