"""A site's links as a visitor would meet them: linkchecker, run against the site served on this machine or anywhere.

linkchecker waits between requests unless the server answers with a ``LinkChecker`` header, so the server
here sends one. Its findings come back in our own words and problem format.
"""

from __future__ import annotations

import csv
import io
import mimetypes
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from macros.problems import Problem

PATIENCE = 20
"""Seconds to wait for an answer."""
AGENT = "transparency-site link check"


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a log line for each, and tells linkchecker that it need not wait."""

    def end_headers(self) -> None:
        self.send_header("LinkChecker", "welcome")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site on a free port of this machine for as long as the block runs; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


class CrawlFailed(Exception):
    """linkchecker did not finish. The message is for the user."""


def crawl(address: str, patience: int = PATIENCE) -> list[Problem]:
    """Follow every link of a served site from its home page on, and look at what kind of file each download is sent as.

    Links to other sites are not followed; ``elsewhere`` tries those.

    :raises CrawlFailed: linkchecker could not run.
    """
    rows = visited([address], patience, follow=True)
    sound = {row["url"]: row for row in rows if not failed(row) and (row.get("url") or "").startswith(address)}
    wrong = [_problem(row, address) for row in rows]
    wrong += [_wrong_type(sound[url], address, patience) for url in sorted(sound)]
    return [problem for problem in wrong if problem]


def visited(addresses: Sequence[str], patience: int, follow: bool) -> list[dict[str, str]]:
    """What linkchecker says of each address, and with ``follow`` of each that can be reached from there on the same site.

    :raises CrawlFailed: linkchecker could not run.
    """
    command = [
        sys.executable,
        "-m",
        "linkcheck",
        "--no-status",
        "--verbose",
        "--threads=8",
        f"--timeout={patience}",
        f"--user-agent={AGENT}",
        "--file-output=none",
        "--output=csv/utf-8",
        "--stdin",
    ]
    # Our own pages are all looked at; what other sites do not want to have looked at is left alone.
    command += ["--no-robots"] if follow else ["--recursion-level=0"]
    run = subprocess.run(
        command, input="\n".join(addresses), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if run.returncode not in (0, 1):
        raise CrawlFailed(f"linkchecker could not check the links: {run.stderr.strip()[-500:]}")
    lines = [line for line in run.stdout.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))


def failed(row: dict[str, str]) -> bool:
    """Whether linkchecker did not arrive."""
    return (row.get("valid") or "").lower() not in ("true", "1")


def _problem(row: dict[str, str], address: str) -> Problem | None:
    if not failed(row):
        return None
    url = row.get("url") or row.get("urlname") or ""
    if not url.startswith(address) and urlsplit(url).scheme in ("http", "https"):
        return None
    page, line = _place(row, address)
    shown = row.get("urlname") or url
    return Problem(
        "broken-link-on-visit",
        page,
        line,
        f"A visitor who follows “{shown[:120]}” does not arrive: {reason(row)}.",
        "correct the link in the source of this page, or what the server does with that address",
    )


def reason(row: dict[str, str]) -> str:
    """Why linkchecker did not arrive, on one line and without its own names of errors."""
    said = " ".join((row.get("result") or "no answer").split())
    for sign, words in (
        ("ReadTimeout", "no answer in time"),
        ("ConnectTimeout", "no answer in time"),
        ("TooManyRedirects", "it is sent round in a circle"),
        ("ConnectionError", "no connection"),
    ):
        if said.startswith(sign) or f"{sign}:" in said:
            return words
    return said[:160].rstrip(".")


def _place(row: dict[str, str], address: str) -> tuple[str, int]:
    """The page that holds the link, as a file below the site, and the line of the link in it."""
    parent = (row.get("parentname") or "").removeprefix(address)
    page = unquote(urlsplit(parent).path)
    page = page + "index.html" if not page or page.endswith("/") else page
    return page, int(row["line"]) if (row.get("line") or "").isdigit() and int(row["line"]) > 0 else 1


def _wrong_type(row: dict[str, str], address: str, patience: int) -> Problem | None:
    """A download that is sent as another kind of file than its name says, as when a server answers with an error page."""
    url = row.get("url") or ""
    expected = mimetypes.guess_type(urlsplit(url).path)[0]
    if not expected or expected == "text/html":
        return None
    request = urllib.request.Request(url, method="HEAD", headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(request, timeout=patience) as answer:
            sent = answer.headers.get_content_type()
    except (OSError, urllib.error.HTTPError):
        return None  # linkchecker has said so
    if sent != "text/html":
        return None
    page, line = _place(row, address)
    return Problem(
        "wrong-type-on-visit",
        page,
        line,
        f"“{(row.get('urlname') or url)[:120]}” is sent as a web page and not as {expected}.",
        "look at what the server answers there; it may be a page that says “not found”",
    )
