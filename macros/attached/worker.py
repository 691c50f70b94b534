"""The process that opens files of strangers. It may use so much memory and time for each, and no more.

It reads paths, one a line, and answers each with a line of JSON. It is started by ``reading`` and imports no records.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from macros.attached.trace import MOST, Trace, Unfit

MEMORY = 1_500_000_000
"""Bytes of address space, libraries included."""
SECONDS = 20
"""Of work for one file."""


def traces_of(place: Path) -> list[Trace]:
    """What a file tells; what cannot be looked into is a trace too."""
    found: list[Trace] = []
    try:
        for trace in _look(place):
            if trace not in found:
                found.append(trace)
            if len(found) >= MOST:
                break
    except Unfit as unfit:
        found.append(unfit.trace)
    except MemoryError:
        found.append(Trace("attachment-too-much", "", "more memory than there is for one file"))
    except RecursionError:
        found.append(Trace("broken-attachment", ""))
    return found


def _look(place: Path) -> Iterator[Trace]:
    ending = place.suffix.removeprefix(".").lower()
    data = place.read_bytes()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit("locked-file")
    if ending == "pdf":
        from macros.attached.pdf import look_into_pdf

        yield from look_into_pdf(data)
    elif ending in ("docx", "xlsx", "odt", "ods"):
        from macros.attached.office import look_into_office

        yield from look_into_office(data, ending)
    else:
        from macros.attached.pictures import look_into_picture

        yield from look_into_picture(data)


def limit(seconds: int) -> None:
    """Let the system end this process when it has worked this long from now. Nothing happens where it cannot."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    """Answer until there are no more paths."""
    for line in sys.stdin:
        limit(SECONDS)
        answer = [asdict(trace) for trace in traces_of(Path(json.loads(line)))]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
