"""The site's search: Pagefind's index, made from a built site. It is downloaded only when somebody searches.

Pagefind writes the choices of each filter in an order that changes from run to run. They are put in order here,
so that the same sources give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = "pagefind"
NOT_USED = ("pagefind-*ui.*", "pagefind-highlight.js")
"""What Pagefind ships and no page of ours asks for: its own boxes and buttons."""
MARK = b"pagefind_dcd"
"""What each of its files begins with, once unpacked."""


class NoIndex(Exception):
    """Pagefind did not finish. The message is for the user."""


def index_for_search(site: Path) -> None:
    """Index the pages of a built site that are marked for it, into its folder ``pagefind``.

    :raises NoIndex: Pagefind could not run, or its files are not as we know them.
    """
    run = subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(site), "--output-subdir", FOLDER, "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode or not (site / FOLDER / "pagefind.js").is_file():
        raise NoIndex(f"Search could not be prepared. Pagefind says: {(run.stderr or run.stdout).strip()[-500:]}")
    for pattern in NOT_USED:
        for file in (site / FOLDER).glob(pattern):
            file.unlink()
    try:
        _put_in_order(site / FOLDER)
    except (KeyError, IndexError, TypeError, ValueError) as fault:
        raise NoIndex(f"Search could not be prepared: Pagefind's files are not as expected ({fault!r}).") from fault


def _put_in_order(folder: Path) -> None:
    """Sort the filters and their choices, and name each file by its new content."""
    entry = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))
    for language, known in entry["languages"].items():
        renamed = {}
        for file in sorted((folder / "filter").glob(f"{language}_*.pf_filter")):
            name, choices = _unpacked(file)
            content = _packed([name, sorted(choices)])
            renamed[file.stem] = f"{language}_{hashlib.sha256(content).hexdigest()[:7]}"
            file.unlink()
            (folder / "filter" / f"{renamed[file.stem]}.pf_filter").write_bytes(content)
        described = folder / f"pagefind.{known['hash']}.pf_meta"
        version, pages, words, filters, *rest = _unpacked(described)
        filters = sorted([name, renamed[file]] for name, file in filters)
        content = _packed([version, pages, words, filters, *rest])
        described.unlink()
        known["hash"] = f"{language}_{hashlib.sha256(content).hexdigest()[:13]}"
        (folder / f"pagefind.{known['hash']}.pf_meta").write_bytes(content)
    (folder / "pagefind-entry.json").write_text(json.dumps(entry, sort_keys=True), encoding="utf-8")


def _unpacked(file: Path) -> Any:
    content = gzip.decompress(file.read_bytes())
    if not content.startswith(MARK):
        raise ValueError(file.name)
    value, end = _read(content, len(MARK))
    if end != len(content):
        raise ValueError(file.name)
    return value


def _packed(value: Any) -> bytes:
    return gzip.compress(MARK + _written(value), mtime=0)


TEXT, LIST = 3, 4


def _read(content: bytes, at: int) -> tuple[Any, int]:
    """One value of CBOR (RFC 8949), of the three sorts that Pagefind uses: whole numbers, texts and lists."""
    sort, short = content[at] >> 5, content[at] & 31
    at += 1
    number = short
    if 24 <= short <= 27:
        size = 1 << (short - 24)
        number = int.from_bytes(content[at : at + size], "big")
        at += size
    elif short > 27:
        raise ValueError(short)
    if sort == 0:
        return number, at
    if sort == TEXT:
        return content[at : at + number].decode("utf-8"), at + number
    if sort != LIST:
        raise ValueError(sort)
    values = []
    for _ in range(number):
        value, at = _read(content, at)
        values.append(value)
    return values, at


def _written(value: Any) -> bytes:
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(TEXT, len(text)) + text
    return _head(LIST, len(value)) + b"".join(_written(part) for part in value)


def _head(sort: int, number: int) -> bytes:
    if number < 24:
        return bytes([sort << 5 | number])
    length = next(size for size in (1, 2, 4, 8) if number < 1 << (8 * size))
    return bytes([sort << 5 | (23 + length.bit_length())]) + number.to_bytes(length, "big")
