"""The guide's own steps, read from its pages and carried out: what a reader copies is what is tried.

A step is a sentence with a path and the block below it. These forms are known, and a block that stands below none of
them is a fault of the guide:

* ``Make the file `X``` or ``The file `X``` … and a block: the block is the file
* ``At the end of `X``` add, and a block
* ``In `X`` find``, a block, ``Put in its place``, a block
* a block of ``sh``: its commands, of which each starts with ``transparency``
* ``The page `/x/` shows "words"``: what can be seen afterwards
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from sites import ROOT

from macros.cli import main
from macros.forms.boxes import Form, forms
from macros.record import declared_kinds

GUIDE = ROOT / "docs" / "help" / "guide"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Task:
    """One page of the guide: its two ways and what can be seen afterwards."""

    name: str
    with_form: str
    with_file: str
    seen: tuple[tuple[str, str], ...]

    @property
    def form(self) -> Form | None:
        """The form that the page tells its reader to choose."""
        named = re.search(r"\*\*([^*]+)\*\*\.$", self.with_form, re.MULTILINE)
        titles = re.findall(r"\*\*([^*]+)\*\*", self.with_form)
        known = {form.title: form for form in forms(declared_kinds())}
        return next((known[title] for title in titles if title in known), None) if named else None

    @property
    def boxes(self) -> dict[str, str]:
        """What the page says to write in each box, by the box's heading. A heading that comes twice has two lines."""
        written: dict[str, str] = {}
        for label, words in re.findall(r"^\| (.+?) \| (.+) \|$", self.with_form, re.MULTILINE):
            if label == "Box" or not label.strip("-| "):
                continue
            words = words.replace("\\|", "|")
            written[label] = f"{written[label]}\n{words}" if label in written else words
        return written


def tasks() -> list[Task]:
    """Every page of the guide, in its order."""
    found = []
    listed = re.findall(r"\(/help/guide/([\w-]+)/\)", (GUIDE.parent / "guide.md").read_text("utf-8"))
    for name in listed:
        text = (GUIDE / f"{name}.md").read_text("utf-8")
        parts = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
        after = parts["What you will see"]
        seen = []
        for address, words in re.findall(
            r"The page `([^`]+)` shows (.+?\.?)$", after.replace(" The page", "\nThe page"), re.MULTILINE
        ):
            seen += [(address, said) for said in re.findall(r'"([^"]+)"', words)]
        found.append(Task(name, parts.get("With the form", ""), parts["With a file"], tuple(seen)))
    return found


def carry_out(task: Task, root: Path) -> None:
    """Do what the page says under “With a file”, in a site. :raises AssertionError: a step cannot be done as it stands."""
    text, done, found = task.with_file, 0, ("", "")
    for fence in FENCE.finditer(text):
        words = text[done : fence.start()].strip().rsplit("**Step", 1)[-1]
        done, block = fence.end(), fence[2]
        paths = re.findall(r"`([\w./-]+\.\w+)`", words)
        if fence[1] == "sh":
            for command in block.strip().split("\n"):
                _run(shlex.split(command), root)
        elif re.search(r"(?:Make|T)he file `|Make the file `|The file `", words):
            assert not (root / paths[0]).exists(), f"{paths[0]} is there already"
            (root / paths[0]).parent.mkdir(parents=True, exist_ok=True)
            (root / paths[0]).write_text(block, "utf-8")
        elif "At the end of `" in words:
            path = root / paths[0]
            path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + block, "utf-8")
        elif re.search(r"In `[^`]+` find", words):
            assert (root / paths[0]).read_text("utf-8").count(block) == 1, (
                f"{paths[0]} has not these lines once: {block}"
            )
            found = (paths[0], block)
        elif "Put in its place" in words:
            assert found[0], "nothing was found before"
            path = root / found[0]
            path.write_text(path.read_text("utf-8").replace(found[1], block), "utf-8")
        else:
            raise AssertionError(f"{task.name}: the guide does not say what to do with this block: {words}\n{block}")


def _run(words: list[str], root: Path) -> None:
    assert words[0] == "transparency", words
    here = Path.cwd()
    os.chdir(root)
    try:
        assert main(words[1:]) == 0, words
    finally:
        os.chdir(here)
