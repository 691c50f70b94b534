"""The second half of the random edits of ``test_kept_pages.py``, in a file of its own so that another processor takes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from edits import laid
from test_kept_pages import edits_hold


@pytest.mark.parametrize("seed", (37, 58))
def test_random_edits(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits_hold(seed, laid(tmp_path, monkeypatch), tmp_path, monkeypatch)
