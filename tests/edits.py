"""Somebody who edits an office at random, and what a build makes of it."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sites import ROOT, lay_whole, write

from macros.office import load_site
from macros.problems import stops_publication
from macros.settings import NoSite, read_settings
from macros.site import Refused, build_site

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


def differing(found: dict[str, bytes] | str, wanted: dict[str, bytes] | str) -> list[str]:
    if isinstance(found, str) or isinstance(wanted, str):
        return [] if found == wanted else [str(found)[:2000], str(wanted)[:2000]]
    return sorted(path for path in {*found, *wanted} if found.get(path) != wanted.get(path))


def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The good office with a look of its own that can be changed, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = lay_whole(tmp_path / "office")
    shutil.copytree(ROOT / "overrides", root / "overrides")
    configuration = root / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8").replace(f"{ROOT}/overrides", "overrides"), "utf-8")
    return root


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
