"""An editor's prose: from Markdown to HTML that is safe on any page, and what is wrong in it.

Raw HTML is switched off in the Markdown itself, and what comes out is cleaned once more by nh3, so that
neither a tag, nor an address that runs script, nor an attribute can be smuggled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import markdown
import nh3
from markdown.extensions import Extension
from markupsafe import Markup

TAGS = {"p", "a", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "caption", "img", "sup", "sub", "dl", "dt", "dd", "div", "del", "abbr"}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "id", "class"}, "img": {"src", "alt", "title"}, "th": {"align", "scope"}, "td": {"align"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}, "h1": {"id"}, "li": {"id"}, "sup": {"id"}, "div": {"class"}, "abbr": {"title"}}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}


class PlainProse(Extension):
    """A Markdown extension that takes raw HTML out of the language, for pages of ``docs/`` too."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("entity")


def makeExtension(**options: Any) -> PlainProse:
    """What Markdown calls when ``macros.prose`` is named among its extensions."""
    return PlainProse(**options)


def clean(html: str) -> str:
    """HTML with only the tags, attributes and kinds of address that prose can need."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, strip_comments=True)


def _converter(first_heading: int, id_prefix: str) -> markdown.Markdown:
    return markdown.Markdown(
        extensions=["tables", "sane_lists", "footnotes", "toc", PlainProse()],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "toc": {"baselevel": first_heading, "slugify": lambda text, separator: id_prefix + _slug(text)},
            "footnotes": {"UNIQUE_IDS": True, "BACKLINK_TITLE": "Back to the text of note {}"},
        },
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def _finish_table(match: re.Match[str]) -> str:
    inner = re.sub(r"<th( align=\"\w+\")?>", lambda cell: f'<th scope="col"{_align(cell[1])}>', match[1])
    inner = re.sub(r"<td( align=\"\w+\")?>", lambda cell: f"<td{_align(cell[1])}>", inner)
    return f'<div class="table-scroll" role="region" aria-label="Table" tabindex="0"><table class="data prose-table">{inner}</table></div>'


def _align(attribute: str | None) -> str:
    return ' class="number"' if attribute and "right" in attribute else ""


@lru_cache(maxsize=4096)
def render_prose(text: str, first_heading: int = 2, id_prefix: str = "") -> Markup:
    """Markdown as safe HTML. Top headings become ``h2`` unless ``first_heading`` says otherwise."""
    depth = min((len(found) for found in re.findall(r"(?m)^(#{1,6})\s", text)), default=1)
    html = clean(_converter(max(1, first_heading - depth + 1), id_prefix).convert(text))
    return Markup(_TABLE.sub(_finish_table, html))


def plain(text: str, limit: int = 0) -> str:
    """Prose as one line of plain words, cut at a word boundary after ``limit`` characters if given."""
    words = " ".join(nh3.clean(render_prose(text), tags=set()).split())
    words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    if limit and len(words) > limit:
        words = words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
    return words


@dataclass(frozen=True)
class ProseFault:
    """Something wrong in prose, ``line`` counting from 0 at its first line."""

    line: int
    code: str
    message: str
    fix: str


def _without_code(text: str) -> str:
    """The text with code blanked out, keeping its line ends."""
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])  # noqa: E731
    text = re.sub(r"(?ms)^(```|~~~).*?^\1\s*$", blank, text)
    return re.sub(r"`[^`\n]*`", blank, text)


_RAW = re.compile(r"<(?!https?://|mailto:)(/?[A-Za-z][A-Za-z0-9-]*|!--|!DOCTYPE|\?)[^>\n]*>?")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)")
_LINK = re.compile(
    r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]*)>?[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)|<([a-zA-Z][a-zA-Z0-9+.-]*:[^>\s]*)>",
    re.MULTILINE,
)


def faults(text: str) -> Iterator[ProseFault]:
    """Raw HTML, images without words or from elsewhere, and links that no reader should follow."""
    text = _without_code(text)

    def line(position: int) -> int:
        return text.count("\n", 0, position)

    for found in _RAW.finditer(text):
        yield ProseFault(
            line(found.start()),
            "raw-html",
            f"There is HTML in the text: “{found[0][:60]}”. It would be shown as it stands, not obeyed.",
            "write it in Markdown, for example **bold**, or put a backtick ` on each side to show the sign itself",
        )
    for found in _IMAGE.finditer(text):
        if not found[1].strip():
            yield ProseFault(
                line(found.start()),
                "image-without-words",
                f"The image “{found[2]}” has no words for people who cannot see it.",
                f"say what it shows between the square brackets:  ![Map of the six districts]({found[2]})",
            )
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", found[2]):
            yield ProseFault(
                line(found.start()),
                "image-from-elsewhere",
                f"The image “{found[2][:60]}” is kept on another website.",
                "put the image in docs/files/ and write  /files/  and its name",
            )
    for found in _LINK.finditer(text):
        target = found[1] or found[2] or found[3] or ""
        scheme = re.match(r"(?i)([a-z][a-z0-9+.-]*):", re.sub(r"[\s\x00-\x1f]", "", target))
        if scheme and scheme[1].lower() not in SCHEMES:
            yield ProseFault(
                line(found.start()),
                "unsafe-link",
                f"The link “{target[:60]}” does not lead to a web page, an email address or a telephone number.",
                "write an address that starts with https://, mailto: or tel:",
            )
        if not target:
            yield ProseFault(
                line(found.start()),
                "empty-link",
                "A link here leads nowhere.",
                "put the address between the round brackets",
            )


def images_in(text: str) -> Iterator[tuple[int, str]]:
    """Each image of our own that the prose shows, with its line counting from 0."""
    text = _without_code(text)
    for found in _IMAGE.finditer(text):
        if not re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", found[2]):
            yield text.count("\n", 0, found.start()), found[2]
