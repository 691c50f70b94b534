"""Schemas for editors of YAML: they take every source that the site takes, and see the mistakes that one can see early."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from sites import ROOT

from macros.files import files_below
from macros.forms.editor_schemas import FOLDER, SETTINGS, SNIPPETS, editor_files
from macros.record import declared_kinds
from macros.yaml_text.reading import read_yaml

KINDS = declared_kinds()
WIRED: dict[str, list[str]] = json.loads((ROOT / SETTINGS).read_text("utf-8"))["yaml.schemas"]


def as_editors_read(text: str) -> Any:
    """YAML 1.2, as editors read it: numbers are numbers, days and  yes  are words."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@cache
def validator(kind: str) -> jsonschema.Draft7Validator:
    schema = json.loads((ROOT / FOLDER / f"{kind}.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_they_are_fresh() -> None:
    wanted = editor_files(KINDS)
    stale = [path for path, text in wanted.items() if (ROOT / path).read_text("utf-8") != text]
    assert not stale, "run: transparency forms"
    assert {path.name for path in (ROOT / FOLDER).iterdir()} == {Path(path).name for path in wanted if FOLDER in path}


@pytest.mark.parametrize(
    "root", [ROOT, ROOT / "tests" / "example", ROOT / "tests" / "good"], ids=lambda root: root.name
)
def test_every_source_is_taken(root: Path) -> None:
    seen = 0
    for schema, patterns in WIRED.items():
        for path in files_below(root, tuple(patterns)):
            found = [
                f"{path} {list(error.absolute_path)}: {error.message[:200]}"
                for error in validator(Path(schema).stem).iter_errors(as_editors_read((root / path).read_text("utf-8")))
            ]
            assert not found, found[:3]
            seen += 1
    assert seen > 5


def test_every_yaml_file_has_its_schema() -> None:
    everything = set(files_below(ROOT, ("data/**/*.yml",)))
    assert everything == {path for patterns in WIRED.values() for path in files_below(ROOT, tuple(patterns))}


GIFT = """\
- ref: gift-1
  offered_on: 2026-03-09
  recipient: Chief Executive
  offered_by: 2026
  description: "Lunch: with a speech"
  estimated_value: 25.00
  outcome: declined
"""

PLANTED = {
    "a misspelt field": ("outcome:", "outcom:"),
    "no such answer": ("declined", "refused"),
    "a day written day first": ("2026-03-09", "09/03/2026"),
    "money in words": ("25.00", "about twenty"),
    "a list where a word is wanted": ("Chief Executive", "[Chief Executive]"),
    "a needed field left out": ("  offered_by: 2026\n", ""),
    "a group where a word is wanted": ("  outcome: declined", "  outcome:\n    is: declined"),
    "a word where a list is wanted": ("  outcome:", "  supports: P1\n  outcome:"),
    "a reference with spaces": ("ref: gift-1", "ref: gift one"),
    "a misspelt field inside a group": (
        "  outcome:",
        "  withdrawn: {withdrawn_at: 2026-03-10, reason: Twice}\n  outcome:",
    ),
}


def test_a_good_gift_is_taken_alone_or_in_a_list() -> None:
    assert not list(validator("gift").iter_errors(as_editors_read(GIFT)))
    alone = GIFT.replace("- ref", "ref").replace("\n  ", "\n")
    assert not list(validator("gift").iter_errors(as_editors_read(alone)))
    assert not list(validator("gift").iter_errors(as_editors_read(GIFT.replace("25.00", '"£1,025.00"'))))


@pytest.mark.parametrize(("written", "planted"), PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_seen(written: str, planted: str) -> None:
    assert written in GIFT
    assert list(validator("gift").iter_errors(as_editors_read(GIFT.replace(written, planted, 1))))


def test_every_field_is_explained_where_one_types() -> None:
    for kind in KINDS.values():
        if (ROOT / FOLDER / f"{kind.kind}.json").is_file():
            entry = validator(kind.kind).schema["definitions"]["entry"]
            assert entry["description"] and all(field["title"] for field in entry["properties"].values())
            assert set(entry["properties"]) == set(kind.model_fields)


def test_snippets_start_entries_that_can_be_read() -> None:
    """With every place left as it is: front matter that the site reads, and no sign of snippets left in it."""
    snippets = json.loads((ROOT / SNIPPETS).read_text("utf-8"))
    assert {snippet["prefix"] for snippet in snippets.values()} >= {"decision", "meeting", "document", "policy", "plan"}
    for title, snippet in snippets.items():
        text = "\n".join(snippet["body"])
        text = re.sub(r"\$\{\d+\|([^,|]+)[^|]*\|\}", r"\1", text)
        text = re.sub(r"\$\{\d+:((?:[^}\\]|\\.)*)\}", r"\1", text).replace("$0", "")
        assert "${" not in text, title
        matter = text.split("---\n")[1]
        assert read_yaml(matter, title, notes := []).value["ref"] and not notes
