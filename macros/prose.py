"""An editor's prose: from Markdown to HTML that is safe on any page.

Raw HTML is switched off in the Markdown itself, and what comes out is cleaned once more by nh3, so that
neither a tag, nor an address that runs script, nor an attribute can be smuggled in.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from html import escape, unescape
from typing import Any

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import InlineProcessor
from markupsafe import Markup

from macros.prose_faults import SCHEMES
from macros.unreadable import INVISIBLE

TAGS = {"p", "a", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "caption", "img", "sup", "sub", "dl", "dt", "dd", "div", "del", "abbr"}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "id", "class"}, "img": {"src", "alt", "title"}, "th": {"align", "scope"}, "td": {"align"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}, "h1": {"id"}, "li": {"id"}, "sup": {"id"}, "div": {"class"}, "abbr": {"title"}}  # fmt: skip


KNOWN = frozenset(["autolink", "automail", "backtick", "em_strong", "em_strong2", "escape", "footnote", "image_link", "image_reference", "linebreak", "link", "not_strong", "reference", "short_image_ref", "short_reference"])  # fmt: skip
"""The signs inside a line that our Markdown knows, by Markdown's own names."""
_SIGN = re.compile(r"[`\\\[\]!<*_\x02\x03]|  \n")
"""What any of them needs to be there; the last two signs are Markdown's own marks."""


class _QuickInline(InlineProcessor):
    """Looks for signs only in text that has any: most has none, and there are fifteen sorts to look for."""

    def run(self, tree: Any, ancestors: Any = None) -> Any:
        """As Markdown does. Where another extension has brought a sign of its own, nothing is left out."""
        known = sum(name in self.inlinePatterns for name in KNOWN)
        self.quick = known == len(self.inlinePatterns)
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        if self.quick and not _SIGN.search(data):
            return data
        return str(super()._InlineProcessor__handleInline(data, patternIndex))  # type: ignore[misc]


class PlainProse(Extension):
    """A Markdown extension that takes raw HTML out of the language, for pages of ``docs/`` too."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("entity")
        md.treeprocessors.register(_QuickInline(md), "inline", 20)


def makeExtension(**options: Any) -> PlainProse:
    """What Markdown calls when ``macros.prose`` is named among its extensions."""
    return PlainProse(**options)


def clean(html: str) -> str:
    """HTML with only the tags, attributes and kinds of address that prose can need, and no sign that turns words round."""
    return INVISIBLE.sub("", _CLEANER.clean(html))


_CLEANER = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, strip_comments=True)
_NO_TAGS = nh3.Cleaner(tags=set())


class _Converters(threading.local):
    """One converter for each level of headings, used again and again: to make one takes as long as to use it."""

    def __init__(self) -> None:
        self.ready: dict[tuple[int, str], tuple[markdown.Markdown, int]] = {}

    def convert(self, text: str, first_heading: int, id_prefix: str) -> str:
        """Markdown as HTML that is not clean yet."""
        # Taken out while it is in use: one that failed half-way is not used again.
        key = (first_heading, id_prefix)
        made, notes = self.ready.pop(key) if key in self.ready else _converter(first_heading, id_prefix)
        made.footnotes.unique_prefix = notes  # type: ignore[attr-defined]
        html = made.reset().convert(text)
        if len(self.ready) < 16:
            self.ready[key] = made, notes
        return html


_converters = _Converters()


def _converter(first_heading: int, id_prefix: str) -> tuple[markdown.Markdown, int]:
    """A new converter, and the number from which its footnotes count."""
    notes = FootnoteExtension(UNIQUE_IDS=True, BACKLINK_TITLE="Back to the text of note {}")
    made = markdown.Markdown(
        extensions=["tables", "sane_lists", notes, "toc", "fenced_code", PlainProse()],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "toc": {"baselevel": first_heading, "slugify": lambda text, separator: id_prefix + _slug(text)},
        },
    )
    made.footnotes = notes  # type: ignore[attr-defined]
    return made, notes.unique_prefix - 1


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


_HEADING_OR_TABLE = re.compile(r"<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>|<table>(?P<table>.*?)</table>", re.DOTALL)


def finish_tables(html: str) -> str:
    """Tables of prose made fit to be listened to and to scroll: scopes, and a caption for those who do not see them.

    The caption is the heading above the table and the names of its columns.
    """
    heading = ""

    def finished(match: re.Match[str]) -> str:
        nonlocal heading
        if match["table"] is None:
            heading = _words(match["heading"])
            return match[0]
        columns = [
            words for cell in re.findall(r"<th[^>]*>(.*?)</th>", match["table"], re.DOTALL) if (words := _words(cell))
        ]
        caption = escape(": ".join(part for part in (heading, ", ".join(columns)) if part) or "Table")
        inner = re.sub(r"<th( align=\"\w+\")?>(\s*)</th>", r"<td\1>\2</td>", match["table"])
        inner = re.sub(r"<th( align=\"\w+\")?>", lambda cell: f'<th scope="col"{_align(cell[1])}>', inner)
        inner = re.sub(r"<td( align=\"\w+\")?>", lambda cell: f"<td{_align(cell[1])}>", inner)
        return (
            f'<div class="table-scroll" role="group" aria-label="{caption}" tabindex="0"><table class="data prose-table">'
            f'<caption class="visually-hidden">{caption}</caption>{inner}</table></div>'
        )

    return _HEADING_OR_TABLE.sub(finished, html)


def _words(html: str) -> str:
    return " ".join(unescape(_NO_TAGS.clean(html) if "<" in html else html).split())


def _align(attribute: str | None) -> str:
    return ' class="number"' if attribute and "right" in attribute else ""


_SENTENCE = r"[A-Za-z£“‘](?:[A-Za-z0-9£%“”‘’(),;:?'/.–— -]*[A-Za-z0-9£%“”‘’(),;:?'/.–—-])?"
_SENTENCES = re.compile(rf"{_SENTENCE}(?:\n{{1,2}}{_SENTENCE})*")
"""Paragraphs of letters, figures and stops, in which no sign means anything to Markdown."""


@lru_cache(maxsize=4096)
def render_prose(text: str, first_heading: int = 2, id_prefix: str = "") -> Markup:
    """Markdown as safe HTML. Top headings become ``h2`` unless ``first_heading`` says otherwise."""
    if _SENTENCES.fullmatch(text):
        return Markup("\n".join(f"<p>{part}</p>" for part in text.split("\n\n")))
    depth = min((len(found) for found in re.findall(r"(?m)^(#{1,6})\s", text)), default=1)
    html = clean(_converters.convert(text, max(1, first_heading - depth + 1), id_prefix))
    return Markup(finish_tables(html))


def plain(text: str, limit: int = 0) -> str:
    """Prose as one line of plain words, cut at a word boundary after ``limit`` characters if given."""
    words = _words(render_prose(text))
    if limit and len(words) > limit:
        words = words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
    return words
