"""A filled-in form becomes text in the sources: a new entry, a correction, a withdrawal or a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from macros.days import read_day
from macros.field_facts import fields_of
from macros.fields import slug_of
from macros.forms.amending import CannotAmend, amended
from macros.forms.boxes import Form
from macros.forms.submitted import NotAForm
from macros.periods import read_period
from macros.record import Record
from macros.registers import Located, Registers
from macros.sources import Tree
from macros.starting import next_reference
from macros.validation import nearest, validate
from macros.yaml_text.writing import write_yaml


@dataclass(frozen=True)
class Entered:
    """What is to be written: the file below the root, its whole new text, and what it does in a few words."""

    path: str
    text: str
    title: str


def enter(root: Path, registers: Registers, form: Form, values: dict[str, Any], day: date) -> Entered:
    """What a filled-in form does to the sources. Nothing is written yet.

    :raises NotAForm: a value cannot be read, or the entry that it speaks of is not there, in sentences for the sender.
    """
    if form.act == "new":
        return _new_entry(root, registers, registers.kinds[form.kind], values, day)
    try:
        if form.act == "state":
            return _state(root, registers, registers.kinds[form.kind], values, day)
        found = _entry_named(registers, values)
        if form.act == "withdraw":
            withdrawn = {"withdrawn_on": day.isoformat(), **_only(values, "withdrawn_on", "reason")}
            text = amended(root, registers, found, {"withdrawn": withdrawn})
            return Entered(found.path, text, f"Withdraw {found.record.ref}")
        return _corrected(root, registers, found, values, day)
    except CannotAmend as reason:
        raise NotAForm(str(reason)) from None


def _only(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _new_entry(root: Path, registers: Registers, kind: type[Record], values: dict[str, Any], day: date) -> Entered:
    body = str(values.pop("body", "")) if _markdown(kind) else ""
    filled = {"ref": values.pop("ref", "") or _reference(registers, kind, values, day), **values}
    if "year" in kind.model_fields:
        filled["year"] = str(_year(values, day))
    ordered = {facts.name: filled[facts.name] for facts in fields_of(kind) if facts.name in filled}
    _refuse_what_cannot_be_read(kind, {**ordered, **({"body": body} if body else {})})
    ref = str(ordered["ref"])
    if taken := registers.find((kind.kind,), ref):
        raise NotAForm(f"The reference “{ref}” is in use, for “{taken.label}”. A reference names one entry for ever.")
    path = place_of_new(kind, ref, str(filled.get("year", day.year)))
    title = f"{kind.register_title}: {ref}"
    if path.endswith(".md"):
        if (root / path).exists():
            raise NotAForm(f"There is a file {path} already. Give another reference.")
        return Entered(path, f"---\n{write_yaml(ordered)}---\n\n{body}\n".rstrip("\n") + "\n", title)
    if path in kind.files:
        before = (root / path).read_text("utf-8").rstrip("\n") if (root / path).is_file() else ""
        before = "" if before.strip() == "[]" else before
        entry = write_yaml([ordered])
        return Entered(path, f"{before}\n\n{entry}" if before else entry, title)
    if (root / path).exists():
        raise NotAForm(f"There is a file {path} already. Give another reference.")
    return Entered(path, write_yaml(ordered), title)


def _markdown(kind: type[Record]) -> bool:
    return any(pattern.endswith(".md") for pattern in kind.files) and "body" in kind.model_fields


def place_of_new(kind: type[Record], ref: str, year: str) -> str:
    """The file in which a form puts a new entry: one of its own where the kind has a folder, so that no two proposed
    changes meet in one file."""
    folders = [pattern for pattern in kind.files if "/**/" in pattern and "*" not in pattern.split("/**/")[0]]
    markdown = [pattern for pattern in folders if pattern.endswith(".md")]
    if pattern := next(iter(markdown or folders), ""):
        top, _, name = pattern.partition("/**/")
        part = f"/{year}" if "{year}" in (kind.page_address or "") else ""
        return f"{top}{part}/{slug_of(ref)}{Path(name).suffix}"
    return kind.files[0]


def _year(values: dict[str, Any], day: date) -> int:
    for name in ("signed_on", "announced", "published_on"):
        try:
            return read_period(str(values[name])).start.year
        except (KeyError, ValueError):
            continue
    return day.year


def _reference(registers: Registers, kind: type[Record], values: dict[str, Any], day: date) -> str:
    """A reference that nobody gave: the next in the order of those in use, else from the entry's own words."""
    try:
        on = read_day(str(values.get("signed_on", "")))
    except ValueError:
        on = day
    wanted = next_reference(registers, kind, on)
    if not wanted:
        words = " ".join(str(values.get(name, "")) for name in (kind.label_field, "measure", "period") if name != "ref")
        wanted = slug_of(words)[:60].strip("-") or f"{kind.kind.replace('_', '-')}-{day.isoformat()}"
    made, number = wanted, 1
    while registers.find((kind.kind,), made):
        number += 1
        made = f"{wanted}-{number}"
    return made


