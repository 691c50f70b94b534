"""Prove that a package, a folder or a live site is what its list of checksums, or another list, says it is.

Nothing that is checked is run or unpacked: files are read in pieces and only their checksums are kept. A live site is
asked for its own files and nothing else; an answer from another host is refused.
"""

from __future__ import annotations

import hashlib
import http.client
import posixpath
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from macros.archive.manifest import (
    MANIFEST,
    PIECE,
    NoManifest,
    differences,
    in_address,
    is_safe,
    manifest_of,
    read_manifest,
)
from macros.archive.package import TAG_MANIFEST
from macros.built import files_of

LARGEST_LIST = 50_000_000
LARGEST_PACKAGE = 50_000_000_000
SECONDS = 30
AT_ONCE = 4
NOT_SERVED = ("_headers", "_redirects", ".")
"""Files that tell a host what to do, and that it does not give out."""


def list_of(target: str) -> dict[str, str]:
    """The list of checksums that a folder, a file or an address gives.

    :raises NoManifest: there is none, or it cannot be read.
    """
    if is_address(target):
        return read_manifest(_fetch(target, MANIFEST, LARGEST_LIST).decode("utf-8", "replace"), f"{target}{MANIFEST}")
    path = Path(target)
    path = path / MANIFEST if path.is_dir() else path
    if not path.is_file():
        raise NoManifest(f"There is no {path}. A site that was built by this program carries one.")
    return read_manifest(path.read_text("utf-8", "replace"), str(path))


def verify(target: str, against: dict[str, str] | None = None) -> list[str]:
    """Every file that differs, as a sentence; none when all is as it should be.

    ``against`` is the list to compare with; without it, the list that the target carries itself.

    :raises NoManifest: there is no list to compare with, or the target cannot be read.
    """
    if is_address(target):
        return _live(target if target.endswith("/") else target + "/", against)
    path = Path(target)
    if path.is_dir():
        names = files_of(path)
        shortcuts = {name for name in names if (path / name).is_symlink()}
        said = [f"{name}: is a shortcut, not a file" for name in sorted(shortcuts)]
        if (path / "bagit.txt").is_file():
            found = _bag({name: path / name for name in names if name not in shortcuts}, against)
        else:
            wanted = against or list_of(target)
            leave_out = {*shortcuts, *(() if MANIFEST in wanted else (MANIFEST,))}
            found = differences(wanted, manifest_of(path, leave_out=leave_out))
        return said + [line for line in found if line.rsplit(": ", 1)[0] not in shortcuts]
    if not path.is_file():
        raise NoManifest(f"There is no {path}.")
    try:
        with zipfile.ZipFile(path) as packed:
            return _bag(_entries(packed), against, packed)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise NoManifest(f"{path} is not a package that can be read, or it is damaged.") from None


def is_address(target: str) -> bool:
    """Whether the target is a site elsewhere."""
    return target.startswith(("https://", "http://"))


def _entries(packed: zipfile.ZipFile) -> dict[str, Any]:
    """The files of a package below its one folder."""
    infos = [info for info in packed.infolist() if not info.is_dir()]
    if sum(info.file_size for info in infos) > LARGEST_PACKAGE:
        raise NoManifest("The package says that it is larger than 50 gigabytes. It was not read.")
    tops = {info.filename.split("/")[0] for info in infos}
    if len(tops) != 1 or len({info.filename for info in infos}) != len(infos):
        raise NoManifest("The package does not hold one folder, or holds two files of one name.")
    if odd := next((info.filename for info in infos if not is_safe(info.filename)), ""):
        raise NoManifest(f"The package holds a file whose name leads out of its folder: {odd}")
    return {info.filename.split("/", 1)[-1]: info for info in infos}


def _bag(files: dict[str, Any], against: dict[str, str] | None, packed: zipfile.ZipFile | None = None) -> list[str]:
    def opened(name: str) -> IO[bytes]:
        return packed.open(files[name]) if packed else files[name].open("rb")

    def text(name: str) -> str:
        if name not in files:
            raise NoManifest(f"The package has no {name}.")
        with opened(name) as file:
            return file.read(LARGEST_LIST).decode("utf-8", "replace")

    def digests(names: list[str]) -> dict[str, str]:
        found = {}
        for name in names:
            with opened(name) as file:
                value = hashlib.sha256()
                while piece := file.read(PIECE):
                    value.update(piece)
            found[name] = value.hexdigest()
        return found

    text("bagit.txt")
    payload = digests([name for name in files if name.startswith("data/")])
    tags = read_manifest(text(TAG_MANIFEST), TAG_MANIFEST)
    said = differences(read_manifest(text(MANIFEST), MANIFEST), payload)
    said += differences(tags, digests([name for name in tags if name in files]))
    if against is not None:
        site = {
            name.removeprefix("data/site/"): value for name, value in payload.items() if name.startswith("data/site/")
        }
        said += differences(
            against, {name: value for name, value in site.items() if name != MANIFEST or MANIFEST in against}
        )
    return said


def _live(address: str, against: dict[str, str] | None) -> list[str]:
    own = list_of(address)
    wanted = against or own
    said = [f"{line} (by the site's own list)" for line in differences(wanted, own)] if against else []
    names = [name for name in wanted if not name.startswith(NOT_SERVED) and name != MANIFEST]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda name: _asked(address, name, wanted[name]), names)
        return said + [line for line in answers if line]


def _asked(address: str, name: str, wanted: str) -> str:
    try:
        found = hashlib.sha256()
        for piece in _pieces(address, name):
            found.update(piece)
    except NoManifest as reason:
        return f"{name}: {reason}"
    return "" if found.hexdigest() == wanted else f"{name}: differs"


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the same host only."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Refuse another host, whatever it would answer."""
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            raise NoManifest(f"leads to another host, {urlsplit(newurl).netloc}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _pieces(address: str, name: str) -> Iterator[bytes]:
    page = name.removesuffix("index.html") if posixpath.basename(name) == "index.html" else name
    request = urllib.request.Request(address + in_address(page), headers={"User-Agent": "transparency-verify"})
    opener = urllib.request.build_opener(_SameHost())
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            held, promised = 0, answer.headers.get("Content-Length", "")
            while piece := answer.read(PIECE):
                held += len(piece)
                yield piece
            if promised.isdigit() and held < int(promised):
                raise NoManifest(f"cut short after {held:,} of {int(promised):,} bytes")
    except urllib.error.HTTPError as error:
        raise NoManifest(f"the server answers {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException):
        raise NoManifest("the server does not answer") from None


def _fetch(address: str, name: str, largest: int) -> bytes:
    held = b""
    try:
        for piece in _pieces(address if address.endswith("/") else address + "/", name):
            held += piece
            if len(held) > largest:
                raise NoManifest("is too large")
    except NoManifest as reason:
        raise NoManifest(f"{address}: {MANIFEST} cannot be had: {reason}") from None
    return held
