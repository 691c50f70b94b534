"""What is kept of earlier builds is never wrong: with another program, broken, cut off by a kill, or shared by two branches."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from edits import built, differing, laid, tree
from sites import ROOT

from macros.site import finishing
from macros.store import packed, program_mark, sum_of


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return laid(tmp_path, monkeypatch)


def poisoned(cache: Path, words: bytes) -> int:
    """Change a word in every page that is kept, as whoever keeps them would write it: how many there were."""
    place = cache / "transparency-site" / "pages" / "kept.sqlite"
    count = 0
    with sqlite3.connect(place) as connection:
        for world, name, mark, content in connection.execute("SELECT world, name, mark, content FROM kept").fetchall():
            html, on_it = pickle.loads(zlib.decompress(content))
            new = packed(pickle.dumps((html.replace(b"</main>", words + b"</main>"), on_it)))
            connection.execute(
                "UPDATE kept SET content = ?, check_sum = ? WHERE world = ? AND name = ? AND mark = ?",
                (new, sum_of(world, name, mark, new), world, name, mark),
            )
            count += 1
    connection.close()
    return count


def showing(site: dict[str, bytes] | str, words: bytes) -> list[str]:
    assert isinstance(site, dict), site
    return [path for path, content in site.items() if path.endswith(".html") and words in content]


def test_nothing_is_taken_up_in_another_world(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is used, as a mark in it shows, until a library, the look, the day or the configuration is another."""
    monkeypatch.setattr(finishing, "_searchable", lambda *_: None)
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    monkeypatch.syspath_prepend(str(libraries))
    clean = built(office, tmp_path / "site")
    many = poisoned(tmp_path / "cache", b"<i>kept</i>")
    assert many > 60
    assert len(showing(built(office, tmp_path / "site"), b"<i>kept</i>")) == many

    def nothing_is_taken_up() -> bool:
        program_mark.cache_clear()
        return showing(built(office, tmp_path / "other"), b"<i>kept</i>") == []

    (libraries / "jinja2-99.0.dist-info").mkdir()
    assert nothing_is_taken_up()
    (libraries / "jinja2-99.0.dist-info").rename(libraries / "jinja2-99.1.dist-info")
    assert nothing_is_taken_up()
    (libraries / "jinja2-99.1.dist-info").rmdir()
    assert not nothing_is_taken_up(), "it is there for who comes back"
    for path, old, new in (
        ("overrides/partials/footer.html", "<footer", "<footer data-other"),
        ("mkdocs.yml", "as_of: 2024-06-30", "as_of: 2024-07-01"),
        ("mkdocs.yml", "site_name: ", "site_name: New "),
        ("docs/measures.md", "title: ", "title: New "),
    ):
        before = (office / path).read_text("utf-8")
        assert old in before
        (office / path).write_text(before.replace(old, new), "utf-8")
        assert nothing_is_taken_up(), path
        (office / path).write_text(before, "utf-8")
    program_mark.cache_clear()
    shutil.rmtree(tmp_path / "cache")
    assert built(office, tmp_path / "site") == clean


def test_a_broken_store_is_as_good_as_none(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "_searchable", lambda *_: None)
    wanted = built(office, tmp_path / "site")
    chance = random.Random(5)
    stores = sorted((tmp_path / "cache").rglob("kept.sqlite"))
    assert {path.parent.name for path in stores} >= {"pages", "data"}
    for turn in range(6):
        for path in stores:
            content = bytearray(path.read_bytes()) if path.is_file() else bytearray()
            if turn == 0:
                path.write_bytes(b"no store at all" * 99)
            elif turn == 1:
                path.write_bytes(content[: len(content) // 2])
            elif turn == 2:
                path.unlink(missing_ok=True)
            else:
                for _ in range(200):
                    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
                path.write_bytes(content)
        assert built(office, tmp_path / "site") == wanted, f"turn {turn}"
        assert built(office, tmp_path / "site") == wanted, f"turn {turn}, again"


def run(root: Path, out: Path, cache: Path, program: Path = ROOT) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "macros", "build", "--root", str(root), "--out", str(out)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        command, cwd=program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def done(process: subprocess.Popen[bytes]) -> None:
    said = process.communicate()[0]
    assert process.returncode == 0, said.decode()


def test_whole_builds_with_another_program(office: Path, tmp_path: Path) -> None:
    """As a user runs them, search and all: with a template changed, a macro, an entry, and all of it taken back."""
    program = tmp_path / "program"
    shutil.copytree(ROOT / "macros", program / "macros", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "hooks.py", program)
    (office / "mkdocs.yml").write_text((office / "mkdocs.yml").read_text().replace(f"{ROOT}/hooks", f"{program}/hooks"))
    cache = tmp_path / "cache"
    done(run(office, tmp_path / "site", cache, program))
    first = tree(tmp_path / "site")
    edits = (
        (program / "macros/views/templates/register.html", "<table", "<table data-new"),
        (
            program / "macros/views/shown.py",
            "Commissioner, staff, organisation, contact.",
            "Who is here, and how to reach them.",
        ),
        (office / "content/decisions/2024/dn-2024-001.md", "The Commissioner agreed", "She agreed"),
        (office / "data/gifts.yml", "A smoked eel", "An eel"),
    )
    before = {path: path.read_bytes() for path, _, _ in edits}
    seen = [first]
    for path, old, new in edits:
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        done(run(office, tmp_path / "site", cache, program))
        done(run(office, tmp_path / "clean", tmp_path / f"cache-{len(seen)}", program))
        assert differing(tree(tmp_path / "site"), tree(tmp_path / "clean")) == [], path.name
        assert tree(tmp_path / "site") not in seen, f"{path.name} is seen"
        seen.append(tree(tmp_path / "site"))
    for path, content in before.items():
        path.write_bytes(content)
    done(run(office, tmp_path / "site", cache, program))
    assert differing(tree(tmp_path / "site"), first) == []


def test_killed_builds_and_shared_stores(office: Path, tmp_path: Path) -> None:
    """Builds that are killed anywhere, two at a time, of two branches that share what is kept."""
    cache = tmp_path / "cache"
    other = tmp_path / "branch"
    shutil.copytree(office, other)
    decision = other / "content/decisions/2024/dn-2024-001.md"
    decision.write_text(decision.read_text("utf-8").replace("The Commissioner agreed", "She agreed"), "utf-8")
    wanted = {}
    for number, root in enumerate((office, other)):
        started = time.monotonic()
        done(run(root, tmp_path / "clean", tmp_path / f"clean-{number}"))
        takes = time.monotonic() - started
        wanted[root] = tree(tmp_path / "clean")
    chance = random.Random(3)
    for _ in range(4):
        both = [run(root, tmp_path / f"site-{root.name}", cache) for root in (office, other)]
        time.sleep(takes * chance.uniform(0.2, 0.9))
        for process in both:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    both = [run(root, tmp_path / f"site-{root.name}", cache) for root in (office, other)]
    for process in both:
        done(process)
    for root in (office, other):
        assert differing(tree(tmp_path / f"site-{root.name}"), wanted[root]) == []
    # One folder, one store, two branches to and fro.
    at_home = (office / decision.relative_to(other)).read_bytes()
    for content, want in ((decision.read_bytes(), other), (at_home, office)):
        (office / decision.relative_to(other)).write_bytes(content)
        done(run(office, tmp_path / "site-office", cache))
        assert differing(tree(tmp_path / "site-office"), wanted[want]) == []
