"""Publishing is all or nothing: killed at any moment, out of disk or twice at once, the site that stood stays whole."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from sites import ROOT, lay_whole

from macros.archive.manifest import MANIFEST
from macros.archive.verify import verify
from macros.replace import NotASite, replacing

KILLS = 30
"""Times at which a replacement is killed; with ``EVERY_PAGE``, as at night, ten times as many."""

SWAPPING = textwrap.dedent("""
    import sys
    from pathlib import Path
    from macros.replace import replacing
    out, number = Path(sys.argv[1]), 0
    while True:
        number += 1
        with replacing(out) as fresh:
            for name in ["index.html", *(f"{page}/index.html" for page in range(20))]:
                (fresh / name).parent.mkdir(exist_ok=True)
                (fresh / name).write_text(str(number))
        print(number, flush=True)
""")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}


def test_killed_at_many_moments_while_it_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "site"
    chance = random.Random(2028)
    for _ in range(KILLS * (10 if os.environ.get("EVERY_PAGE") else 1)):
        run = subprocess.Popen([sys.executable, "-c", SWAPPING, str(out)], env=environment(), stdout=subprocess.PIPE)
        assert run.stdout and run.stdout.readline()
        time.sleep(chance.random() * 0.02)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        stand = {path.read_text() for path in out.rglob("index.html")}
        assert len(stand) == 1 and len(list(out.rglob("index.html"))) == 21
    with replacing(out) as fresh:
        (fresh / "index.html").write_text("last")
    assert [path.name for path in tmp_path.iterdir()] == ["site"], "what killed builds left is taken away"


def build(root: Path, out: Path, **more: object) -> subprocess.Popen[str]:
    (root / "mkdocs.yml").touch()  # so that there is something to build
    command = [sys.executable, "-m", "macros", "build", "--root", str(root), "--out", str(out)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )  # type: ignore[call-overload, no-any-return]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_whole(tmp_path_factory.mktemp("good") / "office")


@pytest.fixture(scope="module")
def built(root: Path) -> tuple[Path, float]:
    """The good office built, and how long that took."""
    started = time.monotonic()
    run = build(root, root.parent / "site")
    words, _ = run.communicate()
    assert run.returncode == 0, words
    return root.parent / "site", time.monotonic() - started


def test_a_build_killed_at_any_moment_leaves_the_site_whole(root: Path, built: tuple[Path, float]) -> None:
    site, seconds = built
    before = (site / MANIFEST).read_bytes()
    for part in (0.6, 0.95):
        run = build(root, site)
        time.sleep(seconds * part)
        run.kill()
        run.communicate()
        assert verify(str(site)) == []
        assert (site / MANIFEST).read_bytes() == before
    run = build(root, site)
    words, _ = run.communicate()
    assert run.returncode == 0, words
    assert (site / MANIFEST).read_bytes() == before, "the same sources give the same bytes"
    assert [path.name for path in site.parent.iterdir() if path.name.startswith(".")] == []


def test_two_builds_at_once_do_not_mix(root: Path, built: tuple[Path, float]) -> None:
    site, _ = built
    runs = [build(root, site) for _ in range(2)]
    words = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], words
    assert verify(str(site)) == []
    assert [path.name for path in site.parent.iterdir() if path.name.startswith(".")] == []


def test_out_of_disk(root: Path, built: tuple[Path, float]) -> None:
    """A file may grow to twenty kilobytes and no more, as on a disk that is full."""
    site, _ = built
    before = (site / MANIFEST).read_bytes()
    run = build(root, site, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)))
    words, _ = run.communicate()
    assert run.returncode != 0
    assert "Traceback" not in words and words.count("\n") < 40, words
    assert verify(str(site)) == [] and (site / MANIFEST).read_bytes() == before


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/love.txt").write_text("Dear …")
    with pytest.raises(NotASite, match="is not a built site"), replacing(tmp_path / "letters"):
        pass
    assert (tmp_path / "letters/love.txt").is_file()


def test_a_failure_takes_the_new_folder_away(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as fresh:
        (fresh / "index.html").write_text("1")
    with pytest.raises(ValueError), replacing(tmp_path / "site") as fresh:
        (fresh / "index.html").write_text("2")
        raise ValueError
    assert (tmp_path / "site/index.html").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_that_was_moved_aside_comes_back(tmp_path: Path) -> None:
    """Where names cannot be exchanged in one step, a kill between two steps is mended by the next build."""
    (tmp_path / ".site-previous-7").mkdir()
    (tmp_path / ".site-previous-7/index.html").write_text("old")
    with pytest.raises(ValueError), replacing(tmp_path / "site"):
        raise ValueError
    assert (tmp_path / "site/index.html").read_text() == "old"
