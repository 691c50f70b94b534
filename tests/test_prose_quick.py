"""Prose is shown the same whether it is read the quick way or the long one."""

from __future__ import annotations

import random

import markdown
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from macros import prose
from macros.prose import PlainProse, clean, finish_tables, render_prose
from macros.prose_signs import signs


def the_long_way(text: str, first_heading: int) -> str:
    """A new converter for each text, which looks for every sign in every line."""
    depth = min((len(line) - len(line.lstrip("#")) for line in _headings(text)), default=1)
    made = markdown.Markdown(
        extensions=["tables", "sane_lists", "footnotes", "toc", "fenced_code", PlainProse()],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "toc": {"baselevel": max(1, first_heading - depth + 1), "slugify": lambda words, _: prose._slug(words)},
            "footnotes": {"UNIQUE_IDS": True, "BACKLINK_TITLE": "Back to the text of note {}"},
        },
    )
    made.treeprocessors.register(InlineProcessor(made), "inline", 20)
    return finish_tables(clean(made.convert(text)))


def _headings(text: str) -> list[str]:
    import re

    return [found[0] for found in re.finditer(r"(?m)^(#{1,6})(?=\s)", text)]


PIECES = (
    "The Commissioner met the board", "What was decided?", "£1,234.50 in all", "(see below)", "1. first", "- one", "* two", "## A heading", "### Why",
    "**bold** words", "_slanted_ and snake_case_words", "[a link](/decisions/)", "[ref][r]", "[r]: https://example.org", "![words](/files/a.png)",
    "`code *not* bold`", "<b>html</b>", "<https://example.org>", "a & b &amp; c", "line  ", "x[^1]", "[^1]: a note", "| a | b |\n|---|--:|\n| *1* | 2 |",
    "    indented", "```\nfenced\n```", "> quoted", "---", "\\* escaped", "“quoted” – it’s", "2025-26: a year", "!", "a*b*c", "tel:999", "wait ...", ": what", "+ three",
)  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(PIECES) | st.text("abZ é09£,.;:'’“”()/?!-–#*_[]<>&`|^~=+\\ ", max_size=12), max_size=8
).flatmap(
    lambda pieces: st.lists(
        st.sampled_from([" ", "\n", "\n\n", "  \n"]), min_size=len(pieces), max_size=len(pieces)
    ).map(lambda ends: "".join(piece + end for piece, end in zip(pieces, ends, strict=True)).strip("\n"))
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([2, 3]))
def test_the_quick_way_shows_the_same(text: str, first_heading: int) -> None:
    assert render_prose.__wrapped__(text, first_heading) == the_long_way(text, first_heading)


def test_a_converter_remembers_nothing_of_the_text_before() -> None:
    texts = [
        f"x[^1] {number}\n\n[^1]: note {number}\n\n[r]: https://example.org/{number}\n\n# T\n\n# T"
        for number in range(5)
    ]
    texts += ["y[^1] and [r] and [^2]", "plain"]
    wanted = {text: the_long_way(text, 2) for text in texts}
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        assert {text: render_prose.__wrapped__(text, 2) for text in texts} == wanted


def test_two_stars_that_only_braces_part_are_no_fault() -> None:
    """They stand together once the call between them is left out of account, and on no line."""
    assert list(signs("One *{{ show_figure(1) }}* word", on_a_page=True)) == []
    assert [found.code for found in signs("**One word\n\n*{{ x }}*", on_a_page=True)] == ["bold-not-closed"]
