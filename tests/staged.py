"""What a reader finds in the main part of a page, whoever rendered it: for comparing two builds of the same pages."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

LEFT_OUT = "script, style, template, button, form, .filter, [hidden], .headerlink, nav[aria-label='Breadcrumb'], svg[aria-hidden]"


@dataclass(frozen=True)
class Main:
    """The main content of a page."""

    words: str
    """Every word in order, without the spaces between them."""
    headings: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    """Each link's words and where it leads, from the root of the site."""
    rows: tuple[tuple[str, ...], ...]
    names: frozenset[str]
    """Every place at which the page can be entered."""


def main_of(site: Path, path: str, where: str = "main") -> Main:
    """The main content of a built page.

    :param where: the element that holds it, in this generator's theme.
    """
    tree = LexborHTMLParser((site / path).read_bytes().decode("utf-8"))
    for found in tree.css(LEFT_OUT):
        found.decompose()
    for drawing in tree.css("svg"):
        drawing.unwrap_tags(["a"])
    main = tree.css_first(where)
    assert main is not None, f"{path} has no {where}"
    if (notice := tree.css_first("header .fictional")) and main.child:
        main.child.insert_before(notice)
    return Main(
        words=_words(main),
        headings=tuple((found.tag or "", _words(found)) for found in main.css("h1, h2, h3, h4, h5, h6")),
        links=tuple(
            (_words(found), _target(path, found.attributes.get("href") or "")) for found in main.css("a[href]")
        ),
        rows=tuple(
            tuple(_words(cell) for cell in row.css("td, th")) for row in main.css("tr") if not row.css_first("td table")
        ),
        names=frozenset(str(found.attributes["id"]) for found in main.css("[id]")),
    )


def _words(node: LexborNode) -> str:
    return re.sub(r"[\s“”]+", "", node.text(separator=" "))


def _target(path: str, href: str) -> str:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href
    folder = posixpath.dirname(path)
    target = posixpath.normpath(posixpath.join("/", folder, parts.path)) if parts.path else "/" + folder
    target = re.sub(r"/index\.html$", "", target)
    return target.rstrip("/") + (f"#{parts.fragment}" if parts.fragment else "")
