"""The site while somebody edits: read once by MkDocs, and from then on only what a change touches is done again."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError, PluginError
from mkdocs.structure.pages import Page as MkDocsPage

from macros.loading import Memory
from macros.office import Loaded, checked_site, load_again, load_unchecked
from macros.pages import Page
from macros.preview.problem_page import failure_page, problem_page
from macros.problems import Problem, stopping
from macros.settings import NoSite, read_settings
from macros.site.adding import make_open_data, own_files
from macros.site.afterwards import Afterwards
from macros.site.heard import Heard
from macros.site.page import render_page
from macros.site.prepared import Prepared, give, prepare, reloaded, started

Say = Callable[[str], None]


class ShownSite:
    """What the server shows of the site below a folder. A change is taken in by ``take_in``, from one thread at a time.

    Pages are made when they are asked for. When nobody has changed anything for a moment, the whole site is built
    beside it, and from then on what is shown is that build: its search, its downloads and its counts of clicks as well.
    """

    def __init__(self, root: Path, say: Say) -> None:
        self.root, self.say = root.resolve(), say
        self.changed = threading.Condition()
        self.turn = 0
        self.place = Path(tempfile.mkdtemp(prefix="transparency-serve-"))
        self._memory = Memory()
        self._making = threading.RLock()
        self._missed: set[str] = set()
        """What changed since the site was last prepared: more than the last change, while the sources had problems."""
        self._prepared: Prepared | None = None
        self._trouble: bytes | None = None
        self._refused_by_rules = False
        """Whether the trouble is what the rule book said, which only the rule book can take back."""
        self._sizes_are_old = False
        """Whether downloads may have other sizes by now. Making them all takes longer than a page, so it waits."""
        self._made: dict[str, bytes] = {}
        self._whole: Path | None = None
        self.afterwards = Afterwards(self.root, self.place, self._making, self._judged, self._built)

    def page(self, path: str) -> bytes | None:
        """A page as it stands now, by its path below the site; none if there is none."""
        with self._making:
            if self._trouble is not None:
                return self._trouble
            if self._whole is not None:
                found = self._whole / path
                return found.read_bytes() if found.is_file() else None
            if path not in self._made and (page := self._make(path)) is not None:
                self._made[path] = page
            return self._made.get(path)

    def _make(self, path: str) -> bytes | None:
        if self._prepared is None:
            return None
        src = next((src for src in _sources_of(path) if src in self._prepared.files), "")
        try:
            if src:
                if self._sizes_are_old and _says_sizes(self._prepared, src):
                    make_open_data(self._prepared)
                    self._sizes_are_old = False
                return render_page(self._prepared, src)
        except Exception as fault:  # whatever a template stumbles over is shown and does not end the server
            return failure_page(f"{path}: {type(fault).__name__}: {fault}")
        laid = self.place / "first" / path
        return laid.read_bytes() if laid.is_file() else None

    def file(self, path: str) -> Path | None:
        """A file that is no page, as the last build made it."""
        for folder in (self._whole, self.place / "first"):
            if folder and (found := (folder / path)).is_file() and found.resolve().is_relative_to(folder.resolve()):
                return found
        return None

    def take_in(self, paths: set[str] | None = None) -> None:
        """Look at the sources again: at everything, or at what changed. Whatever is wrong with them is shown.

        The page is there at once; what the rule book says of it follows (``afterwards``).
        """
        with self._making:
            self.afterwards.give_up()
            self._whole = None
            self._made.clear()
            self._missed |= {os.path.realpath(path) for path in paths} if paths else {"everything"}
            gc.disable()  # looking through all that was loaded would hold up the page
            loaded = self._guarded(self._read)
            if self.afterwards.has_litter:
                gc.freeze()
            gc.enable()
        self._tell()
        if loaded is not None:
            self.afterwards.start(loaded)

    def _guarded(self, work: Callable[[], Loaded | None]) -> Loaded | None:
        """Whatever goes wrong while somebody edits is shown, and does not end the server."""
        try:
            return work()
        except (NoSite, BuildError, PluginError, SystemExit, OSError) as reason:
            words = str(reason)
        except Exception as fault:
            words = f"{type(fault).__name__}: {fault}"
        self._refuse(failure_page(words), words)
        return None

    def _read(self) -> Loaded | None:
        """Take in what changed.

        :returns: what was loaded, for the rule book, which has not been asked about it yet.
        """
        loaded = self._read_what_changed() or self._read_everything()
        if self._object(loaded.problems):
            return None
        if self._prepared is not None and self._only_entries_and_pages(self._prepared, loaded):
            self._again(self._prepared, loaded)
        else:
            try:
                self._prepare(loaded)
            except (BuildError, PluginError, SystemExit):
                # Perhaps for a reason that the rule book has better words for.
                if self._object(checked_site(loaded).problems):
                    return None
                raise
        self._missed.clear()
        if not self._refused_by_rules:
            self._trouble = None
        return loaded

    def _read_what_changed(self) -> Loaded | None:
        """The site as it was prepared, with what changed since; nothing if that does not tell everything."""
        if self._prepared is None:
            return None
        before = self._prepared.loaded
        same_day = before.as_of == (before.settings.as_of or date.today())
        return load_again(before, self._memory, self._missed) if same_day else None

    def _read_everything(self) -> Loaded:
        settings = read_settings(self.root)
        self._memory.files = []
        self.afterwards.has_litter = True
        return load_unchecked(settings, settings.as_of or date.today(), self._memory)

    def _object(self, problems: list[Problem]) -> bool:
        """Whether some problems stop publication; they are then shown in the place of every page."""
        if must := stopping(problems):
            self._refuse(problem_page(must))
            return True
        return False

    def _refuse(self, page: bytes, words: str = "") -> None:
        self._trouble, self._refused_by_rules = page, False
        self._made.clear()
        self.say(words or "The sources have problems; every page shows them until they are mended.")

    def _judged(self, problems: list[Problem]) -> bool:
        """Show what the rule book says, or the pages again if it has nothing to say any more."""
        before = self._trouble
        if self._object(problems):
            self._refused_by_rules = True
        else:
            self._trouble, self._refused_by_rules = None, False
        if self._trouble != before:
            self._tell()
        return self._trouble is None

    def _built(self, out: Path, code: int, said: str) -> None:
        """Show a whole site that was built, or why there is none."""
        if code:
            self._refuse(failure_page(said), said)
        else:
            self._whole = out
            for left in self.place.glob("whole-*"):
                if left != out:
                    shutil.rmtree(left, ignore_errors=True)
            self.say("The whole site is built; links, search and checklist are up to date.")
        self._tell()

    def _tell(self) -> None:
        with self.changed:
            self.turn += 1
            self.changed.notify_all()

    def _only_entries_and_pages(self, prepared: Prepared, loaded: Loaded) -> bool:
        """Whether all that changed is what is read anew in any case: entries, and pages of ``docs/`` that were there."""
        known = {page.src for page in loaded.pages}
        if known != {page.src for page in prepared.loaded.pages}:
            return False
        docs = [layer.resolve() for layer in loaded.settings.layers]

        def harmless(path: Path) -> bool:
            if any(path.is_relative_to(self.root / folder) for folder in ("content", "data")):
                return True
            if any(path.is_relative_to(folder) for folder in loaded.settings.shared):
                return True
            return any(path.is_relative_to(layer) and path.relative_to(layer).as_posix() in known for layer in docs)

        return all(harmless(Path(path)) for path in self._missed)

    def _prepare(self, loaded: Loaded) -> None:
        """Let MkDocs read its pages and lay out everything but the pages, which are made when they are asked for."""
        self._prepared = None
        first = self.place / "first"
        shutil.rmtree(first, ignore_errors=True)
        heard = Heard()
        logging.getLogger("mkdocs").addHandler(heard)
        try:
            started("preview")
            give(self.root, loaded)
            config = load_config(str(self.root / "mkdocs.yml"), strict=True, site_dir=str(first))
            mkdocs_build.build(config)
            self._prepared = prepare(config)
        except (BuildError, PluginError, SystemExit) as failure:
            raise PluginError("\n".join([*heard.words, str(failure)])) from None
        finally:
            logging.getLogger("mkdocs").removeHandler(heard)
            give(self.root, None)
            started("")

    def _again(self, prepared: Prepared, loaded: Loaded) -> None:
        before = {page.src: page for page in prepared.loaded.pages}
        ours = {src: file for src, file in prepared.files.items() if prepared.is_ours(src)}
        reloaded(prepared, loaded)
        if ours.keys() != prepared.records.keys() | prepared.parts.keys() | prepared.gathered.keys():
            docs = {src: file for src, file in prepared.files.items() if src in before and src not in ours}
            prepared.files = docs | own_files(prepared)
            make_open_data(prepared)
        else:
            self._sizes_are_old = True
        for page in loaded.pages:
            if page.src in prepared.files and _differs(page, before[page.src]):
                _read_again(prepared, page.src)

    def end(self) -> None:
        """Leave nothing behind."""
        self.afterwards.give_up()
        self.afterwards.wait()
        shutil.rmtree(self.place, ignore_errors=True)


def _sources_of(path: str) -> tuple[str, ...]:
    """The paths below docs from which a page may have been made."""
    if path == "index.html":
        return ("index.md",)
    if path.endswith("/index.html"):
        folder = path.removesuffix("/index.html")
        return (f"{folder}.md", f"{folder}/index.md", f"{folder}/README.md")
    return ()


def _says_sizes(prepared: Prepared, src: str) -> bool:
    page = prepared.pages.get(src)
    return page is not None and any(call.name == "show_open_data" for call in page.calls)


def _differs(page: Page, before: Page) -> bool:
    return page.body != before.body or page.matter != before.matter


def _read_again(prepared: Prepared, src: str) -> None:
    """Let MkDocs read one page of ``docs/`` again: its Markdown, and the calls of macros in it."""
    file = prepared.files[src]
    prepared.prose.pop(src, None)
    page = MkDocsPage(None, file, prepared.config)
    if prepared.site_files is not None:
        mkdocs_build._populate_page(page, prepared.config, prepared.site_files)
    file.page = page
