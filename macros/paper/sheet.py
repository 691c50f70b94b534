"""From a built page to the HTML that is printed: its article alone, whole in itself, with nothing to click that leads nowhere.

A sheet carries its style and pictures inside, so whoever prints it needs no other file and no network.
"""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.paper.chart_style import chart_style

STYLE = Path(__file__).with_name("paper.css")

LEFT_OUT = ["script", "style", "template", "noscript", "button", "form", "input", "select", "textarea", "iframe", "object", "embed", "audio", "video", "link", "meta", "base"]  # fmt: skip
"""Tags of an article that mean nothing on paper."""
NOT_PRINTED = "[hidden], .on-paper, .filter, .jump"
"""What else is only for the screen."""
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".svg": "image/svg+xml"}  # fmt: skip
LARGEST_PICTURE = 5_000_000
LARGEST_SHEET = 20_000_000
"""Bytes of a whole sheet, pictures included. A larger one is not printed."""
TALLEST = 3.2
"""How many times taller than wide a chart on paper may be: its words are then 7 points high on a sheet of A4."""
LONG_WORD = 24
"""Signs in a word, or an address, that may be broken anywhere so that it does not leave its cell."""
HERE = "https://site.invalid"
"""Stands for the site while the addresses of a page are worked out; no such host can exist (RFC 6761)."""

ReadPicture = Callable[[str], bytes | None]
"""Given a path on the site: what is in the file there, or nothing."""


class TooLarge(Exception):
    """A page that would fill hundreds of sheets. The message is for the user."""


@dataclass(frozen=True)
class Sheet:
    """One page, ready to be printed: the address of its PDF on the site, and everything that goes into it."""

    pdf: str
    html: str


def sheet_of(built: str, pdf: str, day: str, day_in_words: str, site_address: str, read: ReadPicture) -> Sheet | None:
    """The sheet of a built page; nothing if the page has no article.

    :param pdf: the address that its PDF will have, in the folder of the page: ``/plans/safer-streets/safer-streets.pdf``.
    :param day: the day the site speaks of, as ``2026-11-22``; ``day_in_words`` is the same for readers.
    :param site_address: the address of the home page, ending in a stroke; empty if it is not known.
    :raises TooLarge: it is more than a computer should be asked to set.
    """
    tree = LexborHTMLParser(built)
    article, named = tree.css_first("main article"), tree.css_first("title")
    if article is None or named is None:
        return None
    page = posixpath.dirname(pdf) + "/"
    office = _meta(tree, 'meta[property="og:site_name"]')
    title = " ".join(named.text().split())
    article.strip_tags(LEFT_OUT, recursive=True)
    while (gone := article.css_first(NOT_PRINTED)) is not None:
        gone.decompose()
    for styled in article.css("[style]"):
        del styled.attrs["style"]
    _mend_links(article, page, site_address)
    _mend_pictures(article, page, read)
    for cell in article.css("th, td, dt, dd, li"):
        if any(len(word) > LONG_WORD for word in cell.text().split()):
            cell.attrs["class"] = f"{cell.attributes.get('class') or ''} long-word".strip()
    charts = []
    for chart in article.css("svg.chart"):
        _describe(chart)
        if _is_too_tall(chart):
            chart.insert_before(_element(tree, "p", _words_of(chart)))
            chart.decompose()
        else:
            charts.append(chart)
    if charts and (style := read("/assets/charts.css")):
        said = chart_style(style.decode("utf-8"))
        for chart in charts:
            chart.insert_child(_element(tree, "style", said))
    for link in tree.css("header .fictional a"):
        link.decompose()
    notices = "".join(
        f'<p class="notice">{escape(" ".join(found.text().split()))}</p>' for found in tree.css("header .fictional")
    )
    where = f'<a href="{escape(site_address.rstrip("/") + page)}">{escape(site_address.rstrip("/") + page)}</a>'
    copy = f"A copy of the page {where if site_address else escape(page)} on the transparency site of {escape(office)}, as it stood on {escape(day_in_words)}. The page itself may have changed since."
    words = _meta(tree, 'meta[name="description"]')
    html = (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="author" content="{escape(office)}">\n<meta name="description" content="{escape(words)}">\n'
        f'<meta name="dcterms.created" content="{escape(day)}">\n<style>\n{STYLE.read_text("utf-8")}</style>\n</head>\n<body>\n'
        f'<p class="publisher">{escape(office)}{" · Fictional" if "invented example" in notices else ""}</p>\n'
        f'{notices}\n{article.html}\n<p class="copy">{copy}</p>\n</body>\n</html>\n'
    )
    if len(html) > LARGEST_SHEET:
        raise TooLarge("it is too long, or its pictures are too large")
    return Sheet(pdf, html)


