"""The editing page in a browser, with the real program from npm: ``make test-admin``. Part of ``make nightly``.

The program's own backend for trials keeps files in the browser. The invented office's sources are put there, an editor
makes entries through the forms, and what was written is laid in a copy of the office and checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Browser, Error, Page
from served import nginx_headers, served, static_host_headers
from sites import ROOT, lay_example

from macros import cli
from macros.forms.editing_page.laying import GITHUB, configuration
from macros.office import Loaded, load_site
from macros.settings import Admin, read_settings

PROGRAM = ROOT / "deploy" / "admin" / "node_modules" / "@sveltia" / "cms"

PUT = """async (files) => {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('sveltia-cms-test', {create: true});
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split('/');
    let folder = root;
    for (const name of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(name, {create: true});
    const writer = await (await folder.getFileHandle(parts.at(-1), {create: true})).createWritable();
    await writer.write(text);
    await writer.close();
  }
}"""

TAKE = """async () => {
  const found = {};
  const walk = async (folder, before) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') await walk(handle, before + name + '/');
      else found[before + name] = await (await handle.getFile()).text();
    }
  };
  await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle('sveltia-cms-test'), '');
  return found;
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented office with its editing page on."""
    root = lay_example(tmp_path_factory.mktemp("editing"))
    place = root / "mkdocs.yml"
    words = f"extra:\n  admin: {{backend: test-repo, program: {PROGRAM}}}\n"
    place.write_text(place.read_text("utf-8").replace("extra:\n", words, 1), "utf-8")
    return root


@pytest.fixture(scope="module")
def site(office: Path) -> Path:
    out = office.parent / "site"
    assert cli.main(["build", "--root", str(office), "--out", str(out)]) == 0
    return out


def sources_of(office: Path) -> dict[str, str]:
    return {
        path.relative_to(office).as_posix(): path.read_text("utf-8")
        for folder in ("content", "data")
        for path in sorted((office / folder).rglob("*"))
        if path.suffix in (".md", ".yml")
    }


def loaded(office: Path) -> Loaded:
    settings = read_settings(office)
    assert settings.as_of
    return load_site(settings, settings.as_of)


def open_page(page: Page, address: str, files: dict[str, str]) -> None:
    page.goto(f"{address}help/")
    page.evaluate(PUT, files)
    page.goto(f"{address}admin/", wait_until="commit")
    page.get_by_role("button", name="Work with Test Repository").click()
    page.get_by_role("treeitem", name="Decisions", exact=True).wait_for()


@pytest.fixture(params=["nginx", "static"])
def visit(request: pytest.FixtureRequest, site: Path, browser: Browser) -> Iterator[tuple[Page, str, list[str]]]:
    """A page in a window so tall that every field is drawn, the site's address, and every address that answered it."""
    headers = nginx_headers() if request.param == "nginx" else static_host_headers(site / "_headers")
    with served(site, headers) as address:
        page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 9000}).new_page()
        page.set_default_timeout(30_000)  # a busy machine draws the forms slowly
        answered: list[str] = []
        page.on("response", lambda answer: answered.append(answer.url))
        yield page, address, answered
        page.context.close()