def _refuse_what_cannot_be_read(kind: type[Record], values: dict[str, Any]) -> None:
    record, problems = validate(kind, Tree(values, {(): 1}), "")
    if record is not None and not problems:
        return
    titles = {facts.name: facts.title for facts in fields_of(kind)}
    messages = []
    for problem in problems:
        label = titles.get(problem.field.split(".")[0], problem.field)
        fix = re.sub(rf"write( for example)?  {re.escape(problem.field)}: ", r"write\1  ", problem.fix)
        messages.append(f"“{label}”: {problem.message} To fix: {' '.join(fix.split())}")
    raise NotAForm(*messages)


def _entry_named(registers: Registers, values: dict[str, Any]) -> Located:
    kind = next(kind for kind in registers.kinds.values() if kind.register_title == values["register"])
    record = registers.find((kind.kind,), str(values["ref"]))
    if record is None:
        near = nearest(str(values["ref"]), [found.record.ref for found in registers.located[kind.kind]])
        meant = f" Did you mean “{near}”?" if near else " Copy it from the entry’s page."
        raise NotAForm(f"There is no entry “{str(values['ref'])[:80]}” in “{kind.register_title}”.{meant}")
    return registers.place_of(record)


def _corrected(root: Path, registers: Registers, found: Located, values: dict[str, Any], day: date) -> Entered:
    kind, asked = type(found.record), str(values["field"])
    named = {facts.title.casefold(): facts for facts in fields_of(kind)}
    named |= {facts.name: facts for facts in fields_of(kind)}
    facts = named.get(asked.casefold())
    if facts is None:
        near = nearest(asked, [known.title for known in fields_of(kind)])
        meant = f" Did you mean “{near}”?" if near else ""
        raise NotAForm(f"Entries of “{kind.register_title}” have no fact called “{asked[:80]}”.{meant}")
    if facts.name in ("ref", "corrections", "withdrawn", "body") or facts.entry:
        raise NotAForm(
            f"“{facts.title}” cannot be corrected with this form. Propose a change to the file {found.path} instead."
        )
    value: Any = values["value"]
    if facts.many:
        value = [line.strip() for line in value.split("\n") if line.strip()]
    note = {"corrected_on": day.isoformat(), **_only(values, "corrected_on", "what", "why", "who", "minor")}
    earlier = found.tree.value.get("corrections") if isinstance(found.tree.value, dict) else None
    _refuse_what_cannot_be_read(kind, {**found.tree.value, facts.name: value, "corrections": [*(earlier or []), note]})
    text = amended(root, registers, found, {facts.name: value, "corrections": [*(earlier or []), note]})
    return Entered(found.path, text, f"Correct {found.record.ref}")


def _state(root: Path, registers: Registers, kind: type[Record], values: dict[str, Any], day: date) -> Entered:
    duty = registers.find(("duty",), str(values["duty"]))
    if duty is None:
        near = nearest(str(values["duty"]), [found.record.ref for found in registers.located["duty"]])
        meant = f" Did you mean “{near}”?" if near else " The checklist shows them all."
        raise NotAForm(f"The checklist has no item “{str(values['duty'])[:80]}”.{meant}")
    values = {"duty": duty.ref, "stated_on": day.isoformat(), **{k: v for k, v in values.items() if k != "duty"}}
    said = [found for found in registers.located[kind.kind] if getattr(found.record, "duty", "") == duty.ref]
    said = [found for found in said if not found.record.withdrawn]
    if not said:
        return _new_entry(root, registers, kind, {"ref": f"statement-{duty.ref}", **values}, day)
    kept = {"owner": said[0].tree.value["owner"]} if said[0].record.says("owner") else {}
    fresh = {**kept, **values}
    _refuse_what_cannot_be_read(kind, {"ref": said[0].record.ref, **fresh})
    gone = tuple(name for name in said[0].tree.value if name not in fresh and name not in ("ref", "corrections"))
    text = amended(root, registers, said[0], {k: v for k, v in fresh.items()}, gone)
    return Entered(said[0].path, text, f"Checklist: {duty.ref}")
