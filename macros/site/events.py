"""What MkDocs calls while it builds, in this order. ``hooks.py`` passes each event on."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from macros.site.adding import add_files, every_page, only_our_own_look, take_over
from macros.site.finishing import finish_built
from macros.site.page import based_links, frame_of, relative_links
from macros.site.prepared import prepare, started
from macros.site.slots import filled, prose_of, source_of
from macros.views.templating import compiled


def configured(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check the sources before MkDocs looks at anything else."""
    prepare(config)
    only_our_own_look(config)
    return config


def nav_made(nav: Any, config: MkDocsConfig) -> None:
    """Keep what MkDocs made of the pages of ``docs/``, for a theme that asks for it."""
    prepare(config).nav = nav


def pages_read(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Every page of ``docs/`` has been read: from here on pages are ours."""
    env.bytecode_cache = env.bytecode_cache or compiled(env)
    prepare(config).theme = env
    take_over(files, config)


def page_in_theme(context: dict[str, Any], page: Any, config: MkDocsConfig) -> dict[str, Any]:
    """What the theme gets for a page of ``docs/``: its frame, and its article with all slots filled."""
    prepared, src = prepare(config), page.file.src_uri
    page.content = filled(prepared, src, prepared.prose.setdefault(src, page.content or ""))
    context["frame"] = frame_of(page, config)
    return context


def template_in_theme(context: dict[str, Any], name: str, config: MkDocsConfig) -> dict[str, Any]:
    """What the theme gets for a file that is no page, such as the map of the site."""
    context["frame"] = frame_of(None, config)
    if config.site_url:
        context["pages"] = every_page(prepare(config))
    return context


__all__ = [
    "add_files",
    "based_links",
    "configured",
    "finish_built",
    "nav_made",
    "page_in_theme",
    "pages_read",
    "prose_of",
    "relative_links",
    "source_of",
    "started",
    "template_in_theme",
]
