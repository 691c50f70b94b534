"""One page of a built site, read once: where it leads, and which parts it has.

The check of links and the count of clicks work on this, so that no page is parsed twice.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

LINKS = "a[href]"
OTHERS = (
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("source", "src"),
    ("form", "action"),
    ("use", "href"),
    ("image", "href"),
)
"""What leads from a page to a file or another page, beside its links."""

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

    @property
    def path(self) -> str:
        """Its file below the site, for example ``decisions/index.html``."""
        return self.address[1:] + ("index.html" if self.address.endswith("/") else "")


def read_page(path: str, html: bytes) -> BuiltPage:
    """Read one built page. ``path`` is its file below the site."""
    tree = LexborHTMLParser(html.decode("utf-8"))
    folder = posixpath.dirname(path)
    hrefs = _aims(folder, (str(node.attributes["href"] or "") for node in tree.css(LINKS)))
    others = _aims(
        folder,
        (str(node.attributes[name] or "") for tag, name in OTHERS for node in tree.css(f"{tag}[{name}]")),
    )
    return BuiltPage(
        "/" + path.removesuffix("index.html"),
        tuple(sorted({_address(where) for where, _, _ in hrefs if where})),
        frozenset(str(node.id) for node in tree.css("[id]") if node.id),
        tuple(dict.fromkeys((where or path, is_folder, part) for where, is_folder, part in (*hrefs, *others))),
    )


def read_built(site: Path) -> dict[str, BuiltPage]:
    """Every page of a built site by its address from the root."""
    paths = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    pages = (read_page(path, (site / path).read_bytes()) for path in paths if path != "404.html")
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
    parts = urlsplit(target)
    if not target or parts.scheme or parts.netloc:
        return None
    where = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else ""
    is_folder = parts.path.endswith("/") or parts.path in (".", "..") or where == "."
    return where, is_folder, unquote(parts.fragment)


@lru_cache(maxsize=65536)
def _address(where: str) -> str:
    return "/" if where == "." else ("/" + where).removesuffix("/index.html") + "/"
