"""Sites for the tests: the small good office in ``tests/good``, with a case of ``tests/bad`` laid over it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from macros.office import Loaded, load_site
from macros.problems import Problem
from macros.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
GOOD = ROOT / "tests" / "good"
BAD = ROOT / "tests" / "bad"

EXPECTED = "expected.json"
"""In each case: the code, path, line and field of every problem that it plants."""
MESSAGES = "expected.txt"
"""In each case: what ``check`` prints, character for character."""
TAKEN_AWAY = "taken-away.txt"
"""In a case: paths of the good office that it does not have."""

AS_OF = date(2024, 6, 30)


def lay(target: Path, case: Path | None = None) -> Path:
    """Copy the good office to a new folder, lay the changed files of a case over it, and give the folder back."""
    shutil.copytree(GOOD, target)
    configuration = target / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8").replace("../../", f"{ROOT}/"), "utf-8")
    if case is not None:
        gone = case / TAKEN_AWAY
        for path in gone.read_text("utf-8").split() if gone.is_file() else ():
            (target / path).unlink()
        leave_out = shutil.ignore_patterns(EXPECTED, MESSAGES, TAKEN_AWAY)
        shutil.copytree(case, target, symlinks=True, dirs_exist_ok=True, ignore=leave_out)
    return target


def lay_example(target: Path) -> Path:
    """A copy of the invented office in a new folder, with what it shares with the first site, and give its root back."""
    root = target / "tests" / "example"
    shutil.copytree(ROOT / "tests" / "example", root)
    for shared in ("docs", "data/law", "overrides", "mkdocs.yml", "hooks.py", "macros"):
        (target / shared).parent.mkdir(parents=True, exist_ok=True)
        (target / shared).symlink_to(ROOT / shared)
    return root


def lay_whole(target: Path) -> Path:
    """The good office with a page at every address that the frame of the site links to, so that it can be built."""
    lay(target)
    templates = [*(ROOT / "overrides").rglob("*.html"), *(ROOT / "macros" / "views").rglob("*.html")]
    text = "".join(path.read_text("utf-8") for path in sorted(templates))
    python = [*(ROOT / "macros" / "site").rglob("*.py"), *(ROOT / "macros" / "views").rglob("*.py")]
    text += "".join(re.sub(r'"(/[a-z/-]+/)"', r'href="\1"', path.read_text("utf-8")) for path in sorted(python))
    wanted: dict[str, set[str]] = {}
    for address, fragment in re.findall(r'href="/([a-z][a-z/-]*)/(?:#([a-z-]+))?"', text):
        wanted.setdefault(address, set()).add(fragment)
    for address, fragments in wanted.items():
        page = target / "docs" / f"{address}.md"
        real = ROOT / "docs" / f"{address}.md"
        if not page.is_file() and real.is_file() and "{{" in real.read_text("utf-8"):
            page.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(real, page)
        elif not page.is_file() and "." not in address:
            headings = "".join(
                f"## {fragment.replace('-', ' ').capitalize()}\n\nWords.\n\n" for fragment in sorted(fragments - {""})
            )
            matter = (
                f"---\ntitle: The page {address}\ndescription: A page that the frame links to.\nsection: help\n---\n\n"
            )
            write(target, {f"docs/{address}.md": f"{matter}This office is invented.\n\n{headings}"})
    return target


def loaded(root: Path) -> Loaded:
    """A site loaded and checked on the day it is pinned to."""
    return load_site(read_settings(root), AS_OF)


def problems_of(root: Path) -> list[Problem]:
    """Everything that is wrong with a site."""
    return loaded(root).problems


def write(root: Path, files: dict[str, str]) -> Path:
    """Lay a folder out from a table of paths and texts."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root
