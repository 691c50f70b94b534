"""A site that was built already, from the very same sources, and still stands as it was built: nothing has to be made.

Two things are asked: whether everything that the build read is as it was (:mod:`macros.kept`), and whether every file of
the site has the checksum that its own manifest says, which must be the manifest of that build.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from macros.archive.manifest import MANIFEST, NoManifest, manifest_of, read_manifest
from macros.kept import Answer
from macros.problems import Problem


class Standing:
    """The site that was built from the sources below ``root`` into ``out``.

    :param day: the day of which the site was asked to speak; none where the configuration or the clock says it.
    """

    def __init__(self, root: Path, out: Path, day: date | None) -> None:
        self.out = out.resolve()
        self.answer = Answer("builds", root, day, str(self.out), _commit(root))

    def notes(self) -> list[Problem] | None:
        """What the build found that does not stop publication; nothing where the site has to be built."""
        kept = self.answer.get()
        try:
            if kept is None or kept["manifest"] != self._manifest():
                return None
            listed = read_manifest((self.out / MANIFEST).read_text("utf-8"), MANIFEST)
            return [Problem(**row) for row in kept["notes"]] if manifest_of(self.out) == listed else None
        except (OSError, ValueError, KeyError, TypeError, NoManifest):
            return None

    def state(self, beside: Iterable[Path]) -> str:
        """What the sources and the program are like, to be asked before they are read."""
        return self.answer.state(beside)

    def remember(self, beside: Iterable[Path], before: str, notes: list[Problem]) -> None:
        """Remember that the site was built, if nothing that it was made from has changed since."""
        self.answer.keep(beside, before, {"manifest": self._manifest(), "notes": [asdict(note) for note in notes]})

    def _manifest(self) -> str:
        return hashlib.sha256((self.out / MANIFEST).read_bytes()).hexdigest()


def _commit(root: Path) -> str:
    """The commit that the history of the sources ends with, and whether the history is whole; empty without git."""
    words = ["git", "-c", "core.fsmonitor=false", "rev-parse", "HEAD", "--is-shallow-repository"]
    try:
        return subprocess.run(words, cwd=root, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    except OSError:
        return ""
