"""``transparency archive``, ``verify`` and ``ledger``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from macros.archive.finish import write_ledger
from macros.archive.manifest import MANIFEST, NoManifest
from macros.archive.package import make_package
from macros.archive.verify import list_of, verify
from macros.ledger import LEDGER
from macros.loading import load
from macros.record import declared_kinds
from macros.settings import Settings, read_settings

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2
SHOWN = 50

Build = Callable[[argparse.Namespace], int]


def add_archive(add: Callable[..., argparse.ArgumentParser], build: Build) -> None:
    """Offer the commands; ``build`` builds the site that a package is made of."""
    made = add("archive", lambda options: archive(options, build))
    made.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the package, for example office-2028.zip"
    )
    made.add_argument("--site", type=Path, metavar="DIR", help="a built site (default: it is built for the package)")
    made = add("verify", prove)
    made.add_argument("target", metavar="TARGET", help="a package, the folder of a built site, or an address")
    what = made.add_mutually_exclusive_group()
    what.add_argument("--against", metavar="SITE", help="compare with another site, or with its list of checksums")
    what.add_argument("--commit", metavar="COMMIT", help="compare with what this commit builds, which is built for it")
    made = add("ledger", ledger)
    made.add_argument("--write", type=Path, required=True, metavar="SITE", help="the folder of the built site")


def archive(options: argparse.Namespace, build: Build) -> int:
    """Write the package, of a built site or of one that is built for it."""
    settings = read_settings(options.root)
    as_of = options.as_of or settings.as_of or date.today()
    with tempfile.TemporaryDirectory(prefix="transparency-") as temporary:
        site: Path | None = options.site
        if site is None:
            site = Path(temporary) / "site"
            if code := build(argparse.Namespace(**{**vars(options), "out": site})):
                return code
        elif not (site / MANIFEST).is_file():
            return _wrong(f"There is no site with a list of checksums in {site}. Build it first: transparency build")
        try:
            made = make_package(site, settings.root, options.out, _office(settings), as_of)
        except OSError as reason:
            print(f"The package could not be written: {reason.strerror or reason}.", file=sys.stderr)
            return PROBLEMS
    print(
        f"{options.out}: {made.files:,} files, {made.size / 1_000_000:,.1f} MB. To check it: transparency verify {options.out}"
    )
    return CLEAN


def _office(settings: Settings) -> str:
    kinds = {name: kind for name, kind in declared_kinds().items() if name == "office"}
    offices = load(settings.root, kinds, settings.shared)[0].of("office")
    return str(offices[0].name) if offices else settings.root.name


def prove(options: argparse.Namespace) -> int:
    """Compare, and name each file that differs."""
    against: dict[str, str] | None
    try:
        if options.commit:
            with tempfile.TemporaryDirectory(prefix="transparency-") as temporary:
                against = list_of(str(_built(options.root, options.commit, Path(temporary))))
        else:
            against = list_of(options.against) if options.against else None
        said = verify(options.target, against)
    except NoManifest as reason:
        return _wrong(str(reason))
    for line in said[:SHOWN]:
        print(line)
    if len(said) > SHOWN:
        print(f"… and {len(said) - SHOWN:,} more.")
    if said:
        print(f"{len(said):,} file{'s' * (len(said) != 1)} differ{'s' * (len(said) == 1)} from what the list says.")
        return PROBLEMS
    print("Every file is as the list says.")
    return CLEAN


def _built(root: Path, commit: str, into: Path) -> Path:
    """The site that a commit builds, made by the program of that commit from a clone of the history.

    :raises NoManifest: there is no such commit here, or it does not build.
    """
    top = _run(["git", "rev-parse", "--show-toplevel"], root).strip()
    below = _run(["git", "rev-parse", "--show-prefix"], root).strip()
    name = _run(["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"], root).strip()
    clone = into / "clone"
    _run(["git", "clone", "--quiet", "--no-checkout", "--template=", "--local", "--", top, str(clone)], root)
    _run(["git", "fetch", "--quiet", "--", top, name], clone, may_fail=True)
    # Files as they were committed: nothing that a .gitattributes asks for is run over them.
    (clone / ".git/info").mkdir(exist_ok=True)
    (clone / ".git/info/attributes").write_text("* -text -ident -filter -working-tree-encoding\n")
    _run(["git", "-c", "core.hooksPath=/dev/null", "checkout", "--quiet", "--detach", name], clone)
    print(f"Building commit {name[:12]} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "macros", "build", "--root", str(clone / below), "--out", str(into / "site")]
    _run(command, clone)
    return into / "site"


def _run(command: list[str], where: Path, may_fail: bool = False) -> str:
    try:
        run = subprocess.run(command, cwd=where, capture_output=True, check=False, text=True)
    except OSError:
        raise NoManifest(f"{command[0]} is not installed here.") from None
    if run.returncode and not may_fail:
        raise NoManifest(
            f"The commit cannot be built here: {(run.stderr or run.stdout).strip()[-500:] or 'git refused'}"
        )
    return run.stdout


def ledger(options: argparse.Namespace) -> int:
    """Add the addresses of a built site to the ledger."""
    settings = read_settings(options.root)
    if not (options.write / "index.html").is_file():
        return _wrong(f"There is no site in {options.write}. Build it first: transparency build")
    new = write_ledger(settings.root, options.write)
    print(f"{new:,} new address{'es' * (new != 1)} in {settings.root / LEDGER}.")
    return CLEAN


def _wrong(words: str) -> int:
    print(words, file=sys.stderr)
    return WRONG_USAGE
