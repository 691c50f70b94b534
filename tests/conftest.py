"""Fixtures that several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

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
