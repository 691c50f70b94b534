"""What is read again after an edit is what would be loaded from nothing, and costs one file."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from edits import Editor, laid, tree

from macros import parts
from macros.loading import Memory
from macros.office import Loaded, load_again, load_unchecked
from macros.problems import stops_publication
from macros.settings import read_settings
from macros.views import gathered
from macros.views.field_guide import field_guide_pages
from macros.views.gathered import gathered_as_before, gathered_pages
from macros.views.view import View

EDITS = 40


def view_of(loaded: Loaded) -> View:
    return View(loaded.registers, loaded.pages, loaded.as_of)


def standing(loaded: Loaded, view: View) -> dict[str, Any]:
    """All that pages are made from. A record that another names must be the one that stands in its register now."""
    found: dict[str, Any] = {"pages": loaded.pages, "problems": loaded.problems, "homes": view.homes}
    registers = loaded.registers
    for place in registers:
        record = place.record
        links = [*registers.links_from(record), *registers.links_to(record)]
        assert all(other is registers.find((other.kind,), other.ref) for _, other in links), "something stale is linked"
        named = [(facts.name, other.kind, other.slug) for facts, other in links]
        where = (place.path, place.alone, place.tree, view.known.places.link_of(record))
        found[f"{record.kind} {record.slug}"] = (record, where, named)
    for kind in registers.kinds:
        found[f"order of {kind}"] = [record.slug for record in registers.of(kind)]
    for kind, several in view.known.places.parts.items():
        now = [record for part in several for record in part.records]
        assert all(record is registers.find((kind,), record.ref) for record in now), "something stale is on a part"
        found[f"parts of {kind}"] = [(part.src, part.title, [one.slug for one in part.records]) for part in several]
    found["in short"] = view.known.places.in_short
    return found


def gathering(view: View) -> list[Any]:
    pages = [*gathered_pages(view), *field_guide_pages(view)]
    return [(page.src, page.title, page.home, getattr(page.show, "keywords", None)) for page in pages]


@pytest.mark.parametrize("seed", (3, 7))
def test_what_is_read_again_is_what_is_loaded_from_nothing(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room, name, size in ((parts, "AT_ONCE", 2), (parts, "ROWS", 2), (gathered, "ROWS", 3)):
        monkeypatch.setattr(room, name, size)
    root = laid(tmp_path, monkeypatch)
    editor, memory = Editor(root, random.Random(seed)), Memory()
    settings = read_settings(root)
    as_of = settings.as_of or pytest.fail("the day is pinned")
    loaded = load_unchecked(settings, as_of, memory)
    view, missed, cheap, kept = view_of(loaded), set[str](), 0, 0
    for _ in range(EDITS):
        before = tree(root)
        editor.edit()
        after = tree(root)
        missed |= {str(root / path) for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        told = f"seed {seed}, after:\n" + "\n".join(editor.done)
        again = load_again(loaded, memory, missed)
        if again is None:
            memory.files = []
            settings = read_settings(root)
            fresh = load_unchecked(settings, settings.as_of or as_of, memory)
            if not stops_publication(fresh.problems):
                loaded, view = fresh, view_of(fresh)
                missed.clear()
            continue
        fresh = load_unchecked(settings, loaded.as_of)
        now = view_of(again)
        now.known.follow(view.known)
        assert standing(again, now) == standing(fresh, view_of(fresh)), told
        cheap += 1
        if gathered_as_before(now, view):
            assert gathering(now) == gathering(view_of(fresh)), told
            kept += 1
        if not stops_publication(again.problems):
            loaded, view = again, now
            missed.clear()
    assert cheap >= 10 and kept >= 1, told
