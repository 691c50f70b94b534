"""Put a whole new folder or file in the place of an old one, in one step, and never two builds into one place at once.

The new folder is made beside the old one under a hidden name and takes its place by one exchange of names, which the
system does wholly or not at all. A build that is killed leaves its hidden folder behind; the next one takes it away.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux."""
HERE = -100
"""``AT_FDCWD``: the paths are as they are given."""


class NotASite(Exception):
    """What stands at the place is no built site, so it is not replaced. The message is for the user."""


@contextlib.contextmanager
def replacing(out: Path, wait: Callable[[], None] = lambda: None, mark: str = "index.html") -> Iterator[Path]:
    """A new empty folder beside ``out``; when the block ends without an error, it takes the place of ``out``.

    A second build into the same place waits for the first; ``wait`` is called once before it does.

    :param mark: the file by which a folder of ours is known, so that nothing else is ever replaced.

    :raises NotASite: something else stands there, which would be lost.
    """
    out = out.resolve()
    if out.exists() and not (out.is_dir() and ((out / mark).is_file() or not any(out.iterdir()))):
        raise NotASite(f"{out} is not a built site, so it is left alone. Name an empty or a new folder with --out.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out.parent / f".{out.name}.lock", wait):
        _sweep(out)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            yield fresh
            fresh.chmod(0o755)
            _exchange(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def write_whole(place: Path, text: str) -> None:
    """Write a text file in one step: killed or out of disk, what stood there stays as it was.

    :raises OSError: it cannot be written.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def making_file(out: Path) -> Iterator[Path]:
    """A new hidden folder beside ``out``. The file named ``whole`` in it takes the place of ``out`` when the block ends."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out.parent / f".{out.name}.lock", lambda: None):
        for left in out.parent.glob(f".{out.name}-*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            yield Path(temporary)
            (Path(temporary) / "whole").replace(out)


@contextlib.contextmanager
def founding_folder(out: Path) -> Iterator[Path]:
    """A new hidden folder that becomes ``out``, which is not there or is empty, when the block ends without an error."""
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f".{out.name}-new-*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-new-", dir=out.parent))
    try:
        yield fresh
        fresh.chmod(0o755)
        fresh.rename(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def _alone(place: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock file. Whoever holds it takes it away at the end, so a lock counts only while its name still leads to it."""
    told = False
    while True:
        lock = place.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not told:
                wait()
            told = True
            fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock.fileno()), place.stat()):
                break
        lock.close()
    try:
        yield
    finally:
        place.unlink(missing_ok=True)
        lock.close()


def _sweep(out: Path) -> None:
    """Take away what killed builds left. A site that was moved aside and not replaced is put back."""
    for left in sorted(out.parent.glob(f".{out.name}-*")):
        if left.name.startswith(f".{out.name}-previous-") and not out.exists():
            left.rename(out)
        elif left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _exchange(fresh: Path, out: Path) -> None:
    """Afterwards ``out`` is the new folder and ``fresh`` is the old one, or gone."""
    if not out.exists():
        fresh.rename(out)
    elif not _in_one_step(fresh, out):
        old = out.with_name(f".{out.name}-previous-{os.getpid()}")
        out.rename(old)
        fresh.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _in_one_step(fresh: Path, out: Path) -> bool:
    """Exchange the two names as one act of the system; false where the system cannot."""
    if not sys.platform.startswith("linux") or not out.is_dir():
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(HERE, os.fsencode(fresh), HERE, os.fsencode(out), EXCHANGE) == 0)
