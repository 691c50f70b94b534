"""Files among the sources that no register reads: left there by a program, of another type, or in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from macros.files import fault_of_place
from macros.problems import Problem
from macros.record import Record
from macros.sentences import nearest
from macros.sources import files_below

SPREADSHEETS = (".xlsx", ".xls", ".ods", ".xlsm", ".tsv", ".numbers")
WORDS = (".txt", ".docx", ".doc", ".rtf", ".odt", ".markdown", ".html")


def strays(root: Path, kinds: dict[str, type[Record]], seen: set[str], folders: tuple[str, ...]) -> Iterator[Problem]:
    """Each file below the folders that is none of those which were read, and what to do about it."""
    patterns = sorted({pattern for kind in kinds.values() for pattern in kind.files})
    for path in files_below(root, tuple(f"{folder}/**/*" for folder in folders)):
        if path in seen or path.endswith("README.md"):
            continue
        if fault := fault_of_place(root, path):
            yield fault
            continue
        ending = path[path.rfind(".") :]
        homes = [pattern.replace("**/", "").replace("*", "…") for pattern in patterns if pattern.endswith(ending)]
        homes = [home for home in homes if home.split("/")[0] == path.split("/")[0]]
        free = [home for home in homes if PurePosixPath(home).stem in path and not (root / home).exists()]
        near = next(iter(free), None) or nearest(path, homes) or (" , or  ".join(homes) if len(homes) < 10 else None)
        fix = (
            f"move it or name it like  {near}"
            if near
            else "move it to a folder that a register reads; `transparency describe` lists them"
        )
        if ending.lower() in (".yaml", ".yml", ".md", ".csv") and ending not in (".yml", ".md", ".csv"):
            fix = f"let its name end like this:  {path.removesuffix(ending)}{ending.lower().replace('yaml', 'yml')}"
        elif path.rsplit("/", 1)[-1][:2] in ("~$", ".~") or ending.lower() in (".tmp", ".bak", ".db", ".orig"):
            fix = "take it away; a program left it there"
        elif ending.lower() in SPREADSHEETS:
            fix = "save the sheet as “CSV UTF-8 (comma delimited)”, or, for spending, run  transparency import spending"
        elif ending.lower() in WORDS and path.startswith("content/"):
            fix = f"copy the words into a plain text file named  {path.removesuffix(ending)}.md  ; to publish the document itself as well, put it in docs/files/"
        elif ending not in (".md", ".yml", ".csv"):
            fix = "put images and attachments in docs/files/, and take anything else away"
        elif (root / (near or "")).is_file():
            fix = f"put its entries into  {near}  and take this file away"
        yield Problem("wrong-folder", path, 1, "No register reads this file, so nothing in it would be published.", fix)
