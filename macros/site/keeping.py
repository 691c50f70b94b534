"""Pages of earlier builds that still hold: a page is taken up again when all that it asked for would be answered alike.

What holds for every page alike is in the name of the *world* that it is kept for: the program, its templates and libraries,
the configuration, the day, and the fields and calls of all pages of ``docs/``. What a page itself asks for is noted while it
is made (:mod:`macros.asked`). A page whose questions cannot be answered any more is made anew.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from macros.asked import Question
from macros.built import BuiltPage
from macros.exports import Exported, Make
from macros.exports.publication import Publication
from macros.forked import in_processes
from macros.site.prepared import Prepared, made_when_asked_for, makes_pdfs, only_shown_here
from macros.store import mark_below, packed, program_mark, store_named

NUMBER_OF_A_SLOT = re.compile(r"slot-for-a-macro-\d+")
MANY = 50_000
"""Entries above which nothing is kept and one process writes the pages alone: copies would take more than a gigabyte."""


def has_many(prepared: Prepared) -> bool:
    """Whether a site has so many entries that one process has to do everything, and nothing is kept."""
    return sum(map(len, prepared.loaded.registers.located.values())) > MANY


class _Kept:
    """What was kept in one store for the world of a build, and what the build adds."""

    def __init__(self, prepared: Prepared, topic: str) -> None:
        self.prepared = prepared
        self.store = None if made_when_asked_for() or has_many(prepared) else store_named(topic)
        self.world = world_of(prepared) if self.store else b""
        self._answers: dict[Question, bytes | None] = {}
        self.holding: dict[str, bytes] = {}
        """The mark of everything that still holds, by its name."""

    def find(self, names: Container[str]) -> None:
        """Look which of what was kept under some names still holds."""
        if self.store is not None:
            for name, known in self.store.all_asked(self.world).items():
                if name in names and (
                    mark := next((mark for asked, mark in known if self.mark(name, asked) == mark), None)
                ):
                    self.holding[name] = mark
            self.store.close()

    def content(self, name: str) -> Any:
        """What still holds; nothing if nothing does."""
        mark = self.holding.get(name)
        content = self.store.content(self.world, name, mark) if self.store and mark else None
        return None if content is None else pickle.loads(content)

    def packed(self, content: Any) -> bytes:
        """Something as it is kept; nothing where nothing is."""
        return packed(pickle.dumps(content, protocol=5)) if self.store else b""

    def keep(self, made: Iterable[tuple[str, frozenset[Question], bytes]]) -> None:
        """Keep what was made anew, each with what it asked, and forget what is old."""
        if self.store is None:
            return
        rows = []
        for name, questions, content in made:
            asked = json.dumps(sorted(questions)).encode()
            if mark := self.mark(name, asked):
                rows.append((name, asked, mark, content))
        if rows:
            self.store.keep(self.world, rows)
        self.store.used(self.world, self.holding)
        self.store.close()

    def mark(self, name: str, asked: bytes) -> bytes | None:
        """A mark of all answers to what was asked, and of what the thing is made from besides; nothing if one has none."""
        try:
            questions = [tuple(map(str, question)) for question in json.loads(asked)]
        except (ValueError, TypeError):
            return None
        whole = hashlib.blake2b(asked, digest_size=16)
        for question in (("own", name), *questions):
            answer = self._answer(question)
            if answer is None:
                return None
            whole.update(answer)
        return whole.digest()

    def _answer(self, question: Question) -> bytes | None:
        if question not in self._answers:
            try:
                own = question[0] == "own"
                answer = self.own(question[1]) if own else self.prepared.view.known.answer(question)
                self._answers[question] = answer
            except (KeyError, ValueError, IndexError):
                self._answers[question] = None
        return self._answers[question]

    def own(self, name: str) -> bytes:
        """What something is made from besides what it asks for."""
        return name.encode()


class KeptData(_Kept):
    """The downloads of registers."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__(prepared, "data")
        self.find({f"register {name}" for name in prepared.loaded.registers.kinds})
        view, loaded = prepared.view, prepared.loaded
        self.publication = Publication(
            view.registers, view.pages, loaded.as_of, loaded.settings.site_address, view.href
        )
        """Notes what is asked of it. What pages say is not asked for the data of a register."""
        self._made: list[tuple[str, frozenset[Question], bytes]] = []

    def data(self, makes: dict[str, Make]) -> dict[str, Exported]:
        """The data of each register, as it was made before or made now, several at once."""
        found: dict[str, Exported | None] = {name: self.content(name) for name in makes}
        missing = [name for name, data in found.items() if data is None]
        if self.store:
            self.store.close()
        made = in_processes(missing, lambda name: self._now(name, makes[name]), 1 if has_many(self.prepared) else None)
        self._made = [(name, questions, content) for name, (_, questions, content) in zip(missing, made, strict=True)]
        found |= {name: data for name, (data, _, _) in zip(missing, made, strict=True)}
        return {name: data for name, data in found.items() if data is not None}

    def _now(self, name: str, make: Make) -> tuple[Exported, frozenset[Question], bytes]:
        with self.prepared.view.asked.listening() as questions:
            made = make(self.publication)
        return made, frozenset(questions), self.packed(made)

    def end(self) -> None:
        """Keep what was made."""
        if self.store:
            self.keep(self._made)


class KeptPages(_Kept):
    """The pages of a site, each with what is on it."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__(prepared, "pages")
        self.find(prepared.files)

    def page(self, src: str) -> tuple[bytes, BuiltPage] | None:
        """A page that still holds and what is on it; nothing if there is none."""
        found: tuple[bytes, BuiltPage] | None = self.content(src)
        return found

    def own(self, name: str) -> bytes:
        """A page is made from its record, or from what MkDocs read, and knows where it stands."""
        prepared, known = self.prepared, self.prepared.view.known
        file = prepared.files[name]
        where = (file.src_uri, file.url, file.dest_uri, getattr(file, "edit_uri", None))
        made_from: Any
        if record := prepared.records.get(name):
            made_from = record
        elif part := prepared.parts.get(name):
            made_from = known.of_part(part)
        elif gathered := prepared.gathered.get(name):
            made_from = (gathered.home.address, gathered.title, gathered.description, gathered.show)
        else:
            made_from = _written(prepared, name)
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
    said = (
        str(loaded.as_of), repr(loaded.settings), config.site_name, config.site_url, makes_pdfs(prepared), only_shown_here(),
        config.theme.name,
    )  # fmt: skip
    whole.update(repr(said).encode("utf-8", "surrogateescape"))
    whole.update(program_mark())
    whole.update(prepared.view.known.marks.of(prepared.view.pages))
    settings = loaded.settings
    files = [settings.root / "mkdocs.yml", *(path for path in settings.beside if path.is_file())]
    files += [Path(config.config_file_path).parent / name for name in config.hooks]
    for path in files:
        whole.update(hashlib.blake2b(path.read_bytes(), digest_size=16).digest())
    if config.theme.custom_dir:
        whole.update(mark_below(Path(config.theme.custom_dir)))
    return whole.digest()
