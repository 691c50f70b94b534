"""The promise of the open data page: at an address no column is renamed, taken away or given another type.

``tests/published-columns.json`` holds the columns of each file as they were published. To add a new register or column to
it: ``.venv/bin/python tests/test_open_data_promise.py``. That refuses what would break the promise. Then the kind says
with ``earlier`` what its columns were called, so that the old file stays as it is and the new one gets an address.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import frictionless
from datasets import lay_out
from pydantic import Field

from macros.exports import exported
from macros.exports.earlier import earlier_schema, earlier_versions
from macros.exports.publication import VERSION, Publication
from macros.exports.schema import table_schema
from macros.fields import Line
from macros.record import KINDS, Record, declared_kinds
from macros.registers import Located, Registers
from macros.sources import Tree

LEDGER = Path(__file__).parent / "published-columns.json"


def columns_of(kinds: list[type[Record]]) -> dict[str, dict[str, str]]:
    """The type of each column of each CSV, by its name."""
    schemas = {kind.data_name: table_schema(kind) for kind in kinds}
    for kind in kinds:
        schemas |= {name: earlier_schema(table_schema(kind), columns) for name, columns in earlier_versions(kind)}
    return {name: {field["name"]: field["type"] for field in schema["fields"]} for name, schema in schemas.items()}


def broken(published: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[str]:
    """What no longer stands as it was published, in words."""
    return [
        f"{plural}: “{name}” was a column of type {kind} and is now {now.get(plural, {}).get(name, 'gone')}"
        for plural, columns in published.items()
        for name, kind in columns.items()
        if now.get(plural, {}).get(name) != kind
    ]


def test_no_published_column_is_gone_or_changed() -> None:
    ledger = json.loads(LEDGER.read_text(encoding="utf-8"))
    assert broken(ledger["columns"], columns_of(list(declared_kinds().values()))) == []


def test_a_column_that_goes_is_noticed() -> None:
    assert broken({"gifts": {"ref": "string", "value": "number"}}, {"gifts": {"ref": "string"}}) == [
        "gifts: “value” was a column of type number and is now gone"
    ]


def test_a_breaking_change_keeps_the_old_file_beside_the_new(tmp_path: Path) -> None:
    """A made-up register whose “colour” is now called “paint”, and whose “size” is gone."""
    before = {"ref": "ref", "colour": "paint", "size": "", "note": "note", "web_page": "web_page"}

    class Fence(
        Record,
        kind="fence",
        plural="fences",
        heading="Fences",
        files=("data/fences.yml",),
        earlier=(before,),
        label="paint",
    ):
        """A fence."""

        paint: Line = Field(title="Paint", examples=["green"])

    del KINDS["fence"]
    registers = Registers({"fence": Fence})
    fence = Fence.model_validate({"ref": "f1", "paint": "=green", "note": "By the gate"})
    registers.located["fence"].append(Located(fence, "data/fences.yml", Tree({}, {(): 1}), False))
    published = {"fences": {"ref": "string", "colour": "string", "size": "string", "note": "string"}}
    assert broken(published, columns_of([Fence])) == []
    folder = lay_out(exported(Publication(registers, [], date(2026, 11, 22))), tmp_path)
    old = list(csv.reader(io.StringIO((folder / "fences.csv").read_bytes().decode(), newline="")))
    new = list(csv.DictReader(io.StringIO((folder / "fences-v2.csv").read_bytes().decode(), newline="")))
    assert old == [["ref", "colour", "size", "note", "web_page"], ["f1", "'=green", "", "By the gate", ""]]
    assert new[0]["paint"] == "'=green" and "colour" not in new[0]
    assert json.loads((folder / "fences.json").read_text())["entries"][0]["colour"] == "=green"
    assert json.loads((folder / "fences-v2.json").read_text())["entries"][0]["paint"] == "=green"
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    assert "No longer kept" in (folder / "fences.columns.csv").read_text()


if __name__ == "__main__":
    known = json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.is_file() else {"columns": {}}
    now = columns_of(list(declared_kinds().values()))
    if found := broken(known["columns"], now):
        raise SystemExit("\n".join(found))
    text = json.dumps({"version": VERSION, "columns": now}, ensure_ascii=False, indent=1)
    LEDGER.write_text(text + "\n", encoding="utf-8")
