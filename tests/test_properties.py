"""What holds for any text at all, tried on many."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError
from selectolax.lexbor import LexborHTMLParser
from sites import lay, problems_of
from what_runs import what_runs

from macros.amounts import read_number, read_pounds
from macros.days import read_day
from macros.fields import slug_of
from macros.periods import read_period
from macros.problems import FORMATS, Problem, as_json, as_text, in_order
from macros.prose import _converter, plain, render_prose
from macros.prose_faults import SCHEMES, faults, images_in
from macros.sources import Unreadable, read_yaml

quick = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

YAML_PIECES = st.lists(
    st.sampled_from(
        ["a", "b: ", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "'", '"', "[", "]", "{", "}", ",", "&x", "*x", "!!s ", "!",
         "|", ">", ">5", "#", " #c", "%", "@", "`", "?", "? ", "---", "...", "\t", "~", "\\", "\\x", "é", "“", "\N{PILE OF POO}", "<<: ", "="]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@quick
@given(st.one_of(st.text(max_size=200), YAML_PIECES), st.integers(1, 50))
def test_any_text_is_read_or_refused_within_its_lines(text: str, first: int) -> None:
    notes: list[Problem] = []
    last = first + text.count("\n")
    try:
        tree = read_yaml(text, "a.yml", notes, first)
    except Unreadable as refused:
        assert first <= refused.problem.line <= last
        assert refused.problem.message and refused.problem.fix
    else:
        # Where a text that is empty would begin is the line after its own.
        assert all(first <= line <= last + 1 for line in tree.lines.values())
    assert all(first <= note.line <= last for note in notes)


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
PERIOD_PIECES = st.lists(
    st.sampled_from(
        ["2021", "-", "/", "22", "12", "05", " ", "Q3", "to", " to ", "year to ", "June", "\N{EN DASH}", "٣"]
    ),
    max_size=9,
).map("".join)


@quick
@given(st.one_of(st.text(max_size=80), PERIOD_PIECES, DAYS.map(str)))
def test_a_period_is_read_back_as_it_was_written_out(text: str) -> None:
    try:
        period = read_period(text)
    except PydanticCustomError as refused:
        assert refused.type == "not-a-period" and refused.context and refused.context["fix"]
        return
    assert period.start <= period.end
    assert period.words and period.short
    try:
        assert read_period(period.text) == period
    except PydanticCustomError as refused:
        # 2011-12 stands for one month once it has been read, and an editor has to say which is meant.
        assert "financial year or a month" in refused.message() or " to " in period.text


@quick
@given(
    st.one_of(
        st.text(max_size=40), DAYS.map(str), st.from_regex(r"\d{1,4}[-/. ](\d{1,2}|March)[-/. ]\d{1,4}", fullmatch=True)
    )
)
def test_a_day_is_the_one_that_was_written_or_none(text: str) -> None:
    try:
        assert read_day(text).isoformat() == text.strip()
    except PydanticCustomError as refused:
        assert refused.type == "not-a-date" and refused.context and refused.context["fix"]


MONEY = st.from_regex(r"\A-?£? ?[0-9]{1,4}(,[0-9]{1,4}){0,3}(\.[0-9]{0,4})?[mk]?\Z")


@quick
@given(st.one_of(st.text(max_size=40), MONEY, st.decimals(allow_nan=True, allow_infinity=True).map(str)))
def test_money_is_the_sum_that_was_written_or_none(text: str) -> None:
    try:
        pounds = read_pounds(text)
    except PydanticCustomError as refused:
        assert refused.type == "not-money" and refused.context and refused.context["fix"]
        return
    assert isinstance(pounds, Decimal) and pounds.is_finite()
    assert Decimal(re.sub(r"[£, ]", "", text.strip())) == pounds
    assert read_pounds(f"{pounds:f}") == pounds


@quick
@given(st.one_of(st.text(max_size=40), st.decimals().map(str)))
def test_a_number_is_the_one_that_was_written_or_none(text: str) -> None:
    try:
        number = read_number(text)
    except PydanticCustomError as refused:
        assert refused.type == "not-a-number"
        return
    assert Decimal(text.strip().replace(",", "")) == number


@quick
@given(st.text(max_size=60))
def test_the_address_of_a_reference_is_safe(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug_of(text))
    assert slug_of(slug_of(text)) == slug_of(text)


PROSE_PIECES = st.lists(
    st.sampled_from(
        ["word ", "[", "]", "(", ")", "](", "![", "[a]", "[a][b]", "![a][b]", "[b]: ", "\n[b]: ", "\n", "\n\n", " ", "\t", "<", ">", "`", "```", "\n```\n",
         "~~~\n", "*", "_", "javascript:", "JaVaScript:", "java\tscript:", "java\nscript:", "java&#115;cript:", "javascript&colon;", "data:text/html,",
         "vbscript:", "&#x6A;avascript:", "alert(1)", "<script>", "</script>", "<img src=x onerror=alert(1)>", "<img\nsrc=x onerror=alert(1)>", "<!--", "-->",
         "<a href=javascript:x>", "https://example.org/", "/files/a.png", '"title"', "'", '"', "&", "&lt;", "&quot;", "\\", "|", "|-|-|\n", "[^1]", "[^1]: ",
         "# ", "- ", "> ", "    ", "1. ", "<javascript:x>", "<https://a.b>", "<a@b.c>", "{: onclick=x }", "<svg/onload=x>", "\x00", "\u202e", ":"]
    ),
    max_size=20,
).map("".join)  # fmt: skip

ALLOWED = {"href", "src", "alt", "title", "id", "class", "scope", "start", "role", "aria-label", "tabindex"}


@quick
@given(st.one_of(st.text(max_size=120), PROSE_PIECES))
def test_prose_never_becomes_anything_that_runs(text: str) -> None:
    html = str(render_prose(text))
    assert what_runs(html) == []
    for node in LexborHTMLParser(f"<body>{html}</body>").css("body *"):
        assert set(node.attributes) <= ALLOWED, html
    assert "<" not in plain(text) or "<" in text or "&" in text


@quick
@given(st.one_of(st.text(max_size=120), PROSE_PIECES))
def test_every_link_that_would_be_taken_out_is_told(text: str) -> None:
    """What Markdown makes of the text before it is cleaned holds no unsafe link that goes without a word."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)  # no source has these
    raw = _converter(2, "")[0].convert(text)
    told = {fault.code for fault in faults(text)}
    assert all(0 <= fault.line <= text.count("\n") for fault in faults(text))
    for node in LexborHTMLParser(f"<body>{raw}</body>").css("a[href], img[src]"):
        address = node.attributes.get("href" if node.tag == "a" else "src") or ""
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\t\n\r]", "", address.strip().lower()))
        if scheme and scheme[1] not in SCHEMES:
            assert told & {"unsafe-link", "image-from-elsewhere"}, raw
        if node.tag == "img" and not (node.attributes.get("alt") or "").strip():
            assert "image-without-words" in told, raw
        if node.tag == "img" and not scheme and not address.startswith("//") and address:
            assert list(images_in(text)), raw


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
PROBLEMS = st.lists(
    st.builds(
        Problem, st.sampled_from(["a-code", "b-code"]), st.sampled_from(["a.yml", "b,:%.md"]), st.integers(1, 20), WORDS, WORDS, WORDS,
        st.sampled_from(["must", "should"]),
    ),
    max_size=30,
)  # fmt: skip


