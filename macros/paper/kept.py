"""PDFs of earlier builds, kept under a name that is worked out from everything that goes into them.

It is the user's own cache folder and not in the repository, so that nobody can send a forged PDF along with a change. It may be
taken away at any moment, shared by builds that run side by side, and cut short by a power cut: each file
carries the checksum of what it holds, and appears under its name only when it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable

from macros.kept import own_folder

MOST = 4000
"""How many PDFs are kept beside those of the last build; the ones not used for longest go first."""


class Kept:
    """The PDFs that are kept for this user. Where nothing can be kept, nothing is, and nothing is wrong."""

    def __init__(self) -> None:
        try:
            self.folder = own_folder("paper", make=True)
        except OSError:
            self.folder = None

    def get(self, name: str) -> bytes | None:
        """The PDF of that name, if it is there and whole."""
        if self.folder is None:
            return None
        place = self.folder / name
        try:
            content = place.read_bytes()
        except OSError:
            return None
        if content[:32] != hashlib.sha256(content[32:]).digest():
            return None
        with contextlib.suppress(OSError):
            os.utime(place)
        return content[32:]

    def put(self, name: str, pdf: bytes) -> None:
        """Keep a PDF."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            handle, fresh = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(pdf).digest() + pdf)
                os.replace(fresh, self.folder / name)
            except OSError:
                os.unlink(fresh)

    def tidy(self, used: Iterable[str]) -> None:
        """Take away what has not been used for longest, and what builds that were killed left half written."""
        if self.folder is None:
            return
        keep = set(used)
        with contextlib.suppress(OSError):
            others = [found for found in os.scandir(self.folder) if found.name not in keep]
            if len(others) > MOST:
                others.sort(key=lambda found: found.stat(follow_symlinks=False).st_mtime)
                for found in others[: len(others) - MOST]:
                    os.unlink(found.path)
