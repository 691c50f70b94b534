"""A site that stands as it was built is not built again, and never taken for one when anything is different."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from edits import tree
from sites import lay_whole
from test_trust_changes import commit, git

from macros.archive.standing import Standing
from macros.cli import main


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("standing")


@pytest.fixture(autouse=True)
def own_cache(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(world / "cache"))
    monkeypatch.setattr("macros.kept.SETTLED", 0.0)


@pytest.fixture(scope="module")
def root(world: Path) -> Path:
    root = lay_whole(world / "office")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


def build(root: Path) -> int:
    return main(["build", "--root", str(root), "--out", str(root.parent / "out" / "site")])


def test_a_second_build_finds_nothing_to_do(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = root.parent / "out" / "site"
    assert build(root) == 0
    first, folder = tree(out), out.stat().st_ino
    assert "Nothing has changed" not in capsys.readouterr().err
    assert build(root) == 0
    said = capsys.readouterr()
    assert "Nothing has changed" in said.err and "pages, looked at in" in said.out
    assert tree(out) == first and out.stat().st_ino == folder


def _too_many(root: Path, out: Path) -> None:
    (out / "decisions" / "extra.html").write_text("left behind")


def _another_manifest(root: Path, out: Path) -> None:
    """A page and its checksum are changed alike."""
    page, manifest = out / "index.html", out / "manifest-sha256.txt"
    old = sha256(page.read_bytes()).hexdigest()
    page.write_text("something else")
    manifest.write_text(manifest.read_text().replace(old, sha256(page.read_bytes()).hexdigest()))


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "a page of the site": lambda root, out: (out / "index.html").write_bytes(b"something else"),
    "a page taken away": lambda root, out: (out / "404.html").unlink(),
    "a file too many": _too_many,
    "a page and its checksum": _another_manifest,
    "the whole site taken away": lambda root, out: out.rename(out.with_name("gone")),
    "a source": lambda root, out: (root / "data" / "gifts.yml").write_text("[]\n"),
    "a page's source": lambda root, out: (root / "docs" / "more.md").write_text("---\ntitle: More\n---\nWords.\n"),
    "a source in a folder named like what is made": lambda root, out: _written(root / "content/decisions/site/a.md"),
    "a new commit": lambda root, out: git(root, "commit", "--quiet", "--allow-empty", "--message", "Nothing"),
}


def _written(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("---\nref: DN-1\n---\n")


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_built_again_when_anything_changed(change: str, root: Path, tmp_path: Path) -> None:
    """Each change is taken back afterwards, by laying the site and its sources anew."""
    out = root.parent / "out" / "site"
    if Standing(root, out, None).notes() is None:
        assert build(root) == 0
    assert Standing(root, out, None).notes() == []
    assert Standing(root, out, date(2024, 7, 1)).notes() is None, "on another day"
    CHANGES[change](root, out)
    assert Standing(root, out, None).notes() is None
    git(root, "stash", "--quiet", "--include-untracked")
