"""The data as a reader of the built site meets it: beside every table, in examples that run, and behind links that lead there."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import os
import posixpath
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import openpyxl
import pytest
from built import pages_of
from selectolax.lexbor import LexborHTMLParser, LexborNode

NOT_DATA = ("/help/", "/search/")
"""Pages whose tables explain words, and hold no entries."""


@pytest.fixture(params=["norfolk", "example"])
def site(request: pytest.FixtureRequest) -> Path:
    built: Path = request.getfixturevalue(f"{request.param}_site")
    return built


def downloads_after(table: LexborNode) -> list[str]:
    """Where the links beside a table lead: those of the first line of downloads that follows it on the page."""
    node: LexborNode | None = table
    while node is not None:
        after = node.next
        while after is not None:
            line = after if "downloads" in (after.attributes.get("class") or "") else None
            line = line or (after.css_first(".downloads") if after.tag != "-text" else None)
            if line is not None:
                return [link.attributes.get("href") or "" for link in line.css("a")]
            after = after.next
        node = node.parent
    return []


def test_every_table_can_be_downloaded(site: Path) -> None:
    without = []
    for page in pages_of(site):
        if page.address.startswith(NOT_DATA) or page.address == "/open-data/":
            continue
        for table in page.tree.css("main table.data"):
            if "prose-table" in (table.attributes.get("class") or ""):
                continue  # words of an editor: part of a text, and the text is in the data where an entry holds it
            links = downloads_after(table)
            data = [urlsplit(link).path for link in links if re.search(r"\.csv$|open-data/$", link)]
            there = [posixpath.normpath(posixpath.join(page.address, path)).lstrip("/") for path in data]
            if not there or not all((site / path).exists() for path in there):
                caption = table.css_first("caption")
                without.append(f"{page.address}: {caption.text(strip=True) if caption else 'a table'}")
    assert without == []


def test_the_example_in_python_runs(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands on the page, beside the downloaded file; where it names the site's address, that is the file too."""
    page = LexborHTMLParser((site / "open-data" / "index.html").read_text(encoding="utf-8"))
    code = page.css_first("#python ~ pre code")
    assert code is not None
    example = re.sub(r'"https?://[^"]*/open-data/', '"', html.unescape(code.text()))
    monkeypatch.chdir(site / "open-data")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example, "example", "exec"), {})  # our own example, as a reader would run it
    with Path("grants.csv").open(encoding="utf-8", newline="") as file:
        given = [row for row in csv.DictReader(file) if row["direction"] == "given" and row["fund"]]
    by_fund: dict[str, list[Decimal]] = {row["fund"]: [] for row in given}
    for row in given:
        by_fund[row["fund"]] += [Decimal(row["amount"])] if row["amount"] else []
    lines = [line.rsplit(maxsplit=1) for line in said.getvalue().splitlines()[1:-1]]
    assert {name.strip(): Decimal(total) if total != "NaN" else None for name, total in lines} == {
        name: sum(amounts, Decimal(0)) if amounts else None for name, amounts in by_fund.items()
    }


def test_the_formula_for_a_spreadsheet_names_the_right_columns(site: Path) -> None:
    page = (site / "open-data" / "index.html").read_text(encoding="utf-8")
    match = re.search(r"=SUMIFS\((\w):\w, (\w):\w, (?:&#34;|&quot;|\")given", page)
    assert match
    sheet = openpyxl.load_workbook(site / "open-data" / "grants.xlsx")["Entries"]
    assert sheet[f"{match[1]}1"].value == "Amount" and sheet[f"{match[2]}1"].value == "Direction"


def test_the_page_names_every_file_of_the_data(site: Path) -> None:
    page = (site / "open-data" / "index.html").read_text(encoding="utf-8")
    feeds = {path for path in (site / "open-data").rglob("*") if "feeds" in path.parts}
    for path in sorted({path for path in (site / "open-data").rglob("*") if path.is_file()} - feeds):
        if path.name != "index.html" and not path.name.endswith("-left-out.json"):
            assert f'href="{path.name}"' in page or f"/{path.name}" in page, path.name


def test_what_the_feeds_link_to_is_there(site: Path) -> None:
    feeds = [*sorted((site / "open-data" / "feeds").rglob("*.atom")), site / "checklist" / "falling-due.atom"]
    for path in feeds:
        folder = "/" + os.path.relpath(path.parent, site)
        links = [entry.link for entry in feedparser.parse(path.read_bytes()).entries]
        if path.with_suffix(".json").is_file():
            links += [item["url"] for item in json.loads(path.with_suffix(".json").read_text())["items"]]
        for link in links:
            where = posixpath.normpath(posixpath.join(folder, urlsplit(link).path)).lstrip("/")
            assert (site / where / "index.html").is_file(), f"{path}: {link}"
