"""The summary of a pull request, read as the person would who accepts it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from sites import ROOT, lay, lay_whole, loaded, write

from macros import cli
from macros.office import load_site
from macros.problems import Problem, as_json
from macros.reviewing.changed_lines import Line, lines_changed_since
from macros.reviewing.names import name_hints
from macros.reviewing.plain_english import plain_hints, reading_age
from macros.reviewing.preview import make_hosted_preview, make_preview
from macros.settings import read_settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = lay(tmp_path / "site")
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First"],
    ):
        subprocess.run(["git", *words], cwd=made, check=True)
    return made


def review(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.main(["review", "main", "--root", str(root), *words])
    return code, capsys.readouterr().out


PAGE = "docs/people.md"


def add(root: Path, words: str) -> int:
    place = root / PAGE
    place.write_text(place.read_text("utf-8") + f"\n{words}\n", "utf-8")
    return place.read_text("utf-8").count("\n")


def test_nothing_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = review(root, capsys)
    assert code == 0 and said.startswith("# This can be published\n")
    assert "Nothing changes for the public." in said and "No duty changes its state" in said and "No hints" in said


def test_hints_are_about_changed_lines_and_never_fail(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = add(root, "Ada Exampel will commence the work prior to May. This office was praised.")
    code, said = review(root, capsys)
    assert code == 0 and said.startswith("# This can be published; 3 hints\n")
    assert f"{PAGE}, line {line}: You wrote “Ada Exampel”. The registers know “Ada Example”." in said
    assert "write start" in said and "write before" in said
    code, notes = review(root, capsys, "--format", "github")
    assert code == 0 and len(re.findall(rf"(?m)^::notice file={PAGE},line={line},", notes)) == 3


def test_a_secret_stops_it_and_is_not_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(root, "Her number is AB 12 34 56 C and she was born on 3 March 1985; ring 07911 123456.")
    gifts = root / "data/gifts.yml"
    gifts.write_text(
        gifts.read_text("utf-8").replace("A smoked eel", "A smoked eel from 07911 123456 or jane@example.com"), "utf-8"
    )
    code, said = review(root, capsys)
    assert code == 1 and said.startswith("# This cannot be published yet: 3 things must be mended\n")
    told = said
    for words in (
        ["changes", "main"],
        ["changes", "main", "--format", "markdown"],
        ["changes", "main", "--format", "github"],
        ["check", "--base", "main"],
    ):
        cli.main([*words, "--root", str(root)])
        told += capsys.readouterr().out
    assert "smoked eel" in told
    assert not [secret for secret in ("34 56", "3 March", "123456", "jane") if secret in told]


def test_what_it_says_cannot_add_markup(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(root, "Ada Exampel <img src=x> @everyone [x](javascript:1) whilst `x`")
    said = review(root, capsys, "--preview", "See **preview**.")[1]
    assert "<img" not in said and "](javascript" not in said and not re.search(r"(?<!\\)@everyone", said)
    assert "\nSee **preview**.\n" in said


def test_a_commit_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for base in ("nowhere", "--output=/tmp/x"):
        assert cli.main(["review", "--root", str(root), "--", base]) == 2
    assert "There is no commit “nowhere”" in capsys.readouterr().err


def test_only_changed_lines_that_an_editor_worded(root: Path) -> None:
    line = add(root, "New words.")
    write(root, {"data/new.yml": "- ref: whilst\n  title: Whilst\n  about: |\n    We utilise it.\n"})
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    found = lines_changed_since(root, "main")
    assert [(one.number, one.text) for one in found if one.path == PAGE and one.text] == [(line, "New words.")]
    assert [hint.line for hint in plain_hints(one for one in found if one.path == "data/new.yml")] == [4]


def test_reading_ages_rise_with_long_words_and_sentences() -> None:
    easy = "The cat sat on the mat. It was a big mat. The dog sat on it too. They ran all day in the sun. " * 3
    hard = (
        "Organisational accountability arrangements necessitate comprehensive collaboration between representative institutions. "
        * 8
    )
    assert (reading_age(easy) or 99) < 9 and (reading_age(hard) or 0) > 20
    assert reading_age("Too short to tell.") is None


def test_known_names_raise_no_alarm_on_all_real_lines() -> None:
    settings = read_settings(ROOT)
    assert settings.as_of
    registers = load_site(settings, settings.as_of).registers
    lines = [
        Line(path.relative_to(ROOT).as_posix(), number, text, True)
        for folder in ("content", "data", "docs")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".md", ".yml")
        for number, text in enumerate(path.read_text("utf-8").split("\n"), 1)
    ]
    assert len(lines) > 20_000
    assert [hint.message for hint in name_hints(lines, registers)] == []
    slips = {
        "Lorne Geen": "Lorne Green",
        "Sarah Tayler": "Sarah Taylor",
        "Norfolk Constabluary": "Norfolk Constabulary",
    }
    for slip, name in slips.items():
        hints = list(name_hints([Line("a.md", 1, f"It was {slip} who", True)], registers))
        assert len(hints) == 1 and f"“{name}”" in hints[0].message


def test_one_hard_sentence_is_named_and_an_easy_one_is_not() -> None:
    hard = "The implementation of the collaborative infrastructure rationalisation programme necessitates comprehensive interdepartmental harmonisation."
    easy = "The Commissioner met the people of the village and heard what they want from the police this year."
    assert [hint.code for hint in plain_hints([Line("a.md", 1, hard, True)])] == ["hard-to-read"]
    assert list(plain_hints([Line("a.md", 1, easy, True)])) == []


def test_the_preview_needs_no_server(tmp_path: Path) -> None:
    page = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'"><link href="../assets/a.css" integrity="sha256-x">'
        '<a href="../">up</a><a href="b/#part">b</a><a href="https://example.org/">x</a><a href="#here">h</a><a href="/c/?q=1">c</a><a href="mailto:a@b.c">m</a>'
    )
    write(tmp_path / "site", {"index.html": page, "a/index.html": page})
    make_preview(tmp_path / "site", tmp_path / "out")
    made = (tmp_path / "out/a/index.html").read_text("utf-8")
    assert re.findall(r'href="([^"]*)"', made) == [
        "../assets/a.css", "../index.html", "b/index.html#part", "https://example.org/", "#here", "../c/index.html?q=1", "mailto:a@b.c",
    ]  # fmt: skip
    assert "Content-Security-Policy" not in made and "integrity" not in made


def test_every_page_of_a_preview_says_so(tmp_path: Path) -> None:
    page = '<!doctype html><html><head><meta name="robots" content="all"><title>T</title></head><body class="home"><p>Words</p></body></html>'
    write(
        tmp_path / "site",
        {"index.html": page, "a/index.html": page, "sitemap.xml": "<x/>", "CNAME": "data.example.org"},
    )
    make_hosted_preview(tmp_path / "site", tmp_path / "out")
    make_preview(tmp_path / "site", tmp_path / "offline")
    for folder in ("out", "offline"):
        for name in ("index.html", "a/index.html"):
            made = (tmp_path / folder / name).read_text("utf-8")
            assert re.search(r'<body class="home">\s*<aside[^>]*><p><strong>This is a preview', made)
            assert re.findall(r'<meta name="robots" content="([^"]*)">', made) == ["noindex, nofollow"]
    assert not (tmp_path / "out/CNAME").exists() and not (tmp_path / "out/sitemap.xml").exists()
    assert "Disallow: /\n" in (tmp_path / "out/robots.txt").read_text("utf-8")


def test_broken_links_have_a_part_of_their_own(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = root.parent / "built.json"
    _, out = review(root, capsys, "--built", str(built))
    assert "## Broken links\n\nThe links were not tried" in out
    built.write_text("[]", "utf-8")
    code, out = review(root, capsys, "--built", str(built))
    assert code == 0 and "## Broken links\n\nEvery link leads somewhere." in out
    fault = Problem(
        "broken-link", PAGE, 7, "The link “/nothing/” leads to a page that is not on the site.", "correct it"
    )
    built.write_text(as_json([fault]), "utf-8")
    code, out = review(root, capsys, "--built", str(built))
    assert code == 1 and "This cannot be published yet: 1 thing must be mended" in out
    assert f"## Broken links\n\n- {PAGE}, line 7: The link “/nothing/”" in out
    _, lines = review(root, capsys, "--built", str(built), "--format", "github")
    assert f"::error file={PAGE},line=7,title=broken-link::" in lines


def test_a_build_writes_its_broken_links_for_the_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay_whole(tmp_path / "site")
    line = add(root, "See [nothing](/nothing/).")
    built = tmp_path / "built.json"
    assert cli.main(["build", "--root", str(root), "--out", str(tmp_path / "out"), "--problems", str(built)]) == 1
    found = json.loads(built.read_text("utf-8"))
    assert [(one["code"], one["path"], one["line"]) for one in found] == [("broken-link", PAGE, line)]


def test_registers_of_the_good_office_are_known(tmp_path: Path) -> None:
    registers = loaded(lay(tmp_path / "site")).registers
    assert list(name_hints([Line("a.md", 1, "Ada Example's and the Ada Examples", True)], registers)) == []
