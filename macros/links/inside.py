"""Every link inside a built site, checked from the files: pages, fragments, images, downloads, style and script.

Quick enough for every build. What only a visitor can see (servers, redirects, other sites) is linkchecker's work.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from macros.built import Aim, BuiltPage, files_of, read_page, targets_of
from macros.links.other_files import READ, leads
from macros.problems import Problem

WhereFrom = Callable[[str, str], tuple[str, int]]
"""Given a page's path on the site and a link on it: the source file and line that caused it."""


def broken_links(
    site: Path,
    where_from: WhereFrom,
    base: str = "/",
    read_already: Mapping[str, BuiltPage] = MappingProxyType({}),
    site_address: str = "",
) -> Iterator[Problem]:
    """Each link of a built site that leads nowhere on it, as a problem of the source that caused it.

    A link is reported once for each source, however many pages repeat it.

    :param base: the path of the site's home page on its host; the page for wrong addresses links from there.
    :param read_already: pages by their file below the site. Those that lead nowhere wrong are not read again.
    :param site_address: where the site is served; whole addresses that start with it are links inside it.
    """
    files = {path for path in files_of(site) if os.path.isfile(f"{site}/{path}")}
    pages = {
        path: read_already.get(path) or read_page(path, (site / path).read_bytes())
        for path in sorted(files)
        if path.endswith(".html")
    }
    sound = _sound(pages, files)
    links = {path: _written(site / path) for path in pages if path not in sound or path == "404.html"}
    links |= {path: found for path in sorted(files) if (found := _in_file(site, path))}
    if site_address:
        for path, page in pages.items():
            links.setdefault(path, []).extend(one for one in page.elsewhere if one.startswith(site_address))
    names = {path: page.names for path, page in pages.items()}
    seen: set[tuple[str, str]] = set()
    for path, targets in links.items():
        for target in dict.fromkeys(targets):
            fault = _fault(path, target, files, names, base, site_address)
            if fault is None:
                continue
            source, line = where_from(path, target)
            if (source, target) not in seen:
                seen.add((source, target))
                code, message, fix = fault
                yield Problem(code, source, line, message, fix)
    yield from _unusable(pages, where_from)
    yield from _in_circles(pages, where_from)


def _written(page: Path) -> list[str]:
    links, others = targets_of(LexborHTMLParser(page.read_bytes().decode("utf-8")))
    return links + others


def _in_file(site: Path, path: str) -> list[str]:
    return leads(path, (site / path).read_bytes()) if path.endswith(READ) else []


def _unusable(pages: Mapping[str, BuiltPage], where_from: WhereFrom) -> Iterator[Problem]:
    for target, path in {target: path for path, page in pages.items() for target in page.unusable}.items():
        email = target.strip().lower().startswith("mailto:")
        yield Problem(
            "unusable-link",
            *where_from(path, target),
            f"The link “{target[:100]}” is no {'e-mail address' if email else 'telephone number'} that a program could use.",
            "write it like  mailto:office@example.org" if email else "write it like  tel:+441953424455",
        )


def _in_circles(pages: Mapping[str, BuiltPage], where_from: WhereFrom) -> Iterator[Problem]:
    """Pages that send a visitor on to each other without end."""
    onward = {page.address: page.onward for page in pages.values() if page.onward}
    told: set[str] = set()
    for start in sorted(onward):
        way, at = [start], onward[start]
        while at in onward and at not in way:
            way.append(at)
            at = onward[at]
        if at in way and not told & set(way):
            told |= set(way)
            yield Problem(
                "redirect-circle",
                *where_from(start[1:] + "index.html", at),
                f"The address {start} leads round in a circle: {' → '.join([*way, at])}.",
                "let the last of them lead to a page",
            )


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
    path: str, target: str, files: set[str], names: Mapping[str, frozenset[str]], base: str, site_address: str
) -> tuple[str, str, str] | None:
    target = target.strip()
    shown = f"The link “{target[:100]}”"
    if site_address and (target + "/").startswith(site_address):
        target, path = "./" + target[len(site_address) :].lstrip("/"), "index.html"
    try:
        parts = urlsplit(target)
    except ValueError:
        return (
            "broken-link",
            f"{shown} is no address that a browser could follow.",
            "write an address from the site’s root, for example  /decisions/",
        )
    if parts.scheme or parts.netloc:
        return None
    if path == "404.html" and parts.path.startswith("/"):
        parts = parts._replace(path=parts.path.removeprefix(base.rstrip("/"))[1:] or "./")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
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
