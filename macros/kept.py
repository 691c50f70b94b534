"""What was answered about a site, kept until anything that was read for it has changed, so that asking again costs nearly nothing.

It is kept below the user's own cache folder and not in the repository: nobody can send one along with a change. What it
holds for is worked out from every file below the site's folder, the program, its libraries and the day; a file counts as
unchanged when its size, its number and both its times are. A file that cannot be used is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from macros.problems import Problem

NOT_READ = frozenset(["node_modules", "__pycache__"])
"""Folders that nothing looks into; nor into hidden ones."""
MADE = ("site", "build")
"""Folders of a site that hold what was made from it."""
SETTLED = 2.0
"""Seconds: a file that was changed so short a time ago could be changed again without its times showing it."""
MOST_KEPT = 200

State = tuple[int, int, int, int, int]
"""The mode, size and number of a file, and both its times."""


class Answer:
    """One question about a site and what was answered last, in a file of its own below the user's cache folder.

    :param topic: the folder it is kept in, for example ``checks``.
    :param of: what was asked about beside the site, for example where it was built into.
    :param more: what the answer depends on that is in no file, for example a commit.
    """

    def __init__(self, topic: str, root: Path, day: date | None, of: str = "", more: str = "") -> None:
        self.topic, self.root, self.day, self.more = topic, root, day, more
        words = f"{os.path.realpath(root)}\0{of}".encode("utf-8", "surrogateescape")
        self.name = f"{hashlib.sha256(words).hexdigest()[:32]}.json"

    def get(self) -> Any:
        """What was answered last, if everything is as it was then; nothing if anything differs."""
        try:
            folder = own_folder(self.topic)
            if folder is None:
                return None
            kept = json.loads((folder / self.name).read_bytes())
            if kept["holds_for"] != self.state([Path(extra) for extra in kept["beside"]]):
                return None
            return kept["answer"]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def state(self, beside: Iterable[Path]) -> str:
        """What the answer holds for. ``beside`` are the folders and files outside the site that are read too."""
        return holds_for(self.root, self.day, beside, self.more)

    def keep(self, beside: Iterable[Path], before: str, answer: Any) -> bool:
        """Keep what was answered, which JSON can hold; whether it could be kept.

        :param before: the state of the same from before the work began.
        """
        extras = sorted({str(extra) for extra in beside})
        if before == CHANGING or before != self.state([Path(extra) for extra in extras]):
            return False
        content = json.dumps({"holds_for": before, "beside": extras, "answer": answer})
        try:
            folder = own_folder(self.topic, make=True)
            if folder is None:
                return False
            with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".new-", delete=False, encoding="utf-8") as new:
                new.write(content)
            os.replace(new.name, folder / self.name)
            for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
                old.unlink()
        except OSError:
            return False
        return True


def answer_for(root: Path, day: date | None) -> list[Problem] | None:
    """What the last check of a site said, if everything is as it was then; nothing if anything differs."""
    try:
        rows = Answer("checks", root, day).get()
        return None if rows is None else [Problem(**row) for row in rows]
    except TypeError:
        return None


def keep_answer(root: Path, day: date | None, beside: Iterable[Path], before: str, problems: list[Problem]) -> bool:
    """Keep what a check said; whether it could be kept.

    :param beside: folders and files outside ``root`` that were read too.
    :param before: :func:`holds_for` of the same, from before the check began.
    """
    return Answer("checks", root, day).keep(beside, before, [asdict(found) for found in problems])


CHANGING = "changing"
"""Instead of a checksum: a file was changed just now."""


def holds_for(root: Path, day: date | None, beside: Iterable[Path] = (), more: str = "") -> str:
    """A checksum of the state of everything that an answer depends on, without reading any file."""
    found = hashlib.sha256()
    newest = 0
    program = Path(__file__).resolve().parent
    libraries = [path for path in sys.path if path.endswith("site-packages") and os.path.isdir(path)]
    words = [sys.version, str(day), str(date.today()), os.path.realpath(root), more]
    words += [name for path in libraries for name in sorted(os.listdir(path))]
    found.update("\0".join(words).encode("utf-8", "surrogateescape"))
    made = tuple(os.path.join(root, name) for name in MADE)
    for top in (str(root), str(program), *sorted({str(extra) for extra in beside})):
        for line, changed in _state_of(top, made):
            found.update(line.encode("utf-8", "surrogateescape"))
            newest = max(newest, changed)
    return CHANGING if newest > _settled_by(time.time()) else found.hexdigest()


def _state_of(top: str, leave_out: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Each file and folder below a folder, with what would differ if it had been changed, and when it was."""
    if not os.path.isdir(top):
        yield _line(top, os.stat(top))
        return
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        with os.scandir(folder) as there:
            entries = sorted(there, key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.startswith(".") or entry.name in NOT_READ or entry.name.endswith(".egg-info"):
                continue
            if entry.path in leave_out:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
                yield f"{entry.path}/\0", 0
            else:
                yield _line(entry.path, entry.stat(follow_symlinks=False))
                if entry.is_symlink() and os.path.exists(entry.path):
                    yield _line(os.path.realpath(entry.path), os.stat(entry.path))


def _line(path: str, found: os.stat_result) -> tuple[str, int]:
    return f"{path}\0{state_of(found)}\0", max(found.st_mtime_ns, found.st_ctime_ns)


def state_of(found: os.stat_result) -> State:
    """What would differ if a file had been changed, once it has settled."""
    return found.st_mode, found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def has_settled(state: State, now: float) -> bool:
    """Whether a file was left alone for so long, at a moment in seconds, that a change of it would show in its state."""
    return max(state[3:]) <= _settled_by(now)


def _settled_by(now: float) -> float:
    return (now - SETTLED) * 1e9


def own_folder(name: str, make: bool = False) -> Path | None:
    """A folder for what may be lost; nothing where there is none into which the user alone can write.

    :param make: make it if it is not there yet.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(home, "transparency-site", name)
    if not folder.is_absolute():
        return None
    try:
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        states = (folder.lstat(), folder.parent.lstat())
    except OSError:
        return None
    for state in states:
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid() or stat.S_IMODE(state.st_mode) & 0o022:
            return None
    return folder
