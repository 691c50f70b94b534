"""The site while somebody edits: an edit is seen, a mistake is explained and forgotten, and the server lives through it all."""

from __future__ import annotations

import difflib
import http.client
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from sites import ROOT, lay_whole

from macros import cli, loading, registers
from macros import office as loaded_by
from macros.preview import serve
from macros.preview.watching import watch
from macros.site import afterwards, showing
from macros.site.showing import ShownSite

DECISION = "content/decisions/2024/dn-2024-001.md"
PAGE = "decisions/2024/dn-2024-001/index.html"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return lay_whole(tmp_path / "office")


@contextmanager
def shown(root: Path, monkeypatch: pytest.MonkeyPatch, quiet: float = 3600.0) -> Iterator[ShownSite]:
    """A site as the server shows it; by default it is never built whole."""
    monkeypatch.setattr(afterwards, "QUIET", quiet)
    site = ShownSite(root, lambda words: None)
    site.take_in()
    try:
        yield site
    finally:
        site.end()


def take_in(site: ShownSite, paths: set[str]) -> None:
    """Show a change, and wait for what the rule book says of it."""
    site.take_in(paths)
    assert site.afterwards.asked.wait(120)


def edit(root: Path, path: str, old: str, new: str) -> set[str]:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")
    return {str(root / path)}


