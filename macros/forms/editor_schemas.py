"""JSON Schemas for editors of YAML, so that Visual Studio Code and others complete and explain fields as one types.

A schema for editors is not the schema of the downloads: an editor reads ``2026`` as a number, ``yes`` as a word and
``2026-03-09`` as a word, where the site reads every value as text. What the site takes, these schemas take; what they
refuse is refused by the site too. What only the whole site can know (whether a reference exists) is left to the check.
"""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from macros.field_facts import FieldFacts, fields_of
from macros.fields import ATTACHED
from macros.forms.boxes import form_of_value
from macros.periods import Period
from macros.record import Record

FOLDER = "schemas"
SETTINGS = ".vscode/settings.json"
EXTENSIONS = ".vscode/extensions.json"
SNIPPETS = ".vscode/entries.code-snippets"

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The version that editors of YAML know best."""

ANY_WORD = {"type": ["string", "number", "boolean"]}
"""A value that the site reads as text, whatever an editor takes it for: the title ``2025`` is one."""


def editor_files(kinds: dict[str, type[Record]]) -> dict[str, str]:
    """Every schema, and what tells Visual Studio Code which belongs to which files, by path below the root."""
    in_yaml = {kind.kind: [path for path in kind.files if path.endswith(".yml")] for kind in kinds.values()}
    files = {f"{FOLDER}/{name}.json": _as_text(_schema(kinds[name])) for name, paths in in_yaml.items() if paths}
    wired = {f"./{FOLDER}/{name}.json": paths for name, paths in in_yaml.items() if paths}
    files[SETTINGS] = _as_text(
        {
            "yaml.schemas": wired,
            "yaml.customTags": [],
            "yaml.validate": True,
            "yaml.yamlVersion": "1.2",
            "files.eol": "\n",
            "files.insertFinalNewline": True,
            "[markdown]": {"editor.quickSuggestions": {"other": "on"}},
        }
    )
    files[EXTENSIONS] = _as_text({"recommendations": ["redhat.vscode-yaml", "editorconfig.editorconfig"]})
    files[SNIPPETS] = _as_text(
        {
            kind.register_title: _snippet(kind)
            for kind in kinds.values()
            if any(path.endswith(".md") for path in kind.files)
        }
    )
    return files


def _as_text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _schema(kind: type[Record]) -> dict[str, Any]:
    """A file of a kind: a list of entries, or one entry alone."""
    groups: dict[str, Any] = {}
    entry = _object(kind, groups)
    return {
        "$schema": DIALECT,
        "$comment": "Made from the declarations in macros/kinds/ by: transparency forms",
        "title": kind.register_title,
        "anyOf": [
            {"type": "array", "items": {"$ref": "#/definitions/entry"}},
            {"$ref": "#/definitions/entry"},
            {"type": "null"},
        ],
        "definitions": {"entry": {**entry, "description": " ".join((kind.__doc__ or "").split())}, **groups},
    }


def _object(model: type[BaseModel], groups: dict[str, Any]) -> dict[str, Any]:
    facts = fields_of(model)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in facts if one.required],
        "properties": {one.name: _property(one, groups) for one in facts},
    }


def _property(facts: FieldFacts, groups: dict[str, Any]) -> dict[str, Any]:
    words = " ".join(part for part in (facts.description, form_of_value(facts)) if part)
    about: dict[str, Any] = {"title": facts.title}
    if words:
        about["description"] = words
    if facts.example and not facts.entry:
        about["examples"] = [facts.example]
    if facts.entry:
        name = facts.entry.__name__
        if name not in groups:
            groups[name] = {}
            groups[name] |= _object(facts.entry, groups)
        value: dict[str, Any] = {"$ref": f"#/definitions/{name}"}
    else:
        value = value_form(facts)
    if facts.many:
        # A value that is not known in a table stands as an empty place.
        empty = [{"type": "null"}] if facts.type is Decimal else []
        value = {"type": "array", "items": {"anyOf": [value, *empty]} if empty else value}
    if not facts.required:
        value = {"anyOf": [value, {"type": "null"}]}
    return {**about, **value}


def value_form(facts: FieldFacts) -> dict[str, Any]:
    """What one value may be, as an editor reads it. A pattern holds for words alone, so a number passes it by."""
    if facts.choices:
        # The site reads  no  as the word; so does YAML 1.2.
        return {"enum": list(facts.choices)}
    if facts.type is date:
        return {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}$",
            "patternErrorMessage": "Write year, month, day, for example 2026-03-09",
        }
    if facts.type is bool:
        return {"enum": ["yes", "no", True, False]}
    if facts.type is time:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
    if facts.type is int:
        return {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^[0-9][0-9,]*$"}]}
    if facts.type is Decimal:
        return {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[-£0-9., %]*[0-9][-£0-9., %]*(per cent)?$"}]
        }
    if facts.type is Period:
        return {"type": ["string", "integer"], "pattern": "[0-9]{4}"}
    if facts.attached:
        return {"type": "string", "pattern": rf"\.({'|'.join(ATTACHED)})$"}
    if facts.format == "uri":
        return {"type": "string", "pattern": "^https?://"}
    if facts.format == "email":
        return {"type": "string", "pattern": "@"}
    if facts.name == "ref" or facts.to:
        return {"type": ["string", "number"], "pattern": r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"}
    return dict(ANY_WORD)


def _snippet(kind: type[Record]) -> dict[str, Any]:
    """An entry to be filled in with the Tab key: editors of Markdown have no schemas for what stands at the top."""
    lines, place = ["---"], 0
    for facts in fields_of(kind):
        if not (facts.required or facts.expected or facts.name in kind.asked) or (facts.name == "body" and facts.prose):
            continue
        if facts.entry or (facts.many and not facts.required):
            continue
        place += 1
        shown = facts.example or facts.title
        choices = "|" + ",".join(choice.replace(",", "\\,") for choice in facts.choices) + "|"
        mark = f"${{{place}{choices}}}" if facts.choices else f"${{{place}:{_escaped(shown)}}}"
        lines.append(f"{facts.name}: [{mark}]" if facts.many else f"{facts.name}: {mark}")
    lines += ["---", "", "$0"]
    words = " ".join((kind.__doc__ or "").split())
    return {"scope": "markdown", "prefix": kind.kind.replace("_", "-"), "body": lines, "description": words}


def _escaped(words: str) -> str:
    """Words in which nothing is a sign of snippets; two colons would not be YAML, so such words are quoted."""
    words = f'"{words}"' if ": " in words else words
    return words.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
