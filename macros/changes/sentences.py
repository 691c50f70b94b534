"""Changes in plain words, one line for each entry: as text, Markdown, JSON, or annotations of a pull request."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import BaseModel

from macros.changes.compare import Changes, FieldChange, RecordChange
from macros.changes.revision import Side
from macros.field_facts import FieldFacts, fields_of
from macros.fields import slug_of
from macros.personal import hidden
from macros.problems import Problem, as_github
from macros.record import Correction, Record
from macros.views.words import in_words, several

LONGEST = 90
"""Signs of a value that are quoted; a longer one is cut."""


def sentence(change: RecordChange, changes: Changes) -> str:
    """What happens to one entry, for somebody who has never seen the files."""
    record = change.record
    name = f"{_kind(record)} {record.ref}"
    called = f" “{_cut(record.label)}”" if record.label != record.ref else ""
    if change.before is None:
        return f"New {_kind(record, False)} {record.ref}{called}."
    if change.after is None:
        if change.stands_as:
            return (
                f"{name}{called} is gone; the same words now stand under the reference {change.stands_as.record.ref}."
            )
        return f"{name}{called} is taken away."
    parts = [
        field_in_words(one, changes) for one in change.fields if one.facts.name not in ("corrections", "withdrawn")
    ]
    if change.withdrawn_now and change.after.record.withdrawn:
        parts.insert(0, f"it is withdrawn: {change.after.record.withdrawn.reason.rstrip('.')}")
    elif change.before.record.withdrawn and not change.after.record.withdrawn:
        parts.insert(0, "it is no longer marked as withdrawn")
    if change.moved:
        parts.append(f"it moves from {change.before.path} to {change.after.path}")
    was, now = change.addresses
    if was != now:
        parts.append(f"its address changes from {was} to {now}")
    if notes := [note for note in change.notes if isinstance(note, Correction)]:
        parts.append("the correction note says: " + " ".join(f"“{note.what} {note.why}”" for note in notes))
    elif not change.notes and any(one.sort in ("words", "fact") for one in change.fields) and not change.withdrawn_now:
        parts.append("there is no correction note")
    elif all(one.sort == "layout" for one in change.fields) and change.fields:
        parts.append("only spaces, capitals or punctuation differ")
    return f"{name}{called}: {'; '.join(parts) or 'its corrections are reworded'}."


def _kind(record: Record, capital: bool = True) -> str:
    words = record.kind.replace("_", " ")
    return words[:1].upper() + words[1:] if capital else words


NO_THINGS = (
    "serves",
    "held",
    "announced",
    "published",
    "replaces",
    "varies",
    "extends",
    "inspected",
    "expected",
    "opens",
    "closes",
)
"""Titles of one word that do not go with “the”."""


def _named(title: str) -> str:
    plain = title.isalpha() and title[1:].islower() and title.lower() not in NO_THINGS
    return f"the {title.lower()}" if plain else f"“{title}”"


def field_in_words(one: FieldChange, changes: Changes) -> str:
    """What happens to one field, for example “the amount changes from £1 to £2”."""
    facts = one.facts
    title = _named(facts.title)
    old, new = one.before, one.after
    if facts.many and isinstance(old, list) and isinstance(new, list):
        return _lists(facts, title, old, new, changes)
    if new in (None, ""):
        return f"{title} ({_value(facts, old, changes.base)}) is taken out"
    if old in (None, ""):
        return f"{title} is added: {_value(facts, new, changes.head)}"
    if isinstance(old, str) and isinstance(new, str) and not facts.to and max(len(old), len(new)) > LONGEST:
        was, now = _where_they_differ(hidden(old), hidden(new))
        return f"{title} changes where it said {was} to {now}"
    return f"{title} changes from {_value(facts, old, changes.base)} to {_value(facts, new, changes.head)}"


def _lists(facts: FieldFacts, title: str, old: list[Any], new: list[Any], changes: Changes) -> str:
    gone = [item for item in old if item not in new]
    come = [item for item in new if item not in old]
    parts = []
    if come:
        parts.append("gains " + ", ".join(_value(facts, item, changes.head) for item in come[:3]) + _more(come))
    if gone:
        parts.append("loses " + ", ".join(_value(facts, item, changes.base) for item in gone[:3]) + _more(gone))
    return f"the list “{facts.title}” " + (" and ".join(parts) or "stands in another order")


def _more(items: list[Any]) -> str:
    return f" and {len(items) - 3:,} more" if len(items) > 3 else ""


def _value(facts: FieldFacts, value: Any, side: Side) -> str:
    if facts.to and isinstance(value, str):
        found = side.registers.find(facts.to, value)
        return f"{value} (“{_cut(found.label)}”)" if found and slug_of(found.label) != slug_of(value) else str(value)
    if isinstance(value, BaseModel):
        said = [
            in_words(getattr(value, part.name), part.unit)
            for part in fields_of(type(value))
            if getattr(value, part.name) not in (None, "", []) and not isinstance(getattr(value, part.name), bool)
        ]
        return f"“{_cut(' · '.join(said))}”"
    words = in_words(value, facts.unit)
    if facts.contact:
        return f"“{words}”"
    plain = isinstance(value, str) and not facts.choices
    return f"“{_cut(words)}”" if plain or facts.choices else words


def _cut(text: str) -> str:
    text = hidden(" ".join(text.split()))
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _where_they_differ(old: str, new: str) -> tuple[str, str]:
    """The first words that differ in two long texts, with a few before them."""
    was, now = old.split(), new.split()
    first = next(
        (place for place, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), min(len(was), len(now))
    )
    matcher = difflib.SequenceMatcher(None, was[first : first + 60], now[first : first + 60], autojunk=False)
    ends = next(((i, j) for i, j, size in matcher.get_matching_blocks() if size >= 3), (60, 60))
    start = max(first - 3, 0)
    lead = "…" if start else ""
    shown = [" ".join(words[start : first + end + 2]) for words, end in ((was, ends[0]), (now, ends[1]))]
    return f"“{lead}{_cut(shown[0]) or '…'}”", f"“{lead}{_cut(shown[1]) or '…'}”"


def _page_lines(changes: Changes) -> list[str]:
    lines = [f"New page “{page.matter.title}” at {page.address}" for page in changes.pages_new]
    lines += [f"The words of the page “{page.matter.title}” ({page.address}) change" for page in changes.pages_changed]
    lines += [f"The page “{page.matter.title}” ({page.address}) is taken away" for page in changes.pages_gone]
    return [line + "." for line in lines]


def _title(changes: Changes) -> str:
    new = sum(change.before is None for change in changes.records)
    gone = sum(change.after is None for change in changes.records)
    changed = len(changes.records) - new - gone
    pages = len(_page_lines(changes))
    if not changes.records and not pages:
        return "Nothing changes for the public."
    parts = [
        f"{several(count, one, many)} {verb}"
        for count, one, many, verb in (
            (new, "entry", "entries", "new"), (changed, "entry", "entries", "changed"),
            (gone, "entry", "entries", "taken away"), (pages, "page", "pages", "of prose changed"),
        )
        if count
    ]  # fmt: skip
    return "What changes for the public: " + ", ".join(parts) + "."


def as_text(changes: Changes, problems: list[Problem]) -> str:
    """For the terminal."""
    lines = [_title(changes)]
    for heading, found in _by_register(changes).items():
        lines += ["", heading, *(f"  {sentence(change, changes)}" for change in found)]
    if pages := _page_lines(changes):
        lines += ["", "Pages", *(f"  {line}" for line in pages)]
    return "\n".join(lines) + "\n"


def as_markdown(changes: Changes, problems: list[Problem]) -> str:
    """For the summary of a pull request. Every word of an editor is escaped, so that it cannot add markup."""
    lines = ["## What changes for the public", "", _title(changes)]
    for heading, found in _by_register(changes).items():
        lines += ["", f"### {_escape(heading)}", "", *(f"- {_escape(sentence(change, changes))}" for change in found)]
    if pages := _page_lines(changes):
        lines += ["", "### Pages", "", *(f"- {_escape(line)}" for line in pages)]
    if problems:
        lines += ["", "### What must be mended first", ""]
        lines += [f"- {_escape(f'{one.path}, line {one.line}: {one.message} To fix: {one.fix}')}" for one in problems]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join("\\" + sign if sign in "\\`*_[]|~#!@" else sign for sign in " ".join(text.split()))


def as_json(changes: Changes, problems: list[Problem]) -> str:
    """For programs: each entry with its fields before and after."""

    def plain(value: Any) -> Any:
        if isinstance(value, BaseModel):
            return value.model_dump(mode="json", exclude_defaults=True)
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value if value is None or isinstance(value, (bool, int)) else str(value)

    rows = [
        {
            "kind": change.record.kind,
            "ref": change.record.ref,
            "change": "new"
            if not change.before
            else "gone"
            if not change.after
            else "withdrawn"
            if change.withdrawn_now
            else "changed",
            "path": change.located.path,
            "moved_from": change.before.path if change.moved and change.before else None,
            "address": change.addresses[1],
            "sentence": sentence(change, changes),
            "fields": [
                {"field": one.facts.name, "sort": one.sort, "before": plain(one.before), "after": plain(one.after)}
                for one in change.fields
            ],
        }
        for change in changes.records
    ]
    base: date | None = changes.base.on
    whole = {
        "base": {"commit": changes.base.commit, "on": base.isoformat() if base else None},
        "records": rows,
        "pages": {
            "new": [page.address for page in changes.pages_new],
            "changed": [page.address for page in changes.pages_changed],
            "gone": [page.address for page in changes.pages_gone],
        },
        "addresses_gone": list(changes.addresses_gone),
        "problems": [vars(problem) for problem in problems],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_annotations(changes: Changes, problems: list[Problem]) -> str:
    """Workflow commands: a notice at each entry that changes, and an error at each that may not."""
    notes = [
        Problem(
            "what-changes",
            change.located.path,
            change.located.line_of(),
            sentence(change, changes),
            "",
            severity="should",
        )
        for change in changes.records
        if change.after
    ]
    told = as_github(notes).replace(" To fix: \n", "\n").replace("::warning file=", "::notice file=")
    return told + as_github(problems)


def _by_register(changes: Changes) -> dict[str, list[RecordChange]]:
    groups: dict[str, list[RecordChange]] = {}
    for change in changes.records:
        groups.setdefault(type(change.record).register_title, []).append(change)
    return groups


CHANGE_FORMATS: dict[str, Callable[[Changes, list[Problem]], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "github": as_annotations,
}
