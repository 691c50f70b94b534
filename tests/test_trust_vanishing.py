"""A file that goes between the list of files and its reading: another program, a network folder, a careless hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from sites import ROOT, lay_whole, write
from test_trust_publishing import environment

GONE = [
    "data/gifts.yml",
    "content/decisions/2024/dn-2024-001.md",
    "docs/money.md",
    "docs/files/paper.pdf",
    "docs/_headers",
]
"""One file of each sort: a register, a record with a page, a page, what is looked into, and what is only copied."""
MORE = ["data/office.yml", "docs/files/picture.png", "mkdocs.yml", "published-addresses.txt"]
"""At night these too."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay_whole(tmp_path_factory.mktemp("vanishing") / "office").resolve()
    write(root, {"docs/_headers": "/*\n  X-Robots-Tag: all\n", "published-addresses.txt": "/\n"})
    (root / "docs/files").mkdir(exist_ok=True)
    Image.new("RGB", (4, 4), "teal").save(root / "docs/files/picture.png")
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(root / "docs/files/paper.pdf")
    run = command("-m", "macros", "build", "--root", str(root), "--out", str(root.parent / "site"))
    assert run.returncode == 0, run.stdout + run.stderr
    (root / "mkdocs.yml").touch()  # so that there is something to build
    return root


def command(*words: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, *words]
    return subprocess.run(run, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("name", [*GONE, *(MORE if os.environ.get("EVERY_PAGE") else [])])
def test_it_is_named_and_the_site_that_stood_stays(office: Path, name: str) -> None:
    site = office.parent / "site"
    build = ("build", "--root", str(office), "--out", str(site))
    run = command(str(ROOT / "tests/killed.py"), "gone", str(office / name), str(site), *build)
    assert run.returncode == 0, run.stderr[-2000:]
    tried = json.loads(run.stdout.splitlines()[-1])
    assert tried, "it is read"
    for one in tried:
        assert one["code"] in (1, 2) and one["stands"], one
        assert Path(name).name in one["said"] and "is not there any more" in one["said"], one
        assert "Traceback" not in one["said"], one