@quick
@given(PROBLEMS, st.randoms())
def test_a_list_of_problems_does_not_depend_on_how_they_were_found(problems: list[Problem], random: object) -> None:
    shuffled = [*problems, *problems[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled) == in_order(problems)
    for form in FORMATS.values():
        assert form(in_order(shuffled)) == form(in_order(problems))
    assert as_text(in_order(problems)).endswith("\n")
    assert as_json(problems).count('"code"') == len(set(problems))
    lines = FORMATS["github"](problems).split("\n")[:-1]
    assert len(lines) == len(set(problems)) and all(line.startswith(("::error ", "::warning ")) for line in lines)


SPOILS = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(
                [b"", b"\n", b"\r\n", b"\t", b": ", b":", b"- ", b"-", b" ", b'"', b"'", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!x ", b"|\n", b">", b"#", b" #x", b"---\n",
                 b"~", b"null", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"ref", b"ref: x\n", b"2024-02-30", b"31/02/2024", b"{{ config }}", b"{% if %}", b"<script>", b"](javascript:x)",
                 b"![](x)", b"[a]: b", b",,,", b"```\n", b"> " * 300, b"[" * 50, b"x" * 5000, "\N{PILE OF POO}".encode(), b"\xe2\x80\xae"]
            ),
        ),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(tmp_path_factory.mktemp("spoilt") / "office")


def _sources(root: Path) -> list[str]:
    found = [path for folder in ("content", "data", "docs") for path in (root / folder).rglob("*") if path.is_file()]
    return sorted(path.relative_to(root).as_posix() for path in found)


@settings(quick, max_examples=150)
@given(st.data(), SPOILS)
def test_no_damage_to_a_source_gives_anything_but_a_list(
    office: Path, data: st.DataObject, spoils: list[tuple[int, int, bytes]]
) -> None:
    path = data.draw(st.sampled_from(_sources(office)))
    whole = (office / path).read_bytes()
    spoilt = whole
    for place, taken_out, put_in in spoils:
        place = place % (len(spoilt) + 1)
        spoilt = spoilt[:place] + put_in + spoilt[place + taken_out :]
    (office / path).write_bytes(spoilt)
    try:
        problems = problems_of(office)
    finally:
        (office / path).write_bytes(whole)
    for problem in problems:
        text = spoilt if problem.path == path else (office / problem.path).read_bytes()
        last = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        assert 1 <= problem.line <= last, problem
        assert len(problem.message) < 2000 and "\n" not in problem.message, problem
    assert as_text(problems)


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "](", "<", "`", "[a](", "![a](", "> ", "- ", "*a ", "<a", "[a]: ", "&#", "<!--", "\\`", "|a", "[^1]"],
)
def test_no_text_takes_long_to_look_through(piece: str) -> None:
    assert len(list(faults(piece * 20_000))) >= 0


@pytest.mark.parametrize("piece", ["> ", "- ", "* ", "1. ", "    ", "[", "![", "*", "**", "_", "(", "`", "<", "&"])
def test_deep_prose_is_shown_all_the_same(piece: str) -> None:
    render_prose(piece * 400 + "end")
    render_prose("\n".join("    " * depth + "- x" for depth in range(60)))
