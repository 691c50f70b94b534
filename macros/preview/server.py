"""A small server for one person on this computer: pages as they stand now, and a browser that follows every change.

A page is made when it is asked for, by the very function that a build uses, so an edit costs one page and not all of them.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, quote, unquote, urlsplit

WAIT = "/_preview/wait"
SCRIPT = "/_preview/follow.js"
LONGEST_WAIT = 25.0
"""Seconds after which a browser that waits for a change is answered all the same."""
FOLLOW = b"""(function () {
  var page = encodeURIComponent(location.pathname), shown = document.currentScript.getAttribute("data-shown");
  function wait() {
    fetch("/_preview/wait?page=" + page + "&shown=" + shown).then(function (answer) { return answer.text(); }).then(
      function (text) { if (text === "changed") { location.reload(); } else { wait(); } },
      function () { setTimeout(wait, 1000); });
  }
  wait();
})();
"""
LOCAL = re.compile(r"(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?")


class Showing(Protocol):
    """What is shown: it changes while somebody edits."""

    changed: threading.Condition
    """Notified after every change."""
    turn: int
    """How many changes there were."""

    def page(self, path: str) -> bytes | None:
        """A page by its path below the site, such as ``decisions/index.html``; none if there is no such page."""

    def file(self, path: str) -> Path | None:
        """Any other file by its path below the site; none if there is no such file."""


def serve(showing: Showing, host: str, port: int) -> ThreadingHTTPServer:
    """A server that shows a site; the caller runs it.

    :raises OSError: somebody else listens there.
    """

    class Handler(_Handler):
        shown = showing

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    shown: Showing
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        # A page of another site must not read what is not published yet by naming this computer.
        if not LOCAL.fullmatch(self.headers.get("Host", "")) and self.client_address[0].startswith("127."):
            self._send(b"This address is not served here.", "text/plain", HTTPStatus.FORBIDDEN)
            return
        parts = urlsplit(self.path)
        try:
            if parts.path == SCRIPT:
                self._send(FOLLOW, "text/javascript; charset=utf-8")
            elif parts.path == WAIT:
                self._wait(parse_qs(parts.query))
            else:
                self._answer(unquote(parts.path), parts.query)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _answer(self, address: str, query: str) -> None:
        path = address.lstrip("/")
        if ".." in path.split("/") or "\0" in path:
            self._send(b"There is no such page.", "text/plain", HTTPStatus.NOT_FOUND)
            return
        if not path or path.endswith("/") or path.endswith(".html"):
            page = self.shown.page(path if path.endswith(".html") else path + "index.html")
            if page is not None:
                self._send(_followed(page), "text/html; charset=utf-8")
                return
        elif (file := self.shown.file(path)) and file.is_file():
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self._send(file.read_bytes(), kind)
            return
        elif self.shown.page(path + "/index.html") is not None:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", quote(f"/{path}/") + (f"?{query}" if query else ""))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        missing = self.shown.page("404.html") or b"There is no such page."
        self._send(_followed(missing), "text/html; charset=utf-8", HTTPStatus.NOT_FOUND)

    def _wait(self, asked: dict[str, list[str]]) -> None:
        """Answer when the page that a browser shows would look different now, or after a while."""
        page = unquote(asked.get("page", ["/"])[0]).lstrip("/")
        page = page if page.endswith(".html") else page.rstrip("/") + "/index.html" if page else "index.html"
        shown = asked.get("shown", [""])[0]

        def differs() -> bool:
            now = self.shown.page(page)
            return now is not None and _sign(now) != shown

        ends = time.monotonic() + LONGEST_WAIT
        turn = self.shown.turn
        while not (found := differs()) and time.monotonic() < ends:
            turn = self._next_turn(turn, ends - time.monotonic())
        self._send(b"changed" if found else b"same", "text/plain")

    def _next_turn(self, turn: int, seconds: float) -> int:
        with self.shown.changed:
            self.shown.changed.wait_for(lambda: self.shown.turn != turn, seconds)
            return self.shown.turn

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _sign(page: bytes) -> str:
    return hashlib.blake2b(page, digest_size=8).hexdigest()


def _followed(page: bytes) -> bytes:
    """A page with the one line that makes its browser follow changes. Nothing else is different from a build."""
    line = f'<script src="{SCRIPT}" data-shown="{_sign(page)}"></script>\n'.encode()
    at = page.rfind(b"</body>")
    return page[:at] + line + page[at:] if at >= 0 else page + line
