"""Whole builds of one invented office: ours, cold, warm and after one edit, beside the other generators on the same pages."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from measured import Failed, Run, bytes_below, middle, run
from peers import PEERS, Peer

TRANSPARENCY = Path(sys.executable).with_name("transparency")
OURS = "transparency build"
QUIET = {"NO_MKDOCS_2_WARNING": "1"}

Say = Callable[[str], None]


@dataclass
class Line:
    """One generator on one office: its runs, and what it wrote."""

    name: str
    runs: list[Run] = field(default_factory=list)
    pages: int = 0
    size: int = 0
    failure: str = ""

    @property
    def median(self) -> Run:
        """The medians of all its runs."""
        return middle(self.runs)


def whole_builds(office: Path, work: Path, runs: int, with_peers: bool, say: Say) -> list[Line]:
    """Measure every generator in turn, so often as asked, so that a noisy moment meets all of them."""
    site = work / "site"
    build = [TRANSPARENCY, "build", "--root", office, "--out", site]
    say("our build, for the pages that the others get")
    run(build, office)
    staged = work / "staged"
    run([TRANSPARENCY, "stage", staged, "--site", site], office)
    peers = [(peer, _prepared(peer, staged, work)) for peer in PEERS] if with_peers else []
    cold, alone, warm, edited = (
        Line(f"{OURS}{how}") for how in ("", ", one processor", ", nothing changed", ", one decision changed")
    )
    others = {peer.name: Line(peer.name) for peer, _ in peers}
    for turn in range(runs):
        say(f"turn {turn + 1} of {runs}: ours")
        forget()
        cold.runs.append(run(build, office))
        warm.runs.append(run(build, office))
        with one_edit(office, turn):
            edited.runs.append(run(build, office))
        forget()
        alone.runs.append(run(build, office, cores=1))
        for peer, project in peers:
            line = others[peer.name]
            if not line.failure:
                say(f"turn {turn + 1} of {runs}: {peer.name}")
                _run_peer(peer, project, line)
    for line in (cold, alone, warm, edited):
        line.pages, line.size = len(list(site.rglob("*.html"))), bytes_below(site)
    return [cold, alone, warm, edited, *others.values()]


def _run_peer(peer: Peer, project: Path, line: Line) -> None:
    for left in (peer.site, peer.clean):
        if left:
            shutil.rmtree(project / left, ignore_errors=True)
    try:
        line.runs.append(run(peer.command, project, QUIET))
    except Failed as failure:
        line.failure = str(failure).strip().splitlines()[-1][:200]
        return
    line.pages = len(list((project / peer.site).rglob("*.html")))
    line.size = bytes_below(project / peer.site)


def _prepared(peer: Peer, staged: Path, work: Path) -> Path:
    project = work / re.sub(r"\W+", "-", peer.name)
    peer.prepare(staged, project)
    return project


def forget() -> None:
    """Take away everything that earlier runs kept, compiled templates included, so that the next one is cold.

    The folder is the benchmark's own: :mod:`bench` puts ``XDG_CACHE_HOME`` below its work.
    """
    shutil.rmtree(Path(os.environ["XDG_CACHE_HOME"]) / "transparency-site", ignore_errors=True)


class one_edit:
    """A decision whose text changes by one word for the time of a ``with`` block."""

    def __init__(self, office: Path, turn: int) -> None:
        decisions = sorted((office / "content" / "decisions").rglob("dn-*-b*.md"))
        self.path = decisions[len(decisions) // 2]
        self.turn = turn

    def __enter__(self) -> Path:
        self.before = self.path.read_bytes()
        self.path.write_bytes(self.before + f"\nLooked at again, time {self.turn}.\n".encode())
        return self.path

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.before)


def ratios(lines: list[Line]) -> Iterator[tuple[Line, float, float]]:
    """Each line with its time on the clock and of the processor, as parts of what bare mkdocs-material took."""
    bare = next((line for line in lines if line.name == "mkdocs-material, bare" and line.runs), None)
    for line in lines:
        if line.runs:
            yield (
                line,
                line.median.wall / bare.median.wall if bare else float("nan"),
                line.median.cpu / bare.median.cpu if bare else float("nan"),
            )
