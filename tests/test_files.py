"""Whatever stands where a source should be, it is read as text or refused with one problem."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from macros import files
from macros.files import files_below, read_text
from macros.problems import Problem
from macros.unreadable import Unreadable


def refusal(root: Path, path: str) -> Problem:
    with pytest.raises(Unreadable) as refused:
        read_text(root, path, [])
    return refused.value.problem


def test_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"one\r\ntwo\rthree\n")
    notes: list[Problem] = []
    assert read_text(tmp_path, "a.yml", notes) == "one\ntwo\nthree\n"
    assert notes == []


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.LARGEST_SOURCE, ".csv", 3_000_000)
    (tmp_path / "a.csv").write_bytes(b"x" * 3_000_001)
    problem = refusal(tmp_path, "a.csv")
    assert (problem.code, problem.message) == ("file-too-large", "This file is larger than 3 megabytes.")


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    (tmp_path / "a.yml").write_text("x")
    problem = refusal(tmp_path, "a.yml")
    assert problem.code == "cannot-open"
    assert problem.fix == "check that it can be read (Permission denied)"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yml")
    assert refusal(tmp_path, "a.yml").code == "not-a-file"


def test_a_shortcut_inside_the_tree_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("words")
    (tmp_path / "b.yml").symlink_to("a.yml")
    assert read_text(tmp_path, "b.yml", []) == "words"


def test_a_shortcut_that_runs_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.yml").symlink_to("a.yml")
    assert refusal(tmp_path, "a.yml").code in ("leads-out-of-the-tree", "not-a-file")


def test_files_are_found_at_any_depth_in_one_order(tmp_path: Path) -> None:
    for path in ("data/b.yml", "data/a/z.yml", "data/a/b/c.yml", "data/.hidden.yml", "data/.git/x.yml", "data/c.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    assert list(files_below(tmp_path, ("data/**/*.yml",))) == ["data/a/b/c.yml", "data/a/z.yml", "data/b.yml"]
    assert list(files_below(tmp_path, ("data/*.yml", "data/b.yml", "data/*/z.yml"))) == ["data/a/z.yml", "data/b.yml"]
    assert list(files_below(tmp_path, ("nowhere/**/*.yml",))) == []


def test_folders_are_not_walked_through_shortcuts(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "round").symlink_to(tmp_path)
    (tmp_path / "data" / "all").symlink_to("/")
    assert list(files_below(tmp_path, ("data/**/*",))) == ["data/all", "data/round"]
    assert list(files_below(tmp_path, ("data/all/**/*.yml", "data/round/**/*.yml"))) == []
