"""Every page of both sites, read without a browser: titles, headings, tables, charts, nothing inline, and weight."""

from __future__ import annotations

import gzip
import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from built import BuiltPage, pages_of

KB = 1000
HTML_OF_A_PAGE = 15 * KB
"""Of every page, without exception."""
FIRST_VIEW = 60 * KB
REQUESTS = 8


@pytest.fixture(scope="session", params=["norfolk", "example"])
def pages(request: pytest.FixtureRequest) -> list[BuiltPage]:
    """Every page of one of the two sites."""
    return pages_of(request.getfixturevalue(f"{request.param}_site"))


def faults(pages: list[BuiltPage], of: Callable[[BuiltPage], list[str]]) -> list[str]:
    return [f"{page.address}: {fault}" for page in pages for fault in of(page)]


def test_there_are_pages(pages: list[BuiltPage]) -> None:
    assert len(pages) > 200
    assert {"/", "/404.html", "/search/", "/a-to-z/", "/decisions/"} <= {page.address for page in pages}


def test_titles_are_unique(pages: list[BuiltPage]) -> None:
    titles = Counter(page.tree.css_first("title").text() for page in pages)
    assert [title for title, count in titles.items() if count > 1] == []


def test_language_heading_and_description(pages: list[BuiltPage]) -> None:
    def of(page: BuiltPage) -> list[str]:
        wrong = []
        if page.tree.css_first("html").attributes.get("lang") != "en-GB":
            wrong.append("lang is not en-GB")
        if len(page.tree.css("h1")) != 1:
            wrong.append("not one h1")
        if not page.tree.css_first("meta[name=description]"):
            wrong.append("no description")
        ids = Counter(node.attributes["id"] for node in page.tree.css("[id]"))
        return wrong + [f"id {name} stands twice" for name, count in ids.items() if count > 1]

    assert faults(pages, of) == []


def test_no_two_pages_have_the_same_description(pages: list[BuiltPage]) -> None:
    found = [page.tree.css_first("meta[name=description]") for page in pages]
    described = Counter(str(node.attributes["content"]) for node in found if node)
    assert len(described) > 200
    assert [words for words, count in described.items() if count > 1 or not words.strip()] == []


def test_nothing_is_announced_that_is_empty_or_named_like_another(pages: list[BuiltPage]) -> None:
    """No list without entries, no two tables of one name, and no two downloads of one name for different files."""

    def of(page: BuiltPage) -> list[str]:
        filled_by_script = "#search-results"
        wrong = [
            f"empty <{node.tag}>"
            for node in page.tree.css(f"ul:not(:has(li)), ol:not(:has(li)):not({filled_by_script})")
        ]
        wrong += [
            f"empty .{node.attributes['class']}" for node in page.tree.css("p.card-foot") if not node.text().strip()
        ]
        captions = Counter(node.text() for node in page.tree.css("caption"))
        wrong += [f"{count} tables named {name}" for name, count in captions.items() if count > 1]
        names: dict[str, set[str]] = {}
        for link in page.tree.css(".downloads a"):
            names.setdefault(link.text(), set()).add(str(link.attributes["href"]))
        return wrong + [f"{name} leads to {sorted(files)}" for name, files in names.items() if len(files) > 1]

    assert faults(pages, of) == []


def test_headings_do_not_skip_a_level(pages: list[BuiltPage]) -> None:
    def of(page: BuiltPage) -> list[str]:
        levels = [
            int(str(node.tag)[1]) for node in page.tree.css("main h1, main h2, main h3, main h4, main h5, main h6")
        ]
        return [f"h{next_} after h{level}" for level, next_ in itertools.pairwise(levels) if next_ > level + 1]

    assert faults(pages, of) == []


def test_tables_have_captions_and_scopes(pages: list[BuiltPage]) -> None:
    def of(page: BuiltPage) -> list[str]:
        wrong = []
        for table in page.tree.css("table"):
            caption = table.css_first("caption")
            if caption is None or not caption.text().strip():
                wrong.append("a table without a caption")
            for cell in table.css("th"):
                if cell.attributes.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                    wrong.append(f"header without scope: {cell.text()[:40]}")
                if not cell.text().strip():
                    wrong.append("an empty header")
            if not table.css("th[scope=col]"):
                wrong.append("a table without column headers")
        return wrong

    assert faults(pages, of) == []


