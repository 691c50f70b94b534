"""Takes the picture of the home page that the README shows.

Usage: ``python tests/picture.py SITE FILE``. Serves the built site on the loopback address for as long as it takes.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Error, sync_playwright
from served import CHROMIUM

SIZE = {"width": 1280, "height": 800}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without writing a line for each to the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a folder is served, on a free port, until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def take(address: str, picture: Path) -> None:
    """Save what a reader sees first at an address: light colours, nothing moving, all fonts there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce", locale="en-GB")
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        page.screenshot(path=picture, animations="disabled")
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Take a picture of the built site's home page.")
    parser.add_argument("site", type=Path, help="the folder of the built site, for example site")
    parser.add_argument("picture", type=Path, help="the file to write, for example picture.png")
    wanted = parser.parse_args()
    if not (wanted.site / "index.html").is_file():
        print(f"There is no built site in {wanted.site}/. To fix: make site", file=sys.stderr)
        return 1
    try:
        with served(wanted.site) as address:
            take(address, wanted.picture)
    except Error as problem:
        print(f"The browser could not take the picture: {problem.message}", file=sys.stderr)
        return 1
    print(f"{wanted.picture}: {SIZE['width']} by {SIZE['height']} pixels")
    return 0


if __name__ == "__main__":
    sys.exit(main())