def _meta(tree: LexborHTMLParser, which: str) -> str:
    found = tree.css_first(which)
    return " ".join(str(found.attributes.get("content") or "").split()) if found else ""


def _element(tree: LexborHTMLParser, tag: str, text: str) -> LexborNode:
    made = tree.create_node(tag)
    made.insert_child(text)
    return made


def _mend_links(article: LexborNode, page: str, site_address: str) -> None:
    """Links lead to another part of the sheet or to a whole address; what can be neither is plain text."""
    names = {str(node.attributes.get("id")) for node in article.css("[id]")}
    for link in article.css("a"):
        target = _whole(str(link.attributes.get("href") or ""), page, site_address, names)
        if target is None or _inside(link, "svg"):
            link.unwrap()
        else:
            link.attrs["href"] = target


def _inside(node: LexborNode, tag: str) -> bool:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above is not None


def _whole(href: str, page: str, site_address: str, names: set[str]) -> str | None:
    try:
        parts = urlsplit(urljoin(HERE + page, href.strip()))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != HERE:
        return href.strip() if parts.scheme in ("http", "https", "mailto", "tel") else None
    if parts.path == page and not parts.query:
        return f"#{parts.fragment}" if unquote(parts.fragment) in names else None
    if not site_address:
        return None
    return site_address.rstrip("/") + parts._replace(scheme="", netloc="").geturl()


def _mend_pictures(article: LexborNode, page: str, read: ReadPicture) -> None:
    """Pictures of the site are put into the sheet; in the place of any other stand the words that describe it."""
    for picture in article.css("img"):
        words = str(picture.attributes.get("alt") or "").strip()
        try:
            parts = urlsplit(urljoin(HERE + page, str(picture.attributes.get("src") or "").strip()))
        except ValueError:
            parts = urlsplit("")
        kind = PICTURES.get(posixpath.splitext(parts.path)[1].lower())
        content = read(unquote(parts.path)) if kind and f"{parts.scheme}://{parts.netloc}" == HERE else None
        if not content or len(content) > LARGEST_PICTURE:
            picture.replace_with(words)
        else:
            picture.attrs["src"] = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
            picture.attrs["alt"] = words or posixpath.basename(parts.path)


def _is_too_tall(chart: LexborNode) -> bool:
    """Whether a chart would have to be so small, to stand on one sheet, that its words could not be read."""
    try:
        _, _, width, height = map(
            float, str(chart.attributes.get("viewbox") or chart.attributes.get("viewBox")).split()
        )
    except ValueError:
        return False
    return height > TALLEST * width


def _words_of(chart: LexborNode) -> str:
    title = chart.css_first("title")
    return title.text().strip() if title is not None else ""


def _describe(chart: LexborNode) -> None:
    """A chart's title says all that a reader who does not see it needs: its own words and its description."""
    title, described = chart.css_first("title"), chart.css_first("desc")
    if title is not None and described is not None:
        words = f"{title.text().strip().rstrip('.')}. {described.text().strip()}"
        title.insert_before(_element(chart.parser, "title", re.sub(r"\s+", " ", words)))
        title.decompose()
