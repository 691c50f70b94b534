"""A build that takes up pages of an earlier one gives the bytes of a build from nothing, whatever was changed in between.

The edits are drawn at random, each from what the office holds at that moment. A failure prints the seed and every edit, and
the same seed makes the same edits again.
"""

from __future__ import annotations

import random
from functools import cached_property
from pathlib import Path

import pytest
from edits import Editor, built, differing, laid
from sites import GOOD, loaded

from macros.asked import EVERYTHING, Asked, WatchedRegisters
from macros.site import finishing, keeping
from macros.views.view import View

SEEDS = (11, 23)
"""Two more stand in ``test_kept_pages_again.py``, so that two processors share the work."""
EDITS = 50


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return laid(tmp_path, monkeypatch)


def from_nothing(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes] | str:
    """What a build gives that finds nothing kept."""
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "store_named", lambda name: None)
        return built(root, out)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits(seed: int, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits_hold(seed, office, tmp_path, monkeypatch)


def edits_hold(seed: int, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each of many edits the whole folder is that of a clean build. The search index is left to the test below."""
    monkeypatch.setattr(finishing, "_searchable", lambda *_: None)
    editor = Editor(office, random.Random(seed))
    taken_up = []
    page_of = keeping.KeptPages.page
    monkeypatch.setattr(
        keeping.KeptPages, "page", lambda kept, src: (found := page_of(kept, src)) and (taken_up.append(src) or found)
    )
    monkeypatch.setattr("macros.forked.cores", lambda: 1)
    refused = 0
    for _ in range(EDITS):
        editor.edit()
        wanted = from_nothing(office, tmp_path / "clean", monkeypatch)
        found = built(office, tmp_path / "site")
        refused += isinstance(found, str)
        wrong = differing(found, wanted)
        assert not wrong, f"seed {seed}, after:\n" + "\n".join(editor.done) + f"\ndiffers: {wrong}"
    assert len(taken_up) > 20 * EDITS, "pages were taken up, or nothing is shown by this"
    assert 0 < refused < EDITS / 2


NOT_FROM_ENTRIES = {"beside", "templates", "_addresses"}
"""What a view works out once from what is the same for a whole world: the fields of pages, and the program."""


def test_no_way_to_the_entries_goes_unnoticed() -> None:
    """Whatever a view works out once tells what it asked; every way to the registers that has no question asks for all."""
    plain = {name for name, value in vars(View).items() if isinstance(value, cached_property)}
    assert plain == NOT_FROM_ENTRIES, "write @told_once over what asks for entries"
    office = loaded(GOOD)
    asked = Asked()
    watched = WatchedRegisters(office.registers, asked)
    ways = {name for name in dir(office.registers) if not name.startswith("__")} - {"kinds"}
    own = {"of", "find", "links_from", "links_to", "path_of", "count"}
    assert own <= ways
    for name in sorted(ways - own):
        with asked.listening() as questions:
            found = getattr(watched, name)
            if name == "place_of":
                found(office.registers.of("decision")[0])
        assert EVERYTHING in questions, name
    with asked.listening() as questions:
        assert len([*watched]) > 10
    assert EVERYTHING in questions
    with asked.listening() as questions:
        watched.of("gift")
    assert questions == {("register", "gift")}
