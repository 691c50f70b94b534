"""Asks the built site's own search, as a browser does: Pagefind's program run on Pagefind's index, without a browser.

The program is the WebAssembly that the search page loads. Its functions, and how words are put before it, are those
of ``pagefind.js`` of the same version; a test in a browser holds that both answer alike.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import wasmtime

MARK = b"pagefind_dcd"
"""What each of Pagefind's files begins with, once unpacked."""
LEFT_OUT = ("Pd", "Pe", "Pf", "Pi", "Po", "Ps")
"""Sorts of sign (Unicode) that the search page takes out of what is typed: dashes, quotes, brackets, full stops."""
FOUND_WRONG = (KeyError, IndexError, TypeError, ValueError, OSError, wasmtime.WasmtimeError, wasmtime.Trap)


class CannotAsk(Exception):
    """The site's search does not answer, or not in the form that we know. The message is for the user."""


class SiteSearch:
    """The search of one built site. Several threads may ask at once.

    ``weights`` says how much the words of a page's own fields count, by the name of the field, as the search page does.

    :raises CannotAsk: there is no index, or it is not one as we know it.
    """

    def __init__(self, folder: Path, weights: Mapping[str, float]) -> None:
        self.folder = folder
        self.weights = json.dumps({"meta_weights": dict(weights)}).encode()
        self.pages: dict[str, str] = {}
        self._files: dict[str, bytes] = {}
        try:
            entry = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))
            language = max(entry["languages"].values(), key=lambda known: int(known["page_count"]))
            self.kept = frozenset(entry["include_characters"])
            self.meta = f"pagefind.{language['hash']}.pf_meta"
            self.engine = wasmtime.Engine()
            self.program = wasmtime.Module(self.engine, self._read(f"wasm.{language['wasm'] or 'unknown'}.pagefind"))
            self.linker = wasmtime.Linker(self.engine)
            for wanted in self.program.imports:
                if not isinstance(wanted.type, wasmtime.FuncType):
                    raise TypeError(wanted.name)
                self.linker.define_func(wanted.module, wanted.name or "", wanted.type, lambda *_: None)
            _Visit(self)
        except FOUND_WRONG as fault:
            raise CannotAsk(f"The site’s search could not be asked: {fault!r}.") from fault

    def first(self, words: str, count: int) -> list[str]:
        """Addresses of the first results for what a person types who has asked nothing before, best first.

        :raises CannotAsk: the program stopped, or its files are not as we know them.
        """
        typed = self._as_typed(words)
        if not typed:
            return []
        plain = "".join(sign for sign in unicodedata.normalize("NFD", typed) if not unicodedata.combining(sign))
        try:
            found = _Visit(self).answer(plain.encode(), typed.encode())
            return [self._address(result["p"]) for result in _first_of(found, count)]
        except FOUND_WRONG as fault:
            raise CannotAsk(f"The site’s search could not be asked for “{words}”: {fault!r}.") from fault

    def _as_typed(self, words: str) -> str:
        kept = (
            sign if sign in self.kept else sign.lower()
            for sign in words
            if sign in self.kept or unicodedata.category(sign) not in LEFT_OUT
        )
        return " ".join("".join(kept).split())

    def _address(self, page: str) -> str:
        if page not in self.pages:
            self.pages[page] = str(json.loads(self._read(f"fragment/{page}.pf_fragment"))["url"])
        return self.pages[page]

    def file(self, name: str) -> bytes:
        """A file of the index, unpacked; what one visitor has fetched is at hand for the next."""
        if name not in self._files:
            self._files[name] = self._read(name)
        return self._files[name]

    def _read(self, name: str) -> bytes:
        content = gzip.decompress((self.folder / name).read_bytes())
        if not content.startswith(MARK):
            raise ValueError(name)
        return content[len(MARK) :]


class _Visit:
    """One visitor with one question. What was asked before would change the order of what is found: Pagefind also finds
    words that begin alike, but only in the parts of its index that were fetched."""

    def __init__(self, search: SiteSearch) -> None:
        self.search = search
        self.store = wasmtime.Store(search.engine)
        self.offers: Any = search.linker.instantiate(self.store, search.program).exports(self.store)
        self.index = self._call("init_pagefind", search.file(search.meta))
        self.index = self._call("set_ranking_weights", self.index, search.weights)

    def answer(self, plain: bytes, typed: bytes) -> str:
        """Everything that is found, as JSON: for the words without accents, and as they were typed."""
        for part in dict.fromkeys(json.loads(self._words("request_indexes", self.index, plain))):
            if part:
                self.index = self._call("load_index_chunk", self.index, self.search.file(f"index/{part}.pf_index"))
        return self._words("search", self.index, plain, typed, b"{}", b"", 0, 0)

    def _call(self, name: str, *given: int | bytes) -> Any:
        """Call a function of the program. Bytes are laid into its memory, and become its, as place and length."""
        flat: list[int] = []
        for value in given:
            if isinstance(value, int):
                flat.append(value)
                continue
            place = self.offers["__wbindgen_malloc"](self.store, len(value), 1)
            self.offers["memory"].write(self.store, value, place & 0xFFFFFFFF)
            flat += [place, len(value)]
        return self.offers[name](self.store, *flat)

    def _words(self, name: str, *given: int | bytes) -> str:
        """The same for a function that answers with words, which are read out of its memory."""
        place, length = self._call(name, *given)
        start = place & 0xFFFFFFFF
        told: str = self.offers["memory"].read(self.store, start, start + length).decode("utf-8")
        self.offers["__wbindgen_free"](self.store, place, length, 1)
        return told


RESULTS = '"results":['


def _first_of(answer: str, count: int) -> list[Any]:
    """The first results of an answer in JSON. The others, which are many on a large site, are not read."""
    at = answer.index(RESULTS) + len(RESULTS)
    found: list[Any] = []
    while len(found) < count and answer[at] != "]":
        result, at = json.JSONDecoder().raw_decode(answer, at)
        found.append(result)
        at += answer[at] == ","
    return found
