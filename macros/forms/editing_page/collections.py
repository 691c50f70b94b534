"""What the editing page offers to edit: a collection for each register, a widget for each field, from the declarations.

https://sveltiacms.app/en/docs/collections has the words. A register whose entries are files of their own becomes a folder
collection; one whose entries stand in lists becomes a file collection whose only field is the list itself.
"""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel

from macros.field_facts import FieldFacts, fields_of
from macros.fields import ATTACHED
from macros.forms.boxes import form_of_value
from macros.forms.editor_schemas import value_form
from macros.record import Record
from macros.registers import Registers

LEFT_OUT = ("duty",)
"""Registers that nobody edits here: the law."""

ENTRIES = "entries"
"""What the list of a file is called in its form. The name is not written into the file."""

Target = dict[str, dict[str, Any]]
"""For each kind whose entries one can choose from: where the editing page finds them."""


def collections(registers: Registers) -> list[dict[str, Any]]:
    """Every collection, by the name that the public knows the register by."""
    kinds = [kind for kind in registers.kinds.values() if kind.kind not in LEFT_OUT]
    places = {kind.kind: _files_of(kind, registers) for kind in kinds}
    targets = {kind.kind: target for kind in kinds if (target := _target(kind, places[kind.kind]))}
    made = [one for kind in kinds for one in _of_kind(kind, places[kind.kind], targets)]
    return sorted(made, key=lambda one: str(one["label"]).casefold())


def _of_kind(kind: type[Record], files: dict[str, bool], targets: Target) -> list[dict[str, Any]]:
    about = {"description": " ".join((kind.__doc__ or "").split())}
    fields = [widget(facts, targets) for facts in _in_form(kind)]
    made: list[dict[str, Any]] = []
    if pattern := _folder_pattern(kind):
        made.append(
            {"name": kind.kind, "label": kind.register_title, **about, **_folder(kind, pattern), "fields": fields}
        )
    if files:
        name, label = (
            (f"{kind.kind}_lists", f"{kind.register_title} (lists)") if made else (kind.kind, kind.register_title)
        )
        shown = [_file(kind, path, alone, fields) for path, alone in files.items()]
        made.append({"name": name, "label": label, **about, "format": "yaml", "files": shown})
    return made


def _in_form(model: type[BaseModel]) -> list[FieldFacts]:
    """Fields in the order in which an entry is filled in: the reference, what is needed, the rest."""
    return sorted(fields_of(model), key=lambda facts: (facts.name != "ref", not facts.required))


def _folder_pattern(kind: type[Record]) -> str:
    return next((pattern for pattern in kind.files if pattern.endswith(".md")), "")


def _folder(kind: type[Record], pattern: str) -> dict[str, Any]:
    """A folder in which each entry is a file that carries its reference. Nothing that was published is deleted."""
    folder, _, rest = pattern.partition("/*")
    if pattern.startswith(f"{folder}/**"):
        path = "{{year}}/{{slug}}" if "{year}" in (kind.page_address or "") else "{{slug}}"
    elif rest.endswith(f"/{kind.kind}.md"):
        path = f"{{{{slug}}}}/{kind.kind}"
    else:
        path = "{{plan}}" + rest.removeprefix("*").split("/**")[0] + "/{{slug}}"
    return {
        "folder": folder,
        "path": path,
        "slug": {"template": "{{ref}}", "editable": False},
        "extension": "md",
        "format": "yaml-frontmatter",
        "identifier_field": kind.label_field,
        "summary": f"{{{{{kind.label_field}}}}} ({{{{ref}}}})",
        "delete": False,
    }


def _files_of(kind: type[Record], registers: Registers) -> dict[str, bool]:
    """The YAML files of a register, those that are there and the one that a first entry starts, and which hold one entry alone."""
    found = {place.path: place.alone for place in registers.located[kind.kind] if place.path.endswith(".yml")}
    plain = [path for path in kind.files if "*" not in path and path.endswith(".yml")]
    starting = {path: kind.kind == "office" for path in plain if path not in found}
    return {path: alone for path, alone in (found | starting).items() if ".." not in PurePosixPath(path).parts}


