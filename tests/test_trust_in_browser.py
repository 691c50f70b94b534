"""Hostile words in a real browser, which knows more ways to run something than any list: nothing runs, with no policy to help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from served import served
from test_build import hostile_root as hostile_root  # a fixture
from test_trust_hostile import ADDRESSES, PROSE

from macros import cli
from macros.archive.redirects import redirect_page
from macros.changes.sentences import _escape
from macros.prose import render_prose

MORE = [
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<marquee onstart=alert(1)>a</marquee>", "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>", "<textarea autofocus onfocus=alert(1)>", "<keygen autofocus onfocus=alert(1)>", "<audio src=x onerror=alert(1)>",
    "<video poster=javascript:alert(1)></video>", "<isindex type=image src=1 onerror=alert(1)>", "<a href=\"java\tscript:alert(1)\">a</a>",
    "[a](\x01javascript:alert(1))", "[a](java\x00script:alert(1))", "[a](//javascript:alert(1))", "<svg><a xlink:href=javascript:alert(1)><text>a</text></a></svg>",
    "<math href=javascript:alert(1)>a</math>", "<form><button formaction=javascript:alert(1)>a</button></form>", "<div style=background:url(javascript:alert(1))>a</div>",
    "<p/onmouseover=alert(1)>a</p>", "<x onclick=alert(1) tabindex=1>a</x>", "<img src='x' onerror='alert(1)'\x0b>", "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<object data=data:text/html,<script>alert(1)</script>></object>", "<style>@import 'javascript:alert(1)';</style>", "<xss style=animation-name:x onanimationstart=alert(1)>",
    "&lt;img src=x onerror=alert(1)&gt;", "`<img src=x onerror=alert(1)>`", "    <img src=x onerror=alert(1)>\n", "<<img src=x onerror=alert(1)>>", "<img src=x onerror=alert(1)//",
    "<a\nhref=javascript:alert(1)>a</a>", "[a]: javascript:alert(1) 'x'\n\n[a]", "![a](x \"onerror=alert(1)\")", "![\"onerror=alert(1)//](x)", "<!--<img src=--><img src=x onerror=alert(1)//>",
    "<title><img src=x onerror=alert(1)></title>", "<noembed><img src=x onerror=alert(1)></noembed>", "<plaintext><script>alert(1)</script>", "<base href=javascript:alert(1)//><a href=#>a</a>",
]  # fmt: skip

TOUCH = """() => {
  for (const name of ["click", "submit"]) window.addEventListener(name, (event) => event.preventDefault(), true);
  for (const node of document.querySelectorAll("*"))
    for (const name of ["click", "mouseover", "focus", "toggle", "error", "load", "animationstart", "begin", "start", "pointerenter"])
      node.dispatchEvent(name === "click" ? new MouseEvent(name, { cancelable: true }) : new Event(name));
  for (const link of document.querySelectorAll("a[href], area[href]"))
    if (/^(javascript|vbscript|data):/i.test(link.href)) window.ran = link.href;
}"""


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page without any policy, and what ran on it or was fetched from elsewhere."""
    context = browser.new_context(bypass_csp=True)
    page, ran = context.new_page(), list[str]()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.add_init_script(
        "window.alert = (words) => { window.ran = 'alert'; }; window.addEventListener('click', (e) => e.preventDefault(), true);"
    )
    yield page, ran
    context.close()


def test_prose_runs_nothing(watched: tuple[Page, list[str]]) -> None:
    """Each input by itself: as prose, in the page of a redirect, and in a summary on a code host."""
    page, ran = watched
    page.route("**/*", lambda route: route.abort() if not route.request.url.startswith("about:") else route.continue_())
    inputs = [
        *PROSE,
        *MORE,
        *(f"[a]({address})" for address in ADDRESSES),
        *(f"![a]({address})" for address in ADDRESSES),
    ]
    page.goto("about:blank")
    found = []
    for text in inputs:
        _, moved = redirect_page("/a/", "/b/", text, text, "")
        body = (
            f"<main>{render_prose(text)}</main><p title=''>{_escape(text)}</p>"
            + moved.split("<body>")[1].split("</body>")[0]
        )
        page.set_content(f"<!doctype html><html><body>{body}</body></html>", wait_until="commit")
        page.evaluate(TOUCH)
        if page.evaluate("window.ran") or ran:
            found.append(text)
            page.evaluate("window.ran = ''"), ran.clear()
    assert found == [] and len(inputs) > 100


def test_a_whole_hostile_site_runs_nothing(hostile_root: Path, watched: tuple[Page, list[str]]) -> None:
    """Titles, attributes, tables, charts, results of a search: every page of a site in which every text tries to get out."""
    page, ran = watched
    out = hostile_root.parent / "in-browser"
    assert cli.main(["build", "--root", str(hostile_root), "--out", str(out)]) == 0
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    with served(out) as home:
        built = [path for path in sorted(out.rglob("*.html")) if 'http-equiv="refresh"' not in path.read_text("utf-8")]
        pages = [path.relative_to(out).as_posix() for path in built]
        for name in pages:
            page.goto(home + name, wait_until="load")
            page.evaluate(TOUCH)
            assert not page.evaluate("window.ran") and ran == [], name
        for words in ("script", "alert", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>'):
            page.goto(f"{home}search/?q={words}", wait_until="networkidle")
            page.evaluate(TOUCH)
            assert not page.evaluate("window.ran") and ran == [], words
        page.goto(f"{home}search/?q=alert", wait_until="networkidle")
        assert page.locator("#search-results li").count(), "the hostile words are found and shown as words"
        page.goto(f"{home}open-data/feeds/decisions.atom")
        assert not page.evaluate("window.ran")
    assert len(pages) > 30
    assert [url for url in fetched if not url.startswith((home, "data:", "blob:"))] == []
