"""The site while somebody edits: read once by MkDocs, and from then on only what a change touches is done again."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError, PluginError
from mkdocs.structure.pages import Page as MkDocsPage

from macros.loading import Memory
from macros.office import Loaded, checked_site, load_unchecked
from macros.pages import Page
from macros.preview.problem_page import failure_page, problem_page
from macros.problems import Problem, stops_publication
from macros.settings import NoSite, read_settings
from macros.site.adding import make_open_data, own_files
from macros.site.heard import Heard
from macros.site.page import render_page
from macros.site.prepared import Prepared, give, prepare, reloaded, started

Say = Callable[[str], None]
HEAD_START = 0.2
"""Seconds for making the page that somebody looks at, before every source is checked."""
QUIET = 1.5
"""Seconds without a change after which the whole site is built in the background."""


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
        self._loaded: Loaded | None = None
        self._making = threading.RLock()
        self._missed: set[str] = set()
        """What changed while the sources had problems."""
        self._prepared: Prepared | None = None
        self._trouble: bytes | None = None
        self._sizes_are_old = False
        """Whether downloads may have other sizes by now. Making them all takes longer than a page, so it waits."""
        self._listed: object = None
        self._entries: set[Path] = set()
        """Every file of entries, as they were listed last."""
        self._made: dict[str, bytes] = {}
        self._whole: Path | None = None
        self._building: subprocess.Popen[bytes] | None = None
        self._later: threading.Timer | None = None

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
        """Look at the sources again: at everything, or at what changed. Whatever is wrong with them is shown."""
        self._stop_building()
        with self._making:
            self._whole = None
            self._made.clear()
            self._missed |= paths or {"everything"}
            gc.disable()  # looking through all that was loaded would hold up the page
            unchecked = self._guarded(lambda: self._read(paths))
            gc.freeze()
            gc.enable()
        self._tell()
        if unchecked is not None:
            # The page is there at once; what the rule book says of it follows, when the page has been made.
            time.sleep(HEAD_START)
            checked = self._guarded(lambda: checked_site(unchecked))
            with self._making:
                if checked and stops_publication(checked.problems):
                    self._refuse(problem_page([found for found in checked.problems if found.severity == "must"]))
            self._tell()
        if self._trouble is None:
            self._later = threading.Timer(QUIET, self._build_whole, (self.turn,))
            self._later.daemon = True
            self._later.start()

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

    def _read(self, paths: set[str] | None) -> Loaded | None:
        """Take in the sources.

        :returns: what was loaded, when the rule book has not been asked about it yet.
        """
        settings = read_settings(self.root)
        pages = self._known_pages(paths)
        if pages is None:
            self._memory.files = []
        loaded = load_unchecked(settings, settings.as_of or date.today(), self._memory, read_pages_before=pages)
        self._loaded = loaded
        if stops_publication(loaded.problems):
            self._refuse(problem_page([found for found in loaded.problems if found.severity == "must"]))
            return None
        if self._prepared is not None and self._trouble is None and self._only_entries_and_pages(paths, loaded):
            self._again(self._prepared, loaded)
            self._missed.clear()
            return loaded
        loaded = checked_site(loaded)
        if stops_publication(loaded.problems):
            self._refuse(problem_page([found for found in loaded.problems if found.severity == "must"]))
            return None
        if self._prepared is not None and self._only_entries_and_pages(self._missed, loaded):
            self._again(self._prepared, loaded)
        else:
            self._prepare(loaded)
        self._trouble = None
        self._missed.clear()
        return None

    def _known_pages(self, paths: set[str] | None) -> tuple[list[Page], list[Problem]] | None:
        """The pages of ``docs/`` as they were read, when all that changed are entries whose files were there before."""
        if paths is None or self._loaded is None:
            return None
        if self._listed is not self._memory.files:
            self._listed = self._memory.files
            self._entries = {(folder / path).resolve() for _, folder, path, _ in self._listed}
        if not all((file := Path(path)).is_file() and file.resolve() in self._entries for path in paths):
            return None
        return self._loaded.pages, self._loaded.page_problems

    def _refuse(self, page: bytes, words: str = "") -> None:
        self._trouble = page
        self._made.clear()
        self.say(words or "The sources have problems; every page shows them until they are mended.")

    def _tell(self) -> None:
        with self.changed:
            self.turn += 1
            self.changed.notify_all()

    def _only_entries_and_pages(self, paths: set[str] | None, loaded: Loaded) -> bool:
        """Whether a change touches only what is read anew in any case: entries, and pages of ``docs/`` that were there."""
        if paths is None or self._prepared is None:
            return False
        if {page.src for page in loaded.pages} != {page.src for page in self._prepared.loaded.pages}:
            return False
        docs = [layer.resolve() for layer in loaded.settings.layers]
        known = {page.src for page in loaded.pages}

        def harmless(path: Path) -> bool:
            if any(path.is_relative_to(self.root / folder) for folder in ("content", "data")):
                return True
            if any(path.is_relative_to(folder) for folder in loaded.settings.shared):
                return True
            return any(path.is_relative_to(layer) and path.relative_to(layer).as_posix() in known for layer in docs)

        return all(harmless(Path(path)) for path in paths)

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

    def _build_whole(self, turn: int) -> None:
        out = self.place / f"whole-{turn}"
        command = [sys.executable, "-m", "macros", "build", "--root", str(self.root), "--out", str(out)]
        with self._making:
            if turn != self.turn:
                return
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            building = self._building = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.root, preexec_fn=_step_back
            )
        said = building.communicate()[0].decode("utf-8", "replace")
        with self._making:
            if self._building is not building or turn != self.turn:
                shutil.rmtree(out, ignore_errors=True)
                return
            self._building = None
            if building.returncode:
                self._refuse(failure_page(said), said)
            else:
                self._whole = out
                for left in self.place.glob("whole-*"):
                    if left != out:
                        shutil.rmtree(left, ignore_errors=True)
                self.say("The whole site is built; links, search and checklist are up to date.")
        self._tell()

    def _stop_building(self) -> None:
        if self._later:
            self._later.cancel()
        building, self._building = self._building, None
        if building and building.poll() is None:
            building.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Leave nothing behind."""
        self._stop_building()
        shutil.rmtree(self.place, ignore_errors=True)


def _step_back() -> None:
    os.nice(10)


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
