"""The process that opens files of strangers. It may use so much memory and time for each, and no more.

It reads paths, one a line, and answers each with a line of JSON. It is started by ``reading`` and imports no records.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from macros.attached.cleaning import clean_pdf, clean_picture, stands_in_the_way
from macros.attached.cleaning_office import clean_office
from macros.attached.office import look_into_office
from macros.attached.pdf import look_into_pdf
from macros.attached.pictures import look_into_picture
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
    except Exception:  # whatever a library makes of a damaged file, it is not fit to be published
        found.append(Trace("broken-attachment", ""))
    return found


def _look(place: Path) -> Iterator[Trace]:
    ending = place.suffix.removeprefix(".").lower()
    data = place.read_bytes()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit("locked-file")
    if ending == "pdf":
        yield from look_into_pdf(data)
    elif ending in ("docx", "xlsx", "odt", "ods"):
        yield from look_into_office(data, ending)
    else:
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


def cleaned(place: Path, into: Path) -> dict[str, Any]:
    """Write a clean copy, unless something stands in the way; ``into`` is where, without the ending."""
    traces = traces_of(place)
    if any(stands_in_the_way(trace) for trace in traces):
        return {"traces": [asdict(trace) for trace in traces]}
    ending = place.suffix.removeprefix(".").lower()
    data = place.read_bytes()
    try:
        if ending == "pdf":
            made = clean_pdf(data)
        elif ending in ("docx", "xlsx", "odt", "ods"):
            made = clean_office(data, ending)
        else:
            made = clean_picture(data)
    except Unfit as unfit:
        return {"traces": [asdict(unfit.trace)]}
    except (MemoryError, RecursionError):
        return {"traces": [asdict(Trace("attachment-too-much", "", "more memory than there is for one file"))]}
    into.with_suffix(f".{made.ending}").write_bytes(made.data)
    return {"traces": [asdict(trace) for trace in traces], "ending": made.ending, "changes": list(made.changes)}


def main() -> None:
    """Answer until nothing more is asked: a path, or a path and where its clean copy goes."""
    for line in sys.stdin:
        limit(SECONDS)
        asked = json.loads(line)
        answer: Any
        if isinstance(asked, str):
            answer = [asdict(trace) for trace in traces_of(Path(asked))]
        else:
            answer = cleaned(Path(asked["clean"]), Path(asked["into"]))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
