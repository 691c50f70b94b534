"""What is read line by line is what PyYAML reads: the same values, lines and order, and never where PyYAML has something to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import ROOT

from macros.problems import Problem
from macros.yaml_plain import Path_, read_plain
from macros.yaml_text.reading import read_with_pyyaml

SOURCES = sorted(
    path
    for folder in ("content", "data", "docs", "tests/example", "tests/bad", "tests/good")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".md", ".yml") and path.is_file()
)
PIECES = (
    "ref", "title", "a", "b c", ":", ": ", " :", "-", "- ", "-5", "-x", " ", "  ", "    ", "\n", "\n", "\n  ", "\n- ", "\n  - ", "\n\n",
    '"', "'", "[", "]", "{", "}", ",", ", ", "#", " #", "\n# ", "~", "null", "|", "|\n", "|\n  ", ">", "|-", "&a", "*a", "!t", "%", "@", "`", "\\",
    "?", "<<", "=", "...", "---", "1", "2026-03-01", "10:30", "£5", "“é”", "\t", "\u00a0", "\u2028", "\ufeff", "\U0001f600", "[a, b]",
    "{a: b}", "[{a: b}, {c: 'd'}]", '["x, y", -3, ~]', "a: b", "\na: ", "\n  a: ",
)  # fmt: skip
DEEPER = "".join(f"{' ' * depth}a:\n" for depth in range(14)) + " " * 14 + "b: c"


def same(lines: list[str]) -> tuple[Any, dict[Path_, int]] | None:
    """What is read line by line, once it is known to be what PyYAML reads without a word of complaint."""
    plain = read_plain(lines, 2)
    if plain is not None:
        notes: list[Problem] = []
        tree = read_with_pyyaml(lines, "a.yml", notes, 2)
        assert (repr(plain[0]), list(plain[1].items())) == (repr(tree.value), list(tree.lines.items()))
        assert notes == []
    return plain


def yaml_of(path: Path) -> list[str]:
    lines = path.read_text("utf-8", "replace").split("\n")
    return lines[1 : lines.index("---", 1)] if path.suffix == ".md" and "---" in lines[1:] else lines


def test_every_source_is_read_alike() -> None:
    read = [bool(same(yaml_of(path))) for path in SOURCES]
    assert sum(read) > 600, "and most are read line by line"


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_pieces_of_yaml_are_read_alike(pieces: list[str]) -> None:
    same("".join(pieces).split("\n"))


@given(st.data())
def test_sources_with_a_slip_of_the_finger_are_read_alike(data: st.DataObject) -> None:
    text = "\n".join(yaml_of(data.draw(st.sampled_from(SOURCES)))[:60])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + data.draw(st.integers(0, 2)) :]
    same(text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c", "a: b #c", "a: b # c", "a: b\n  c", "a: [b, [c]]", "a: &b c", "a: *b", "a: !b c", "a: >\n  b", "a: |-\n  b", "a: 'b''c'",
        'a: "\\u202e"', "a: b\na: c", "a: {b: c, b: d}", "- a\nb: c", "a:\n- b\n  c: d", "? a", "a:\tb", "\ta: b", "---\na: b", "a: b\n...",
        " a: b\nc: d", "a: b\n c: d", "a: |\nb", "a: |\n\n b", DEEPER, "", "# a", "a b", "a: \u00a0b", "a: “b”\u2028c", f"{'a' * 1100}: b",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_pyyaml(text: str) -> None:
    assert read_plain(text.split("\n"), 1) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b\nc:\nd:", {"a": "b", "c": None, "d": None}),
        ("a:\n- b\n- c: d\n  e: -5\nf: ~", {"a": ["b", {"c": "d", "e": "-5"}], "f": None}),
        ("a: |\n  b\n\n    c\n\nd: |\n  e", {"a": "b\n\n  c\n", "d": "e"}),
        ("a: [1, ~, \"x, y\", {b: c d, e: '~'}]", {"a": ["1", None, "x, y", {"b": "c d", "e": "~"}]}),
        ("# a\n\n- a: 10:30  \n- []", [{"a": "10:30"}, []]),
    ],
)
def test_what_is_plain_is_read(text: str, value: object) -> None:
    plain = same(text.split("\n"))
    assert plain is not None and plain[0] == value