def clean_build(root: Path, out: Path) -> dict[str, bytes]:
    """Every page of a build from nothing. The checklist's pages count clicks, which only a whole site has."""
    command = [sys.executable, "-m", "macros", "build", "--root", str(root), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    pages = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.html"))}
    shutil.rmtree(out)
    return {path: page for path, page in pages.items() if not path.startswith(("checklist", "search/", "404"))}


def differing(site: ShownSite, built: dict[str, bytes]) -> list[str]:
    if wrong := [path for path, page in built.items() if site.page(path) != page]:
        built_lines, shown_lines = (
            page.decode().splitlines() for page in (built[wrong[0]], site.page(wrong[0]) or b"")
        )
        return [*wrong, *difflib.unified_diff(built_lines, shown_lines, "built", "shown", n=0, lineterm="")]
    return []


def test_what_is_shown_is_what_is_built(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each of a row of edits, every page is the one that a clean build makes."""
    with shown(office, monkeypatch) as site:
        built = clean_build(office, tmp_path / "site")
        assert len(built) >= 30
        assert differing(site, built) == []

        site.take_in(
            edit(office, DECISION, "The Commissioner agreed the grant.", "The Commissioner agreed it, gladly.")
        )
        assert b"agreed it, gladly" in (site.page(PAGE) or b"")
        site.take_in(edit(office, DECISION, "Grant to Lantern House", "Money for Lantern House"))
        site.take_in(edit(office, "docs/decisions.md", "\n---\n\n", "\n---\n\nWords above the register.\n\n"))
        assert b"Words above the register." in (site.page("decisions/index.html") or b"")
        assert b"Money for Lantern House" in (site.page("decisions/index.html") or b"")
        added = office / "content/decisions/2024/dn-2024-009.md"
        text = (office / DECISION).read_text("utf-8").replace("DN-2024-001", "DN-2024-009")
        added.write_text(text.replace("Money for", "More money for"), "utf-8")
        site.take_in({str(added)})
        assert site.page("decisions/2024/dn-2024-009/index.html")
        assert differing(site, clean_build(office, tmp_path / "site")) == []

        added.unlink()
        site.take_in({str(added)})
        assert site.page("decisions/2024/dn-2024-009/index.html") is None
        new = office / "docs" / "another.md"
        new.write_text("---\ntitle: Another page\ndescription: A page.\nsection: help\n---\n\nWords.\n", "utf-8")
        site.take_in({str(new)})
        site.take_in(edit(office, "docs/another.md", "Another page", "A page with a new title"))
        assert differing(site, clean_build(office, tmp_path / "site")) == []


def test_one_edit_costs_one_file_and_one_page(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And whoever edits does not wait for the rule book, which another process asks."""
    with shown(office, monkeypatch) as site:
        assert site.afterwards.asked.wait(120)
        done: list[str] = []

        def counted(room: ModuleType, name: str, what: Callable[..., str]) -> None:
            work = getattr(room, name)
            monkeypatch.setattr(room, name, lambda *words: (done.append(f"{name} {what(*words)}"), work(*words))[1])

        counted(loading, "read_file", lambda kind, folder, path, shown: path)
        counted(loaded_by, "read_page", lambda root, docs, src: src)
        counted(showing, "render_page", lambda prepared, src: src)
        counted(showing, "load_unchecked", lambda *_: "")
        counted(afterwards, "checked_site", lambda loaded: "")
        counted(registers, "_in_order", lambda kind, located: kind.kind)
        for path, old, new, page in (
            (DECISION, "agreed the grant", "gladly agreed the grant", "decisions/2024/dn-2024-001"),
            ("data/grants.yml", "  purpose: ", "  purpose: Gladly, ", "grants/lantern-2024"),
            ("docs/decisions.md", "\n---\n\n", "\n---\n\nGladly.\n\n", "decisions"),
        ):
            take_in(site, edit(office, path, old, new))
            assert b"ladly" in (site.page(f"{page}/index.html") or b"")
            site.page(f"{page}/index.html")
            read = f"read_page {page}.md" if path.startswith("docs") else f"read_file {path}"
            assert sorted(done) == sorted([read, f"render_page {page}.md"])
            done.clear()


def test_a_mistake_is_explained_on_every_page_and_goes_away(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown(office, monkeypatch) as site:
        before = site.page(PAGE)
        for old, new, words in (
            ("signed_on: 2024-06-03", "signed_on: soon", "soon"),
            ("supports: [P1.1]", "supports: [P9.9]", "P9.9"),
            ("title: Grant", "titel: Grant", "titel"),
            ("ref: DN-2024-001", 'ref: "DN-2024-001', "dn-2024-001.md"),
        ):
            take_in(site, edit(office, DECISION, old, new))
            for path in (PAGE, "index.html", "measures/index.html"):
                page = (site.page(path) or b"").decode()
                assert words in page and DECISION in page and "To fix:" in page
            # Somebody goes on editing elsewhere while the mistake is there.
            touched = edit(office, "docs/measures.md", "---\n\n", "---\n\nStill there.\n\n")
            take_in(site, touched)
            take_in(site, edit(office, "docs/measures.md", "---\n\nStill there.\n\n", "---\n\n"))
            take_in(site, edit(office, DECISION, new, old))
            assert site.page(PAGE) == before


def test_what_changed_during_a_mistake_is_not_missed(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown(office, monkeypatch) as site:
        take_in(site, edit(office, DECISION, "supports: [P1.1]", "supports: [P9.9]"))
        new = office / "docs" / "another.md"
        new.write_text("---\ntitle: Another page\ndescription: A page.\nsection: help\n---\n\nWords.\n", "utf-8")
        take_in(site, {str(new)})
        take_in(site, edit(office, DECISION, "supports: [P9.9]", "supports: [P1.1]"))
        assert b"Words." in (site.page("another/index.html") or b"")


def test_a_site_that_starts_broken_is_shown_once_it_is_mended(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(office, DECISION, "signed_on: 2024-06-03", "signed_on: soon")
    configuration = (office / "mkdocs.yml").read_text("utf-8")
    with shown(office, monkeypatch) as site:
        assert b"To fix:" in (site.page("index.html") or b"")
        take_in(site, edit(office, DECISION, "signed_on: soon", "signed_on: 2024-06-03"))
        whole = site.page("index.html") or b""
        assert b"To fix:" not in whole
        for broken in ("site_name: [", "docs_dir: nothing\n", "plugins:\n  - no-such-plugin\nsite_name: x\n"):
            (office / "mkdocs.yml").write_text(broken, "utf-8")
            take_in(site, {str(office / "mkdocs.yml")})
            assert b"cannot be shown" in (site.page("index.html") or b"")
            (office / "mkdocs.yml").write_text(configuration, "utf-8")
            take_in(site, {str(office / "mkdocs.yml")})
            assert site.page("index.html") == whole


def test_the_whole_site_follows_when_it_is_quiet(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search, the downloads and the checklist are those of a build."""
    with shown(office, monkeypatch, quiet=0.01) as site:
        with site.changed:
            assert site.changed.wait_for(lambda: site._whole is not None, 120)
        assert cli.main(["build", "--root", str(office), "--out", str(tmp_path / "site")]) == 0
        for path in sorted((tmp_path / "site").rglob("*")):
            name = path.relative_to(tmp_path / "site").as_posix()
            if path.is_file():
                here = (
                    site.page(name)
                    if name.endswith(".html")
                    else (site.file(name) or path.parent / "none").read_bytes()
                )
                assert here == path.read_bytes(), name
    assert not site.place.exists()


@contextmanager
def served(site: ShownSite) -> Iterator[int]:
    server = serve(site, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_the_server(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown(office, monkeypatch) as site, served(site) as port:
        status, headers, page = get(port, "/decisions/2024/dn-2024-001/")
        assert status == 200 and headers["content-type"] == "text/html; charset=utf-8"
        follow = page.index(b'<script src="/_preview/follow.js"')
        assert page[:follow] + page[page.index(b"\n", follow) + 1 :] == site.page(PAGE), "one line more than a build"
        sign = page.split(b'data-shown="')[1].split(b'"')[0].decode()
        assert get(port, "/decisions")[:2][0] == 302
        assert get(port, "/decisions?a=1")[1]["location"] == "/decisions/?a=1"
        assert get(port, "/assets/site.css")[1]["content-type"] == "text/css"
        assert get(port, "/nothing/")[0] == 404
        for path in (
            "/../mkdocs.yml",
            "/%2e%2e/mkdocs.yml",
            "/assets/../../mkdocs.yml",
            "//etc/passwd",
            "/..%2f..%2fetc/passwd",
            "/%00",
        ):
            assert get(port, path)[0] == 404, path
        assert get(port, "/", host="evil.example.org")[0] == 403, "another site must not read it by a name of its own"
        assert get(port, "/", host="localhost")[0] == 200

        answers: list[bytes] = []
        waiting = threading.Thread(
            target=lambda: answers.append(
                get(port, f"/_preview/wait?page=/decisions/2024/dn-2024-001/&shown={sign}")[2]
            )
        )
        waiting.start()
        take_in(site, edit(office, "data/facts.yml", "ref: ", "ref: x-"))
        waiting.join(1)
        assert answers == [], "a page that looks the same is left alone"
        take_in(site, edit(office, DECISION, "agreed the grant", "agreed the sum"))
        waiting.join(30)
        assert answers == [b"changed"]


def test_a_change_is_noticed_once_it_is_whole(tmp_path: Path) -> None:
    told: set[str] = set()
    heard = threading.Condition()

    def changed(paths: set[str]) -> None:
        with heard:
            told.update(paths)
            heard.notify_all()

    def is_told(*names: str) -> bool:
        """A busy computer may tell of one burst of changes in two parts."""
        with heard:
            return heard.wait_for(lambda: {str(tmp_path / name) for name in names} <= told, 20)

    (tmp_path / "mkdocs.yml").write_text("")
    (tmp_path / "data").mkdir()
    end = watch([tmp_path / "data", tmp_path / "mkdocs.yml", tmp_path / "nothing"], changed)
    try:
        for name in ("one.yml", ".one.yml.swp", "one.yml~", "two.yml"):
            (tmp_path / "data" / name).write_text("- ref: x\n")
        assert is_told("data/one.yml", "data/two.yml")
        (tmp_path / "other.yml").write_text("")
        (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
        assert is_told("mkdocs.yml")
        assert told == {str(tmp_path / name) for name in ("data/one.yml", "data/two.yml", "mkdocs.yml")}
    finally:
        end()


def test_an_address_that_cannot_be_used_is_explained(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--root", str(office), "--address", "here"]) == 2
    assert "127.0.0.1:8000" in capsys.readouterr().err
