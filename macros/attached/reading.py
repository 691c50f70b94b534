"""Look into many files, each at most once: what was found in a file is remembered by its content."""

from __future__ import annotations

import hashlib
import json
import os
import select
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from macros.attached.trace import Trace

HERE = Path(__file__).resolve()
PATIENCE = 90
"""Seconds by the clock for one file; the worker's own limit is of work done."""


@cache
def _version() -> str:
    """Changes whenever the code that looks changes."""
    made = hashlib.sha256()
    for folder in (HERE.parent, HERE.parent.parent / "personal"):
        for path in sorted(folder.glob("*.py")):
            made.update(path.read_bytes())
    return made.hexdigest()[:16]


def memory_of_this_computer() -> Path | None:
    """Where findings are kept. Not in the repository: a file that came in with a change could claim to be clean."""
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return Path(home) / "transparency-site" / "attached"
    except RuntimeError:
        return None


class Reader:
    """Looks into files and remembers. ``memory`` is a folder, or nothing to look afresh each time."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._worker: subprocess.Popen[str] | None = None

    def traces_of(self, place: Path) -> list[Trace]:
        """What a file tells and should not. Never raises for what is in it."""
        kept = self._place_of(place)
        if kept and kept.is_file():
            try:
                return [Trace(**row) for row in json.loads(kept.read_text("utf-8"))]
            except (ValueError, TypeError, OSError):
                kept.unlink(missing_ok=True)
        found = self._ask(place)
        if found is None:
            return [Trace("attachment-too-much", "", "more time or memory than there is for one file")]
        if kept:
            try:
                kept.parent.mkdir(parents=True, exist_ok=True)
                fresh = kept.with_suffix(f".{os.getpid()}")
                fresh.write_text(json.dumps([vars(trace) for trace in found]), "utf-8")
                fresh.replace(kept)
            except OSError:
                pass  # a computer where nothing can be kept looks afresh each time
        return found

    def clean_copy(self, place: Path, into: Path) -> tuple[list[Trace], Path | None, list[str]]:
        """Have a clean copy made: what the file tells, where the copy is (nowhere if it is refused), what was changed."""
        answer = self._ask_for({"clean": str(place.resolve()), "into": str(into.resolve())})
        if answer is None:
            return [Trace("attachment-too-much", "", "more time or memory than there is for one file")], None, []
        traces = [Trace(**row) for row in answer["traces"]]
        if "ending" not in answer:
            return traces, None, []
        return traces, into.with_suffix(f".{answer['ending']}"), answer["changes"]

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None

    def _place_of(self, place: Path) -> Path | None:
        if self._memory is None:
            return None
        name = hashlib.sha256(place.read_bytes() + place.suffix.encode()).hexdigest()
        return self._memory / f"{name[:40]}-{_version()}.json"

    def _ask(self, place: Path) -> list[Trace] | None:
        rows = self._ask_for(str(place.resolve()))
        return None if rows is None else [Trace(**row) for row in rows]

    def _ask_for(self, what: Any) -> Any:
        worker = self._worker or self._start()
        try:
            assert worker.stdin and worker.stdout
            worker.stdin.write(json.dumps(what) + "\n")
            worker.stdin.flush()
            ready = select.select([worker.stdout], [], [], PATIENCE)[0] if os.name == "posix" else [worker.stdout]
            if ready and (line := worker.stdout.readline()):
                return json.loads(line)
        except (OSError, ValueError):
            pass
        self.close()
        return None

    def _start(self) -> subprocess.Popen[str]:
        begin = f"import sys; sys.path.insert(0, {str(HERE.parent.parent.parent)!r}); from macros.attached.worker import main; main()"
        self._worker = subprocess.Popen(
            [sys.executable, "-I", "-c", begin],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            env={name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ},
        )  # fmt: skip
        return self._worker
