"""One run of a command: seconds on the clock, seconds of processor, and the most memory that it held at once."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What one run cost."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of processor, of the command and all that it started and waited for."""
    peak: float
    """MiB held by the largest single process of the run."""


class Failed(Exception):
    """A command that was to be measured did not succeed. The message holds the end of what it printed."""


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None, cores: int = 0
) -> Run:
    """Run a command to its end and measure it.

    :param cores: on how many processors it may run; all by default.
    :raises Failed: it ended with an error.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    log = folder / ".measured.log"
    started = time.perf_counter()
    with log.open("w+b") as said:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            preexec_fn=(lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])) if cores else None,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        said.seek(0)
        end = said.read()[-2000:].decode("utf-8", "replace")
    log.unlink()
    if process.returncode:
        raise Failed(f"{command[0]} ended with {process.returncode}:\n{end}")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime >= before.ru_utime
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def middle(runs: Sequence[Run]) -> Run:
    """The medians of several runs."""
    return Run(*(statistics.median(getattr(one, part) for one in runs) for part in ("wall", "cpu", "peak")))


def bytes_below(folder: Path) -> int:
    """How many bytes all files of a folder hold together."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
