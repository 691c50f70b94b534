"""A built site on a free port of this machine: by nginx with the very file ``deploy/nginx.conf``, or as another host does."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
NGINX = ROOT / "deploy" / "nginx.conf"
HEADERS_FILE = ROOT / "docs" / "_headers"
CHROMIUM = "/usr/bin/chromium-headless-shell"
"""The browser that ``tests/setup-system`` installs: Chromium without a window, whose pages open in a third of the time."""

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


def static_host_headers(file: Path = HEADERS_FILE) -> HeadersOf:
    """What Netlify and Cloudflare Pages send for a path: every rule of ``_headers`` that fits it."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in file.read_text(encoding="utf-8").splitlines():
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


NEVER_INSTALLED = "nginx is not installed. To fix: run tests/setup-system as root, which make test does"


def _free_ports() -> tuple[int, int]:
    """Two ports that nobody uses, both held until they are known, so that they are two."""
    with socket.socket() as one, socket.socket() as other:
        for found in (one, other):
            found.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def nginx_example(site: Path, folder: Path, port: int, plain_port: int) -> str:
    """``deploy/nginx.conf`` as it stands but for what it tells its reader to change: ports, folder and certificate."""
    text = NGINX.read_text(encoding="utf-8")
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("    listen [::]:443 ssl;\n", ""),
        ("    listen [::]:80;\n", ""),
        ("/etc/ssl/transparency/fullchain.pem", f"{folder}/certificate.pem"),
        ("/etc/ssl/transparency/privkey.pem", f"{folder}/key.pem"),
        ("root /srv/transparency/site;", f"root {site};"),
    ):
        assert text.count(old) == 1, f"deploy/nginx.conf says {old} {text.count(old)} times"
        text = text.replace(old, new)
    return text


def _certificate(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


@contextmanager
def served_by_nginx(site: Path) -> Iterator[tuple[str, str]]:
    """The addresses of a folder's home page, by https and by http, for as long as the block runs."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/sbin")
    assert program, NEVER_INSTALLED
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _certificate(folder)
        for _ in range(5):
            port, plain_port = _free_ports()
            server = _nginx(program, site, folder, port, plain_port)
            if _answers(server, port, folder / "nginx.pid"):
                break
        else:
            raise AssertionError((folder / "error.log").read_text(encoding="utf-8"))
        try:
            yield f"https://127.0.0.1:{port}/", f"http://127.0.0.1:{plain_port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _nginx(program: str, site: Path, folder: Path, port: int, plain_port: int) -> subprocess.Popen[bytes]:
    (folder / "site.conf").write_text(nginx_example(site, folder, port, plain_port), encoding="utf-8")
    kept = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"""user root;\ndaemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}
        http {{ access_log off; include /etc/nginx/mime.types;\n{kept}\ninclude {folder}/site.conf; }}"""
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [program, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _answers(server: subprocess.Popen[bytes], port: int, holds_its_port: Path) -> bool:
    """Whether a server came up; not when it ended because somebody took its port between the choice and the start.

    While it still tries, the other one answers there: it has the port for itself once it has written down its number.
    """
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            if holds_its_port.exists():
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return server.poll() is None
        except OSError:
            pass
        time.sleep(0.05)
    server.kill()
    server.wait()
    return False
