"""The same sources give the same bytes, wherever, whenever and in whatever order the computer gives the files."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sites import ROOT, lay_whole, write
from test_trust_changes import commit, git

from macros.archive.manifest import MANIFEST

IN_ANOTHER_ORDER = """
import os, random, sys
chance = random.Random(int(sys.argv[1]))
listdir, scandir = os.listdir, os.scandir

class Shuffled:
    def __init__(self, place): self.inner = scandir(place); self.found = list(self.inner); chance.shuffle(self.found); self.rest = iter(self.found)
    def __iter__(self): return self.rest
    def __next__(self): return next(self.rest)
    def __enter__(self): return self
    def __exit__(self, *_): self.inner.close()
    def close(self): self.inner.close()

def shuffled(place="."):
    found = listdir(place); chance.shuffle(found); return found

os.listdir, os.scandir = shuffled, lambda place=".": Shuffled(place)
from macros.cli import main
sys.exit(main(sys.argv[2:]))
"""

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "C",
    "PYTHONHASHSEED": "2028",
    "SOURCE_DATE_EPOCH": "1",
    "COLUMNS": "40",
    "PYTHONUTF8": "0",
}


def run(cwd: Path, umask: int, order: int, more: dict[str, str], *command: str | Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", **more}
    words = [sys.executable, "-c", IN_ANOTHER_ORDER, str(order), *map(str, command)]
    done = subprocess.run(words, cwd=cwd, env=environment, umask=umask, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def laid_in_another_order(source: Path, target: Path) -> Path:
    """A copy whose files were written in another order, with times and rights of their own."""
    chance = random.Random(7)
    files = [path for path in source.rglob("*") if path.is_file()]
    chance.shuffle(files)
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        os.utime(place, (chance.randrange(10**9), chance.randrange(10**9)))
        place.chmod(chance.choice([0o600, 0o644, 0o664]))
    return target


OFFICES = ["the good office", *(["the example"] if os.environ.get("EVERY_PAGE") else [])]
"""The whole example twice takes a minute, so it is tried at night."""


@pytest.mark.parametrize("name", OFFICES)
def test_the_same_bytes(name: str, tmp_path: Path) -> None:
    """Two builds and two packages that differ in everything but the sources."""
    if name == "the good office":
        here = lay_whole(tmp_path / "here")
        git(here, "init", "--quiet", "--initial-branch=main")
        commit(here)
        there = laid_in_another_order(here, tmp_path / "far" / "away with spaces")
    else:
        here = there = ROOT / "tests/example"
    plain = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    run(tmp_path, 0o022, 1, plain, "build", "--root", here, "--out", tmp_path / "one")
    run(there, 0o077, 2, ELSEWHERE, "build", "--root", there, "--out", tmp_path / "deep" / "er" / "two")
    first, second = (
        (tmp_path / "one" / MANIFEST).read_text("utf-8"),
        (tmp_path / "deep/er/two" / MANIFEST).read_text("utf-8"),
    )
    assert [line for line in first.splitlines() if line not in second.splitlines()] == []
    assert first == second
    for number, (root, site, more) in enumerate([(here, "one", plain), (there, "deep/er/two", ELSEWHERE)]):
        out = tmp_path / f"packages-{number}" / "office.zip"
        run(
            root,
            (0o022, 0o077)[number],
            number,
            more,
            "archive",
            "--root",
            root,
            "--site",
            tmp_path / site,
            "--out",
            out,
        )
    one, two = ((tmp_path / f"packages-{number}" / "office.zip").read_bytes() for number in (0, 1))
    assert one == two


def test_the_command_speaks_the_same_in_any_locale(tmp_path: Path) -> None:
    root = write(lay_whole(tmp_path / "office"), {"data/gifts.yml": "- ref: İ\n  ref: “ß”\n"})
    said = []
    for more in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, ELSEWHERE, {"LC_ALL": "C.UTF-8"}):
        command = [sys.executable, "-m", "macros", "check", "--root", str(root)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, check=False)
        said.append((done.returncode, done.stdout))
    assert said[0][0] == 1 and len(set(said)) == 1
