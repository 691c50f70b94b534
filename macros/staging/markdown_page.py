"""One finished page of HTML as Markdown with the same words, headings, links and tables.

Markdown here means what Python-Markdown reads with the extensions in ``EXTENSIONS``, and CommonMark reads alike but for
definition lists and the names of headings. Charts, and tables with lists in their cells, stay HTML, which Markdown allows.
"""

from __future__ import annotations

import copy
import json
import posixpath
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdownify import ATX, MarkdownConverter

EXTENSIONS = ("attr_list", "def_list", "md_in_html", "tables")
"""What a generator must understand beside plain Markdown."""

LEFT_OUT = ("data", "meta", "link", "script", "style", "template", "button", "form", "wbr")
"""Elements without words for a reader, and controls that do nothing without this site's own script."""

BLOCKS = ("ul", "ol", "dl", "table", "details", "figure", "p", "div", "blockquote", "pre")

Linked = Callable[[str], str]
"""Turns a link of the built page into one from the Markdown file."""

AT_LINE_START = re.compile(r"(^|\n)(\s*)([-+#:=~]|\d+(?=[.)]))")
SIGNS = {sign: f"&#{ord(sign)};" for sign in "|{}<>&"} | {sign: f"\\{sign}" for sign in "\\`*_[]#"}
AWKWARD = re.compile("[" + re.escape("".join(SIGNS)) + "]")


class _Converter(MarkdownConverter):
    """What markdownify does, but for what our pages hold and Python-Markdown reads in its own way."""

    def __init__(self, linked: Linked) -> None:
        super().__init__(heading_style=ATX, autolinks=False, wrap=True, wrap_width=None)
        self.linked = linked

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Signs that Markdown would read as its own, as references, which every dialect prints alike."""
        written = AWKWARD.sub(lambda found: SIGNS[found[0]], text)

        def plain(found: re.Match[str]) -> str:
            start = found[3]
            shown = f"&#{ord(start)};" if not start.isdigit() else f"&#{ord(start[0])};{start[1:]}"
            return f"{found[1]}{found[2]}{shown}"

        return AT_LINE_START.sub(plain, written)

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """A tag's Markdown, with an anchor where the page could be entered at it."""
        if node.name in LEFT_OUT or node.has_attr("hidden") or "filter" in (node.get("class") or ()):
            return ""
        text = str(super().process_tag(node, parent_tags=parent_tags))  # type: ignore[misc]  # its types leave it out
        name = node.get("id")
        if name and not re.fullmatch(r"h[1-6]|tr|t[dh]|li|dt|table|figure|svg", node.name) and text.strip():
            anchor = f'<a id="{name}"></a>'
            return f"\n\n{anchor}\n\n{text}" if node.name in (*BLOCKS, "section") else anchor + text
        return text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = " ".join(text.split())
        if not el.get("href") or not words or "_noformat" in parent_tags:
            return text
        to = self.linked(str(el["href"]))
        around = (" " * text.startswith(" "), " " * text.endswith(" "))
        return f"{around[0]}[{words}]({f'<{to}>' if re.search('[() ]', to) else to}){around[1]}"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or "summary" in parent_tags:
            return text
        name = f" {{#{el['id']}}}" if el.get("id") else ""
        return f"\n\n{'#' * n} {' '.join(text.split())}{name}\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The line that opens a part is a heading if it holds one; without the control, the part is simply there."""
        heading = el.find(re.compile(r"h[1-6]"))
        words = " ".join(text.split())
        if heading:
            name = f" {{#{heading['id']}}}" if heading.get("id") else ""
            return f"\n\n{'#' * int(heading.name[1])} {words}{name}\n\n"
        return f"\n\n{words}\n\n"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_figcaption = convert_header = convert_footer = convert_nav = convert_details

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"“{text}”"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "  \n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An entry of a list. Python-Markdown wants all that belongs to it four spaces in."""
        words = text.strip()
        if el.get("id"):
            words = f'<a id="{el["id"]}"></a>' + ("\n\n" if el.find(BLOCKS) else "") + words
        ordered = el.parent is not None and el.parent.name == "ol"
        number = (
            int(str(el.parent.get("start") or 1)) + len(el.find_previous_siblings("li")) if ordered and el.parent else 0
        )
        return f"{f'{number}.' if ordered else '-'}".ljust(4) + _four_in(words) + "\n" + "\n" * ("\n\n" in words)

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        name = f'<a id="{el["id"]}"></a>' if el.get("id") else ""
        return f"\n\n{name}{' '.join(text.split())}\n" + "\n" * ("li" in parent_tags)

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A definition. Python-Markdown loses long ones inside a list, so there they are paragraphs."""
        return f"\n\n{text.strip()}\n\n" if "li" in parent_tags else f"\n:   {_four_in(text.strip())}\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if el.find("svg"):
            return f"\n\n{self._raw(el)}\n\n"
        return f"\n\n{text.strip()}\n\n"

    def convert_svg(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "" if el.get("aria-hidden") or "figure" in parent_tags else f"\n\n<div>{self._raw(el)}</div>\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        rows = [row for row in el.find_all("tr") if row.find_parent("table") is el]
        cells = [cell for row in rows for cell in _cells(row)]
        odd = any(cell.find(BLOCKS) or cell.get("colspan") or cell.get("rowspan") for cell in cells)
        name = f'<a id="{el["id"]}"></a>\n\n' if el.get("id") else ""
        caption = el.find("caption")
        said = f"{self._inline(caption)}\n\n" if caption else ""
        if odd or not rows or sum(1 for row in rows if row.find_parent("thead")) != 1:
            return f"\n\n{name}{said}{self._open_table(rows)}\n\n"
        lines = [self._row(row) for row in rows]
        return f"\n\n{name}{said}" + "\n".join([lines[0], "|" + " --- |" * len(_cells(rows[0])), *lines[1:]]) + "\n\n"

    def _open_table(self, rows: list[Tag]) -> str:
        """A table that Markdown has no signs for, as HTML with Markdown in its cells."""
        lines = ['<table markdown="1">']
        for row in rows:
            lines.append('<tr markdown="1">')
            for cell in _cells(row):
                kept = "".join(f' {name}="{cell[name]}"' for name in ("scope", "colspan", "rowspan") if cell.get(name))
                name = f'<a id="{row["id"]}"></a>' if row.get("id") and cell is _cells(row)[0] else ""
                if cell.find(BLOCKS):
                    as_block = copy.copy(cell)
                    as_block.name = "div"
                    words = str(self.process_tag(as_block, parent_tags=set())).strip()
                    lines.append(f'<{cell.name}{kept} markdown="block">\n\n{name}{words}\n\n</{cell.name}>')
                else:
                    lines.append(f'<{cell.name}{kept} markdown="span">{name}{self._inline(cell)}</{cell.name}>')
            lines.append("</tr>")
        return "\n".join([*lines, "</table>"])

    def _row(self, row: Tag) -> str:
        name = f'<a id="{row["id"]}"></a>' if row.get("id") else ""
        cells = [self._inline(cell) for cell in _cells(row)]
        cells[0] = name + cells[0]
        return "| " + " | ".join(cells) + " |"

    def _inline(self, el: Tag) -> str:
        """The words of an element on one line."""
        convert = self.process_element  # type: ignore[attr-defined]  # its types leave it out
        inside = "".join(str(convert(child, parent_tags={"_inline"})) for child in el.children)
        name = f'<a id="{el["id"]}"></a>' if el.name in ("td", "th") and el.get("id") else ""
        return name + " ".join(inside.split())

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_tr = convert_caption = convert_td

    def _raw(self, el: Tag) -> str:
        """A drawing as it is, on one line, which no dialect of Markdown takes apart.

        Its links go: each generator reads a link in HTML in its own way, and the same links stand as text beside it.
        """
        for found in el.find_all(LEFT_OUT):
            found.decompose()
        for found in el.find_all("a"):
            found.unwrap()
        return re.sub(r"\s*\n\s*", " ", str(el))


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]


def _four_in(text: str) -> str:
    """Every line but the first moved in by four spaces."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"    {line}" if line.strip() else "" for line in rest)])


