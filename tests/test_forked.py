"""Work that is shared out among processes: the same result as in one, and no failure is lost."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context

import pytest

from macros import forked
from macros.forked import Stopped, in_processes

JOBS = list(range(200))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of other tests may have threads in this process that are still ending; none of them is in the way here."""
    monkeypatch.setattr(forked.threading, "active_count", lambda: 1)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The processes that a test starts. At its end each must have been waited for, whatever other tests have left here."""
    numbers: list[int] = []
    fork = os.fork

    def counted() -> int:
        number = fork()
        numbers.append(number)
        return number

    monkeypatch.setattr(os, "fork", counted)
    yield numbers
    assert numbers, "no other process was started, so nothing was tried"
    for number in numbers:
        with pytest.raises(ChildProcessError):
            os.waitpid(number, os.WNOHANG)


def all_at_work(count: int) -> Callable[[], None]:
    """What a job calls first: it lets the first job of each process begin only when every process has one.

    However busy the computer is, none has done all the work before another has started.
    """
    gate, here = get_context("fork").Barrier(count), set[int]()

    def wait() -> None:
        if os.getpid() not in here:
            here.add(os.getpid())
            gate.wait(60)

    return wait


def test_results_come_in_the_order_of_the_jobs() -> None:
    begun = all_at_work(3)

    def work(job: int) -> tuple[int, int]:
        begun()
        return job * job, os.getpid()

    results = in_processes(JOBS, work, most=3)
    assert [square for square, _ in results] == [job * job for job in JOBS]
    assert len({process for _, process in results}) == 3
    assert [square for square, _ in in_processes(JOBS, work, most=1)] == [square for square, _ in results]


@pytest.mark.parametrize("first", [True, False])
def test_what_one_process_raises_is_raised_here(started: list[int], first: bool) -> None:
    here, begun = os.getpid(), all_at_work(2)

    def work(job: int) -> int:
        begun()
        if (os.getpid() == here) is first:
            raise OSError(28, "No space left on device", "page.html")
        return job

    with pytest.raises(OSError, match="No space left on device") as raised:
        in_processes(JOBS, work, most=2)
    assert raised.value.filename == "page.html"


def test_what_is_logged_in_any_process_is_heard_here(caplog: pytest.LogCaptureFixture) -> None:
    begun = all_at_work(2)

    def work(job: int) -> None:
        begun()
        logging.getLogger("mkdocs.somewhere").warning("job %s", job)

    in_processes(JOBS, work, most=2)
    assert sorted(record.getMessage() for record in caplog.records) == sorted(f"job {job}" for job in JOBS)


def test_a_process_that_the_system_ends_is_said_plainly(started: list[int]) -> None:
    here, begun = os.getpid(), all_at_work(2)

    def work(job: int) -> int:
        begun()
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return job

    with pytest.raises(Stopped, match="too little memory"):
        in_processes(JOBS, work, most=2)


def test_an_error_that_cannot_cross_over_is_an_error_all_the_same(started: list[int]) -> None:
    here, begun = os.getpid(), all_at_work(2)

    def work(job: int) -> int:
        class Local(Exception):
            pass

        begun()
        if os.getpid() != here:
            raise Local("why")
        return job

    with pytest.raises(Exception, match="why"):
        in_processes(JOBS, work, most=2)
