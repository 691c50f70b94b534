"""Pages of earlier builds that still hold: a page is taken up again when all that it asked for would be answered alike.

What holds for every page alike is in the name of the *world* that it is kept for: the program, its templates and libraries,
the configuration, the day, and the fields and calls of all pages of ``docs/``. What a page itself asks for is noted while it
is made (:mod:`macros.asked`). A page whose questions cannot be answered any more is made anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from macros.asked import Question
from macros.built import BuiltPage
from macros.site.prepared import Prepared, made_when_asked_for, makes_pdfs, only_shown_here
from macros.store import Store, packed, store_named

NUMBER_OF_A_SLOT = re.compile(r"slot-for-a-macro-\d+")
PROGRAM = Path(__file__).resolve().parents[1]

Made = tuple[str, bytes, bytes, bytes]
"""A page to be kept: its path below docs, what it asked, the mark of the answers, and its content."""


class KeptPages:
    """The pages that were kept for the world of a build, and those that it adds."""

    def __init__(self, prepared: Prepared, keep: bool = True) -> None:
        self.prepared = prepared
        self.store: Store | None = None if made_when_asked_for() or not keep else store_named("pages")
        self._answers: dict[Question, bytes | None] = {}
        self.holding: dict[str, bytes] = {}
        """The mark of each page that still holds, by its path below docs."""
        if self.store is not None:
            self.world = world_of(prepared)
            for src, known in self.store.all_asked(self.world).items():
                if src in prepared.files and (mark := self._first_that_holds(src, known)):
                    self.holding[src] = mark
            self.store.close()

    def _first_that_holds(self, src: str, known: list[tuple[bytes, bytes]]) -> bytes | None:
        return next((mark for asked, mark in known if self._mark(src, asked) == mark), None)

    def page(self, src: str) -> tuple[bytes, BuiltPage] | None:
        """A page that still holds and what is on it; nothing if there is none."""
        mark = self.holding.get(src)
        content = self.store.content(self.world, src, mark) if self.store and mark else None
        if content is None:
            return None
        html, built = pickle.loads(content)
        return html, built

    def content_of(self, html: bytes, built: BuiltPage) -> bytes:
        """A page as it is kept."""
        return packed(pickle.dumps((html, built), protocol=5)) if self.store else b""

    def end(self, made: Iterable[tuple[str, frozenset[Question], bytes]]) -> None:
        """Keep the pages that were made anew, each with what it asked, and forget old ones."""
        if self.store is None:
            return
        rows = []
        for src, questions, content in made:
            asked = pickle.dumps(sorted(questions), protocol=5)
            if mark := self._mark(src, asked):
                rows.append((src, asked, mark, content))
        if rows:
            self.store.keep(self.world, rows)
        self.store.used(self.world, self.holding)
        self.store.close()

    def _mark(self, src: str, asked: bytes) -> bytes | None:
        """A mark of all answers to what a page asked, and of what it is made from besides; nothing if one has none."""
        whole = hashlib.blake2b(asked, digest_size=16)
        for question in (("own", src), *pickle.loads(asked)):
            answer = self._answer(question)
            if answer is None:
                return None
            whole.update(answer)
        return whole.digest()

    def _answer(self, question: Question) -> bytes | None:
        if question not in self._answers:
            try:
                own = question[0] == "own"
                answer = self._own(question[1]) if own else self.prepared.view.known.answer(question)
                self._answers[question] = answer
            except (KeyError, ValueError):
                self._answers[question] = None
        return self._answers[question]

    def _own(self, src: str) -> bytes:
        """What a page is made from besides what it asks for."""
        prepared, known = self.prepared, self.prepared.view.known
        file = prepared.files[src]
        where = (file.src_uri, file.url, file.dest_uri, getattr(file, "edit_uri", None))
        made_from: Any
        if record := prepared.records.get(src):
            made_from = record
        elif part := prepared.parts.get(src):
            made_from = known.of_part(part)
        elif gathered := prepared.gathered.get(src):
            made_from = (gathered.home.address, gathered.title, gathered.description, gathered.show)
        else:
            made_from = _written(prepared, src)
        return known.marks.of((where, made_from))


def _written(prepared: Prepared, src: str) -> Any:
    """A page of ``docs/`` as MkDocs read it. Which number its slots have depends on the pages before it, and on no more."""
    page, shown = prepared.files[src].page, prepared.pages.get(src)
    if page is None:
        raise KeyError(src)
    prose = NUMBER_OF_A_SLOT.sub("slot-for-a-macro", prepared.prose.get(src, page.content or ""))
    contents = [(item.title, item.id, item.level, [(one.title, one.id) for one in item.children]) for item in page.toc]
    calls = [(call.name, call.args, sorted(call.kwargs.items())) for call in shown.calls] if shown else None
    matter = shown.matter if shown else None
    return page.title, page.url, page.edit_url, page.canonical_url, page.meta, prose, contents, calls, matter


def world_of(prepared: Prepared) -> bytes:
    """A mark of all that every page depends on alike."""
    config, loaded = prepared.config, prepared.loaded
    whole = hashlib.blake2b(digest_size=16)
    libraries = [path for path in sys.path if path.endswith("site-packages") and os.path.isdir(path)]
    said = (
        sys.version, [name for path in libraries for name in sorted(os.listdir(path))], str(loaded.as_of), repr(loaded.settings),
        config.site_name, config.site_url, makes_pdfs(prepared), only_shown_here(), config.theme.name,
    )  # fmt: skip
    whole.update(repr(said).encode("utf-8", "surrogateescape"))
    whole.update(prepared.view.known.marks.of(prepared.view.pages))
    settings = loaded.settings
    files = [settings.root / "mkdocs.yml", *(path for path in settings.beside if path.is_file())]
    files += [Path(config.config_file_path).parent / name for name in config.hooks]
    folders = [PROGRAM, *(Path(folder) for folder in (config.theme.custom_dir,) if folder)]
    for folder in folders:
        files += sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in files:
        content = path.read_bytes()
        whole.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        whole.update(content)
    return whole.digest()
