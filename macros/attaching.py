"""``transparency attach``: documents and pictures into ``docs/files/``, named, shrunk and stripped, with every change said."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from macros.attached import LOOKED_INTO, Reader, Trace
from macros.attached.cleaning import stands_in_the_way
from macros.checks.files import INSTEAD, LARGEST_ATTACHED, NAME
from macros.checks.personal_words import WORDS
from macros.fields import ATTACHED, slug_of
from macros.files import files_below
from macros.settings import read_settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2

INBOX = "inbox"
TURNED = {"gif": "png", "bmp": "png", "tif": "jpg", "tiff": "jpg"}
"""Pictures of other forms, and what becomes of them."""


class Refused(Exception):
    """A file that is not taken. The words are for the editor."""


def add_attach(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the command; ``add`` takes its name and what runs it."""
    made = add("attach", attach)
    made.add_argument(
        "files",
        type=Path,
        nargs="*",
        metavar="FILE",
        help=f"what to attach (default: everything in {INBOX}/); a file of docs/files/ is mended in its place",
    )
    made.add_argument("--name", help="what to call it, for example annual-report-2025-26 (default: from its own name)")
    made.add_argument("--out", type=Path, metavar="DIR", help="put clean copies here instead, and change nothing else")


def attach(options: argparse.Namespace) -> int:
    """Attach each file, or say why not. Exit code 1 when one was refused."""
    settings = read_settings(options.root)
    home = settings.layers[0] / "files"
    files = options.files or sorted(
        path for path in (settings.root / INBOX).glob("*") if path.is_file() and path.name[0] != "."
    )
    if not files:
        print(f"There is nothing to attach. Name a file, or put files into {INBOX}/ first.", file=sys.stderr)
        return WRONG_USAGE
    if options.name and len(files) > 1:
        print("A name can be given to one file at a time.", file=sys.stderr)
        return WRONG_USAGE
    refused = 0
    reader = Reader()
    try:
        for given in files:
            try:
                for line in attach_one(given, home, settings.root, reader, options.name or "", options.out):
                    print(line)
            except Refused as reason:
                refused += 1
                print(f"{given} was not taken.\n    {reason}")
    finally:
        reader.close()
    return PROBLEMS if refused else CLEAN


def attach_one(
    given: Path, home: Path, root: Path, reader: Reader, name: str = "", out: Path | None = None
) -> Iterator[str]:
    """Make the clean copy and tell what was done, line by line.

    :raises Refused: it cannot be published as it is, or cannot be read.
    """
    if given.is_symlink() or not given.is_file():
        raise Refused("There is no such file. To fix: check how it is written.")
    if given.stat().st_size > 4 * LARGEST_ATTACHED:
        raise Refused(f"It has {given.stat().st_size // 1_000_000} megabytes. To fix: save it smaller or in parts.")
    ending = given.suffix.removeprefix(".").lower()
    if ending not in ATTACHED and ending not in TURNED:
        known = ", ".join(ATTACHED)
        raise Refused(
            f"Files of this type (.{ending}) are not published. To fix: {INSTEAD.get(ending, f'save it as one of: {known}')}."
        )
    inside = home in given.resolve().parents and out is None
    stem = slug_of(name.rsplit(".", 1)[0] if name.lower().endswith(ATTACHED) else name or given.stem)[:80] or "document"
    if inside and not name and NAME.fullmatch(given.name) and given.suffix == given.suffix.lower() and ending != "jpeg":
        stem = given.stem
    with tempfile.TemporaryDirectory(prefix="transparency-") as folder:
        copy, changes, notes = _copied(given, ending, Path(folder), reader)
        if copy.stat().st_size > LARGEST_ATTACHED:
            raise Refused(
                f"It still has {copy.stat().st_size // 1_000_000} megabytes. To fix: save it smaller or in parts."
            )
        target = _free((out or (given.resolve().parent if inside else home)) / f"{stem}{copy.suffix}", copy, given)
        changed = not target.is_file() or target.read_bytes() != copy.read_bytes()
        target.parent.mkdir(parents=True, exist_ok=True)
        if changed:
            shutil.copyfile(copy, target)
    renamed = inside and target.resolve() != given.resolve()
    if renamed:
        given.unlink()
    shown = Path(os.path.relpath(target, root)).as_posix()
    yield f"{given} → {shown}" if given.resolve() != target.resolve() else shown
    if not changes and not renamed and not changed:
        yield "    nothing to change: it is clean"
    yield from (f"    {change}" for change in changes)
    yield from (f"    please look: {note}" for note in notes)
    if out is None:
        yield from _how_to_show(target, home, root, given.name if renamed else "")
    if not inside:
        yield f"    The original stays where it is: {given}"


def _copied(given: Path, ending: str, folder: Path, reader: Reader) -> tuple[Path, list[str], list[str]]:
    """A clean copy in a folder of its own, what was changed, and what somebody should look at.

    :raises Refused: something stands in the way.
    """
    if ending not in LOOKED_INTO and ending not in TURNED:
        copy = folder / f"copy.{ending}"
        shutil.copyfile(given, copy)
        return copy, [], []
    traces, made, changes = reader.clean_copy(given, folder / "copy")
    if made is None:
        reasons = [trace for trace in traces if stands_in_the_way(trace)] or traces
        raise Refused("\n    ".join(_sentence(trace, with_fix=True) for trace in reasons))
    return made, changes, [_sentence(trace) for trace in traces if trace.code in WORDS and not _mended(trace)]


def _mended(trace: Trace) -> bool:
    return trace.code in ("author-in-file", "place-in-image", "image-too-large")


def _sentence(trace: Trace, with_fix: bool = False) -> str:
    message, fix = WORDS[trace.code]
    where = f" ({trace.where})" if trace.where else ""
    said = message.format(trace.shown).replace(" ()", "").rstrip(".") + where + "."
    return said + (f" To fix: {fix}." if with_fix else "")


def _free(target: Path, copy: Path, given: Path) -> Path:
    """The place itself, or the next number where another file stands already."""
    wanted, number = target, 1
    while wanted.is_file() and wanted.resolve() != given.resolve() and wanted.read_bytes() != copy.read_bytes():
        number += 1
        wanted = target.with_stem(f"{target.stem}-{number}")
    return wanted


def _how_to_show(target: Path, home: Path, root: Path, before: str) -> Iterator[str]:
    """The line to write in an entry or a text, and the places that still use another name."""
    name = Path(os.path.relpath(target, home)).as_posix()
    if target.suffix in (".png", ".jpg", ".jpeg", ".webp"):
        yield f"    To show it, write:   ![Say here what it shows](/files/{name})"
    else:
        yield f"    To show it, write in the entry:   documents: [{name}]"
        yield f"    or in a text:   [What it is called](/files/{name})"
    if before:
        named = re.compile(rf"(?<![\w.-]){re.escape(before)}(?![\w-])")
        for path in files_below(root, ("content/**/*", "data/**/*", "docs/**/*.md")):
            if path.endswith((".md", ".yml", ".csv")):
                lines = (root / path).read_text("utf-8", "replace").splitlines()
                for number, line in enumerate(lines, 1):
                    if named.search(line):
                        yield f"    {path}, line {number} still says {before}: write  {name}"
