"""The style of charts on paper, from the site's own style sheet: what holds for print, with every colour written out.

The program that prints knows neither variables nor media inside a drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import tinycss2  # type: ignore[import-untyped]

VARIABLE = re.compile(r"var\((--[a-z0-9-]+)\)")


@lru_cache(maxsize=4)
def chart_style(css: str) -> str:
    """The rules of a style sheet for charts that hold in print, with its variables filled in."""
    rules = list(_for_print(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)))
    values = {
        found.lower_name: tinycss2.serialize(found.value).strip()
        for _, content in rules
        for found in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        if found.type == "declaration" and found.name.startswith("--")
    }
    return "\n".join(
        f"{selector}{{{VARIABLE.sub(lambda match: values.get(match[1], '#000'), said)}}}"
        for selector, content in rules
        if (said := _plain(content)) and ":" not in selector
    )


def _for_print(rules: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield tinycss2.serialize(rule.prelude).strip(), rule.content
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            media = [part.strip() for part in tinycss2.serialize(rule.prelude).split(",")]
            if "print" in media:
                yield from _for_print(tinycss2.parse_blocks_contents(rule.content))


def _plain(content: list[Any]) -> str:
    declared = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{found.lower_name}:{tinycss2.serialize(found.value).strip()}"
        for found in declared
        if found.type == "declaration" and not found.name.startswith("--")
    )
