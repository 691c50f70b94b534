"""Another office can start, and a successor can take over with every address kept."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from sites import ROOT, lay_whole, loaded

from macros import cli
from macros.archive.finish import addresses_on
from macros.founding.making import CannotFound, NewOffice, found_site
from macros.ledger import LEDGER, read_ledger
from macros.office import load_site
from macros.settings import read_settings

NEW = NewOffice(
    "Office of the Commissioner for Ashmarch", "OCA", "Ashmarch", "Ashmarch Police", "Commissioner for Ashmarch"
)


def test_another_office_starts_with_a_site_that_checks_and_builds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "ashmarch"
    assert (
        cli.main(
            ["init", str(there), "--name", NEW.name, "--short-name", NEW.short_name, "--area", NEW.area, "--root", "/"]
        )
        == 0
    )
    said = capsys.readouterr().out
    assert "make site" in said and "docs/help/about.md" in said
    found = load_site(read_settings(there), date(2030, 1, 1))
    assert [problem for problem in found.problems if problem.severity == "must"] == []
    assert cli.main(["build", "--root", str(there), "--out", str(tmp_path / "site")]) == 0
    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert NEW.name in home
    for name in (
        "Makefile",
        "requirements.lock",
        "macros/cli.py",
        "data/law/other-duties.yml",
        ".github/workflows/check.yml",
        "HANDOVER.md",
    ):
        assert (there / name).is_file()
    assert not list((there / "content").iterdir()) and {path.name for path in (there / "data").iterdir()} == {
        "law",
        "office.yml",
    }


def test_nothing_speaks_of_the_old_office(tmp_path: Path) -> None:
    old = re.findall(
        r"^  (?:short_name|area|force|phone|email): (.+)$", (ROOT / "data/office.yml").read_text("utf-8"), re.MULTILINE
    )
    found_site(ROOT, tmp_path / "new", NEW, old)
    pages = [
        path
        for folder in ("docs", "overrides")
        for path in (tmp_path / "new" / folder).rglob("*.*")
        if path.suffix in (".md", ".html")
    ]
    pages += [tmp_path / "new" / name for name in ("mkdocs.yml", "README.md", "data/office.yml", "HANDOVER.md")]
    assert "evidence_for" not in "".join(path.read_text("utf-8") for path in pages)
    for path in pages:
        assert not [name for name in old if name.lower() in path.read_text("utf-8").lower()], path


@pytest.mark.parametrize("name", ["", "  ", "A\nfictional: yes", "{{ config }}", "<script>alert(1)</script>"])
def test_a_name_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotFound):
        found_site(ROOT, tmp_path / "new", NewOffice(name, "A", "B", "C", "D"), [])
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "name",
    ['The "Office": of & #1', "O'Office - [a] *b", "!!python/object", "Swyddfa’r Comisiynydd", "\\N %s \\x"],
)
def test_an_odd_name_is_only_words(tmp_path: Path, name: str) -> None:
    found_site(ROOT, tmp_path / "new", NewOffice(name, name, name, name, name), [])
    office = loaded(tmp_path / "new").registers.of("office")[0]
    assert (office.name, office.area) == (name, name)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("Dear …")
    assert cli.main(["init", str(tmp_path), "--name", "A", "--short-name", "B", "--area", "C"]) == 2
    assert "is not empty" in capsys.readouterr().err and [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_successor_keeps_every_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """HANDOVER.md, step by step: the list of addresses, another name, the same addresses; and a page that must move."""
    root = lay_whole(tmp_path / "office")
    site = tmp_path / "site"
    assert cli.main(["build", "--root", str(root), "--out", str(site)]) == 0
    before = addresses_on(site)
    assert cli.main(["ledger", "--root", str(root), "--write", str(site)]) == 0
    office = root / "data/office.yml"
    text = re.sub(
        r"(?m)^(- |  )(name|short_name|area): .*$",
        lambda line: f"{line[1]}{line[2]}: The board of Fenmarch",
        office.read_text("utf-8"),
    )
    office.write_text(text, "utf-8")
    shutil.move(root / "docs/people.md", root / "docs/staff.md")
    assert cli.main(["build", "--root", str(root), "--out", str(site)]) == 1
    assert "The address /people/ was published and would lead nowhere." in capsys.readouterr().out
    (root / "data/redirects.yml").write_text(
        "- {ref: moved-people, from_address: /people/, to_address: /staff/, since: 2024-06-30, why: It was renamed.}\n",
        "utf-8",
    )
    page = "---\ntitle: Moved\ndescription: Old addresses.\nsection: help\nrender_macros: true\n---\n\n{{ show_register('redirect') }}\n"
    (root / "docs/moved.md").write_text(page, "utf-8")
    for path in (root / "docs").rglob("*.md"):
        path.write_text(path.read_text("utf-8").replace("](/people/", "](/staff/"), "utf-8")
    assert cli.main(["build", "--root", str(root), "--out", str(site)]) == 0
    assert before <= addresses_on(site) and set(read_ledger(root)) <= addresses_on(site)
    assert "The board of Fenmarch" in (site / "index.html").read_text("utf-8")
    assert LEDGER in (ROOT / "HANDOVER.md").read_text("utf-8")
