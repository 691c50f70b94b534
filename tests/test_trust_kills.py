"""Every command that writes is stopped at many moments: killed, or with a disk that is full. What stood stays whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sites import ROOT, lay_whole, write
from test_trust_changes import commit, git
from test_trust_publishing import environment

from macros import cli

MORE = 10 if os.environ.get("EVERY_PAGE") else 1
"""At night ten times as many moments are tried; by day few enough that all of this takes a minute or two of one processor."""

EXPORT = (
    "Supplier,Date Paid,Amount,Description\nMarsh Tyres,2024-06-04,812.40,Tyres\nFen Water,2024-06-05,640.00,Water\n"
)


def stopped(mode: str, moments: int, folder: Path, *command: str | Path) -> dict[str, Any]:
    words = [sys.executable, str(ROOT / "tests/killed.py"), mode, str(moments), str(folder), *map(str, command)]
    run = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return told


def holds(told: dict[str, Any], mode: str, at_least: int) -> None:
    """At every moment the old or the new stood there whole, and in the end nothing hidden is left."""
    assert [one for one in told["tried"] if one["stands"] == "neither"] == []
    assert len(told["tried"]) >= at_least
    assert told["again"] in (0, 1) and told["whole"] and told["left"] == []
    if mode == "full":
        assert [one["said"] for one in told["tried"] if "Traceback" in one["said"] or one["code"] == 99] == []
        assert all(one["code"] for one in told["tried"] if one["stands"] == "before")
    else:
        assert any(one["code"] == -9 for one in told["tried"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay_whole(tmp_path_factory.mktemp("stopped") / "office")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    assert cli.main(["build", "--root", str(root), "--out", str(root.parent / "out" / "site")]) == 0
    return root


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_a_build(office: Path, mode: str) -> None:
    folder = office.parent / "out" / "site"
    with (office / "docs/money.md").open("a", encoding="utf-8") as page:
        page.write(f"\nThe site with these words is another: {mode}.\n")
    moments = 21 if mode == "kill" else 5
    told = stopped(mode, moments * MORE, folder, "build", "--root", office, "--out", folder)
    holds(told, mode, 20 if mode == "kill" else 4)


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_an_archive(office: Path, tmp_path: Path, mode: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/office.zip").write_bytes(b"The package of last year")
    site = office.parent / "out" / "site"
    out = tmp_path / "out/office.zip"
    told = stopped(mode, 8 * MORE, out.parent, "archive", "--root", office, "--site", site, "--out", out)
    holds(told, mode, 7)


@pytest.mark.parametrize("mode", ["kill", "full"])
@pytest.mark.parametrize("name", ["ledger", "new", "new file", "import"])
def test_a_command_that_writes_one_file(office: Path, tmp_path: Path, mode: str, name: str) -> None:
    root = shutil.copytree(office, tmp_path / "office")
    write(root, {"published-addresses.txt": "/\n/gone/\n"})
    write(tmp_path, {"export.csv": EXPORT})
    command = {
        "ledger": ["ledger", "--write", office.parent / "out" / "site"],
        "new": ["new", "gift", "--as-of", "2024-06-30"],
        "new file": ["new", "decision", "--as-of", "2024-06-30"],
        "import": ["import", "spending", tmp_path / "export.csv", "--month", "2024-06", "--body", "Commissioner"],
    }[name]
    told = stopped(mode, 5 * MORE, root, *command, "--root", root)
    holds(told, mode, 3)
    assert {one["stands"] for one in told["tried"]} >= {"before"}


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_another_office(tmp_path: Path, mode: str) -> None:
    (tmp_path / "there").mkdir()
    names = ["--name", "Office for Ashmarch", "--short-name", "OA", "--area", "Ashmarch"]
    told = stopped(mode, 8 * MORE, tmp_path / "there", "init", tmp_path / "there/site", *names)
    holds(told, mode, 7)
