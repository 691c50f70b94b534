"""Checksums of a folder, in the form of RFC 8493 (BagIt): ``<sha256>  <path>``, one file a line, sorted.

``sha256sum --check manifest-sha256.txt`` reads it too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from macros.built import files_of

MANIFEST = "manifest-sha256.txt"
LINE = re.compile(r"([0-9a-f]{64})[ \t]+\*?(.+)")
PIECE = 1 << 20


class NoManifest(Exception):
    """There is no manifest, or it cannot be read. The message is for the user."""


def digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def manifest_of(folder: Path, leave_out: Iterable[str] = (MANIFEST,)) -> dict[str, str]:
    """The checksum of every file below a folder, by its path."""
    skipped = set(leave_out)
    return {path: digest(folder / path) for path in files_of(folder) if path not in skipped}


def as_text(manifest: dict[str, str]) -> str:
    """A manifest as it is written down. A line end or per cent sign in a name is encoded, as RFC 8493 asks."""
    return "".join(f"{value}  {_written(path)}\n" for path, value in manifest.items())


def _written(path: str) -> str:
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def read_manifest(text: str, where: str) -> dict[str, str]:
    """A manifest from its text.

    :raises NoManifest: a line is not of the form, or a path leads out of the folder.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = LINE.fullmatch(line)
        path = match[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") if match else ""
        if not match or not is_safe(path):
            raise NoManifest(f"{where}, line {number}: this is not a checksum and the name of a file.")
        found[path] = match[1]
    if not found:
        raise NoManifest(f"{where} lists no file.")
    return found


def is_safe(path: str) -> bool:
    """Whether a path stays below the folder it is read in."""
    parts = path.replace("\\", "/").split("/")
    return bool(path) and not path.startswith(("/", "\\", "~")) and ".." not in parts and ":" not in parts[0]


def differences(wanted: dict[str, str], found: dict[str, str]) -> list[str]:
    """Each file that differs, is missing or is too many, as a sentence."""
    said = [
        f"{path}: missing" if path not in found else f"{path}: differs"
        for path, value in wanted.items()
        if found.get(path) != value
    ]
    return said + [f"{path}: is not in the list" for path in found if path not in wanted]


def in_address(path: str) -> str:
    """A path as it stands in an address."""
    return quote(path, safe="/~")
