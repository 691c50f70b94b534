"""Copies of a built site for a pull request: one that opens from a folder, and one for a server of previews."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_LINK = re.compile(r'(\b(?:href|action)=")(?![a-z][a-z0-9+.-]*:|//|#)([^"#?]*)([^"]*")')
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_FINGERPRINT = re.compile(r'\s(?:integrity="[^"]*"|crossorigin(?:="[^"]*")?)')


ROBOTS = '<meta name="robots" content="noindex, nofollow">'
SAID = (
    '<aside class="notice notice-strong" aria-label="Preview" data-pagefind-ignore><p><strong>This is a preview.</strong> '
    "It shows a change that was proposed and is not accepted yet. Nothing on this page is published.</p></aside>"
)
"""What every page of a preview says before anything else."""


def marked(page: str) -> str:
    """A page that says that it is a preview, and that no search engine keeps."""
    page = re.sub(r"<meta name=\"robots\"[^>]*>", "", page).replace("<head>", f"<head>\n{ROBOTS}", 1)
    return re.sub(r"<body[^>]*>", lambda body: f"{body[0]}\n{SAID}", page, count=1)


def make_hosted_preview(site: Path, out: Path) -> None:
    """Copy a site for a server of previews: each page is marked, and no machine is asked in.

    What belongs to the published site alone is left out: its name, its settings for hosts, and what search engines and
    auditors read.
    """
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(
        site, out, symlinks=False, ignore=shutil.ignore_patterns("CNAME", "sitemap.xml*", "_headers", "_redirects")
    )
    for page in out.rglob("*.html"):
        page.write_text(marked(page.read_text("utf-8")), "utf-8")
    (out / "robots.txt").write_text("User-agent: *\nDisallow: /\n", "utf-8")


def make_preview(site: Path, out: Path) -> None:
    """Copy a site so that every link names its file, and nothing in it needs a server.

    The security policy is left out: a browser takes no file for part of the same site, and would show none of its styles.
    What the scripts load, such as the index of the search, works only on a server.
    """
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(site, out, symlinks=False)
    for page in out.rglob("*.html"):
        up = "../" * (len(page.relative_to(out).parts) - 1)
        text = _POLICY.sub("", marked(page.read_text("utf-8")))
        page.write_text(_FINGERPRINT.sub("", _LINK.sub(lambda found, up=up: _named(found, up), text)), "utf-8")  # type: ignore[misc]


def _named(found: re.Match[str], up: str) -> str:
    path = found[2]
    if path.startswith("/"):
        path = (up or "./") + path[1:]
    if path.endswith("/") or path in (".", "..") or path.endswith(("/.", "/..")):
        path = path.rstrip("/") + "/index.html"
    return found[1] + path + found[3]
