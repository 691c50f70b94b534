"""Pictures of ten kinds of page at three widths, to be looked at.

Usage: ``python tests/pictures.py SITE FOLDER``. The widest is taken in dark colours as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

from built import BuiltPage, pages_of
from playwright.sync_api import sync_playwright
from served import CHROMIUM, served

WIDTHS = (1280, 375, 320)
TALLEST = 2600
PAGES = ("/", "/decisions/", "/checklist/", "/services-for-victims/", "/what-we-spend/", "/search/?q=burglary")
KINDS = ("Plan", "Pillar", "Decision", "Measure")


def wanted(site: Path) -> dict[str, str]:
    """Addresses by the name of their picture: fixed pages, and the fullest page of each kind."""
    found = {address.split("?")[0].strip("/").replace("/", "-") or "home": address for address in PAGES}
    pages: list[BuiltPage] = sorted(pages_of(site), key=lambda page: page.file.stat().st_size)
    for kind in KINDS:
        found[kind.lower()] = next(page.address for page in reversed(pages) if page.kind == kind)
    return found


def take(site: Path, folder: Path) -> int:
    """Take every picture into a folder; gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for width, scheme in (*((width, "light") for width in WIDTHS), (WIDTHS[0], "dark")):
            page = browser.new_page(
                viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce", locale="en-GB"
            )
            for name, path in wanted(site).items():
                page.goto(address + path.lstrip("/"), wait_until="networkidle")
                height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                clip = {"x": 0, "y": 0, "width": width, "height": height}
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True, clip=clip)
                taken += 1
            page.close()
        browser.close()
    return taken


if __name__ == "__main__":
    site, folder = map(Path, sys.argv[1:3])
    print(f"{take(site, folder)} pictures in {folder}/")
