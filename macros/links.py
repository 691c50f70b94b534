"""Every link inside a built site, checked from the files: pages, fragments, images, downloads, style and script.

Quick enough for every build. What only a visitor can see (servers, redirects, other sites) is linkchecker's work.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from macros.built import Aim, BuiltPage
from macros.problems import Problem

TARGETS = (
    ("a", "href"),
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("source", "src"),
    ("form", "action"),
    ("use", "href"),
    ("image", "href"),
)

WhereFrom = Callable[[str, str], tuple[str, int]]
"""Given a page's path on the site and a link on it: the source file and line that caused it."""


def broken_links(
    site: Path, where_from: WhereFrom, base: str = "/", read_already: Mapping[str, BuiltPage] = MappingProxyType({})
) -> Iterator[Problem]:
    """Each link of a built site that leads nowhere on it, as a problem of the source that caused it.

    A link is reported once for each source, however many pages repeat it.

    :param base: the path of the site's home page on its host; the page for wrong addresses links from there.
    :param read_already: pages by their file below the site. Those that lead nowhere wrong are not read again.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    sound = _sound(read_already, files)
    names: dict[str, set[str]] = {}
    links: dict[str, list[str]] = {}
    for path in sorted(files):
        if not path.endswith(".html"):
            continue
        if path in sound:
            names[path] = set(read_already[path].names)
            continue
        tree = LexborHTMLParser((site / path).read_bytes().decode("utf-8"))
        names[path] = {str(node.attributes["id"]) for node in tree.css("[id]") if node.attributes.get("id")}
        links[path] = [
            str(node.attributes[attribute])
            for tag, attribute in TARGETS
            for node in tree.css(f"{tag}[{attribute}]")
            if node.attributes.get(attribute)
        ]
    for path in sorted(files):
        if path.endswith(".css"):
            links[path] = re.findall(r"url\(\s*['\"]?([^'\")]+)", (site / path).read_text(encoding="utf-8"))
    seen: set[tuple[str, str]] = set()
    for path, targets in links.items():
        for target in dict.fromkeys(targets):
            fault = _fault(path, target, files, names, base)
            if fault is None:
                continue
            source, line = where_from(path, target)
            if (source, target) not in seen:
                seen.add((source, target))
                code, message, fix = fault
                yield Problem(code, source, line, message, fix)


def _sound(pages: Mapping[str, BuiltPage], files: set[str]) -> set[str]:
    """The pages of which everything leads to something. Each place that is led to is looked up once."""
    wrong: dict[Aim, bool] = {}

    def leads_nowhere(aim: Aim) -> bool:
        where, is_folder, part = aim
        found = (
            where if where in files else posixpath.normpath(posixpath.join(where, "index.html")) if is_folder else ""
        )
        return found not in files or bool(part and found in pages and part not in pages[found].names)

    for page in pages.values():
        for aim in page.aims:
            if aim not in wrong:
                wrong[aim] = leads_nowhere(aim)
    return {path for path, page in pages.items() if not any(wrong[aim] for aim in page.aims)}


def _fault(
    path: str, target: str, files: set[str], names: dict[str, set[str]], base: str
) -> tuple[str, str, str] | None:
    parts = urlsplit(target.strip())
    if parts.scheme or parts.netloc:
        return None
    if path == "404.html" and parts.path.startswith("/"):
        parts = parts._replace(path=parts.path.removeprefix(base.rstrip("/"))[1:] or "./")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    shown = f"The link “{target[:100]}”"
    if where.startswith(".."):
        return (
            "broken-link",
            f"{shown} leads out of the site.",
            "write an address from the site’s root, for example  /decisions/",
        )
    found = (
        where
        if where in files
        else posixpath.normpath(posixpath.join(where, "index.html"))
        if parts.path.endswith("/") or parts.path in (".", "..", "") or where == "."
        else None
    )
    if found is None or found not in files:
        return (
            "broken-link",
            f"{shown} leads to a page or file that is not on the site.",
            "correct the address; the A to Z page lists every page",
        )
    if parts.fragment and found in names and unquote(parts.fragment) not in names[found]:
        return (
            "broken-fragment",
            f"{shown} leads to a part that its page does not have.",
            "correct what stands after the # , or take it out",
        )
    return None
