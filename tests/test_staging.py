"""``transparency stage``: another generator builds the same pages from what it writes."""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser
from staged import Main, main_of

from macros import cli
from macros.staging.command import write_pages
from macros.staging.markdown_page import EXTENSIONS, markdown_of

Pair = dict[str, tuple[Main, Main]]


@pytest.fixture(scope="module")
def both(norfolk_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The main content of each Norfolk page: as we built it, and as Zensical built it from what was staged."""
    out = tmp_path_factory.mktemp("staged")
    write_pages(norfolk_site, out)
    zensical = Path(sys.executable).with_name("zensical")
    run = subprocess.run([zensical, "build", "-f", out / "mkdocs.yml"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout + run.stderr
    theirs = {path.relative_to(out / "site").as_posix() for path in (out / "site").rglob("*.html")} - {"404.html"}
    yield {path: (main_of(norfolk_site, path), main_of(out / "site", path, "article")) for path in sorted(theirs)}
    shutil.rmtree(out)


def test_every_page_is_there(both: Pair, norfolk_site: Path) -> None:
    ours = {
        path.relative_to(norfolk_site).as_posix()
        for path in norfolk_site.rglob("*.html")
        if 'http-equiv="refresh"' not in path.read_text("utf-8")
    }
    assert set(both) == ours - {"404.html"}
    assert len(both) > 600


@pytest.mark.parametrize("part", ["words", "headings", "links", "rows"])
def test_the_main_content_is_the_same(both: Pair, part: str) -> None:
    differ = {
        path: next(
            (
                (one, other)
                for one, other in zip(getattr(ours, part), getattr(theirs, part), strict=False)
                if one != other
            ),
            "one ends earlier",
        )
        for path, (ours, theirs) in both.items()
        if getattr(ours, part) != getattr(theirs, part)
    }
    assert differ == {}


def test_every_link_to_a_place_on_a_page_still_finds_it(both: Pair) -> None:
    names = {("/" + path).removesuffix("/index.html"): theirs.names for path, (_, theirs) in both.items()}
    lost = [
        (path, link)
        for path, (_, theirs) in both.items()
        for _, link in theirs.links
        if link.startswith("/") and "#" in link and link.split("#")[1] not in names.get(link.split("#")[0], ())
    ]
    assert lost == []


def test_the_command(example_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "staged"
    assert cli.main(["stage", str(out), "--site", str(example_site)]) == 0
    assert "pages as Markdown" in capsys.readouterr().out
    for path in (out / "docs").rglob("*.md"):
        assert "This is an invented example." in path.read_text("utf-8"), path
    assert cli.main(["stage", str(out), "--site", str(example_site)]) == 0, "a second run takes the place of the first"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    assert cli.main(["stage", str(tmp_path / "mine"), "--site", str(example_site)]) == 2
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep me"
    assert cli.main(["stage", str(out), "--site", str(tmp_path / "nothing")]) == 2
    assert "transparency build" in capsys.readouterr().err


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")), max_size=30)


@settings(deadline=None)
@given(words=WORDS)
@example(words="1. not a list")
@example(words="- nor this")
@example(words="# no heading")
@example(words="a | b")
@example(words="{#name} { .class }")
@example(words="[a](javascript:alert(1)) ![b](c)")
@example(words="<script>alert(1)</script> &amp; &copy;")
@example(words=": a definition")
@example(words="*[abbr]: x `code` ~~x~~ __y__ \\* \\")
@example(words="    four spaces in")
@example(words="===")
@example(words="<http://example.org> http://example.org")
@example(words="\x02wzxhzdk:0\x03")
@example(words="1) one")
@example(words="+44 1953")
def test_words_stay_words(words: str) -> None:
    """Nothing that an editor wrote becomes Markdown, wherever it stands."""
    said = html.escape("".join(sign for sign in words if sign >= " ").strip() or "x")
    page = (
        f"<main><h1>Title</h1><p>{said}</p><h2 id='a'>{said}</h2><ul><li>{said}</li></ul><dl><dt>T</dt><dd>{said}</dd></dl>"
        f"<table><thead><tr><th>{said}</th></tr></thead><tbody><tr><td>{said}</td></tr></tbody></table>"
        f"<table><thead><tr><th>A</th></tr></thead><tbody><tr><td><ul><li>{said}</li></ul></td></tr></tbody></table>"
        f"<p><a href='x/'>{said} it</a> <strong>{said} bold</strong></p></main>"
    )
    staged = markdown_of(page, "index.html", {"index.html"})
    assert staged is not None
    made = LexborHTMLParser("<main>" + markdown(staged.split("---\n", 2)[2], extensions=list(EXTENSIONS)) + "</main>")
    assert not made.css("script, img")

    def shown(tree: LexborHTMLParser) -> str:
        main = tree.css_first("main")
        assert main is not None
        return "".join(main.text(separator=" ").split())

    assert shown(made) == shown(LexborHTMLParser(page))
