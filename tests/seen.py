"""A site as a browser sees it: only its own host may be asked, and every error is heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from built import BuiltPage
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""How the browser is started, so that no other host can be found. To stop each request and ask here takes a fifth longer."""
OPEN_DETAILS = "document.querySelectorAll('details').forEach((box) => { box.open = true; })"
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


@dataclass
class Site:
    """One served site, a browser on it, and what went wrong on its own."""

    address: str
    pages: list[BuiltPage]
    browser: Browser
    name: str = ""
    told: dict[str, object] = field(default_factory=dict)
    """What the accessibility statement says about a run: each test over pages leaves it in its results."""
    heard: list[str] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:
        """A fresh browser profile that reports every error and every step off the site, which leads nowhere (``NO_OTHER_HOST``)."""
        # Its certificate was made for this run.
        options = {"ignore_https_errors": True, "reduced_motion": "reduce", "locale": "en-GB", **options}
        context = self.browser.new_context(**options)
        context.set_default_timeout(15_000)
        context.on("request", self._asked)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"script error: {error.error}"))
        return context

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.heard.append(f"asked another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = urlsplit(message.page.url if message.page else "").path
            self.heard.append(f"{where}: {message.text[:200]}")

    def go(self, page: Page, address: str) -> None:
        page.goto(self.address + address.lstrip("/"))