def fill(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        page.get_by_role("textbox", name=label, exact=True).last.fill(value)


def saved(page: Page, path: str, words: str) -> dict[str, str]:
    """Save, and give every file back once what was written is there."""
    page.get_by_role("button", name="Save", exact=True).click()
    for _ in range(120):
        try:
            files: dict[str, str] = page.evaluate(TAKE)
        except Error as gone:  # a file was put in the place of another while they were listed
            if "NotFoundError" not in str(gone):
                raise
            files = {}
        if words in files.get(path, ""):
            return files
        page.wait_for_timeout(250)
    raise AssertionError(f"{path} was not written: {page.locator('body').aria_snapshot()}")


def test_what_an_editor_enters_is_accepted(visit: tuple[Page, str, list[str]], office: Path, tmp_path: Path) -> None:
    page, address, answered = visit
    before, was = sources_of(office), loaded(office)
    open_page(page, address, before)
    page.goto(f"{address}admin/#/collections/gift/entries/data-gifts")
    page.get_by_role("button", name=re.compile("^Add .?entry")).click()
    fill(
        page,
        {
            "Reference": "G-2026-009",
            "Offered on": "2026-11-02",
            "Offered to": "Commissioner",
            "Offered by": "Brackenholt: the parish “council”",
            "What was offered": "Tea, #2 of two",
            "Estimated value": "1234.50",
        },
    )
    page.get_by_role("radio", name="declined").last.click()
    saved(page, "data/gifts.yml", "G-2026-009")
    page.goto(f"{address}admin/#/collections/decision/new")
    fill(
        page,
        {
            "Reference": "DN-2026-099",
            "Title": "Yes: a grant",
            "Decision maker": "Ottoline Marchbank",
            "Year": "2026",
            "Summary": "A grant of £1,500.10 for lamps.",
            "Signed on": "2026-11-03",
            "Published on": "2026-11-05",
            "Amount": "1500.10",
        },
    )
    page.get_by_role("radio", name="decision notice").click()
    files = saved(page, "content/decisions/2026/dn-2026-099.md", "1500.10")
    after = lay_example(tmp_path / "after")
    for path, text in files.items():
        (after / path).parent.mkdir(parents=True, exist_ok=True)
        (after / path).write_text(text, "utf-8")
    now = loaded(after)
    assert [found for found in now.problems if found.severity == "must"] == []
    new = {record.ref: record for kind in ("gift", "decision") for record in now.registers.of(kind)}
    old = {record.ref: record for kind in ("gift", "decision") for record in was.registers.of(kind)}
    assert str(new["G-2026-009"].estimated_value) == "1234.50"
    assert new["G-2026-009"].description == "Tea, #2 of two"
    assert str(new["DN-2026-099"].amount) == "1500.10"
    assert new["DN-2026-099"].signed_on.isoformat() == "2026-11-03"
    assert {ref: record for ref, record in new.items() if ref in old} == old
    assert {path for path in files if files[path] != before.get(path)} == {
        "data/gifts.yml",
        "content/decisions/2026/dn-2026-099.md",
    }
    assert all(url.startswith((address, "blob:", "data:")) for url in answered), answered


def test_every_register_is_offered_and_the_icons_are_drawn(
    visit: tuple[Page, str, list[str]], site: Path, office: Path
) -> None:
    page, address, _ = visit
    open_page(page, address, sources_of(office))
    offered = json.loads((site / "admin" / "config.json").read_text("utf-8"))["collections"]
    for one in offered:
        assert page.get_by_role("treeitem", name=one["label"], exact=True).count() >= 1, one["label"]
    fonts = page.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)")
    assert any("Material Symbols" in font for font in fonts), fonts
    assert page.locator("html").get_attribute("lang") == "en-GB"


@pytest.mark.parametrize("repository", ["", "owner/name"])
def test_the_programs_own_schema_accepts_the_configuration(office: Path, repository: str) -> None:
    schema = json.loads((PROGRAM / "schema" / "sveltia-cms.json").read_text("utf-8"))
    validator: Any = jsonschema.Draft7Validator(schema)
    for root in (ROOT, office):
        made = configuration(Admin(repository, "main", PROGRAM), loaded(root).registers, "Name")
        assert [error.message for error in validator.iter_errors(made)] == []


def test_with_github_nothing_else_is_asked_but_github(office: Path, tmp_path: Path, browser: Browser) -> None:
    root = lay_example(tmp_path)
    place = root / "mkdocs.yml"
    words = f"extra:\n  admin: {{repository: owner/name, program: {PROGRAM}}}\n"
    place.write_text(place.read_text("utf-8").replace("extra:\n", words, 1), "utf-8")
    out = tmp_path / "site"
    assert cli.main(["build", "--root", str(root), "--out", str(out)]) == 0
    with served(out) as address:
        page = browser.new_page()
        left: list[str] = []
        page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
        page.on("response", lambda answer: left.append(answer.url))
        page.goto(f"{address}admin/", wait_until="commit")
        page.get_by_role("button", name="Token").first.wait_for()
        allowed = page.locator("meta[http-equiv]").get_attribute("content") or ""
        assert [word for word in allowed.replace(";", " ").split() if "://" in word] == [GITHUB]
        assert all(url.startswith((address, "data:", "blob:")) for url in left), left
        page.close()
