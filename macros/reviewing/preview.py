"""A copy of a built site that opens from a folder, without a server: for a pull request, as a file to download."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_LINK = re.compile(r'(\b(?:href|action)=")(?![a-z][a-z0-9+.-]*:|//|#)([^"#?]*)([^"]*")')
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_FINGERPRINT = re.compile(r'\s(?:integrity="[^"]*"|crossorigin(?:="[^"]*")?)')


def make_preview(site: Path, out: Path) -> None:
    """Copy a site so that every link names its file, and nothing in it needs a server.

    The security policy is left out: a browser takes no file for part of the same site, and would show none of its styles.
    What the scripts load, such as the index of the search, works only on a server.
    """
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(site, out, symlinks=False)
    for page in out.rglob("*.html"):
        up = "../" * (len(page.relative_to(out).parts) - 1)
        text = _POLICY.sub("", page.read_text("utf-8"))
        page.write_text(_FINGERPRINT.sub("", _LINK.sub(lambda found, up=up: _named(found, up), text)), "utf-8")  # type: ignore[misc]


def _named(found: re.Match[str], up: str) -> str:
    path = found[2]
    if path.startswith("/"):
        path = (up or "./") + path[1:]
    if path.endswith("/") or path in (".", "..") or path.endswith(("/.", "/..")):
        path = path.rstrip("/") + "/index.html"
    return found[1] + path + found[3]
