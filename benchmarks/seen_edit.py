"""From saving an edit to seeing it: our server, Zensical's and Hugo's, on the same office, each measured in two ways.

The *answer* is the moment at which the server gives the changed page to whoever asks for it over and over. The *browser* is the
moment at which the changed words stand in the page of a real Chromium that was left open there and that nobody touches: each
of the three servers has a script of its own in the page that makes it load again. The browser is what somebody sees; the answer
tells how much of that the server takes.

    python benchmarks/seen_edit.py build/bench/office-1000 build/bench/work-1000 --edits 5
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peers import BIN
from playwright.sync_api import Error, Page, sync_playwright
from whole_build import TRANSPARENCY

CHROMIUM = "/usr/bin/chromium"
POLL = 0.005
"""Seconds between two looks at the page."""
PATIENCE = 300.0
REST = 1.0
"""Seconds between an edit and taking it back, and from there to the next."""
SHOWS = "word => document.body !== null && document.body.textContent.includes(word)"
SHOWS_NOT = "word => document.body !== null && !document.body.textContent.includes(word)"


class NotSeen(Exception):
    """The page never showed the edit, or the server did not start."""


@dataclass(frozen=True)
class Served:
    """One server, the file that is edited, and the page on which that is seen."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    source: Path
    path: str
    """The page's address below the root of the server."""
    edited: Callable[[str, str], str]
    """The text of the file with a word put into it."""


@dataclass
class Seen:
    """Seconds of each edit until it was seen, and of the start until the first page was."""

    name: str
    start: float = 0.0
    answer: list[float] = field(default_factory=list)
    browser: list[float] = field(default_factory=list)
    failure: str = ""


def below(text: str, word: str) -> str:
    """A page with one more paragraph at its end."""
    return f"{text}\n\nThis was {word} now.\n"


def in_an_entry(text: str, word: str) -> str:
    """A list of grants with one more word in the first entry."""
    return text.replace("\n  recipient: ", f"\n  recipient: {word} ", 1)


def watch_edits(served: Served, port: int, times: int, page: Page) -> Seen:
    """Start a server, wait until it shows a page, then edit the page's source so often for each of the two ways to see it."""
    seen = Seen(served.name)
    address = f"http://127.0.0.1:{port}/{served.path}"
    try:
        started = time.perf_counter()
        with _serving(served.command, served.folder):
            seen.start = _until(address, "", started)
            time.sleep(2.0)
            for turn in range(times):
                seen.answer.append(_edit(served, f"answered{turn}", lambda word, gone: _answered(address, word, gone)))
            page.goto(address)
            time.sleep(2.0)
            for turn in range(times):
                seen.browser.append(_edit(served, f"shown{turn}", lambda word, gone: _shown(page, word, gone)))
            page.goto("about:blank")
    except NotSeen as reason:
        seen.failure = re.sub(r"http\S+ ", "it ", str(reason))
    return seen


def _edit(served: Served, word: str, wait: Callable[[str, bool], None]) -> float:
    """Seconds until an edit is seen; it is then taken back."""
    before = served.source.read_text("utf-8")
    started = time.perf_counter()
    served.source.write_text(served.edited(before, word), "utf-8")
    try:
        wait(word, False)
        return time.perf_counter() - started
    finally:
        # A page that has just loaded again may not listen yet, and some servers tell of a change only once.
        time.sleep(REST)
        served.source.write_text(before, "utf-8")
        wait(word, True)
        time.sleep(REST)


def _answered(address: str, word: str, gone: bool) -> None:
    _until(address, "" if gone else word, time.perf_counter(), without=word if gone else "")


def _shown(page: Page, word: str, gone: bool) -> None:
    try:
        page.wait_for_function(SHOWS_NOT if gone else SHOWS, arg=word, timeout=PATIENCE * 1000)
    except Error as reason:
        raise NotSeen(f"The browser: {reason.message.splitlines()[0]}") from None


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


def servers_of(office: Path, work: Path, port: int) -> list[Served]:
    """Every server that is measured. The peers' projects are those of the whole builds, where they were made."""
    ours = sorted((office / "content" / "decisions").rglob("dn-*-b*.md"))
    source = ours[len(ours) // 2]
    path = f"decisions/{source.parent.name}/{source.stem}/"
    page = Path("decisions") / source.parent.name / f"{source.stem}.md"
    serve: list[str | Path] = [TRANSPARENCY, "serve", "--root", office.resolve(), "--address", f"127.0.0.1:{port}"]
    grants = office / "data" / "grants.yml"
    first = re.search(r"^- ref: (\S+)", grants.read_text("utf-8"), re.MULTILINE)
    found = [Served("transparency serve", serve, office, source, path, below)]
    if first:
        entry = f"grants/{first[1].lower()}/"
        found.append(Served("transparency serve, an entry of a long list", serve, office, grants, entry, in_an_entry))
    for name, folder, content, command in (
        ("zensical serve", work / "Zensical", "docs", [BIN / "zensical", "serve", "-a", f"127.0.0.1:{port}"]),
        ("hugo server", work / "Hugo", "content", [BIN / "hugo", "server", "--bind", "127.0.0.1", "-p", str(port)]),
    ):
        if folder.is_dir():
            found.append(Served(name, command, folder, folder / content / page, path, below))
    return found


def edits_seen(office: Path, work: Path, times: int) -> list[Seen]:
    """Each server in turn, with a browser that is the same for all of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        found = []
        port = free_port()
        for served in servers_of(office, work, port):
            context = browser.new_context()
            found.append(watch_edits(served, port, times, context.new_page()))
            print(found[-1], file=sys.stderr, flush=True)
            context.close()
        browser.close()
    return found


def table_of(found: Sequence[Seen]) -> str:
    """Medians as a table in Markdown."""
    rows = [
        f"| {one.name} | {one.failure} | | |"
        if one.failure
        else f"| {one.name} | {statistics.median(one.browser):.2f} | {statistics.median(one.answer):.2f} | {one.start:.1f} |"
        for one in found
    ]
    return "\n".join(
        [
            "| Server | Seconds until a browser shows it | … until the server answers with it | Start until the first page |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("office", type=Path)
    options.add_argument("work", type=Path, help="the folder with the projects of the others, as bench.py makes them")
    options.add_argument("--edits", type=int, default=5)
    given = options.parse_args()
    print(table_of(edits_seen(given.office, given.work, given.edits)))
