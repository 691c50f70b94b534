"""The editing page without its program: off by default, never half on, and a form for every field.

With the program, in a browser, it is tested by ``make test-admin``, which needs npm.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sites import ROOT, lay_example

from macros import cli
from macros.field_facts import fields_of
from macros.forms.editing_page.collections import collections
from macros.office import load_site
from macros.settings import NoSite, read_settings


def turned_on(folder: Path, words: str) -> Path:
    root = lay_example(folder)
    place = root / "mkdocs.yml"
    place.write_text(place.read_text("utf-8").replace("extra:\n", f"extra:\n  admin: {words}\n", 1), "utf-8")
    return root


def test_it_is_off_unless_somebody_turns_it_on(tmp_path: Path) -> None:
    for root in (ROOT, ROOT / "tests" / "example", turned_on(tmp_path, "no")):
        assert read_settings(root).admin is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("yes", "admin names the repository"),
        ("{repository: norfolk}", "“norfolk” under admin is no repository"),
        ("{repository: 'https://example.org/a/b'}", "is no repository"),
        ("{backend: gitlab}", "“gitlab” under admin is unknown"),
        ("{repository: a/b, brunch: main}", "nothing called “brunch”"),
        ("{repository: a/b, branch: 'a b'}", "is no name of a branch"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path, words: str, said: str) -> None:
    with pytest.raises(NoSite, match=said):
        read_settings(turned_on(tmp_path, words))


@pytest.mark.parametrize(("planted", "said"), [(None, "is not there"), ("alert(1)", "is not the file")])
def test_without_the_very_program_nothing_is_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], planted: str | None, said: str
) -> None:
    root = turned_on(tmp_path, "{backend: test-repo, program: program}")
    if planted is not None:
        (root / "program" / "dist").mkdir(parents=True)
        (root / "program" / "dist" / "sveltia-cms.js").write_text(planted, "utf-8")
    assert cli.main(["build", "--root", str(root), "--out", str(tmp_path / "site")]) != 0
    told = capsys.readouterr().err
    assert said in told and "make admin" in told
    assert not (tmp_path / "site").exists()


def inside(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    deeper = [part for one in fields for part in inside([*one.get("fields", []), *filter(None, [one.get("field")])])]
    return [*fields, *deeper]


def test_every_register_and_field_has_a_form_and_every_reference_leads_somewhere() -> None:
    settings = read_settings(ROOT / "tests" / "example")
    assert settings.as_of
    registers = load_site(settings, settings.as_of).registers
    made = {one["name"]: one for one in collections(registers)}
    forms = {name: one.get("fields") or one["files"][0]["fields"] for name, one in made.items()}
    for name, kind in registers.kinds.items():
        if name == "duty" or kind.files[0].endswith(".csv"):
            assert name not in made, "the law and what the finance system sends are not edited here"
            continue
        fields = forms[name][0]["fields"] if forms[name][0].get("root") else forms[name]
        assert {one["name"] for one in fields} == {facts.name for facts in fields_of(kind)}
        assert {one["name"] for one in fields if one["required"]} == {
            facts.name for facts in fields_of(kind) if facts.required
        }
    for one in inside([field for fields in forms.values() for field in fields]):
        if one["widget"] == "relation":
            target = made[one["collection"]]
            assert "file" not in one or one["file"] in {file["name"] for file in target["files"]}
