"""Runs the program that prints, as many times side by side as the computer has cores, and stops one that takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue

import macros.paper.sheet as sheets
from macros.forked import cores
from macros.paper.sheet import Sheet

LONGEST = 300
"""Seconds that one page may take; a long register takes ten."""
MOST = 8
"""Processes at once. Each takes some 150 MB."""
PASSED_ON = ("PATH", "HOME", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")  # fmt: skip
"""All that the program may know of its surroundings: where programs and libraries are."""
FONTS = Path(sheets.__file__).parent / "fonts"


class CannotPrint(Exception):
    """This computer lacks what printing needs. The message names it."""


class Press:
    """One process that prints.

    :raises CannotPrint: it does not start.
    """

    def __init__(self) -> None:
        ours = str(Path(sheets.__file__).resolve().parents[2])
        surroundings = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        surroundings |= {
            "PYTHONPATH": os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH", "")])),
            "PYTHONDONTWRITEBYTECODE": "1",
            "FONTCONFIG_FILE": str(FONTS / "fonts.conf"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "macros.paper.press"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings,
            cwd=FONTS,
        )
        answer = self._answer()
        if "made_with" not in answer:
            self.close()
            raise CannotPrint(str(answer.get("missing") or "the program that prints does not start"))
        self.made_with = str(answer["made_with"])

    def _answer(self) -> dict[str, object]:
        line = self.process.stdout.readline() if self.process.stdout else b""
        try:
            found = json.loads(line)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def print(self, html: str, name: str) -> bytes | str:
        """One PDF, or the reason why there is none."""
        assert self.process.stdin and self.process.stdout
        late = threading.Timer(LONGEST, self.process.kill)
        late.start()
        try:
            self.process.stdin.write(json.dumps({"html": html, "name": name}).encode() + b"\n")
            self.process.stdin.flush()
            answer = self._answer()
            size = answer.get("bytes")
            pdf = self.process.stdout.read(size) if isinstance(size, int) else b""
        except OSError:
            answer, pdf = {}, b""
        finally:
            late.cancel()
        if pdf and len(pdf) == answer.get("bytes"):
            return pdf
        return str(answer.get("fault") or "it took too long, or too much memory")

    @property
    def works(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """Stop it."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.process.wait()


def print_sheets(
    first: Press, sheets: Iterable[tuple[str, Sheet]], done: Callable[[str, Sheet, bytes | str], None]
) -> None:
    """Print sheets, each with its name, with one process on every core; ``done`` is called with each as it comes.

    ``first`` is a process that runs already; it is used and stopped with the others.
    """
    waiting: SimpleQueue[tuple[str, Sheet]] = SimpleQueue()
    for item in sheets:
        waiting.put(item)
    count = min(waiting.qsize(), cores(), MOST)
    one_by_one, stopped = threading.Lock(), threading.Event()

    def work(press: Press | None) -> None:
        try:
            while not stopped.is_set():
                name, sheet = waiting.get_nowait()
                if press is None or not press.works:
                    press = Press()
                found = press.print(sheet.html, name)
                if isinstance(found, str):
                    press.close()  # what one page upset does not touch the next
                with one_by_one:
                    done(name, sheet, found)
        except Empty:
            pass
        finally:
            if press is not None:
                press.close()

    with ThreadPoolExecutor(max(1, count)) as hands:
        try:
            for found in [hands.submit(work, first if number == 0 else None) for number in range(count)]:
                found.result()
        finally:
            stopped.set()
            first.close()
