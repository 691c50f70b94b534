"""A build that takes up pages of an earlier one gives the bytes of a build from nothing, whatever was changed in between.

The edits are drawn at random, each from what the office holds at that moment. A failure prints the seed and every edit, and
the same seed makes the same edits again.
"""

from __future__ import annotations

import os
import pickle
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sites import ROOT, lay_whole, write

from macros.office import load_site
from macros.problems import stops_publication
from macros.settings import NoSite, read_settings
from macros.site import Refused, build_site, finishing, keeping
from macros.store import packed, program_mark, sum_of

SEEDS = (11, 23, 37, 58)
EDITS = 50
WORDS = ("lantern", "reed", "tide", "harbour", "£1,040.00", "2024-25", "<b>bold</b>", "{{ odd }}", "“quoted”", "été")
FIELD = re.compile(
    r"^(\s*(?:- )?(?:title|summary|description|purpose|recipient|requirement|words|about|name|text): )(.+)$",
    re.MULTILINE,
)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def built(root: Path, out: Path) -> dict[str, bytes] | str:
    """Every file of a build; where it is refused, what it says."""
    try:
        settings = read_settings(root)
        loaded = load_site(settings, settings.as_of or pytest.fail("the day is pinned"))
        if stops_publication(loaded.problems):
            return "\n".join(f"{one.path}:{one.line} {one.code} {one.message}" for one in loaded.problems)
        build_site(loaded, out)
    except (Refused, NoSite) as reason:
        return str(reason)
    return tree(out)


