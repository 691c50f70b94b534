"""One page of a built site, read once: where it leads, and which parts it has.

The check of links and the count of clicks work on this, so that no page is parsed twice.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

LINKS = "a[href]"
OTHERS = {
    "link": ("href",), "img": ("src",), "script": ("src",), "source": ("src",), "form": ("action",), "use": ("href",),
    "image": ("href",), "object": ("data",), "iframe": ("src",), "embed": ("src",), "video": ("src", "poster"),
    "audio": ("src",), "track": ("src",),
}  # fmt: skip
"""What leads from a page to a file or another page, beside its links: the attributes that say where, by the element."""
OTHER_PLACES = ", ".join(f"{tag}[{name}]" for tag, names in OTHERS.items() for name in names)
ONE_OF_SEVERAL = ("img[srcset]", "source[srcset]")
ONWARD = re.compile(r"^\s*\d+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
"""Where a page sends a visitor who has no script."""

Aim = tuple[str, bool, str]
"""Where a link leads: a path below the site, whether a folder is meant, and the part of the page."""


@dataclass(frozen=True)
class BuiltPage:
    """What is known of one built page. ``address`` is where it stands, from the root of the site."""

    address: str
    links: tuple[str, ...]
    """The addresses of the pages of this site that its links lead to, sorted, each once."""
    names: frozenset[str] = frozenset()
    """The fragments that a link can lead to."""
    aims: tuple[Aim, ...] = ()
    """Everything on this site that the page needs or leads to, each once."""
    elsewhere: tuple[str, ...] = ()
    """Every whole web address that the page leads to, each once: of other sites, or of this one where it is served."""
    unusable: tuple[str, ...] = ()
    """E-mail and telephone links that no program could use."""
    onward: str = ""
    """The page to which this one only sends a visitor on."""

    @property
    def path(self) -> str:
        """Its file below the site, for example ``decisions/index.html``."""
        return self.address[1:] + ("index.html" if self.address.endswith("/") else "")


def read_page(path: str, html: bytes) -> BuiltPage:
    """Read one built page. ``path`` is its file below the site."""
    tree = LexborHTMLParser(html.decode("utf-8"))
    folder = posixpath.dirname(path)
    written = targets_of(tree)
    hrefs = _aims(folder, written[0])
    others = _aims(folder, written[1])
    sent = tree.css_first("meta[http-equiv=refresh]")
    onward = ONWARD.search(str(sent.attributes.get("content") or "")) if sent else None
    leads_on = _aim(onward[1], folder) if onward else None
    whole = dict.fromkeys(target.strip() for part in written for target in part if target.strip()[:4].lower() == "http")
    return BuiltPage(
        "/" + path.removesuffix("index.html"),
        tuple(sorted({_address(where) for where, _, _ in hrefs if where})),
        frozenset(str(node.id) for node in tree.css("[id]") if node.id),
        tuple(dict.fromkeys((where or path, is_folder, part) for where, is_folder, part in (*hrefs, *others))),
        tuple(whole),
        tuple(dict.fromkeys(target for target in written[0] if not usable(target))),
        _address(leads_on[0]) if leads_on else "",
    )


def targets_of(tree: LexborHTMLParser) -> tuple[list[str], list[str]]:
    """What a page's links say, and what everything else on it says that leads to a page or a file."""
    links = [str(node.attributes["href"] or "") for node in tree.css(LINKS)]
    others = []
    for node in tree.css(OTHER_PLACES):
        said = node.attributes
        others += [str(said[name] or "") for name in OTHERS[str(node.tag)] if name in said]
    several = [str(node.attributes["srcset"] or "") for node in tree.css(", ".join(ONE_OF_SEVERAL))]
    return links, others + [one.split()[0] for written in several for one in written.split(",") if one.split()]


EMAIL = re.compile(r"mailto:[^@\s,;?<>]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?:\?\S*)?", re.IGNORECASE)
PHONE = re.compile(r"tel:\+?[0-9][0-9().\s-]{1,20}(?:;ext=\d+)?", re.IGNORECASE)


def usable(target: str) -> bool:
    """Whether a link to write or to ring could be used; every other link passes."""
    address, mark, rest = target.strip().partition("?")
    written = unquote(address) + mark + rest
    form = {"mailto:": EMAIL, "tel:": PHONE}.get(written[: written.find(":") + 1].lower())
    return form is None or form.fullmatch(written) is not None


def files_of(folder: Path) -> list[str]:
    """Every file below a folder, sorted by its path in bytes, so that no locale changes the order.

    A link counts as a file, wherever it leads, and is not followed.
    """
    found, waiting = [], [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(folder / below) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                elif entry.is_symlink() or entry.is_file():
                    found.append(below + entry.name)
    return sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape"))


def read_built(site: Path) -> dict[str, BuiltPage]:
    """Every page of a built site by its address from the root."""
    paths = (path for path in files_of(site) if path.endswith(".html") and path != "404.html")
    pages = (read_page(path, (site / path).read_bytes()) for path in paths)
    return {page.address: page for page in pages}


def _aims(folder: str, targets: Iterable[str]) -> list[Aim]:
    """Where links lead on this site. Most start with the way back to its root, so that what follows is met again and again."""
    back = "../" * (folder.count("/") + 1) if folder else ""
    found: dict[Aim | None, None] = {}
    for target in targets:
        if back and target.startswith(back):
            rest = target[len(back) :]
            found[_aim("./" + rest if rest[:1] in ("", "#", "?") else rest, "")] = None
        else:
            found[_aim(target, folder)] = None
    found.pop(None, None)
    return [aim for aim in found if aim]


@lru_cache(maxsize=65536)
def _aim(target: str, folder: str) -> Aim | None:
    """Where a link leads, its path empty for a part of the page that it stands on; nothing if it leads elsewhere."""
    target = target.strip()
    try:
        parts = urlsplit(target)
    except ValueError:
        return target, False, ""  # the check of links says what is wrong with it
    if not target or parts.scheme or parts.netloc:
        return None
    where = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else ""
    is_folder = parts.path.endswith("/") or parts.path in (".", "..") or where == "."
    return where, is_folder, unquote(parts.fragment)


@lru_cache(maxsize=65536)
def _address(where: str) -> str:
    return "/" if where == "." else ("/" + where).removesuffix("/index.html") + "/"
