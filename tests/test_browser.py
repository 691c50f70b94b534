"""Both sites in a real browser, served with the strict headers of ``deploy/nginx.conf``.

A sample with every kind of page is looked at; with EVERY_PAGE=1 (``make nightly``) every page is.
``docs/help/accessibility.md`` tells readers what is tested here: change them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from built import ROOT, BuiltPage, sample
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright
from served import CHROMIUM, served

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 375, 320)
HEIGHT = 844
ROOTS = {"norfolk": ROOT, "example": ROOT / "tests" / "example"}

RUN_AXE = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations
  .map((found) => `${found.id}: ${found.nodes.length} × ${found.nodes[0].html.slice(0, 160)}`)"""


@dataclass
class Site:
    """One served site, a browser on it, and what went wrong on its own."""

    address: str
    pages: list[BuiltPage]
    browser: Browser
    heard: list[str] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:
        """A fresh browser profile that may not leave the site and reports every error."""
        options = {"reduced_motion": "reduce", "locale": "en-GB", **options}
        context = self.browser.new_context(**options)
        context.set_default_timeout(15_000)
        context.route("**/*", self._only_here)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"script error: {error.error}"))
        return context

    def _only_here(self, route: Route, request: Request) -> None:
        if request.url.startswith((self.address, "data:")):
            route.fallback()
        else:
            self.heard.append(f"asked another host: {request.url}")
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = urlsplit(message.page.url if message.page else "").path
            self.heard.append(f"{where}: {message.text[:200]}")

    def go(self, page: Page, address: str) -> None:
        page.goto(self.address + address.lstrip("/"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=list(ROOTS))
def site(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Site]:
    built: Path = request.getfixturevalue(f"{request.param}_site")
    with served(built) as address:
        yield Site(address, sample(built, ROOTS[request.param]), browser)


OPEN_DETAILS = "document.querySelectorAll('details').forEach((box) => { box.open = true; })"
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"

# Every stop of the keyboard, focused in turn: it must be visible, in view, marked, not covered, and have a name.
STOPS = """() => {
  const wrong = [];
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((stop) => !stop.closest('details:not([open]) > :not(summary)') && stop.checkVisibility({checkVisibilityCSS: true}));
  for (const stop of stops) {
    stop.focus({focusVisible: true});
    const say = (what) => wrong.push(`${what}: ${stop.outerHTML.slice(0, 120)}`);
    if (document.activeElement !== stop) { say('takes no focus'); continue; }
    const style = getComputedStyle(stop), after = getComputedStyle(stop, '::after');
    if (style.outlineStyle === 'none' && after.outlineStyle === 'none') say('focus not marked');
    if (!(stop.innerText || stop.value || stop.ariaLabel || stop.labels?.length || stop.getAttribute('aria-labelledby'))) say('no name');
    const boxes = [...stop.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    const seen = boxes.some((box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
    if (!seen) { say('off screen'); continue; }
    const hit = boxes.some((box) => [0.02, 0.25, 0.5, 0.75, 0.98].some((x) => [0.1, 0.5, 0.9].some((y) => {
      const found = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return found && (stop.contains(found) || found.contains(stop));
    })));
    if (!hit) say('covered');
  }
  return [stops.length, wrong];
}"""

TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const cut = [...document.querySelectorAll('body *')].filter((element) => {
    const style = getComputedStyle(element);
    return [style.overflowX, style.overflowY].includes('hidden') && !element.matches('.visually-hidden, thead, svg *')
      && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1);
  }).map((element) => `text cut in .${element.className}`);
  const over = document.documentElement.scrollWidth - innerWidth;
  document.adoptedStyleSheets = [];
  return over > 0 ? [...cut, `${over} pixels too wide`] : cut;
}"""


def test_every_kind_of_page_at_three_widths(site: Site) -> None:
    """axe, reflow, text spacing and every keyboard stop, light and dark."""
    context = site.context(color_scheme="light", viewport={"width": 1280, "height": HEIGHT})
    page = context.new_page()
    wrong: list[str] = []
    stops = 0
    for built in site.pages:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        site.go(page, built.address)
        page.evaluate(OPEN_DETAILS)
        page.evaluate(AXE)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if width < 500:
                page.click(".menu-button")
            page.emulate_media(color_scheme="light")
            found = page.evaluate(RUN_AXE, RULES)
            page.emulate_media(color_scheme="dark")
            found += page.evaluate(RUN_AXE, RULES if width == 1280 else ["color-contrast"])
            if page.evaluate(TOO_WIDE) > 0:
                found.append("scrolls sideways")
            if width in (1280, 320):
                count, unreachable = page.evaluate(STOPS)
                stops += count
                found += unreachable
                found += page.evaluate(TEXT_SPACING)
            if width < 500:
                page.click(".menu-button")
            wrong += [f"{built.address} at {width}: {fault}" for fault in dict.fromkeys(found)]
    context.close()
    assert wrong == []
    assert site.heard == []
    assert stops > 40 * len(site.pages)
