"""Where the files of a site lead that are no pages: style sheets, drawings, feeds, calendars, catalogues, the map of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

READ = (".css", ".svg", ".xml", ".atom", ".json", ".jsonld", ".ics")
LARGEST = 8_000_000
"""Bytes above which a file is data and not a list of addresses."""

ADDRESS_KEYS = {"url", "home_page_url", "feed_url", "downloadURL", "accessURL", "dcat:downloadURL", "dcat:accessURL"}
"""Members of JSON feeds (jsonfeed.org 1.1) and of the DCAT catalogue that hold an address."""

FEED_OR_CATALOGUE = ('"https://jsonfeed.org/', '"dcat:', '"http://www.w3.org/ns/dcat#')
IN_STYLE = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")
IN_CALENDAR = re.compile(r"^(?:URL|ATTACH)(?:;[^:\r\n]*)?:(\S+)", re.MULTILINE)
FOLD = re.compile(r"\r?\n[ \t]")


def leads(path: str, content: bytes) -> list[str]:
    """Every address in a file, each once, in order; none of a file of another form.

    A drawing is a picture here: pages show it as one, so what is in it counts like what is on a page.
    """
    if not path.endswith(READ) or len(content) > LARGEST:
        return []
    text = content.decode("utf-8", "replace")
    if path.endswith(".css"):
        found = [one or other for one, other in IN_STYLE.findall(text)]
    elif path.endswith(".ics"):
        found = IN_CALENDAR.findall(FOLD.sub("", text))
    elif path.endswith((".json", ".jsonld")):
        found = list(_in_json(text))
    else:
        found = list(_in_markup(text))
    return [target for target in dict.fromkeys(found) if target and not target.startswith("data:")]


def _in_markup(text: str) -> Iterator[str]:
    """Atom, the map of the site, and drawings. Read as HTML reads it, which nothing in a file can stop or slow down."""
    tree = LexborHTMLParser(text)
    for node in tree.css("[href], [src]"):
        yield str(node.attributes.get("href") or node.attributes.get("src") or "")
    for node in tree.css("loc"):
        yield node.text().strip()
    for node in tree.root.traverse() if tree.root else ():
        for name, value in node.attributes.items():
            if name == "xlink:href" and value:
                yield value
            elif value and "url(" in value:
                yield from (one for one, _ in IN_STYLE.findall(value))
    for node in tree.css("style"):
        yield from (one or other for one, other in IN_STYLE.findall(node.text()))


def _in_json(text: str) -> Iterator[str]:
    if not any(mark in text for mark in FEED_OR_CATALOGUE):
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for name, held in one.items():
                held = held.get("@id") if isinstance(held, dict) and name in ADDRESS_KEYS else held
                if name in ADDRESS_KEYS and isinstance(held, str):
                    yield held
                else:
                    waiting.append(held)
        elif isinstance(one, list):
            waiting += one
