"""A built site's links as a visitor would meet them: linkchecker, run against the site served on this machine.

linkchecker waits between requests unless the server answers with a ``LinkChecker`` header, so the server
here sends one. Its findings come back in our own words and problem format.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from macros.problems import Problem


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


def crawl(site: Path, external: bool = False) -> list[Problem]:
    """Follow every link from the home page on.

    :param external: also try links to other sites. Those that fail are ``should``: someone else's
        outage never stops publication.
    :raises CrawlFailed: linkchecker could not run.
    """
    with served(site) as address:
        command = [
            sys.executable,
            "-m",
            "linkcheck",
            "--no-status",
            "--no-robots",
            "--threads=8",
            "--timeout=20",
            "--file-output=none",
            "--output=csv/utf-8",
        ]
        command += ["--check-extern"] if external else []
        run = subprocess.run([*command, address], capture_output=True, text=True, encoding="utf-8", check=False)
        if run.returncode not in (0, 1):
            raise CrawlFailed(f"linkchecker could not check the links: {run.stderr.strip()[-500:]}")
        return [problem for row in _rows(run.stdout) if (problem := _problem(row, address))]


def _rows(output: str) -> Iterator[dict[str, str]]:
    lines = [line for line in output.splitlines() if line and not line.startswith("#")]
    yield from csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";")


def _problem(row: dict[str, str], address: str) -> Problem | None:
    if (row.get("valid") or "").lower() in ("true", "1"):
        return None
    parent = (row.get("parentname") or "").removeprefix(address)
    url = row.get("url") or row.get("urlname") or ""
    own = url.startswith(address)
    page = unquote(urlsplit(parent).path) or "index.html"
    page = page + "index.html" if page.endswith("/") else page
    shown = row.get("urlname") or url
    line = int(row["line"]) if (row.get("line") or "").isdigit() and int(row["line"]) > 0 else 1
    result = (row.get("result") or "").strip()
    return Problem(
        "broken-link-on-visit" if own else "link-elsewhere-fails",
        page,
        line,
        f"A visitor who follows “{shown[:120]}” does not arrive: {result}.",
        "correct the link in the source of this page"
        if own
        else "look at the link; correct it, or leave it if the other site is only down for a while",
        severity="must" if own else "should",
    )
