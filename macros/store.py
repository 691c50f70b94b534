"""What was made before, kept in one file below the user's own cache folder and found again by what it was made from.

It may be lost, shared by any number of builds at a time and cut off at any moment: a row is there whole, or not at all. What
cannot be read counts as never kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from macros.kept import own_folder

PROGRAM = Path(__file__).resolve().parent
TABLE = """
CREATE TABLE IF NOT EXISTS kept (world BLOB, name TEXT, mark BLOB, asked BLOB, content BLOB, check_sum BLOB, used INTEGER,
    PRIMARY KEY (world, name, mark));
CREATE TABLE IF NOT EXISTS turns (turn INTEGER PRIMARY KEY);
"""
MOST_BYTES = 512 << 20
"""How large the file of one store may grow before what has not been used for longest is thrown away."""
MOST_OF_A_NAME = 4
"""So many of what was made under one name are kept: as often as somebody goes to and fro between branches."""


class Store:
    """One file of things that were made, each under a ``name`` in a ``world``: all that holds for everything in it alike.

    ``mark`` says for which answers a thing was made, and ``asked`` what was asked.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self._open: tuple[int, sqlite3.Connection] | None = None

    def all_asked(self, world: bytes) -> dict[str, list[tuple[bytes, bytes]]]:
        """For each name what was asked and the mark of the answers, the newest first."""
        found: dict[str, list[tuple[bytes, bytes]]] = {}
        with self._whatever_stands_there():
            rows = self._connection().execute(
                "SELECT name, asked, mark FROM kept WHERE world = ? ORDER BY used DESC", (world,)
            )
            for name, asked, mark in rows:
                found.setdefault(name, []).append((asked, mark))
        return found

    def content(self, world: bytes, name: str, mark: bytes) -> bytes | None:
        """What was kept; nothing if it is gone or not whole."""
        try:
            row = (
                self._connection()
                .execute(
                    "SELECT content, check_sum FROM kept WHERE world = ? AND name = ? AND mark = ?", (world, name, mark)
                )
                .fetchone()
            )
            if row is None or sum_of(world, name, mark, row[0]) != row[1]:
                return None
            return zlib.decompress(row[0])
        except (sqlite3.Error, OSError, zlib.error, TypeError):
            return None

    def keep(self, world: bytes, made: Iterable[tuple[str, bytes, bytes, bytes]]) -> None:
        """Keep what was made: name, what was asked, the mark of the answers, and the content as :func:`packed` gives it."""
        with self._whatever_stands_there(), self._writing() as (connection, turn):
            connection.executemany(
                "INSERT OR REPLACE INTO kept (world, name, asked, mark, content, check_sum, used) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (world, name, asked, mark, content, sum_of(world, name, mark, content), turn)
                    for name, asked, mark, content in made
                ),
            )

    def used(self, world: bytes, marks: Mapping[str, bytes]) -> None:
        """Say which of what is kept was used again, and throw away what has not been for long."""
        with self._whatever_stands_there(), self._writing() as (connection, turn):
            connection.executemany(
                "UPDATE kept SET used = ? WHERE world = ? AND name = ? AND mark = ?",
                ((turn, world, name, mark) for name, mark in marks.items()),
            )
            connection.execute(
                "DELETE FROM kept WHERE rowid IN (SELECT rowid FROM (SELECT rowid, row_number() OVER "
                "(PARTITION BY name ORDER BY used DESC) AS place FROM kept) WHERE place > ?)",
                (MOST_OF_A_NAME,),
            )
        with contextlib.suppress(OSError):
            if self.place.stat().st_size > MOST_BYTES:
                self.close()
                self.place.unlink()

    @contextlib.contextmanager
    def _whatever_stands_there(self) -> Iterator[None]:
        """A file that cannot be used now is passed over; one that is broken is thrown away."""
        try:
            yield
        except (sqlite3.OperationalError, OSError):
            self.close()
        except sqlite3.Error:
            self.close()
            with contextlib.suppress(OSError):
                self.place.unlink()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        connection = self._connection()
        with connection:
            turn = connection.execute("INSERT INTO turns DEFAULT VALUES").lastrowid or 0
            yield connection, turn

    def _connection(self) -> sqlite3.Connection:
        """This process's own way to the file: one that was opened before a fork must not be used after it."""
        if self._open is None or self._open[0] != os.getpid():
            connection = sqlite3.connect(self.place, timeout=5.0)
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(TABLE)
            self._open = (os.getpid(), connection)
        return self._open[1]

    def close(self) -> None:
        """Let go of the file, above all before processes are copied."""
        if self._open is not None and self._open[0] == os.getpid():
            self._open[1].close()
        self._open = None


def store_named(name: str) -> Store | None:
    """The store of this name; nothing where there is no folder into which the user alone can write."""
    folder = own_folder(name, make=True)
    return Store(folder / "kept.sqlite") if folder else None


def packed(content: bytes, hard: int = 1) -> bytes:
    """Content as it is kept, pressed together as hard as asked: 0 is not at all, and quickest."""
    return zlib.compress(content, hard)


@cache
def program_mark() -> bytes:
    """A mark of the program, its templates and the libraries by version, as they were when it was asked for first."""
    whole = hashlib.blake2b(sys.version.encode(), digest_size=16)
    libraries = [path for path in sys.path if path.endswith("site-packages") and os.path.isdir(path)]
    whole.update("\0".join(name for path in libraries for name in sorted(os.listdir(path))).encode("utf-8", "replace"))
    whole.update(mark_below(PROGRAM))
    return whole.digest()


def mark_below(folder: Path) -> bytes:
    """A mark of every file below a folder, by path and content."""
    whole = hashlib.blake2b(digest_size=16)
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            content = Path(top, name).read_bytes()
            whole.update(f"{top}/{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            whole.update(content)
    return whole.digest()


def sum_of(world: bytes, name: str, mark: bytes, content: bytes) -> bytes:
    """What tells whether a row is whole, and stands where it was put."""
    whole = hashlib.blake2b(world, digest_size=16)
    for part in (name.encode(), mark, content):
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.digest()
