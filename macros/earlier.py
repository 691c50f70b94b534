"""The sources as they were at an earlier commit, loaded like those of now."""

from __future__ import annotations

import os
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from macros.office import Loaded, load_site
from macros.settings import NoSite, read_settings


class NoSuchCommit(Exception):
    """The commit cannot be read. The message is for the user."""


def load_earlier(root: Path, revision: str, as_of: date) -> Loaded:
    """A site's sources at a commit, on a day of our choosing.

    The commit's files are written to a folder of their own; neither the working copy nor its index is touched.

    :raises NoSuchCommit: there is no such commit here, or it has no site in this folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        prefix = _git(root, "rev-parse", "--show-prefix")
        if prefix is None:
            raise NoSuchCommit("The sources are not kept in git here, so there is nothing to compare with.")
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        top = _git(root, "rev-parse", "--show-toplevel") or "."
        tree = Path(folder) / "tree"
        if (
            _git(Path(top), "read-tree", "--end-of-options", revision, **index) is None
            or _git(Path(top), "checkout-index", "--all", f"--prefix={tree}/", **index) is None
        ):
            raise NoSuchCommit(f"There is no commit “{revision}” here. In a shallow clone, fetch it first.")
        try:
            return load_site(read_settings(tree / prefix), as_of)
        except NoSite:
            raise NoSuchCommit(f"At “{revision}” there was no site in this folder.") from None


def _git(root: Path, *words: str, **environment: str) -> str | None:
    try:
        run = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, check=False, text=True, env={**os.environ, **environment}
        )
    except OSError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None
