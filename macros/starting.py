"""Starting a new entry: a source file or a place in one, with every field explained, from the declaration."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath

from pydantic import BaseModel

from macros.field_facts import FieldFacts, fields_of
from macros.fields import slug_of
from macros.files import files_below
from macros.record import Record
from macros.registers import Registers
from macros.replace import write_whole

RARELY_FIRST = ("supports", "sources", "doubt", "note", "corrections", "withdrawn", "body")

OFFERED = 3
"""References of this office that are shown as examples."""


class CannotStart(Exception):
    """A new entry cannot be made here. The message says why and what to do instead."""


def next_reference(registers: Registers, kind: type[Record], day: date) -> str:
    """The reference that follows those in use, in the form they have; empty when they follow no order."""
    refs = [record.ref for record in registers.of(kind.kind)] or [
        str(example) for example in (kind.model_fields["ref"].examples or []) if kind.kind == "decision"
    ]
    forms = Counter(
        (match[1], len(match[4] or ""))
        for ref in refs
        if (match := re.fullmatch(r"(.*?)(\d{4})-(\d{2}-\d{2}|(\d+))", ref))
    )
    if not forms:
        return ""
    prefix, figures = max(forms, key=lambda form: (form[0] == "DN-", forms[form], form))
    if not figures:
        return f"{prefix}{day.isoformat()}"
    used = [int(match[1]) for ref in refs if (match := re.fullmatch(rf"{re.escape(prefix)}{day.year}-(\d+)", ref))]
    return f"{prefix}{day.year}-{max(used, default=0) + 1:0{figures}}"


def start_entry(
    root: Path, registers: Registers, kind: type[Record], day: date, reference: str = "", file: str = ""
) -> tuple[Path, int]:
    """Write a new entry and return its file and the line on which it starts.

    ``file`` is one of the register's files, below the root, when the editor wants another than the first.

    :raises CannotStart: only the editor can choose the file, it is no file of this register, or it is there already.
    """
    if all(pattern.endswith(".csv") for pattern in kind.files):
        raise CannotStart(
            f"Entries of this kind come from the finance system. Make the month's file with: transparency import {kind.kind} FILE --month {day:%Y-%m} --body Commissioner"
        )
    reference = reference or next_reference(registers, kind, day)
    path = root / (file or _place(root, kind, reference, day))
    if file:
        if not _is_of(kind, file):
            raise CannotStart(f"{file} is no file of this register. Its files are: {', '.join(kind.files)}")
        if file.endswith(".md") and not reference:
            reference = path.stem
    if path.suffix == ".md":
        return _start_file(path, registers, kind, reference, day, file)
    if kind.kind == "office" and registers.located["office"]:
        raise CannotStart("There is one office; change data/office.yml.")
    before = path.read_text(encoding="utf-8").rstrip("\n") if path.is_file() else ""
    before = "" if before.strip() == "[]" else before
    if before and not re.search(r"^- ", before, re.MULTILINE):
        raise CannotStart(f"{path} holds one entry alone. Name another file with --file.")
    text = "\n".join(_fields(kind, registers, reference, day, "- ", "  "))
    write_whole(path, f"{before}\n\n{text}\n" if before else f"{text}\n")
    return path, before.count("\n") + 3 if before else 1


def _is_of(kind: type[Record], file: str) -> bool:
    """Whether a file is one that this register reads."""
    return any(_fits(PurePosixPath(file).parts, PurePosixPath(pattern).parts) for pattern in kind.files)


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if not parts or not pattern:
        return not parts and not pattern
    if pattern[0] == "**":
        return any(_fits(parts[skipped:], pattern[1:]) for skipped in range(len(parts)))
    wanted = re.escape(pattern[0]).replace(r"\*", "[^/]+")
    return parts[0] != ".." and bool(re.fullmatch(wanted, parts[0])) and _fits(parts[1:], pattern[1:])


def _place(root: Path, kind: type[Record], reference: str, day: date) -> str:
    """The file of a new entry, where it follows from the register and the reference."""
    if plain := next((found for found in kind.files if "*" not in found), ""):
        return plain
    pattern = kind.files[0]
    folder = pattern.split("*")[0].rstrip("/")
    alone = pattern == f"{folder}/*/{kind.kind}.md"
    if not reference and (alone or pattern.startswith(f"{folder}/**")):
        raise CannotStart(f"Say what to call it, for example: transparency new {kind.kind} --ref short-name")
    if pattern.startswith(f"{folder}/**"):
        part = f"/{day.year}" if "{year}" in (kind.page_address or "") else ""
        return f"{folder}{part}/{slug_of(reference)}.md"
    if alone:
        return f"{folder}/{slug_of(reference)}/{kind.kind}.md"
    here = list(files_below(root, kind.files))
    if len(here) == 1 and pattern.endswith(".yml"):
        return here[0]
    like = here[0] if here else pattern.replace("**/", "").replace("/*/", f"/{folder.split('/')[-1]}/")
    name = f"{like.rsplit('/', 1)[0]}/{slug_of(reference) or 'name'}{Path(pattern).suffix}"
    raise CannotStart(
        f"There is more than one place for entries of this kind ({pattern}). Say which, for example: transparency new {kind.kind} --file {name}"
    )


def _start_file(
    path: Path, registers: Registers, kind: type[Record], reference: str, day: date, file: str
) -> tuple[Path, int]:
    if path.exists():
        raise CannotStart(f"{path} is already there. Give another reference with --ref.")
    lines = _fields(kind, registers, reference, day, "", "")
    if "/*/" in kind.files[0] and "plan" in kind.model_fields:
        # The folder says which plan it is a part of, and the entry must say the same.
        plan = path.parts[len(path.parts) - len(PurePosixPath(file).parts) + kind.files[0].split("/").index("*")]
        lines = (re.sub(r"^plan:", f"plan: {plan}", line) for line in lines)
    write_whole(path, "\n".join(["---", *lines, "---", "", ""]))
    return path, 1


def _fields(
    model: type[BaseModel], registers: Registers, reference: str, day: date, first: str, rest: str
) -> Iterator[str]:
    facts = [found for found in fields_of(model) if not (found.name == "body" and found.prose)]
    facts.sort(
        key=lambda found: (found.name != "ref", not found.required, not found.expected, found.name in RARELY_FIRST)
    )
    for number, found in enumerate(facts):
        lead = first if number == 0 else rest
        known = {"ref": reference, "year": str(day.year)}.get(found.name, "")
        if found.name.endswith("_on") and found.required:
            known = day.isoformat()
        words = _explained(found, registers, model)
        if not (found.required or found.expected or known):
            yield f"{lead}# {found.name}:  # {words}"
            continue
        yield f"{lead}{found.name}: {known}".rstrip() + f"  # {words}"
        deeper = " " * len(rest)
        if found.entry:
            marks = ("- ", "  ") if found.many else ("", "")
            yield from _fields(found.entry, registers, "", day, f"{deeper}  {marks[0]}", f"{deeper}  {marks[1]}")
        elif found.many:
            yield f"{deeper}  -"


def _explained(facts: FieldFacts, registers: Registers, model: type[BaseModel]) -> str:
    parts = [facts.title + ("." if not facts.title.endswith(".") else ""), facts.description]
    if facts.many:
        parts.append("A list: each on a line of its own, after a hyphen.")
    if facts.choices:
        parts.append(f"One of: {', '.join(facts.choices)}.")
    elif facts.to:
        parts.append(_references(facts, registers, model))
    elif facts.example and not facts.entry:
        parts.append(f"For example: {facts.example}")
    return " ".join(part for part in parts if part).replace("\n", " ")


def _references(facts: FieldFacts, registers: Registers, model: type[BaseModel]) -> str:
    """References that this office has, since those of the declaration's example belong to another.

    Those that no entry of this kind names yet come first: a duty is spoken of once, and a measure waits for figures.
    """
    here = [record.ref for kind in facts.to if kind in registers.kinds for record in registers.of(kind)]
    kind = getattr(model, "kind", "")
    used = {getattr(record, facts.name) for record in registers.of(kind)} if kind and not facts.many else set()
    here.sort(key=lambda ref: ref in used)
    if not here:
        return f"The reference of: {', '.join(facts.to)}. There is none yet: transparency new {facts.to[0]}"
    more = f"; {len(here) - OFFERED:,} more" if len(here) > OFFERED else ""
    return f"The reference of: {', '.join(facts.to)}. For example: {'; '.join(here[:OFFERED])}{more}"
