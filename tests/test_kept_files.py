"""What was read out of files: a file that is as it was is not opened again, and one that was changed never passes for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from macros import kept_files
from macros.kept_files import File, read_each


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept_files, "FEW", 1)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were opened, in this process: the first time they are shared out, afterwards one is alone."""
    paths: list[str] = []
    real = kept_files.read_ordinary

    def noting(folder: Path, path: str, ordinary_folders: set[str]) -> bytes | None:
        paths.append(path)
        return real(folder, path, ordinary_folders)

    monkeypatch.setattr(kept_files, "read_ordinary", noting)
    return paths


@pytest.fixture
def files(tmp_path: Path) -> list[File]:
    names = [f"{number}.yml" for number in range(5)]
    for name in names:
        (tmp_path / name).write_text(f"words of {name}", "utf-8")
    return [("words", tmp_path, name) for name in names]


def read(files: list[File]) -> list[bytes | None]:
    return read_each("words", files[0][1], files, lambda _, data: data)


def settled(files: list[File], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("macros.kept.SETTLED", -1.0)
    read(files)


def test_a_file_that_is_as_it_was_is_not_opened(
    files: list[File], opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(files, monkeypatch)
    (files[2][1] / "2.yml").write_text("other words", "utf-8")
    opened.clear()
    assert read(files)[1:3] == [b"words of 1.yml", b"other words"]
    assert {*opened} == {"2.yml"}


def test_other_words_of_the_same_length_and_time_are_read(files: list[File], monkeypatch: pytest.MonkeyPatch) -> None:
    settled(files, monkeypatch)
    place = files[0][1] / "0.yml"
    before = place.stat()
    place.write_text("words of 9.yml", "utf-8")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read(files)[0] == b"words of 9.yml"


def test_a_file_that_was_changed_just_now_is_opened_again(
    files: list[File], opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could have been changed once more within one tick of the clock of the system's files."""
    monkeypatch.setattr("macros.kept.SETTLED", 3600.0)
    read(files)
    opened.clear()
    read(files)
    assert {*opened} == {path for _, _, path in files}


def test_a_shortcut_in_the_place_of_a_file_is_left_to_who_reads_it(
    files: list[File], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(files, monkeypatch)
    (tmp_path / "0.yml").rename(tmp_path / "elsewhere")
    (tmp_path / "0.yml").symlink_to(tmp_path / "elsewhere")
    assert read(files)[0] is None
