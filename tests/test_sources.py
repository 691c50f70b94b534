"""Text comes out of a source exactly as an editor wrote it, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.problems import Problem
from macros.sources import read_csv_file, read_markdown_file, read_yaml, read_yaml_file


def tree_of(text: str) -> object:
    notes: list[Problem] = []
    value = read_yaml(text, "a.yml", notes).value
    assert notes == []
    return value


@pytest.mark.parametrize(
    "written",
    ["12:30", "010", "no", "Yes", "1.10", "2024-02-30", "1e3", "0x1F", "=", "<<", ".inf", "NULL", "Null", "1_000"],
)
def test_a_value_stays_the_text_that_was_written(written: str) -> None:
    assert tree_of(f"a: {written}") == {"a": written}
    assert tree_of(f"{written}: a") == {written: "a"}


@pytest.mark.parametrize("written", ["", "~", "null", "   # a remark"])
def test_nothing_is_nothing(written: str) -> None:
    assert tree_of(f"a: {written}") == {"a": None}


def test_quotes_make_text_of_anything() -> None:
    assert tree_of("a: \"~\"\nb: ''\nc: '#no'\nd: \"x # y\"") == {"a": "~", "b": "", "c": "#no", "d": "x # y"}


def test_lines_are_those_of_the_file() -> None:
    tree = read_yaml("- a: 1\n  b:\n    - x\n    -\n      c: |\n        one\n        two\n", "a.yml", [], first_line=11)
    assert tree.value == [{"a": "1", "b": ["x", {"c": "one\ntwo\n"}]}]
    lines = {(): 11, (0, "a"): 11, (0, "b"): 12, (0, "b", 0): 13, (0, "b", 1): 15, (0, "b", 1, "c"): 15}
    assert {way: tree.line_of(way) for way in lines} == lines
    assert tree.line_of((0, "b", 1, "c", "text")) == 16
    assert tree.line_of((0, "missing")) == 11
    assert [entry.line_of(("b", 1, "c")) for entry in tree.entries()] == [15]


def test_the_first_of_two_equal_fields_stands() -> None:
    notes: list[Problem] = []
    tree = read_yaml("a: 1\nb: {c: 2, c: 3}\na:\n  - d: 4\n", "a.yml", notes)
    assert tree.value == {"a": "1", "b": {"c": "2"}}
    assert [(problem.line, problem.field) for problem in notes] == [(2, "c"), (3, "a")]


def test_a_file_of_remarks_is_an_empty_register(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("# nothing yet\n")
    assert read_yaml_file(tmp_path, "a.yml", []).tree.value == []


def test_windows_files_read_like_any_other(tmp_path: Path) -> None:
    for name, end in (("unix", "\n"), ("windows", "\r\n")):
        text = "---\ntitle: Words\nabout: |\n  one\n\n  two\n---\n\nBody\n\nmore\n".replace("\n", end)
        (tmp_path / f"{name}.md").write_bytes(text.encode())
        (tmp_path / f"{name}.csv").write_bytes(f'a,b{end}1,"two{end}lines"{end}3,4{end}'.encode())
    one, two = (read_markdown_file(tmp_path, f"{name}.md", []) for name in ("unix", "windows"))
    assert (one.tree, one.body, one.body_line) == (two.tree, two.body, two.body_line) == (one.tree, "Body\n\nmore", 9)
    rows = [read_csv_file(tmp_path, f"{name}.csv", []) for name in ("unix", "windows")]
    assert rows[0].tree == rows[1].tree
    assert rows[0].tree.value == [{"a": "1", "b": "two\nlines"}, {"a": "3", "b": "4"}]
    assert rows[0].tree.lines[(1,)] == 4


def test_three_hyphens_in_the_text_do_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Words\n---\none\n\n---\n\ntwo\n")
    assert read_markdown_file(tmp_path, "a.md", []).body == "one\n\n---\n\ntwo"


def test_empty_rows_and_a_row_without_values(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\na,b\n\n,\n1,\n")
    source = read_csv_file(tmp_path, "a.csv", [])
    assert source.tree.value == [{"a": "1", "b": None}]
    assert source.tree.lines == {(): 2, (0,): 5}


def test_a_file_of_any_size_is_read_without_recursion() -> None:
    assert len(str(tree_of("a: " + "x" * 1_000_000))) > 1_000_000
    assert tree_of("".join(f"- {number}\n" for number in range(50_000))) == [str(number) for number in range(50_000)]
