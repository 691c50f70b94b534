"""What is downloaded is what was published: CSV and JSON give back the very same records, for every kind."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from records_made import records_of

from macros.exports.csv_json import (
    as_csv,
    as_json,
    columns_of,
    guarded,
    is_number,
    records_from_csv,
    records_from_json,
    unguarded,
)
from macros.exports.schema import json_schema
from macros.record import Record, declared_kinds

KINDS = declared_kinds()

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@every_kind
def test_csv_and_json_give_back_the_same_records(kind: type[Record]) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(records_of(kind), max_size=3))
    def holds(records: list[Record]) -> None:
        rows = [(record, f"/somewhere/#{record.slug}") for record in records]
        assert list(records_from_csv(kind, as_csv(kind, rows))) == records
        text = as_json(kind, rows)
        assert list(records_from_json(kind, text)) == records
        schema = json.loads(json_schema(kind))
        for entry in json.loads(text)["entries"]:
            Draft202012Validator(schema).validate(entry)

    holds()


@every_kind
def test_no_cell_of_words_is_a_formula(kind: type[Record]) -> None:
    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(records_of(kind))
    def holds(record: Record) -> None:
        _, row = csv.reader(io.StringIO(as_csv(kind, [(record, "=x")]), newline=""))
        for column, cell in zip(columns_of(kind), row, strict=True):
            if not (column.facts and is_number(column.facts)):
                assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))

    holds()


@given(st.text())
def test_the_guard_can_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text


@every_kind
def test_columns_have_names_of_their_own(kind: type[Record]) -> None:
    names = [column.name for column in columns_of(kind)]
    assert len(names) == len(set(names))
    assert all(column.title for column in columns_of(kind))


def test_columns_of_another_register_are_refused() -> None:
    with pytest.raises(ValueError, match="the columns are not those of gifts"):
        list(records_from_csv(KINDS["gift"], "a,b\r\n1,2\r\n"))
