"""One BagIt package (RFC 8493) of everything that a site is: made to be kept, and to be read without us.

``data/`` holds ``site`` (as published, byte for byte), ``offline`` (the same with links that open from a folder),
``sources`` (every file the site was built from, with the program), ``checklist``, the ledger of addresses and, where git
is there, ``history.bundle``. The package is a ZIP file without compression and with fixed times, so that the same
content gives the same bytes on every machine.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from macros.archive.bill import write_bill
from macros.archive.manifest import MANIFEST, as_text, digest, manifest_of
from macros.built import files_of
from macros.ledger import LEDGER
from macros.replace import making_file

TAG_MANIFEST = "tagmanifest-sha256.txt"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can state. When the files were made is said in ``bag-info.txt``."""
LEFT_OUT = {"site", "build", "node_modules", "__pycache__"}
"""Folders that hold nothing a site is built from, where git does not say which files count."""

READ_ME = """How to read this package
========================

This is everything that {office} published on its transparency website, as it stood on {day}.

data/offline/index.html   Open this file in any browser. It needs neither a server nor the internet.
data/site/                The website byte for byte as it was published. Put it on any web server.
data/checklist/           What the law asks the office to publish, and what was published, as tables.
data/sources/             The text files that the website was built from, and the program that builds it.
data/published-addresses.txt   Every address that was ever published.
data/bill-of-materials.cdx.json   Every library that the program uses, where the package has the program.
{history}
Is it whole?
------------
Every file has its SHA-256 checksum in manifest-sha256.txt. To check them all, with tools that every Linux and macOS has:

    sha256sum --check --quiet manifest-sha256.txt

The package follows BagIt (RFC 8493), so that any BagIt tool can check it too.

Build it again
--------------
data/sources/README.md says how: a Linux machine with Python 3.11 or later, and  make site  in that folder.
The result is the same, byte for byte, as data/site/ if the history is there: see the line about history.bundle.
"""

WITH_HISTORY = """data/history.bundle       Every change ever made to the sources. To unpack it:  git clone history.bundle sources
"""

STARTS = re.compile(r'((?:href|action|content)=")((?:0; url=)?)([^"#?]*)([#?][^"]*)?"')
LISTS = re.compile(rf'href="((?:\.\./)*)(?:\./)?({re.escape(MANIFEST)}|addresses\.txt)"')
"""Links to the lists of the site, which the copy without a server does not have: they are of the site beside it."""


@dataclass(frozen=True)
class Packed:
    """What was put into a package."""

    files: int
    size: int
    commit: str


def make_package(site: Path, root: Path, out: Path, office: str, as_of: date) -> Packed:
    """Write the package of a built site. The file appears when it is whole, and not before.

    :raises OSError: it cannot be written.
    """
    top, commit = _repository(root)
    out = out.resolve()
    with making_file(out) as temporary:
        bag = temporary / out.name.removesuffix(".zip")
        data = bag / "data"
        shutil.copytree(site, data / "site")
        _copy_offline(site, data / "offline")
        for path in _sources(top or root, git=bool(top)):
            place = data / "sources" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile((top or root) / path, place)
        for name in ("checklist.json", "checklist.csv"):
            if (site / "checklist" / name).is_file():
                (data / "checklist").mkdir(exist_ok=True)
                shutil.copyfile(site / "checklist" / name, data / "checklist" / name)
        if (site / "addresses.txt").is_file():
            shutil.copyfile(site / "addresses.txt", data / LEDGER)
        write_bill(top or root, data)
        if commit:
            _bundle(top or root, data / "history.bundle")
        _write_tags(bag, office, as_of, commit)
        size = _zip(bag, temporary / "whole")
        count = len(files_of(bag))
    return Packed(count, size, commit)


def _write_tags(bag: Path, office: str, as_of: date, commit: str) -> None:
    payload = manifest_of(bag / "data", leave_out=())
    octets = sum((bag / "data" / path).stat().st_size for path in payload)
    history = WITH_HISTORY if commit else ""
    info = {
        "Source-Organization": " ".join(office.split()),
        "Bagging-Date": as_of.isoformat(),
        "External-Description": "Transparency website with its sources, checklist, addresses and history",
        "Payload-Oxum": f"{octets}.{len(payload)}",
        **({"Source-Commit": commit} if commit else {}),
    }
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{name}: {words}\n" for name, words in info.items()),
        MANIFEST: as_text({f"data/{path}": value for path, value in payload.items()}),
        "READ-ME.txt": READ_ME.format(office=office, day=as_of.isoformat(), history=history),
    }
    for name, text in tags.items():
        (bag / name).write_text(text, "utf-8")
    (bag / TAG_MANIFEST).write_text(as_text({name: digest(bag / name) for name in sorted(tags)}), "utf-8")


def _zip(bag: Path, out: Path) -> int:
    """The folder as one ZIP file: sorted, not compressed, every file with the same time and rights."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        for path in files_of(bag):
            entry = zipfile.ZipInfo(f"{bag.name}/{path}", FIXED_TIME)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.file_size = (bag / path).stat().st_size
            with (bag / path).open("rb") as file, packed.open(entry, "w") as into:
                shutil.copyfileobj(file, into, 1 << 20)
    return out.stat().st_size


def _copy_offline(site: Path, into: Path) -> None:
    """The site with each link to a folder leading to the page in it, as a browser needs without a server."""
    shutil.copytree(site, into, ignore=shutil.ignore_patterns(MANIFEST, "_headers", "addresses.txt"))
    for page in into.rglob("*.html"):
        page.write_text(offline_links(page.read_text("utf-8")), "utf-8")


def offline_links(html: str) -> str:
    """Links that end in a slash, or in dots, get the name of the page that stands there."""

    def whole(match: re.Match[str]) -> str:
        before, refresh, path, rest = match[1], match[2], match[3], match[4] or ""
        is_link = not before.startswith("content") or refresh
        is_ours = "://" not in path and not path.startswith(("/", "mailto:", "tel:"))
        if is_link and is_ours and path and (path.endswith("/") or path.split("/")[-1] in (".", "..")):
            path = path.rstrip("/") + "/index.html"
        return f'{before}{refresh}{path}{rest}"'

    return LISTS.sub(r'href="\1../site/\2"', STARTS.sub(whole, html))


def _repository(root: Path) -> tuple[Path | None, str]:
    """The top folder of the repository and its commit; nothing where there is no git."""
    top = _git(root, "rev-parse", "--show-toplevel")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return (Path(top.decode().strip()), commit.decode().strip()) if top and commit else (None, "")


def _sources(top: Path, git: bool) -> Iterator[str]:
    """Every file that the site is built from: what git keeps and what is new, but nothing that it ignores."""
    listed = _git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard") if git else None
    if listed is not None:
        paths = sorted({path for path in listed.decode("utf-8", "surrogateescape").split("\0") if path})
    else:
        paths = [path for path in files_of(top) if not _hidden(path)]
    yield from (path for path in paths if (top / path).is_file() and not (top / path).is_symlink())


def _hidden(path: str) -> bool:
    return any(part.startswith(".") or part in LEFT_OUT or part.endswith(".egg-info") for part in path.split("/")[:-1])


def _bundle(top: Path, out: Path) -> None:
    if _git(top, "-c", "pack.threads=1", "bundle", "create", "--quiet", str(out), "--all") is None:
        raise OSError("git could not write the history")


def _git(root: Path, *words: str) -> bytes | None:
    try:
        run = subprocess.run(["git", "-c", "core.fsmonitor=false", *words], cwd=root, capture_output=True, check=False)
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None
