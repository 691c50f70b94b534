"""MkDocs events. Everything is done in ``macros/site.py``; a hook in a subfolder could not import it."""

from __future__ import annotations

from typing import Any

from macros import site


def on_startup(command: str, dirty: bool) -> None:
    site.started(command)


def on_config(config: Any) -> Any:
    site.prepare(config)
    return config


def on_files(files: Any, config: Any) -> Any:
    return site.add_files(files, config)


def on_page_read_source(page: Any, config: Any) -> str | None:
    return site.source_of(page, config)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    return site.fill_page(html, page, config)


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    context["frame"] = site.frame_of(page, config)
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: Any) -> dict[str, Any]:
    context["frame"] = site.frame_of(None, config)
    return context


def on_post_template(output: str, template_name: str, config: Any) -> str:
    return site.based_links(output, config) if template_name.endswith(".html") else output


def on_post_page(output: str, page: Any, config: Any) -> str:
    return site.relative_links(output, page.url)


def on_post_build(config: Any) -> None:
    site.finish_built(config)
