"""Notice that a source has changed, and wait until whoever wrote it has finished writing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

SETTLED = 0.03
"""Seconds without a further change after which a change counts as finished, while a file may still be written to."""
CLOSED = 0.01
"""The same once every file that changed was closed by whoever wrote it, where the system tells."""
AT_MOST = 0.5
"""Seconds after which a row of changes is looked at all the same."""
CHANGES = {"created", "modified", "moved", "deleted", "closed"}
WHOLE = {"moved", "deleted", "closed"}
"""After these nobody is writing to the file any more."""
LEFT_OUT = ("~", ".swp", ".swx", ".tmp", ".pyc", ".new")
"""Endings of what editors and programs write beside a source."""


class _Noted(FileSystemEventHandler):
    def __init__(self, note: Callable[[str, bool], None], only: str = "") -> None:
        self.note, self.only = note, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        if (event.is_directory and event.event_type == "modified") or event.event_type not in CHANGES:
            return
        for path in (event.src_path, getattr(event, "dest_path", "")):
            text = path.decode("utf-8", "replace") if isinstance(path, bytes) else str(path)
            if text and self.only in ("", text) and not text.endswith(LEFT_OUT) and not Path(text).name.startswith("."):
                self.note(text, event.event_type in WHOLE)


def watch(folders: Iterable[Path], changed: Callable[[set[str]], None]) -> Callable[[], None]:
    """Call ``changed`` with the paths that changed below some folders, in a thread, once for each burst of changes.

    :returns: what ends the watch.
    """
    paths: set[str] = set()
    unfinished: set[str] = set()
    first = [0.0]
    last = [0.0]
    woken = threading.Condition()
    ended = threading.Event()

    def note(path: str, whole: bool) -> None:
        with woken:
            last[0] = time.monotonic()
            if not paths:
                first[0] = last[0]
            paths.add(path)
            (unfinished.discard if whole else unfinished.add)(path)
            woken.notify()

    def hand_on() -> None:
        while not ended.is_set():
            with woken:
                while not paths and not ended.is_set():
                    woken.wait(1.0)
                while not ended.is_set():
                    until = min(last[0] + (SETTLED if unfinished else CLOSED), first[0] + AT_MOST)
                    if (left := until - time.monotonic()) <= 0:
                        break
                    woken.wait(left)
                found = set(paths)
                paths.clear()
                unfinished.clear()
            if found and not ended.is_set():
                changed(found)

    observer = Observer()
    for folder in folders:
        if folder.is_dir():
            observer.schedule(_Noted(note), str(folder), recursive=True)
        elif folder.is_file():
            observer.schedule(_Noted(note, only=str(folder)), str(folder.parent))
    observer.start()
    thread = threading.Thread(target=hand_on, daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        observer.stop()
        observer.join()
        thread.join()

    return end
