"""A check that is asked again: it answers at once, and never with what is no longer true."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sites import lay

from macros.cli import main
from macros.commands import checking
from macros.kept import answer_for, holds_for, keep_answer
from macros.problems import Problem

FOUND = [Problem("some-code", "data/gifts.yml", 3, "You wrote “a”.", "write  b", field="value", severity="should")]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("macros.kept.SETTLED", 0.0)
    return tmp_path / "cache" / "transparency-site" / "checks"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "office")


def kept(root: Path) -> bool:
    return keep_answer(root, None, [], holds_for(root, None), FOUND)


def test_the_same_answer_comes_back(root: Path) -> None:
    assert answer_for(root, None) is None
    assert kept(root)
    assert answer_for(root, None) == FOUND
    assert answer_for(root, date(2024, 6, 30)) is None, "on another day other things are wrong"


def _same_size_and_time(root: Path) -> None:
    place = root / "data" / "gifts.yml"
    before = place.stat()
    place.write_bytes(place.read_bytes()[::-1])
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a source": lambda root: (root / "data" / "gifts.yml").write_text("[]\n"),
    "same size and time": _same_size_and_time,
    "a new file": lambda root: (root / "data" / "new.yml").write_text("[]\n"),
    "one taken away": lambda root: (root / "data" / "gifts.yml").unlink(),
    "one renamed": lambda root: (root / "data" / "gifts.yml").rename(root / "data" / "presents.yml"),
    "the configuration": lambda root: (root / "mkdocs.yml").write_text("docs_dir: docs\n"),
    "an attached file": lambda root: (root / "docs" / "files" / "new.txt").write_text("a"),
    "a link to somewhere": lambda root: (root / "data" / "b.yml").symlink_to("/etc/hostname"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_noticed(change: str, root: Path) -> None:
    (root / "data" / "gifts.yml").write_text("- ref: G-1\n")
    (root / "docs" / "files").mkdir(exist_ok=True, parents=True)
    assert kept(root)
    CHANGES[change](root)
    assert answer_for(root, None) is None


def test_shared_folders_count_too(root: Path, tmp_path: Path) -> None:
    law = tmp_path / "law"
    law.mkdir()
    (law / "a.yml").write_text("[]\n")
    beside = [law, tmp_path / "cache.yml", law / "a.yml"]
    beside[1].write_text("")
    assert keep_answer(root, None, beside, holds_for(root, None, beside), FOUND)
    assert answer_for(root, None) == FOUND
    (law / "a.yml").write_text("[ ]\n")
    assert answer_for(root, None) is None


def test_nothing_is_kept_of_a_site_that_is_changing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = holds_for(root, None)
    (root / "data" / "new.yml").write_text("[]\n")
    assert not keep_answer(root, None, [], before, FOUND), "it changed while it was checked"
    monkeypatch.setattr("macros.kept.SETTLED", 60.0)
    assert not kept(root), "it was changed a moment ago"


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"holds_for": 1}', "null"])
def test_an_answer_that_cannot_be_read_is_none(spoilt: str, root: Path, own_cache: Path) -> None:
    assert kept(root)
    (place,) = own_cache.iterdir()
    whole = json.loads(place.read_text())
    place.write_text(spoilt)
    assert answer_for(root, None) is None
    place.write_text(json.dumps({**whole, "answer": [{"what": "else"}]}))
    assert answer_for(root, None) is None


def test_a_folder_that_others_may_write_to_is_not_believed(root: Path, own_cache: Path) -> None:
    assert kept(root)
    own_cache.chmod(0o777)
    assert answer_for(root, None) is None


def test_an_answer_in_the_repository_is_not_looked_at(root: Path, own_cache: Path) -> None:
    assert kept(root)
    (place,) = own_cache.iterdir()
    shutil.copytree(own_cache, root / ".cache")
    place.unlink()
    assert answer_for(root, None) is None


def test_check_says_the_same_both_times(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "WORTH_KEEPING", 0.0)
    (root / "data" / "stray.yml").write_text("[]\n")
    time.sleep(0.01)
    for form in ("text", "json"):
        first = main(["check", "--root", str(root), "--format", form]), capsys.readouterr()
        assert answer_for(root, None), "the answer is kept"
        again = main(["check", "--root", str(root), "--format", form]), capsys.readouterr()
        assert again == first and first[0] == 1 and "stray.yml" in first[1].out
