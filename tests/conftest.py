"""Fixtures that several tests share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from built import pages_of, sample
from playwright.sync_api import Browser, sync_playwright
from seen import AXE, Site
from served import CHROMIUM, served_by_nginx

from macros import cli

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def norfolk_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole Norfolk site, built once for every test that reads it."""
    out: Path = tmp_path_factory.mktemp("norfolk") / "site"
    assert cli.main(["build", "--root", str(ROOT), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site of the invented example area, built once."""
    out: Path = tmp_path_factory.mktemp("example") / "site"
    assert cli.main(["build", "--root", str(ROOT / "tests" / "example"), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["norfolk", "example"])
def visited(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Site]:
    """Each of the two sites, served by nginx as its example says and ready to be visited."""
    name: str = request.param
    built: Path = request.getfixturevalue(f"{name}_site")
    pages = sample(built, ROOT) if name == "norfolk" else sample(built, ROOT / "tests" / "example", of_a_kind=1)
    # For the accessibility statement, which tests/statement.py writes from the results.
    told = {
        f"{name} pages": len(pages_of(built)),
        "day": f"{date.today():%-d %B %Y}",
        "browser": f"Chromium {browser.version}",
        "axe": "axe-core " + re.findall(r"axe v([\d.]+)", AXE[:200])[0],
    }
    with served_by_nginx(built) as (address, _):
        yield Site(address, pages, browser, name, told)