def _file(kind: type[Record], path: str, alone: bool, fields: list[dict[str, Any]]) -> dict[str, Any]:
    name = _name_of(path)
    if alone:
        return {"name": name, "label": path, "file": path, "fields": fields}
    listed = {
        "name": ENTRIES,
        "label": kind.register_title,
        "label_singular": "entry",
        "widget": "list",
        "root": True,
        "collapsed": True,
        "summary": f"{{{{fields.{kind.label_field}}}}} ({{{{fields.ref}}}})",
        "required": False,
        "fields": fields,
    }
    return {"name": name, "label": path, "file": path, "fields": [listed]}


def _name_of(path: str) -> str:
    return path.removesuffix(".yml").replace("/", "-")


def _target(kind: type[Record], files: dict[str, bool]) -> dict[str, Any] | None:
    """How a reference to an entry of a kind is chosen; none where its entries stand in more than one collection or file."""
    pattern = _folder_pattern(kind)
    if pattern and not any(files.values()) and all(path in kind.files for path in files):
        return {"collection": kind.kind, "value_field": "ref", "display_fields": [kind.label_field]}
    if pattern or len(files) != 1 or any(files.values()):
        return None
    return {
        "collection": kind.kind,
        "file": _name_of(next(iter(files))),
        "value_field": f"{ENTRIES}.*.ref",
        "display_fields": [f"{ENTRIES}.*.{kind.label_field}"],
    }


def widget(facts: FieldFacts, targets: Target) -> dict[str, Any]:
    """The widget in which a field is filled in."""
    about: dict[str, Any] = {"name": facts.name, "label": facts.title, "required": facts.required}
    if hint := _hint(facts):
        about["hint"] = hint
    if facts.entry:
        parts = [widget(part, targets) for part in _in_form(facts.entry)]
        first = next((part["name"] for part in parts if part["widget"] in ("string", "text", "datetime")), "")
        if not facts.many:
            return {**about, "widget": "object", "collapsed": "auto", "fields": parts}
        summary = {"summary": f"{{{{fields.{first}}}}}"} if first else {}
        return {**about, "widget": "list", "collapsed": "auto", **summary, "fields": parts}
    if facts.many and facts.choices:
        return {**about, "widget": "select", "multiple": True, "options": list(facts.choices)}
    if len(facts.to) == 1 and facts.to[0] in targets:
        several = {"multiple": True} if facts.many else {}
        return {**about, "widget": "relation", **several, **targets[facts.to[0]]}
    if facts.many:
        one = {"name": facts.name, "label": facts.title, "required": False, **_one_value(facts)}
        return {**about, "widget": "list", "collapsed": False, "field": one}
    return {**about, **_one_value(facts)}


def _one_value(facts: FieldFacts) -> dict[str, Any]:
    if facts.choices:
        return {"widget": "select", "options": list(facts.choices)}
    if facts.type is bool:
        return {"widget": "select", "options": ["yes", "no"]}
    if facts.type is date:
        return {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}
    if facts.prose:
        # Plain text, because the formatted view would write the marks of Markdown in its own way.
        return {"widget": "markdown", "modes": ["raw", "rich_text"]} if facts.name == "body" else {"widget": "text"}
    if facts.attached:
        return {
            "widget": "file",
            "choose_url": False,
            "accept": ",".join(f".{ending}" for ending in ATTACHED),
            "media_folder": "/docs/files",
            "public_folder": "",
        }
    pattern = next((form["pattern"] for form in _forms(value_form(facts)) if "pattern" in form), "")
    message = form_of_value(facts) or (
        f"Write for example {facts.example}" if facts.example else "Write it as the hint says"
    )
    return {"widget": "string", "pattern": [pattern, message]} if pattern else {"widget": "string"}


def _forms(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema, *schema.get("anyOf", ())]


def _hint(facts: FieldFacts) -> str:
    """What an editor is told below a field: what it is, how it is written, and an example."""
    words = [facts.description, form_of_value(facts)]
    if facts.example and not (facts.entry or facts.choices or facts.type in (bool, date)):
        words.append(f"For example: {facts.example}")
    return " ".join(word if word.endswith((".", ":", "!", "?")) else f"{word}." for word in words if word)