def markdown_of(page: str, path: str, pages: set[str]) -> str | None:
    """A built page as a Markdown file with its title and description in front matter.

    :param page: the whole HTML of the page.
    :param path: its path on the site, for example ``decisions/index.html``.
    :param pages: the paths of every page that is written as Markdown, so that links among them lead from file to file.
    :returns: nothing for a page without an article, such as a redirect. What the site says at the top of every page
        about itself (that it is fictional, or a demonstration) stands at the top of each file.
    """
    soup = BeautifulSoup(page, "html.parser")
    main = soup.find("main")
    if isinstance(main, Tag):
        del main["id"]
    if not isinstance(main, Tag) or soup.find("meta", attrs={"http-equiv": "refresh"}):
        return None
    heading = main.find("h1")
    described = soup.find("meta", attrs={"name": "description"})
    front: dict[str, Any] = {"title": " ".join(heading.get_text().split()) if heading else path}
    if isinstance(described, Tag):
        front["description"] = str(described["content"])
    notice = soup.select_one("header .fictional")
    if notice is not None:
        notice.name = "blockquote"
        main.insert(0, notice)
    text = _Converter(lambda link: linked(link, path, pages)).convert_soup(main)
    text = re.sub(r"[ \t]+\n", lambda found: "  \n" if found[0] == "  \n" else "\n", str(text))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    matter = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items())
    return f"---\n{matter}\n---\n\n{text}\n"


def file_of(path: str) -> str:
    """The Markdown file of a page: ``decisions/index.html`` is ``decisions.md``, and the home page ``index.md``."""
    if path == "index.html":
        return "index.md"
    return (path.removesuffix("/index.html") if path.endswith("/index.html") else path.removesuffix(".html")) + ".md"


def linked(link: str, path: str, pages: set[str]) -> str:
    """A link of a built page, from its Markdown file: to the file of another page, or to a download beside it."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return link
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
    folder = parts.path.endswith(("/", ".", "..")) or target == "."
    page = posixpath.normpath(posixpath.join(target, "index.html")) if folder else target
    found = file_of(page) if page in pages else target
    to = posixpath.relpath(found, posixpath.dirname(file_of(path)) or ".")
    return urlunsplit(("", "", to, parts.query, parts.fragment))
