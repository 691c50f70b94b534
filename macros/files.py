"""Find the files of a site and open them as text, whatever somebody has put in their place."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from macros.problems import Problem
from macros.unreadable import INVISIBLE, Unreadable, invisible

LARGEST = 50_000_000
"""Bytes of an export of a finance system."""
LARGEST_SOURCE = {".yml": 1_000_000, ".md": 1_000_000, ".csv": 20_000_000}
"""Bytes of a source: ten times the largest that an office has, and little enough to be read within seconds."""


def read_text(root: Path, path: str, notes: list[Problem]) -> str:
    """The text of a file with ``\\n`` line ends. Windows line ends are accepted; a byte-order mark is noted.

    :raises Unreadable: not there, leads out of the tree, too large, or not UTF-8.
    """
    return as_text(_read_bytes(root, path), path, notes)


def read_ordinary(folder: Path, path: str, ordinary_folders: set[str]) -> bytes | None:
    """What is in an ordinary file in ordinary folders; nothing where :func:`read_text` would have something to refuse.

    :param ordinary_folders: those that were looked at before, to which this one’s are added.
    """
    if ordinary_state(folder, path, ordinary_folders) is None:
        return None
    try:
        with open(f"{folder}/{path}", "rb", buffering=0) as opened:
            data = opened.read()
    except OSError:
        return None
    return data if len(data) <= _most(path) else None


def ordinary_state(folder: Path, path: str, ordinary_folders: set[str]) -> os.stat_result | None:
    """What the system says of a file that :func:`read_ordinary` would read; nothing where it would not."""
    place = f"{folder}/{path}"
    above = os.path.dirname(place)
    try:
        if above not in ordinary_folders:
            if not is_ordinary(str(folder), path):
                return None
            ordinary_folders.add(above)
        state = os.lstat(place)
    except OSError:
        return None
    return state if stat.S_ISREG(state.st_mode) and state.st_size <= _most(path) else None


def _most(path: str) -> int:
    return LARGEST_SOURCE.get(os.path.splitext(path)[1], LARGEST)


def _read_bytes(root: Path, path: str) -> bytes:
    def refuse(code: str, line: int, message: str, fix: str) -> Unreadable:
        return Unreadable(Problem(code, path, line, message, fix))

    place = root / path
    if fault := fault_of_place(root, path):
        raise Unreadable(fault)
    try:
        most = LARGEST_SOURCE.get(place.suffix, LARGEST)
        if place.stat().st_size > most:
            megabytes = f"{most // 1_000_000} megabyte{'s' * (most > 1_000_000)}"
            raise refuse(
                "file-too-large", 1, f"This file is larger than {megabytes}.", "split it, for example by month"
            )
        return place.read_bytes()
    except OSError as error:
        raise Unreadable(not_opened(path, error)) from None


def as_text(data: bytes, path: str, notes: list[Problem]) -> str:
    """The text that a file holds. See :func:`read_text`.

    :raises Unreadable: not UTF-8, or with signs that nobody sees.
    """

    def refuse(code: str, line: int, message: str, fix: str) -> Unreadable:
        return Unreadable(Problem(code, path, line, message, fix))

    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        message = "This file starts with an invisible mark that some Windows programs write. It was read all the same."
        fix = "save the file as “UTF-8” without “BOM”"
        notes.append(Problem("byte-order-mark", path, 1, message, fix, severity="should"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "This file was saved as “Unicode” (UTF-16), which cannot be read here."
        raise refuse("not-utf-8", 1, message, "save it again with the encoding “UTF-8”")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        near = data[max(start, error.start - 20) : error.start + 21].split(b"\n")[0].decode("cp1252", "replace").strip()
        message = f"A letter in “{near}” was saved in an old way (not UTF-8)."
        raise refuse("not-utf-8", line, message, "save the file again with the encoding “UTF-8”") from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Every invisible sign is one that cannot be printed, and to ask for those takes a third of the time.
    if text.replace("\n", "").isprintable():
        return text
    if match := INVISIBLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise refuse("invisible-character", line, *invisible(match[0]))
    return text


def fault_of_place(root: Path, path: str) -> Problem | None:
    """What is wrong with where a file stands, before it is opened: it leads out of the tree, or is no file."""
    with contextlib.suppress(OSError):
        if is_ordinary(str(root), path):
            return None
    place = root / path
    if not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(root)):
        message = "This is a shortcut to a place outside the site's folder."
        return Problem("leads-out-of-the-tree", path, 1, message, "put the file itself here instead of a shortcut")
    if not os.path.lexists(place):
        return not_opened(path, FileNotFoundError())
    if not place.is_file():
        message = "This is not an ordinary file."
        return Problem("not-a-file", path, 1, message, "put an ordinary file of this name here, or take it away")
    return None


def is_ordinary(root: str, path: str) -> bool:
    """Whether a path leads through ordinary folders only to an ordinary file.

    :raises OSError: there is nothing.
    """
    steps = path.split("/")
    if "" in steps or ".." in steps:
        return False
    place = root
    for step in steps[:-1]:
        place = f"{place}/{step}"
        if not stat.S_ISDIR(os.lstat(place).st_mode):
            return False
    return stat.S_ISREG(os.lstat(f"{place}/{steps[-1]}").st_mode)


def not_opened(path: str, error: OSError) -> Problem:
    """Why a file could not be opened that was there when the files were listed."""
    if isinstance(error, FileNotFoundError):
        message = "This file was here a moment ago and is not there any more."
        return Problem("cannot-open", path, 1, message, "wait until no other program changes the files, and try again")
    why = f"check that it can be read ({error.strerror})"
    return Problem("cannot-open", path, 1, "This file cannot be opened.", why)


def why_not(failure: OSError, otherwise: str) -> str:
    """What the system said of a file, as a sentence; ``otherwise`` is one with a place for the reason."""
    if isinstance(failure, FileNotFoundError) and failure.filename:
        gone = os.fsdecode(failure.filename) if isinstance(failure.filename, str | bytes) else failure.filename
        return (
            f"{gone} is not there any more, or never was. Wait until no other program changes the files, and try again."
        )
    where = f" ({failure.filename})" if failure.filename else ""
    return otherwise.format(f"{failure.strerror or failure}{where}")


def files_below(root: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    """Paths below the root that match any of the patterns, each once, sorted; ``**/`` is any depth.

    Hidden files are left out. A shortcut to a folder is not followed: like a folder that has the name of
    a file, it is given as if it were one, and reading it says what is wrong with it.
    """
    found: set[str] = set()
    for pattern in patterns:
        fixed = re.split(r"/?[^/]*\*", pattern, maxsplit=1)[0] if "*" in pattern else os.path.dirname(pattern)
        if pattern == f"{fixed}/**/*":
            found |= {*_walk(root, fixed)}
            continue
        wanted = re.compile(_as_regex(pattern)).fullmatch
        found |= {path for path in _walk(root, fixed) if wanted(path)}
    return iter(sorted(found))


def sizes_below(folders: Iterable[Path], name: str) -> dict[str, int]:
    """The size in bytes of each file below the subfolder ``name`` of the folders, by its path in it; the first counts."""
    sizes: dict[str, int] = {}
    for folder in folders:
        for path in files_below(folder / name, ("**/*",)):
            with contextlib.suppress(OSError):
                sizes.setdefault(path, (folder / name / path).stat().st_size)
    return sizes


def _as_regex(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*)", pattern)
    return "".join({"**/": "(?:[^/]+/)*", "*": "[^/]+"}.get(part, re.escape(part)) for part in parts)


def _walk(root: Path, below: str) -> Iterator[str]:
    """Every file below a folder, and every folder that is a shortcut or has the name of a file."""
    top = root / below
    if any(step.is_symlink() for step in (top, *top.parents) if step != root and step.is_relative_to(root)):
        return
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(folder)
        odd = [name for name in folders if name.endswith((".md", ".yml", ".csv")) or (here / name).is_symlink()]
        start = here.relative_to(root).as_posix()
        prefix = "" if start == "." else start + "/"
        yield from (prefix + name for name in (*files, *odd) if not name.startswith("."))
