"""What ``mkdocs.yml`` says that the core needs, read without MkDocs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from macros.fields import read_day
from macros.sources import Unreadable, read_text, read_yaml


@dataclass(frozen=True)
class Settings:
    """The root folder, its docs folder, and the day the site speaks of, if it is pinned."""

    root: Path
    docs: Path
    as_of: date | None
    edit_uri: str


class NoSite(Exception):
    """The folder has no ``mkdocs.yml`` that can be read. The message is for the user."""


def read_settings(root: Path) -> Settings:
    """Read ``extra.as_of`` and ``docs_dir``.

    :raises NoSite: there is no ``mkdocs.yml``, or it cannot be read.
    """
    if not (root / "mkdocs.yml").is_file():
        raise NoSite(f"There is no mkdocs.yml in {root}. Go to the site's folder, or name it with --root.")
    try:
        value = read_yaml(read_text(root, "mkdocs.yml", []), "mkdocs.yml", []).value or {}
    except Unreadable as refusal:
        raise NoSite(f"mkdocs.yml, line {refusal.problem.line}: {refusal.problem.message} To fix: {refusal.problem.fix}") from None
    extra = value.get("extra") or {}
    pinned = extra.get("as_of") if isinstance(extra, dict) else None
    try:
        as_of = read_day(pinned) if pinned else None
    except Exception:
        raise NoSite(f"mkdocs.yml: “{pinned}” under as_of is not a date. Write for example  as_of: 2026-11-22") from None
    docs = (root / (value.get("docs_dir") or "docs")).resolve()
    return Settings(root.resolve(), docs, as_of, str(value.get("edit_uri") or ""))
