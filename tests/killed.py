"""Run a command of ours many times and stop it at another moment each time: killed, or with a disk that is full.

A moment is an act on files (a file opened to be written, a name changed, a file removed, a program started), counted
from the start of the command. The command runs in a child of this program, which has loaded everything already, so that
a run costs what the command costs. Prints one line of JSON: the acts in all, each moment tried with what then stood in the
folder, and what a last run that was not stopped made of it.

    python tests/killed.py kill|full MOMENTS FOLDER command …

Or take a file away just before it is opened for the first, the second … time, and put it back afterwards:

    python tests/killed.py gone FILE FOLDER command …
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ACTS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "subprocess.Popen", "ctypes.dlsym", "shutil.copyfile")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def watched(at: int, mode: str, count: Callable[[int], None]) -> Callable[[str, tuple[Any, ...]], None]:
    """A hook that tells of every act, and at one of them stops the program or says that the disk is full."""
    seen = 0

    def hook(event: str, facts: tuple[Any, ...]) -> None:
        nonlocal seen
        is_open = event == "open" and isinstance(facts[2], int) and facts[2] & WRITES and facts[0] not in (os.devnull,)
        if not is_open and event not in ACTS:
            return
        seen += 1
        count(seen)
        if seen == at and mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif at and seen >= at and mode == "full" and (is_open or event == "os.mkdir"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(facts[0]))

    return hook


def gone(at: int, path: str, count: Callable[[int], None]) -> Callable[[str, tuple[Any, ...]], None]:
    """A hook that takes a file away just before it is opened to be read for the ``at``-th time."""
    seen = 0

    def hook(event: str, facts: tuple[Any, ...]) -> None:
        nonlocal seen
        if event != "open" or not isinstance(facts[0], str) or not facts[0].endswith(os.path.basename(path)):
            return
        if not (isinstance(facts[2], int) and facts[2] & WRITES) and os.path.realpath(facts[0]) == path:
            seen += 1
            count(seen)
            if seen == at:
                os.unlink(path)

    return hook


def once(command: list[str], at: int, mode: str) -> tuple[int, int, str]:
    """Run a command in a child; ``mode`` is kill, full, or the file that goes. Its exit code (or minus the signal), the acts it came to, and what it said."""
    hooked = watched if mode in ("kill", "full") else gone
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        said, acts = io.StringIO(), [0]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            sys.addaudithook(hooked(at, mode, lambda seen: acts.__setitem__(0, seen)))
            try:
                code = cli.main(command)
            except BaseException as error:  # what the test is to see: a command that does not end in a sentence
                print("Traceback", repr(error))
                code = 99
        os.write(write, json.dumps([code, acts[0], said.getvalue()[-2000:]]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return -os.WTERMSIG(status), at, ""
    code, acts, words = json.loads(told)
    return code, acts, words


def snapshot(folder: Path) -> dict[str, str]:
    """Every file below a folder that is not hidden, with its checksum."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            found[inside.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def without(path: Path, folder: Path, command: list[str]) -> None:
    """Try the command with a file that goes away each time it is opened."""
    kept, before = path.read_bytes(), snapshot(folder)
    code, opened, words = once(command, 0, str(path))
    assert code == 0 and snapshot(folder) == before, words
    tried = []
    for at in range(1, opened + 1):
        code, _, words = once(command, at, str(path))
        path.write_bytes(kept)
        tried.append({"at": at, "code": code, "said": words, "stands": snapshot(folder) == before})
    print(json.dumps(tried))


def main() -> None:
    """Try the command whole, then at many moments, the last ones all; after each, see what stands in the folder."""
    mode, moments, folder, command = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]
    pristine = Path(tempfile.mkdtemp(dir=folder.parent)) / "pristine"
    shutil.copytree(folder, pristine)
    before = snapshot(folder)

    def reset() -> None:
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)

    code, acts, words = once(command, 0, mode)
    assert code in (0, 1), words
    after = snapshot(folder)
    if after != before:
        reset()
    last = min(acts, moments // 3)
    spread = {1 + round(number * (acts - 1) / max(moments - last - 1, 1)) for number in range(moments - last)}
    tried = []
    for at in sorted(spread | set(range(acts - last + 1, acts + 1))):
        code, _, words = once(command, at, mode)
        stands = snapshot(folder)
        what = "before" if stands == before else "after" if stands == after else "neither"
        tried.append({"at": at, "code": code, "said": words, "stands": what})
        if what != "before":
            reset()
    code, _, words = once(command, 0, mode)
    left = [
        path.name for path in folder.rglob(".*") if path.name.endswith((".new", ".lock")) and ".git" not in path.parts
    ]
    left += [path.name for path in folder.parent.glob(f".{folder.name}*")]
    print(json.dumps({"acts": acts, "tried": tried, "again": code, "whole": snapshot(folder) == after, "left": left}))


if __name__ == "__main__":
    from macros import cli, site  # noqa: F401 # loaded once, for every child

    if sys.argv[1] == "gone":
        without(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
    else:
        main()
