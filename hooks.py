"""MkDocs events. Everything is done in ``macros/site/``; a hook in a subfolder could not import it."""

from __future__ import annotations

from typing import Any

from macros.site import events


def on_startup(command: str, dirty: bool) -> None:
    events.started(command)


def on_config(config: Any) -> Any:
    return events.configured(config)


def on_files(files: Any, config: Any) -> Any:
    return events.add_files(files, config)


def on_nav(nav: Any, config: Any, files: Any) -> Any:
    events.nav_made(nav, config)
    return nav


def on_page_read_source(page: Any, config: Any) -> str | None:
    return events.source_of(page, config)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    return events.prose_of(html)


def on_env(env: Any, config: Any, files: Any) -> Any:
    events.pages_read(env, config, files)
    return env


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    return events.page_in_theme(context, page, config)


def on_template_context(context: dict[str, Any], template_name: str, config: Any) -> dict[str, Any]:
    return events.template_in_theme(context, template_name, config)


def on_post_template(output: str, template_name: str, config: Any) -> str:
    return events.based_links(output, config) if template_name.endswith(".html") else output


def on_post_page(output: str, page: Any, config: Any) -> str:
    return events.relative_links(output, page.url)


def on_post_build(config: Any) -> None:
    events.finish_built(config)
