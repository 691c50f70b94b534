"""The sources of a site as they stood at a commit, read from git with the same loader as today's.

Nothing of an earlier commit is run: only ``content``, ``data`` and ``docs`` are taken out, as ordinary files,
and read by today's declarations.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from macros.changes.beside import attached_in
from macros.fields import slug_of
from macros.loading import load
from macros.pages import Page, read_pages
from macros.record import Record
from macros.registers import Registers
from macros.settings import Settings

FOLDERS = ("content", "data", "docs")
COMMIT_MARK = "@@commit "
REFERENCE = re.compile(r"""^-(?:- )?\s*(?:\{\s*)?["']?ref["']?:\s*["']?([^"',}\n]+)""")


class NoHistory(Exception):
    """The commit cannot be read. The message is for the user."""


@dataclass(frozen=True)
class Side:
    """One state of a site: its records and pages; ``commit`` and ``on`` are empty for what is on the disk now."""

    registers: Registers
    pages: list[Page]
    commit: str = ""
    on: date | None = None
    unreadable: frozenset[str] = field(default_factory=frozenset)
    """Kinds of which something could not be read, so that an absence there proves nothing."""
    files: dict[str, str] = field(default_factory=dict)
    """The checksum of every attached file by its path below the folder of pages."""


def side_now(registers: Registers, pages: list[Page], layers: tuple[Path, ...]) -> Side:
    """The sources as they are on the disk."""
    return Side(registers, pages, unreadable=_unreadable(registers), files=attached_in(layers))


def side_at(settings: Settings, revision: str, kinds: dict[str, type[Record]]) -> Side:
    """The sources at a commit, a branch or a tag.

    :raises NoHistory: there is no git, no repository or no such commit here.
    """
    root = settings.root
    top = Path(_git(root, "rev-parse", "--show-toplevel").strip())
    commit, on = commit_of(root, revision)
    wanted = {
        _below(top, folder) for folder in (*(root / name for name in FOLDERS), *settings.layers, *settings.shared)
    }
    known = set(_git(root, "ls-tree", "-r", "--name-only", "--full-tree", "-z", commit).split("\0"))
    present = sorted(path for path in wanted if path and any(name.startswith(path + "/") for name in known))
    with tempfile.TemporaryDirectory(prefix="transparency-") as temporary:
        into = Path(temporary).resolve()
        if present:
            _take_out(top, commit, present, into)
        there = into / (_below(top, root) or "")
        there.mkdir(parents=True, exist_ok=True)
        shared = [into / _below(top, folder) for folder in settings.shared]
        registers, _ = load(there, kinds, tuple(folder for folder in shared if folder.is_dir()))
        places = [into / _below(top, folder) for folder in settings.layers]
        layers = tuple(folder for folder in places if folder.is_dir())
        pages, _ = read_pages(there, layers)
        files = attached_in(layers)
    return Side(registers, pages, commit, on, _unreadable(registers), files)


def commit_of(root: Path, revision: str) -> tuple[str, date]:
    """The full name of a commit and the day on which it was made.

    :raises NoHistory: there is none of that name here.
    """
    if revision.startswith("-"):
        raise NoHistory(f"“{revision}” is not the name of a commit. Write for example  origin/main")
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    except NoHistory:
        raise NoHistory(
            f"There is no commit “{revision}” in the history here. Fetch it first, for example:  git fetch origin main"
        ) from None
    return commit, date.fromisoformat(_git(root, "show", "-s", "--format=%cs", commit).strip())


def references_gone(settings: Settings, commit: str) -> dict[tuple[str, str], date]:
    """References that were taken out of a source at some time up to a commit, by folder and slug, with the day.

    What was taken out by the day on which the history begins (``history_from``) was never published here.
    """
    text = _git(
        settings.root, "log", "--reverse", f"--format={COMMIT_MARK}%cs", "-p", "-U0", "--no-renames", "--no-color",
        "--text", "--no-ext-diff", "--no-textconv", "--relative", commit, "--", "content", "data",
    )  # fmt: skip
    gone: dict[tuple[str, str], date] = {}
    day, path, head = date.min, "", False
    for line in text.split("\n"):
        if line.startswith(COMMIT_MARK):
            day = date.fromisoformat(line.removeprefix(COMMIT_MARK).strip())
        elif line.startswith("diff --git "):
            path, head = "", True
        elif head and line.startswith("--- "):
            path = line[4:].removeprefix("a/").strip()
        elif line.startswith("@@"):
            head = False
        elif (
            line.startswith("-")
            and not head
            and path
            and (settings.history_from is None or day > settings.history_from)
        ):
            slug = slug_of(line[1:].split(",", 1)[0]) if path.endswith(".csv") else _slug(line)
            if slug:
                gone[(folder_of(path), slug)] = day
    return gone


def _slug(line: str) -> str:
    match = REFERENCE.match(line)
    return slug_of(match[1].strip()) if match else ""


def folder_of(path: str) -> str:
    """The register's own folder or file of a path, under which a reference is unique."""
    return "/".join(path.split("/")[:2]).removesuffix(".yml").removesuffix(".csv")


def _below(top: Path, folder: Path) -> str:
    path = Path(os.path.relpath(folder.resolve(), top.resolve())).as_posix()
    return "" if path == "." else path


def _take_out(top: Path, commit: str, folders: list[str], into: Path) -> None:
    """Ordinary files only, byte by byte as they were committed: a link or a path that leads out is left out.

    Not with ``git archive``: what a ``.gitattributes`` says, which comes with a change, could leave files out of it,
    change them, or have a program of this computer run over them.
    """
    listed = _git_bytes(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *folders)
    wanted: list[tuple[str, PurePosixPath]] = []
    for entry in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, _, name = entry.partition("\t")
        path = PurePosixPath(name)
        if about.startswith("100") and ".." not in path.parts and not path.is_absolute():
            wanted.append((about.split()[2], path))
    told = io.BytesIO(_git_bytes(top, "cat-file", "--batch", given="".join(f"{name}\n" for name, _ in wanted).encode()))
    for _, path in wanted:
        size = int(told.readline().split()[2])
        place = into / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(told.read(size))
        told.read(1)


def _unreadable(registers: Registers) -> frozenset[str]:
    refused: defaultdict[str, set[str]] | dict[str, set[str]] = registers.refused
    return frozenset({*registers.unreadable, *(kind for kind, refs in refused.items() if refs)})


def _git(root: Path, *words: str) -> str:
    return _git_bytes(root, *words).decode("utf-8", "replace")


def _git_bytes(root: Path, *words: str, given: bytes | None = None) -> bytes:
    command = ["git", "-c", "core.quotePath=off", "-c", "core.fsmonitor=false", *words]
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, check=False, input=given)
    except OSError:
        raise NoHistory("git is not installed here, so the history cannot be read.") from None
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise NoHistory(f"The history cannot be read here: {said or 'git refused'}")
    return run.stdout
