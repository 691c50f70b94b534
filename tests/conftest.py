"""Fixtures that several tests share, and the order in which two processors take the files of tests."""

from __future__ import annotations

import fcntl
import gc
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from built import pages_of, sample
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from seen import AXE, NO_OTHER_HOST, Site
from served import CHROMIUM, served_by_nginx

from macros import cli

ROOT = Path(__file__).resolve().parent.parent

# How long an input takes on the clock depends on what else the computer does. Tests of speed measure seconds of work.
settings.register_profile("any computer", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any computer")


LONGEST_FIRST = (
    "test_browser.py", "test_kept_pages.py", "test_kept_pages_again.py", "test_paper.py", "test_kept_stores.py", "test_behaviour.py",
    "test_open_data_large.py", "test_serving.py", "test_trust_kills.py", "test_trust_publishing.py", "test_trust_vanishing.py",
    "test_trust_same_bytes.py", "test_trust_bombs.py", "test_build.py", "test_checklist_search.py", "test_staging.py", "test_guide.py",
    "test_trust_in_browser.py", "test_trust_installed.py", "test_trust_office.py", "test_trust_package.py",
)  # fmt: skip
"""Files that take a minute or so, so that no processor is left with one of them when the other has nothing more to do."""


def pytest_configure() -> None:
    """Nothing is thrown away while tests are collected, so nothing is looked for; ``pytest_collection_finish`` ends this."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests into the order in which ``--dist loadfile`` deals them out by file."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every search for rubbish: it stays until the end, and each build would search it anew.

    What the program itself says of this is for a process that builds one site; here it would undo it with the first build.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.freeze = gc.unfreeze = lambda: None


def built_once(root: Path, name: str, folders: pytest.TempPathFactory) -> Path:
    """A site built by whichever process of the tests comes to it first, for all of them to read; nobody may change it."""
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    done, out = shared / f"{name}.done", shared / name / "site"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            assert cli.main(["build", "--root", str(root), "--out", str(out)]) == 0
            done.touch()
    return out


@pytest.fixture(scope="session")
def norfolk_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole Norfolk site, built once for every test that reads it."""
    return built_once(ROOT, "norfolk", tmp_path_factory)


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site of the invented example area, built once."""
    return built_once(ROOT / "tests" / "example", "example", tmp_path_factory)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", NO_OTHER_HOST]
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
