"""A new office's site, made from this one: the program, its pages and the law, and none of what this office published."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from macros.replace import founding_folder

PROGRAM = (
    "macros", "overrides", "deploy", "docs", "data/law", ".github/workflows", ".github/ISSUE_TEMPLATE", ".github/pull_request_template.md", ".vscode", "schemas", "hooks.py", "mkdocs.yml", "Makefile",
    "pyproject.toml", "requirements.in", "requirements.lock", "requirements-test.in", "requirements-test.lock", "requirements-standards.in", "requirements-standards.lock", "requirements-overrides.txt",
    "ARCHITECTURE.md", "CONTRIBUTING.md", "HANDOVER.md", "THREATS.md", "LICENSE", ".gitignore", ".editorconfig", ".gitattributes",
)  # fmt: skip
"""What every office's site needs, below the folder of this one."""

NOTHING_YET = "Nothing has been written here yet."

OFFICE = """# The office that publishes this site. One entry only. `transparency describe office` shows every field.
- ref: {ref}
  name: {name}
  short_name: {short_name}
  commissioner_title: {title}
  area: {area}
  force: {force}
  about: {about}
"""

ABOUT = """---
title: About this site
description: What this site is and who stands behind it.
section: help
order: 1
---

This site shows in one place what the office does: who it is, what it plans, what it decides, what it costs and how policing is doing.

Every entry says where its facts come from. Where nothing is known, nothing is filled in. [The checklist](/checklist/) says what the law asks the office to publish, and what is missing.
"""

EXTRA = """extra:
  # Plans, decision notices and the checklist as PDFs too. Once they are published, their addresses stay.
  pdf: true
"""

READ_ME = """# {site}

The sources of the transparency website of {name}. `make site` checks them and builds the website into `site/`.

Start with `data/office.yml`; `CONTRIBUTING.md` says how to add everything else.
"""


class CannotFound(Exception):
    """The site cannot be made there. The message is for the user."""


@dataclass(frozen=True)
class NewOffice:
    """What a new office says of itself."""

    name: str
    short_name: str
    area: str
    force: str
    title: str


def found_site(source: Path, into: Path, office: NewOffice, old_names: Iterable[str]) -> list[str]:
    """Write a new office's site into an empty folder, and name the pages that still want words.

    ``old_names`` are words by which a passage is known to speak of the old office: such a passage is left out.

    :raises CannotFound: the folder holds something, or a name cannot be used.
    """
    for words in vars(office).values():
        if not words.strip() or re.search(r"[\n\r<>{}]", words):
            raise CannotFound(f"“{words}” cannot be used as a name. Write it in one line, without the signs < > {{ }}.")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise CannotFound(f"{into} is not empty. Name a new folder.")
    with founding_folder(into) as fresh:
        return _lay_out(source, fresh, office, old_names)


def _lay_out(source: Path, into: Path, office: NewOffice, old_names: Iterable[str]) -> list[str]:
    for name in PROGRAM:
        _copy(source / name, into / name)
    shutil.rmtree(into / "docs" / "files", ignore_errors=True)
    _copy(source / "docs" / "files" / "guide", into / "docs" / "files" / "guide")
    (into / "content").mkdir(exist_ok=True)
    site = f"Transparency in {office.area} policing"
    about = f"{office.name} publishes here what it does, what it costs and how it decides."
    fields = {"ref": _slug(office.short_name), **vars(office), "about": about}
    (into / "data/office.yml").write_text(
        OFFICE.format(
            **{name: json.dumps(" ".join(words.split()), ensure_ascii=False) for name, words in fields.items()}
        ),
        "utf-8",
    )
    (into / "README.md").write_text(READ_ME.format(site=site, name=office.name), "utf-8")
    configuration = into / "mkdocs.yml"
    configuration.write_text(_configuration(configuration.read_text("utf-8"), site), "utf-8")
    (into / "docs/help/about.md").write_text(ABOUT, "utf-8")
    return [
        "docs/help/about.md",
        *_without(into, {*old_names} - {office.area, office.name, office.short_name, office.force}),
    ]


def _copy(source: Path, target: Path) -> None:
    leave_out = shutil.ignore_patterns("__pycache__", "*.pyc", ".DS_Store", "node_modules")
    if source.is_dir():
        shutil.copytree(source, target, ignore=leave_out)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "office"


def _configuration(text: str, site: str) -> str:
    """``mkdocs.yml`` with the new name, and without the days and addresses of the old office."""
    text = re.sub(r"(?m)^site_name:.*$", lambda _: f"site_name: {json.dumps(site, ensure_ascii=False)}", text)
    text = re.sub(r"(?m)^repo_url:.*$", "repo_url: https://example.org/change-this-to-your-repository", text)
    text = re.sub(r"(?m)^site_url:.*\n", "", text)
    return re.split(r"(?m)^extra:", text)[0] + EXTRA


def _without(root: Path, old_names: set[str]) -> list[str]:
    """Take out of every page what speaks of the old office, and name the pages that were changed.

    A page that the old office had reviewed, or that was evidence for a duty of its own, is neither for the new one.
    """
    names = re.compile(
        "|".join(rf"\b{re.escape(name)}\b" for name in sorted(old_names, key=len, reverse=True)) or r"(?!)",
        re.IGNORECASE,
    )
    changed = []
    for page in sorted((root / "docs").rglob("*.md")):
        text = page.read_text("utf-8")
        _, matter, body = text.split("---\n", 2)
        lines = [_plain(line, page) if names.search(line) else line for line in matter.splitlines()]
        matter = "".join(line + "\n" for line in lines if not line.startswith(("reviewed_on:", "evidence_for:")))
        kept = [left for part in re.split(r"\n{2,}", body.strip()) if (left := _passage(part, names))]
        page.write_text(f"---\n{matter}---\n\n" + "\n\n".join(kept or [NOTHING_YET]) + "\n", "utf-8")
        if names.search(text) or "\nevidence_for:" in text:
            changed.append(page.relative_to(root).as_posix())
    return changed


def _passage(text: str, names: re.Pattern[str]) -> str:
    """A passage without the lines of a table or list that speak of the old office; nothing if it does so elsewhere."""
    if not names.search(text):
        return text
    lines = text.split("\n")
    if not all(line.startswith(("|", "- ", "  ")) for line in lines):
        return ""
    return "\n".join(line for line in lines if not names.search(line))


def _plain(line: str, page: Path) -> str:
    """A title or description that names no office, from the name of the file."""
    field, words = line.partition(":")[0], page.stem.replace("-", " ").capitalize()
    return f"{field}: {words}" + ("." if field == "description" else "")
