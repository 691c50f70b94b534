"""The program installed elsewhere: as a wheel it checks and builds any site; a copy of the sources founds a new office's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from sites import ROOT, lay_whole

NEW = ["--name", "Office for Ashmarch", "--short-name", "OA", "--area", "Ashmarch"]


def ran(*command: str | Path, where: Path, **more: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [*map(str, command)], cwd=where, env={**plain, **more}, capture_output=True, text=True, check=False, timeout=300
    )


def environment(folder: Path) -> Path:
    """A fresh environment that finds the libraries of this one, and nothing of ours; its Python."""
    assert ran(sys.executable, "-m", "venv", "--without-pip", folder, where=folder.parent).returncode == 0
    (place,) = folder.glob("lib/python3*/site-packages")
    # The libraries are added as folders: the .pth file that leads from them to our sources is not followed.
    (place / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin/python"


def install(python: Path, what: Path) -> None:
    """With the installer of this environment: no network, no libraries."""
    done = ran(
        sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation",
        "--force-reinstall", what, where=what.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone holds, without the history: the files that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    copy = tmp_path_factory.mktemp("clone") / "site"
    for name in sorted({*listed.stdout.decode().split("\0")} - {""}):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "benchmarks/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(sources: Path) -> Path:
    built = ran(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", sources.parent,
        sources, where=sources.parent,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (made,) = sources.parent.glob("*.whl")
    shutil.rmtree(sources / "build", ignore_errors=True)
    return made


def test_the_wheel_holds_every_file_of_the_program(wheel: Path, sources: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        there = {name for name in packed.namelist() if name.startswith("macros/")}
    wanted = {path.relative_to(sources).as_posix() for path in (sources / "macros").rglob("*") if path.is_file()}
    assert {path for path in wanted if "__pycache__" not in path} == there


def test_installed_as_a_wheel_it_builds_a_site_and_says_how_to_found_one(wheel: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "venv")
    install(python, wheel)
    where = ran(python, "-c", "import macros; print(macros.__file__)", where=tmp_path).stdout
    assert where.startswith(str(tmp_path / "venv"))
    office = lay_whole(tmp_path / "office")
    assert ran(python, "-m", "macros", "check", "--root", office, where=tmp_path).returncode == 0
    built = ran(python, "-m", "macros", "build", "--root", office, "--out", tmp_path / "site", where=tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    assert (tmp_path / "site/index.html").is_file()
    refused = ran(python, "-m", "macros", "init", tmp_path / "new", *NEW, where=tmp_path)
    assert refused.returncode == 2 and "git clone" in refused.stderr and not (tmp_path / "new").exists()


def test_a_clone_founds_a_site_that_carries_its_own_program(sources: Path, tmp_path: Path) -> None:
    first = environment(tmp_path / "first")
    made = ran(first, "-m", "macros", "init", tmp_path / "new", *NEW, where=sources)
    assert made.returncode == 0, made.stderr
    shutil.rmtree(tmp_path / "first")
    python = environment(tmp_path / "venv")
    checked = ran(python, "-m", "macros", "check", where=tmp_path / "new")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    where = ran(python, "-c", "import macros; print(macros.__file__)", where=tmp_path / "new").stdout
    assert where.startswith(str(tmp_path / "new"))
    built = ran(python, "-m", "macros", "build", where=tmp_path / "new")
    assert built.returncode == 0, built.stdout + built.stderr
    assert "Office for Ashmarch" in (tmp_path / "new/site/index.html").read_text("utf-8")
