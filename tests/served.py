"""A built site on a free port of this machine, sent with the very headers that ``deploy/nginx.conf`` gives it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
NGINX = ROOT / "deploy" / "nginx.conf"
HEADERS_FILE = ROOT / "docs" / "_headers"
CHROMIUM = "/usr/bin/chromium"
"""The browser that ``tests/setup-system`` installs."""

HeadersOf = Callable[[str], dict[str, str]]
"""Given a path on the site: the headers that are sent with it."""


def nginx_headers() -> HeadersOf:
    """What the nginx example sends for a path, read from its ``map`` and ``add_header`` lines."""
    text = NGINX.read_text(encoding="utf-8")
    choices: dict[str, list[tuple[str, str]]] = {}
    for name, body in re.findall(r"^map \$uri \$(\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        choices[name] = re.findall(r'^\s+(\S+)\s+"(.*)";$', body, re.MULTILINE)
    fixed = re.findall(r'^\s+add_header (\S+)\s+(?:"(.*)"|\$(\w+)) always;$', text, re.MULTILINE)

    def chosen(name: str, path: str) -> str:
        rows = choices[name]
        return next(
            (value for test, value in rows if test != "default" and re.search(test.removeprefix("~"), path)),
            dict(rows)["default"],
        )

    def headers(path: str) -> dict[str, str]:
        sent = {name: value or chosen(variable, path) for name, value, variable in fixed}
        return {name: value for name, value in sent.items() if value}

    return headers


def static_host_headers() -> HeadersOf:
    """What Netlify and Cloudflare Pages send for a path: every rule of ``_headers`` that fits it."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in HEADERS_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            rules.append((line.strip(), {}))
        elif line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            rules[-1][1][name] = value
    return lambda path: {
        name: value
        for pattern, sent in rules
        if path.startswith(pattern.removesuffix("*"))
        for name, value in sent.items()
    }


class _Sends(SimpleHTTPRequestHandler):
    """Serves files with the headers of a host, and its own page for an address that does not exist."""

    protocol_version = "HTTP/1.1"
    headers_of: HeadersOf
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        for name, value in self.headers_of(urlsplit(self.path).path).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(site: Path, headers_of: HeadersOf | None = None) -> Iterator[str]:
    """The address of a folder's home page for as long as the block runs."""
    handler = type("Sends", (_Sends,), {"headers_of": staticmethod(headers_of or nginx_headers())})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site))) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
