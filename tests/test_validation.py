"""pydantic's refusals become sentences, also one that nobody has thought of."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field

from macros.record import declared_kinds
from macros.sources import Tree
from macros.validation import nearest, validate


def test_a_refusal_without_words_of_its_own() -> None:
    class Odd(BaseModel):
        size: int = Field(title="Size", examples=["4"])

    _, problems = validate(Odd, Tree({"size": "large"}, {(): 1, ("size",): 2}), "a.yml")
    assert [(found.code, found.line, found.message, found.fix) for found in problems] == [
        ("not-understood", 2, "“large” cannot be read here.", "write for example  size: 4")
    ]


@pytest.mark.parametrize("kind", declared_kinds().values(), ids=lambda kind: kind.kind)
def test_no_value_of_any_field_gives_anything_but_problems(kind: type[BaseModel]) -> None:
    """Every field of every register, filled with what does not belong there."""
    for value in ["", " ", "x" * 5000, [], ["x"], [None], {}, {"a": "b"}, {"": None}, [[["x"]]], "\u202e"]:
        tree = Tree({name: value for name in kind.model_fields}, {(): 1})
        _, problems = validate(kind, tree, "a.yml")
        assert problems
        for problem in problems:
            assert problem.code != "not-understood", problem
            assert len(problem.message) < 1500, problem
            assert not any(word in problem.message for word in ("None", "{'", "['")), problem


def test_the_nearest_name() -> None:
    assert nearest("Victms", ["victims", "visits"]) == "victims"
    assert nearest("zzz", ["victims"]) is None
    assert nearest("anything", []) is None
