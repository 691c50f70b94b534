"""What follows when a change has been shown: the rule book is asked, and once it is quiet the whole site is built.

Both happen in other processes, so that whoever edits and looks never waits for them, and both are given up for the next change.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from macros.forked import Beside, Stopped
from macros.office import Loaded, checked_site
from macros.problems import Problem

HEAD_START = 0.1
"""Seconds for making the page that somebody looks at, before every source is checked."""
QUIET = 1.5
"""Seconds without a change after which the whole site is built in the background."""
LESS_URGENT = 10
"""How much other processes stand back behind whoever edits and looks: steps of ``nice``."""


class Afterwards:
    """The work in the background after the last change of a site. What it finds is told only if no change came since."""

    def __init__(
        self,
        root: Path,
        place: Path,
        making: threading.RLock,
        judged: Callable[[list[Problem]], bool],
        built: Callable[[Path, int, str], None],
    ) -> None:
        """Nothing to do yet.

        :param place: a folder for whole sites.
        :param making: held by whoever makes a page, and while something is started or told.
        :param judged: is told what the rule book says, and says whether the site can be built.
        :param built: is told of a whole site in a folder, or that it failed: the exit code and what was said.
        """
        self.root, self.place = root, place
        self.has_litter = False
        """Whether so much was loaded that it is worth looking for what nobody needs any more."""
        self._making, self._judged, self._built = making, judged, built
        self.asked = threading.Event()
        """Set once the rule book has answered, or will not be asked any more."""
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._checking: Beside[list[Problem]] | None = None
        self._building: subprocess.Popen[bytes] | None = None
        self._count = 0

    def start(self, loaded: Loaded) -> None:
        """Begin with a site that was loaded and is shown."""
        self._over = threading.Event()
        self.asked.clear()
        self._thread = threading.Thread(target=self._follow, args=(loaded, self._over), daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """End whatever is being done, without waiting for it."""
        with self._making:
            self._over.set()
            self.asked.set()
            if self._checking:
                self._checking.give_up()
            if self._building and self._building.poll() is None:
                os.killpg(self._building.pid, signal.SIGTERM)
            self._checking = self._building = None

    def wait(self) -> None:
        """Wait until everything is done or given up."""
        if self._thread:
            self._thread.join()

    def _follow(self, loaded: Loaded, over: threading.Event) -> None:
        if over.wait(HEAD_START):
            return
        sound = self._ask_the_rules(loaded, over)
        with self._making:
            if not over.is_set():
                self.asked.set()
        if sound and not over.wait(QUIET):
            self._build(over)

    def _ask_the_rules(self, loaded: Loaded, over: threading.Event) -> bool:
        def ask() -> list[Problem]:
            gc.disable()
            os.nice(LESS_URGENT)
            return checked_site(loaded).problems

        with self._making:
            if over.is_set():
                return False
            checking = self._checking = Beside(ask)
        try:
            problems = checking.result()
        except Stopped:
            return False
        with self._making:
            if over.is_set():
                return False
            self._checking = None
            return self._judged(problems)

    def _build(self, over: threading.Event) -> None:
        with self._making:
            if over.is_set():
                return
            if self.has_litter:
                gc.unfreeze()
                gc.collect()
                gc.freeze()
                self.has_litter = False
            self._count += 1
            out = self.place / f"whole-{self._count}"
            command = [sys.executable, "-m", "macros", "build", "--root", str(self.root), "--out", str(out)]
            building = self._building = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.root, process_group=0
            )
            os.setpriority(os.PRIO_PGRP, building.pid, LESS_URGENT)
        said = building.communicate()[0].decode("utf-8", "replace")
        with self._making:
            if over.is_set():
                shutil.rmtree(out, ignore_errors=True)
                return
            self._building = None
            self._built(out, building.returncode, said)
