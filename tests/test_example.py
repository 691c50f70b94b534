"""The invented example area: complete, without a fault, and never to be taken for a real office."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.checklist import GOOD, items
from macros.office import Loaded, load_site
from macros.problems import as_text
from macros.record import declared_kinds
from macros.settings import NoSite, read_settings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "example"
STRIP = "This is an invented example."


def loaded(root: Path) -> Loaded:
    settings = read_settings(root)
    assert settings.as_of is not None
    return load_site(settings, settings.as_of)


@pytest.fixture(scope="module")
def example() -> Loaded:
    return loaded(EXAMPLE)


@pytest.fixture(scope="module")
def site(example_site: Path) -> Path:
    return example_site


def test_nothing_is_wrong_with_it(example: Loaded) -> None:
    assert example.problems == [], as_text(example.problems)


@pytest.mark.parametrize("kind", declared_kinds())
def test_every_kind_has_an_entry(example: Loaded, kind: str) -> None:
    assert example.registers.of(kind)


def test_every_duty_is_met(example: Loaded) -> None:
    found = items(example.registers, example.pages, example.as_of)
    assert len(found) > 50
    assert [(item.duty.ref, item.state) for item in found if item.state not in GOOD] == []
    assert all(item.owner for item in found)


def test_every_page_says_that_it_is_invented(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 150
    silent = [page.relative_to(site).as_posix() for page in pages if STRIP not in page.read_text(encoding="utf-8")]
    assert silent == []


def test_the_real_site_does_not_say_so(norfolk_site: Path) -> None:
    assert STRIP not in (norfolk_site / "index.html").read_text(encoding="utf-8")


def real_names() -> set[str]:
    """What would give the real office away: its area, its force, and the people in it."""
    registers = loaded(ROOT).registers
    office = registers.of("office")[0]
    people = {found.name for kind in ("office_holder", "chief_officer") for found in registers.of(kind)}
    staff = {found.holder for found in registers.of("staff_post") if found.holder}
    return {office.area, office.short_name, office.email, office.phone, *people, *staff}


def law(path: Path, top: Path) -> bool:
    """Whether a built file is about the law, whose sources are real offices, or explains a field by a real example."""
    name = path.relative_to(top).as_posix()
    about_duties = ("checklist/", "publication-duties/", "open-data/publication-duties.")
    return name.startswith(about_duties) or name.endswith((".schema.json", ".columns.csv", "datapackage.json"))


def test_no_name_of_the_real_office_is_in_it(site: Path) -> None:
    names = {name.casefold() for name in real_names()}
    assert len(names) > 10
    built = [path for path in site.rglob("*") if path.suffix in (".html", ".csv", ".json") and not law(path, site)]
    written = [path for path in EXAMPLE.rglob("*") if path.is_file()]
    assert len(built) > 200
    assert len(written) > 80
    for path in (*built, *written):
        text = path.read_text(encoding="utf-8", errors="replace").casefold()
        assert [name for name in names if name in text] == [], path


def test_attachments_of_its_own_are_published(site: Path) -> None:
    files = EXAMPLE / "docs" / "files"
    names = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    assert {Path(name).suffix for name in names} == {".pdf", ".csv", ".png"}
    for name in names:
        assert (site / "files" / name).read_bytes() == (files / name).read_bytes()
    assert 'src="../files/map-of-wessimere.png"' in (site / "contact" / "index.html").read_text(encoding="utf-8")


def test_a_page_of_its_own_takes_the_place_of_the_shared_one(example: Loaded, site: Path) -> None:
    pages = {page.src: page.path for page in example.pages}
    assert pages["help/about.md"] == "docs/help/about.md"
    assert pages["contact.md"] == "../../docs/contact.md"
    about = (site / "help" / "about" / "index.html").read_text(encoding="utf-8")
    assert "Wessimere does not exist" in about
    assert "edit/main/tests/example/docs/help/about.md" in about


def test_the_law_is_shared_and_not_copied(example: Loaded) -> None:
    places = {found.path for found in example.registers.located["duty"]}
    assert places
    assert all(path.startswith("../../data/law/") for path in places)
    assert not (EXAMPLE / "data" / "law").exists()


def test_a_fault_in_a_shared_folder_is_named_by_its_path_from_the_site(tmp_path: Path) -> None:
    broken = tmp_path / "first" / "data" / "law" / "order.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text("- ref: sio-1\n  order: first\n", encoding="utf-8")
    other = tmp_path / "second"
    (other / "docs").mkdir(parents=True)
    (other / "mkdocs.yml").write_text("extra:\n  as_of: 2026-11-22\n  shared: [../first/data/law]\n", encoding="utf-8")
    found = [problem for problem in loaded(other).problems if problem.code == "not-a-number"]
    assert [(problem.path, problem.line) for problem in found] == [("../first/data/law/order.yml", 2)]


def test_settings_are_inherited(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("edit_uri: edit/x/\nextra:\n  as_of: 2026-11-22\n", encoding="utf-8")
    for folder in ("docs", "below"):
        (tmp_path / folder).mkdir()
    below = tmp_path / "below"
    (below / "mkdocs.yml").write_text("INHERIT: ../mkdocs.yml\ndocs_dir: ../docs\n", encoding="utf-8")
    settings = read_settings(below)
    assert str(settings.as_of) == "2026-11-22"
    assert settings.edit_uri == "edit/x/"
    assert settings.layers == (below / "docs", tmp_path / "docs")
    assert read_settings(tmp_path).layers == (tmp_path / "docs",)


def test_a_shared_folder_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("extra:\n  shared: [../data/law]\n", encoding="utf-8")
    with pytest.raises(NoSite, match="under shared"):
        read_settings(tmp_path)