class Editor:
    """Somebody who changes an office at random, and can take back what was done last."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root, self.chance = root, chance
        self.number = 0
        self.done: list[str] = []
        self.broken: list[tuple[Path, bytes]] = []

    def sources(self, *endings: str) -> list[Path]:
        found = [path for folder in ("content", "data", "docs") for path in (self.root / folder).rglob("*")]
        return sorted(path for path in found if path.suffix in endings and path.is_file())

    def edit(self) -> None:
        """One edit of any sort. Something broken is mended by the next but one at the latest."""
        if self.broken and self.chance.random() < 0.6:
            self.mend()
            return
        self.number += 1
        work: Callable[[], str] = self.chance.choice(self.SORTS)
        self.done.append(f"{self.number}: {work.__name__} {work(self)}")

    def mend(self) -> None:
        path, before = self.broken.pop()
        path.write_bytes(before)
        self.done.append(f"mended {path.relative_to(self.root)}")

    def change(self) -> str:
        path = self.chance.choice(self.sources(".md", ".yml"))
        text = path.read_text("utf-8")
        fields = [found for found in FIELD.finditer(text) if found[2][0] not in "|>[{&"]
        if not fields:
            return "nothing"
        found = self.chance.choice(fields)
        bare = found[2].strip("\"'")
        written = f"{bare} {self.chance.choice(WORDS[:3])} {self.number}"
        path.write_text(f"{text[: found.start(2)]}{written!r}{text[found.end(2) :]}", "utf-8")
        return f"{path.relative_to(self.root)}: {found[1]}{written}"

    def write_more(self) -> str:
        path = self.chance.choice(self.sources(".md"))
        more = self.chance.choice(
            [
                "See [the decision](/decisions/2024/dn-2024-001/).",
                "## Heading {n}",
                "Words {n}.",
                "| a | b |\n|---|---|\n| {n} | 2 |",
            ]
        )
        path.write_text(path.read_text("utf-8") + f"\n\n{more.replace('{n}', str(self.number))}\n", "utf-8")
        return f"{path.relative_to(self.root)}: {more}"

    def add_decision(self) -> str:
        ref = f"DN-2024-{self.number + 100}"
        text = (self.root / "content/decisions/2024/dn-2024-001.md").read_text("utf-8").replace("DN-2024-001", ref)
        follows = self.chance.choice(["", "", "follows: [DN-2024-001]\n"])
        write(self.root, {f"content/decisions/2024/{ref.lower()}.md": text.replace("meeting:", f"{follows}meeting:")})
        return ref

    def add_gift(self) -> str:
        path = self.root / "data/gifts.yml"
        first = path.read_text("utf-8").split("\n- ref")[0].strip()
        gift = re.sub(r"ref: \S+", f"ref: G-2024-{self.number + 100}", first)
        path.write_text(path.read_text("utf-8").rstrip() + f"\n\n{gift}\n", "utf-8")
        return f"G-2024-{self.number + 100}"

    def add_payment(self) -> str:
        path = self.root / "data/spending/2024-06.csv"
        row = f"FM-2024-06-{self.number + 100},Commissioner,2024-06-{self.chance.randrange(1, 29):02},Marsh Tyres,Tyres,{self.number + 500}.00,vehicles\n"
        path.write_text(path.read_text("utf-8") + row, "utf-8")
        return row.strip()

    def add_page(self) -> str:
        name = f"docs/extra-{self.number}.md"
        section = self.chance.choice(["help", "plans-and-performance", "who-we-are"])
        call = self.chance.choice(["", '{{ show_register("measure") }}', "{{ show_contact() }}"])
        macros = "render_macros: true\n" if call else ""
        matter = f"---\ntitle: Extra {self.number}\ndescription: One more.\nsection: {section}\n{macros}---\n\n"
        write(self.root, {name: f"{matter}Words of this page.\n\n{call}\n"})
        return f"{name} {section} {call}"

    def add_file(self) -> str:
        name = f"docs/files/more-{self.number}.png"
        shutil.copy(self.root / "docs/files/lantern.png", self.root / name)
        return name

    def remove(self) -> str:
        """Whatever may go: what somebody added, and now and then what something else refers to."""
        added = [path for path in self.sources(".md", ".png") if re.search(r"extra-|dn-2024-1|more-", path.name)]
        path = self.chance.choice(added or self.sources(".yml"))
        if not added:
            self.broken.append((path, path.read_bytes()))
        path.unlink()
        return str(path.relative_to(self.root))

    def rename(self) -> str:
        pages = [path for path in self.sources(".md") if path.name.startswith("extra-")]
        if not pages:
            return self.add_page()
        path = self.chance.choice(pages)
        new = path.with_name(f"extra-{self.number}-renamed.md")
        path.rename(new)
        return f"{path.name} to {new.name}"

    def rename_decision(self) -> str:
        decisions = [path for path in self.sources(".md") if path.name.startswith("dn-2024-1")]
        if not decisions:
            return self.add_decision()
        path = self.chance.choice(decisions)
        ref = f"DN-2024-{self.number + 100}"
        text = re.sub(r"^ref: .*$", f"ref: {ref}", path.read_text("utf-8"), flags=re.MULTILINE)
        path.unlink()
        write(self.root, {f"content/decisions/2024/{ref.lower()}.md": text})
        return f"{path.stem} to {ref.lower()}"

    def break_(self) -> str:
        path = self.chance.choice(self.sources(".md", ".yml", ".csv"))
        before = path.read_bytes()
        self.broken.append((path, before))
        how = self.chance.choice(
            [
                b'\nodd: "open',
                b"\xff\xfe",
                b"\n\n[nowhere](/no/such/page/)\n",
                b"\n- ref: [",
                b"\n{{ no_such_macro() }}\n",
            ]
        )
        path.write_bytes(before + how)
        return f"{path.relative_to(self.root)}: {how!r}"

    def change_frame(self) -> str:
        path = self.root / "overrides/main.html"
        path.write_text(path.read_text("utf-8").replace("</body>", f"<!-- {self.number} --></body>"), "utf-8")
        return path.name

    def change_day(self) -> str:
        day = f"2024-{self.chance.choice(['06-30', '07-01', '09-15', '12-31'])}"
        self._configure(r"  as_of: .*", f"  as_of: {day}")
        return day

    def change_name(self) -> str:
        self._configure(r"site_name: .*", f"site_name: Transparency in Fenmarch, number {self.number}")
        return str(self.number)

    def change_address(self) -> str:
        address = self.chance.choice(["https://fenmarch.example.org/", "https://fenmarch.example.org/below/"])
        self._configure(r"  pdf: false(\n  site_address: .*)?", f"  pdf: false\n  site_address: {address}")
        return address

    def change_law(self) -> str:
        path = self.root / "data/law/duties.yml"
        timing = self.chance.choice(["Every month", "Every quarter", "As soon as practicable"])
        path.write_text(re.sub(r"timing: .*", f"timing: {timing}", path.read_text("utf-8"), count=1), "utf-8")
        return timing

    def touch(self) -> str:
        """Nothing that is published: the same bytes at another time."""
        path = self.chance.choice(self.sources(".md", ".yml"))
        path.write_bytes(path.read_bytes())
        os.utime(path, (1, 1))
        return str(path.relative_to(self.root))

    def _configure(self, old: str, new: str) -> None:
        path = self.root / "mkdocs.yml"
        path.write_text(re.sub(old, new, path.read_text("utf-8"), count=1), "utf-8")

    SORTS = (
        change, change, change, change, write_more, write_more, add_decision, add_gift, add_payment, add_page, add_file,
        remove, rename, rename_decision, break_, break_, change_frame, change_day, change_name, change_address, change_law, touch,
    )  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The good office with a look of its own that can be changed, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = lay_whole(tmp_path / "office")
    shutil.copytree(ROOT / "overrides", root / "overrides")
    configuration = root / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8").replace(f"{ROOT}/overrides", "overrides"), "utf-8")
    yield root


def from_nothing(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes] | str:
    """What a build gives that finds nothing kept."""
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "store_named", lambda name: None)
        return built(root, out)


def differing(found: dict[str, bytes] | str, wanted: dict[str, bytes] | str) -> list[str]:
    if isinstance(found, str) or isinstance(wanted, str):
        return [] if found == wanted else [str(found)[:2000], str(wanted)[:2000]]
    return sorted(path for path in {*found, *wanted} if found.get(path) != wanted.get(path))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits(seed: int, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each of many edits the whole folder is that of a clean build. The search index is left to the test below."""
    monkeypatch.setattr(finishing, "_searchable", lambda *_: None)
    editor = Editor(office, random.Random(seed))
    taken_up = []
    page_of = keeping.KeptPages.page
    monkeypatch.setattr(
        keeping.KeptPages, "page", lambda kept, src: (found := page_of(kept, src)) and (taken_up.append(src) or found)
    )
    monkeypatch.setattr("macros.forked.cores", lambda: 1)
    refused = 0
    for _ in range(EDITS):
        editor.edit()
        wanted = from_nothing(office, tmp_path / "clean", monkeypatch)
        found = built(office, tmp_path / "site")
        refused += isinstance(found, str)
        wrong = differing(found, wanted)
        assert not wrong, f"seed {seed}, after:\n" + "\n".join(editor.done) + f"\ndiffers: {wrong}"
    assert len(taken_up) > 20 * EDITS, "pages were taken up, or nothing is shown by this"
    assert 0 < refused < EDITS / 2


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
        (program / "macros/views/shown.py", "Commissioner, staff, organisation, contact.", "Who is here, and how to reach them."),
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