def test_charts_say_in_words_what_they_show(pages: list[BuiltPage]) -> None:
    charts = 0

    def of(page: BuiltPage) -> list[str]:
        nonlocal charts
        wrong = []
        for svg in page.tree.css("main svg:not([aria-hidden])"):
            charts += 1
            named = str(svg.attributes.get("aria-labelledby") or "").split()
            title, desc = svg.css_first("title"), svg.css_first("desc")
            if svg.attributes.get("role") != "img" and not svg.css("a"):
                wrong.append("a drawing without role=img")
            for part in (title, desc):
                if part is None or not part.text().strip() or part.attributes.get("id") not in named:
                    wrong.append("a drawing whose title or description is missing or not named")
        wrong.extend("an image without alt" for image in page.tree.css("img") if "alt" not in image.attributes)
        return wrong

    assert faults(pages, of) == []
    assert charts > 10


def test_nothing_is_inline(pages: list[BuiltPage]) -> None:
    def of(page: BuiltPage) -> list[str]:
        wrong = [f"<{node.tag} style>" for node in page.tree.css("[style]")]
        wrong += ["<style>" for _ in page.tree.css("style")]
        wrong += ["inline script" for node in page.tree.css("script") if not node.attributes.get("src")]
        wrong += [
            f"{name} on <{node.tag}>"
            for node in page.tree.css("*")
            for name in node.attributes
            if name.startswith("on") or str(node.attributes[name]).lower().startswith("javascript:")
        ]
        return wrong

    assert faults(pages, of) == []


def parts(page: BuiltPage) -> dict[str, bytes]:
    """What a browser fetches for a page's first view: the page itself, styles, scripts, icon and pictures."""
    found = {page.address: page.file.read_bytes()}
    for selector, name in (
        ("link[rel=stylesheet]", "href"),
        ("link[rel=icon]", "href"),
        ("script[src]", "src"),
        ("img[src]", "src"),
    ):
        for node in page.tree.css(selector):
            address = urljoin("http://site" + page.address, str(node.attributes[name]))
            assert address.startswith("http://site/"), f"{page.address} asks another host: {address}"
            path = address.removeprefix("http://site/")
            found["/" + path] = (page.site / path).read_bytes()
    return found


COMPRESSED_ALREADY = (".png", ".jpg", ".webp")


def weight(address: str, content: bytes) -> int:
    return len(content) if address.endswith(COMPRESSED_ALREADY) else len(gzip.compress(content, 6))


def test_no_page_is_heavy(pages: list[BuiltPage]) -> None:
    def of(page: BuiltPage) -> list[str]:
        fetched = {address: weight(address, content) for address, content in parts(page).items()}
        wrong = []
        if fetched[page.address] > HTML_OF_A_PAGE:
            wrong.append(f"{fetched[page.address]} bytes of HTML, compressed")
        if sum(fetched.values()) > FIRST_VIEW:
            wrong.append(f"{sum(fetched.values())} bytes in all, compressed")
        if len(fetched) > REQUESTS:
            wrong.append(f"{len(fetched)} requests")
        return wrong

    assert faults(pages, of) == []


def test_the_sample_leaves_no_kind_of_page_out(norfolk_site: Path) -> None:
    from built import ROOT, sample

    kinds = {page.kind for page in pages_of(norfolk_site)}
    assert {page.kind for page in sample(norfolk_site, ROOT)} == kinds


def test_the_accessibility_statement_says_what_is_tested(norfolk_site: Path) -> None:
    """The statement names the widths, rules and tools of the tests themselves."""
    from test_browser import RULES, WIDTHS

    said = BuiltPage(norfolk_site, norfolk_site / "help" / "accessibility" / "index.html").tree.css_first("main").text()
    for width in WIDTHS:
        assert f"{width}" in said
    assert RULES == ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for words in (
        "WCAG 2.0, 2.1 and 2.2, levels A and AA",
        "good practice",
        "Keyboard",
        "Paper",
        "Without JavaScript",
        "Nu HTML checker",
    ):
        assert words in said
    assert "has not been tested in full" in said
