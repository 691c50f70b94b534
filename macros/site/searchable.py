"""The search of a built site: its index, and what it answers; as they were before, where no page that is searched has changed."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from macros.asking import SiteSearch
from macros.built import files_of
from macros.checklist.reach import FIRST_RESULTS
from macros.forked import cores
from macros.searching import FOLDER, index_for_search
from macros.store import packed, program_mark, store_named
from macros.views.findable import WORDS_FIELD, WORDS_WEIGHT

SEARCHED = b"data-pagefind-body"
"""What stands on a page that is searched. Pagefind leaves out every other as soon as one page has it."""


class Searchable:
    """The search of one built site.

    :raises NoIndex: the index could not be made.
    """

    def __init__(self, site: Path, keep: bool = True) -> None:
        """The search of a site; ``keep`` says whether to look for the index of an earlier build, and to leave one."""
        self.site = site
        self.store = store_named("search") if keep else None
        self.mark = _mark_of(site) if self.store else b""
        self.answers: dict[str, list[str]] = {}
        content = self.store.content(program_mark(), "index", self.mark) if self.store else None
        if content is None:
            index_for_search(site)
        else:
            files, self.answers = pickle.loads(content)
            for path, written in files.items():
                (site / FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
                (site / FOLDER / path).write_bytes(written)
        self._known = set(self.answers) if content else None
        if self.store:
            self.store.close()

    def ask(self, words: str) -> list[str]:
        """Addresses of the first results for what a person types, best first.

        :raises CannotAsk: the search does not answer.
        """
        if words not in self.answers:
            self.answers[words] = self._search.first(words, FIRST_RESULTS)
        return self.answers[words]

    def ask_all(self, questions: Iterable[str]) -> None:
        """Put many questions at once; ``ask`` then knows the answers.

        :raises CannotAsk: the search does not answer.
        """
        # Threads and not processes: what runs WebAssembly has threads of its own, and a copy of this process would wait for
        # them for ever. While it runs, other threads of Python go on.
        if new := sorted({*questions} - {*self.answers}):
            search = self._search
            with ThreadPoolExecutor(cores()) as several:
                found = several.map(lambda words: search.first(words, FIRST_RESULTS), new)
                self.answers |= dict(zip(new, found, strict=True))

    @cached_property
    def _search(self) -> SiteSearch:
        return SiteSearch(self.site / FOLDER, {WORDS_FIELD: WORDS_WEIGHT})

    def end(self) -> None:
        """Keep the index and the answers for the next build."""
        if self.store is None:
            return
        if self._known != set(self.answers):
            folder = self.site / FOLDER
            files = {path: (folder / path).read_bytes() for path in files_of(folder)}
            content = packed(pickle.dumps((files, self.answers), protocol=5), 0)
            self.store.keep(program_mark(), [("index", b"", self.mark, content)])
        self.store.used(program_mark(), {"index": self.mark})
        self.store.close()


def _mark_of(site: Path) -> bytes:
    """A mark of every page that is searched, by its place and every byte of it."""
    whole = hashlib.blake2b(digest_size=16)
    for path in files_of(site):
        if path.endswith(".html") and SEARCHED in (content := (site / path).read_bytes()):
            whole.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            whole.update(content)
    return whole.digest()
