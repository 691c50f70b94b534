"""Starting a new entry: a source file or a place in one, with every field explained, from the declaration."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from macros.fields import slug_of
from macros.record import FieldFacts, Record, fields_of
from macros.registers import Registers

RARELY_FIRST = ("supports", "sources", "doubt", "note", "corrections", "withdrawn", "body")


class CannotStart(Exception):
    """A new entry cannot be made here. The message says why and what to do instead."""


def next_reference(registers: Registers, kind: type[Record], day: date) -> str:
    """The reference that follows those in use, in the form they have; empty when they follow no order."""
    refs = [record.ref for record in registers.of(kind.kind)] or [
        str(example) for example in (kind.model_fields["ref"].examples or []) if kind.kind == "decision"
    ]
    if dated := [match for ref in refs if (match := re.fullmatch(r"(.*?)\d{4}-\d{2}-\d{2}", ref))]:
        prefixes = Counter(match[1] for match in dated)
        usual = "DN-" if "DN-" in prefixes else prefixes.most_common(1)[0][0]
        return f"{usual}{day.isoformat()}"
    if yearly := [match for ref in refs if (match := re.fullmatch(r"(.*?)(\d{4})-(\d+)", ref))]:
        used = [match for match in yearly if match[2] == str(day.year)]
        number = max((int(match[3]) for match in used), default=0) + 1
        return f"{yearly[-1][1]}{day.year}-{number:0{len(yearly[-1][3])}}"
    return ""


def start_entry(
    root: Path, registers: Registers, kind: type[Record], day: date, reference: str = ""
) -> tuple[Path, int]:
    """Write a new entry and return its file and the line on which it starts.

    :raises CannotStart: the kind's files need a folder that only the editor can choose, or the file exists.
    """
    reference = reference or next_reference(registers, kind, day)
    pattern = kind.files[0]
    if pattern.endswith(".md"):
        return _start_file(root, kind, pattern, reference, day)
    path = root / next((found for found in kind.files if "*" not in found), pattern)
    if "*" in path.as_posix() or path.suffix != ".yml":
        raise CannotStart(
            f"Entries of this kind are kept in {pattern}. Make the file there and start from `transparency describe {kind.kind}`."
        )
    if kind.files == (path.relative_to(root).as_posix(),) and kind.kind == "office":
        raise CannotStart("There is one office; change data/office.yml.")
    before = path.read_text(encoding="utf-8").rstrip("\n") if path.is_file() else ""
    before = "" if before.strip() == "[]" else before
    text = "\n".join(_fields(kind, reference, day, "- ", "  "))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}\n\n{text}\n" if before else f"{text}\n", encoding="utf-8")
    return path, before.count("\n") + 3 if before else 1


def _start_file(root: Path, kind: type[Record], pattern: str, reference: str, day: date) -> tuple[Path, int]:
    folder = pattern.split("*")[0].rstrip("/")
    if not pattern.startswith(f"{folder}/**"):
        raise CannotStart(
            f"Entries of this kind are kept in {pattern}. Copy one that is there and change it; `transparency describe {kind.kind}` explains the fields."
        )
    if not reference:
        raise CannotStart(f"Say what to call it, for example: transparency new {kind.kind} --ref short-name")
    place = root / folder / (str(day.year) if "{year}" in (kind.page_address or "") else "")
    path = place / f"{slug_of(reference)}.md"
    if path.exists():
        raise CannotStart(f"{path} is already there. Give another reference with --ref.")
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = _fields(kind, reference, day, "", "")
    path.write_text("\n".join(["---", *lines, "---", "", ""]), encoding="utf-8")
    return path, 1


def _fields(kind: type[Record], reference: str, day: date, first: str, rest: str) -> Iterator[str]:
    facts = [found for found in fields_of(kind) if found.name != "body"]
    facts.sort(key=lambda found: (found.name != "ref", not found.required, found.name in RARELY_FIRST))
    for number, found in enumerate(facts):
        lead = first if number == 0 else rest
        known = {"ref": reference, "year": str(day.year)}.get(found.name, "")
        if found.name.endswith("_on") and found.required:
            known = day.isoformat()
        if found.required or known:
            yield f"{lead}{found.name}: {known}".rstrip() + f"  # {_explained(found)}"
        else:
            yield f"{lead}# {found.name}:  # {_explained(found)}"


def _explained(facts: FieldFacts) -> str:
    parts = [facts.title + ("." if not facts.title.endswith(".") else ""), facts.description]
    if facts.choices:
        parts.append(f"One of: {', '.join(facts.choices)}.")
    elif facts.example:
        parts.append(f"For example: {facts.example}")
    return " ".join(part for part in parts if part).replace("\n", " ")
