"""The one room that imports MkDocs: hands it pages, downloads and the frame of each page, or refuses.

Sources become pages in one direction. Pages of ``docs/`` are MkDocs' own: they call macros, whose HTML never passes
through Markdown, because a macro leaves a slot, which is filled when the page is written. Pages of records, of parts of
registers and of gatherings are rendered here, straight from templates: MkDocs knows where they stand, and no more.

``events`` is what MkDocs calls, by way of ``hooks.py``; ``building`` is what the command line calls.
"""

from __future__ import annotations

from macros.site.building import Refused, build_site, serve_site
from macros.site.page import render_page
from macros.site.prepared import Prepared, prepare
from macros.site.slots import offer_macros

__all__ = ["Prepared", "Refused", "build_site", "offer_macros", "prepare", "render_page", "serve_site"]
