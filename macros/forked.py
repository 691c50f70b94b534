"""Share out work among processes: one for each core, each a copy of this one as it stands.

What is done is the same however many processes do it. Where the system cannot copy a process, or other threads run in this
one, it all happens here.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, Generic, NoReturn, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

NUMBER = 4
"""Bytes in which the number of a job stands in the queue."""
MOST_JOBS = 65536 // NUMBER
"""As many numbers as a pipe holds, so that the queue is filled before anybody reads it."""


class Stopped(Exception):
    """A process that did part of the work was ended from outside. The message is for the user."""


def cores() -> int:
    """How many processes may run at once here: the cores that this process was given."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    return len(os.sched_getaffinity(0))


def give_memory_back() -> None:
    """Give what this process has freed back to the system, before another program is started that wants much.

    Without this a large site would hold it until the end. Only GNU's C library can be asked to; elsewhere nothing is done.
    """
    gc.collect()
    if trim := getattr(ctypes.CDLL(None) if os.name == "posix" else None, "malloc_trim", None):
        trim(0)


def in_processes(jobs: Sequence[Job], work: Callable[[Job], Result], most: int | None = None) -> list[Result]:
    """The result of every job, in the order of the jobs. They may run in any order, and a job may not count on another.

    A result has to be of plain values, because it crosses from one process to another. What a job says in a log is said here.

    :param most: processes, this one among them; by default one for each core.
    :raises Exception: what a job raised; the first in the order of the jobs that is known. The others are given up.
    :raises Stopped: a process was ended by the system.
    """
    count = min(most or cores(), len(jobs), MOST_JOBS)
    if count < 2 or not hasattr(os, "fork") or threading.active_count() > 1 or len(jobs) > MOST_JOBS:
        return [work(job) for job in jobs]
    queue, filled = os.pipe()
    os.write(filled, b"".join(number.to_bytes(NUMBER, "big") for number in range(len(jobs))))
    os.close(filled)
    others: list[tuple[int, BinaryIO]] = []
    results: dict[int, Result] = {}
    try:
        for _ in range(count - 1):
            others.append(_other(queue, jobs, work, [pipe for _, pipe in others]))
        for number in _taken(queue):
            results[number] = work(jobs[number])
        while others:
            results |= _collected(*others.pop())
    finally:
        os.close(queue)
        for process, pipe in others:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            pipe.close()
    return [results[number] for number in range(len(jobs))]


class Beside(Generic[Result]):
    """Work that a copy of this process does beside it, from now on. It can be given up at any moment.

    Other threads may run in this process; the copy has none of them. So whoever starts it has to hold every lock that its
    work may want, or it would wait for ever for a thread that is not there. Where the system cannot copy a process, the work is
    done here, when its result is asked for.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self.work = work
        self._ending = threading.Lock()
        self._process: int | None = None
        if not hasattr(os, "fork"):
            return
        queue, filled = os.pipe()
        os.write(filled, bytes(NUMBER))
        os.close(filled)
        self._process, self._pipe = _other(queue, [None], lambda _: work(), [])
        os.close(queue)

    def result(self) -> Result:
        """What the work came to, once it is done. To be asked for once.

        :raises Stopped: it was given up.
        """
        if self._process is None:
            return self.work()
        written = self._pipe.read()
        self._pipe.close()
        with self._ending:
            process, self._process = self._process, None
            _, status = os.waitpid(process, 0)
        found: Result = _unpacked(written, status)[0]
        return found

    def give_up(self) -> None:
        """End the work, if it is not done yet. Whoever waits for its result is told."""
        with self._ending:
            if self._process is not None:
                os.kill(self._process, signal.SIGKILL)


def _taken(queue: int) -> Iterator[int]:
    """The numbers of the jobs that are still to be done, until there are none. Each is given to one process only."""
    while number := os.read(queue, NUMBER):
        yield int.from_bytes(number, "big")


def _other(
    queue: int, jobs: Sequence[Any], work: Callable[[Any], Any], not_mine: Sequence[BinaryIO]
) -> tuple[int, BinaryIO]:
    """Start another process on the queue: its number, and where its results can be read."""
    reading, writing = os.pipe()
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, "rb")
    _work_apart(queue, jobs, work, writing, parent)


def _work_apart(queue: int, jobs: Sequence[Any], work: Callable[[Any], Any], writing: int, parent: int) -> NoReturn:
    """What the other process does. It never returns into the code that it is a copy of."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        said = _heard_instead()
        results: dict[int, Any] = {}
        failure: Exception | None = None
        try:
            for number in _taken(queue):
                results[number] = work(jobs[number])
                if os.getppid() != parent:
                    os._exit(1)
        except Exception as raised:
            failure = raised
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_packed(results, said, failure))
        code = 0
    finally:
        os._exit(code)


def _packed(results: Any, said: Any, failure: Exception | None) -> bytes:
    try:
        packed = pickle.dumps((results, said, failure), protocol=pickle.HIGHEST_PROTOCOL)
        if failure is not None:
            pickle.loads(pickle.dumps(failure))
    except Exception as fault:
        failure = RuntimeError("".join(traceback.format_exception(failure or fault)))
        packed = pickle.dumps(({}, said, failure))
    return packed


class _Kept(logging.Handler):
    def __init__(self, said: list[tuple[str, int, str]]) -> None:
        super().__init__(logging.INFO)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.name, record.levelno, record.getMessage()))


def _heard_instead() -> list[tuple[str, int, str]]:
    """Keep what is logged from now on, instead of saying it: logger, level and message."""
    said: list[tuple[str, int, str]] = []
    for logger in [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]:
        if isinstance(logger, logging.Logger):
            logger.handlers = []
    logging.getLogger().addHandler(_Kept(said))
    return said


def _collected(process: int, pipe: BinaryIO) -> dict[int, Any]:
    """What another process has done, once it has ended."""
    with pipe:
        written = pipe.read()
    return _unpacked(written, os.waitpid(process, 0)[1])


def _unpacked(written: bytes, status: int) -> dict[int, Any]:
    if status:
        raise Stopped(
            "A part of the work was ended by the system, perhaps because there is too little memory. Try again."
        )
    results, said, failure = pickle.loads(written)
    for name, level, message in said:
        logging.getLogger(name).log(level, "%s", message)
    if failure is not None:
        raise failure
    found: dict[int, Any] = results
    return found


__all__ = ["Beside", "Stopped", "cores", "give_memory_back", "in_processes"]
