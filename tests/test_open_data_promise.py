"""The promise of the open data page: within a version no column is renamed, taken away or given another type.

``tests/published-columns.json`` holds the columns as they were published. To add a new register or column to it:
``.venv/bin/python tests/test_open_data_promise.py``. That refuses what would break the promise; then ``VERSION`` in
``macros/exports/publication.py`` needs a new first number, and the old files must stay at their addresses.
"""

from __future__ import annotations

import json
from pathlib import Path

from macros.exports.publication import VERSION
from macros.exports.schema import table_schema
from macros.record import declared_kinds

LEDGER = Path(__file__).parent / "published-columns.json"


def columns_now() -> dict[str, dict[str, str]]:
    """The type of each column of each register."""
    return {
        kind.plural: {field["name"]: field["type"] for field in table_schema(kind)["fields"]}
        for kind in declared_kinds().values()
    }


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
    if ledger["version"].split(".")[0] == VERSION.split(".")[0]:
        assert broken(ledger["columns"], columns_now()) == []


def test_a_column_that_goes_is_noticed() -> None:
    assert broken({"gifts": {"ref": "string", "value": "number"}}, {"gifts": {"ref": "string"}}) == [
        "gifts: “value” was a column of type number and is now gone"
    ]


if __name__ == "__main__":
    before = json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.is_file() else {"version": "0", "columns": {}}
    if before["version"].split(".")[0] == VERSION.split(".")[0] and (found := broken(before["columns"], columns_now())):
        raise SystemExit("\n".join(found))
    text = json.dumps({"version": VERSION, "columns": columns_now()}, ensure_ascii=False, indent=1)
    LEDGER.write_text(text + "\n", encoding="utf-8")
