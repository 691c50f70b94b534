"""What ``mkdocs.yml`` says that the core needs, read without MkDocs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from macros.days import read_day
from macros.problems import Problem
from macros.sources import Unreadable, read_text, read_yaml


@dataclass(frozen=True)
class Admin:
    """The editing page ``/admin/``: which repository it writes to, and where its program lies."""

    repository: str
    """``owner/name`` on GitHub; empty to try the page out, with entries that stay in the browser."""
    branch: str
    program: Path
    """The folder of the npm package, which ``make admin`` fetches. A build never does."""


PROGRAM = "deploy/admin/node_modules/@sveltia/cms"


@dataclass(frozen=True)
class Settings:
    """The root folder, its docs folder, and the day the site speaks of, if it is pinned.

    A site may share the pages of another by naming that site's folder in ``docs_dir``. ``layers`` are then its
    own ``docs`` folder and the shared one: a page or file in its own takes the place of the shared one.
    ``shared`` are folders of sources below another site's ``content`` or ``data`` that are read here too,
    so that what holds for every office, such as ``data/law``, is written down once.
    """

    root: Path
    docs: Path
    as_of: date | None
    edit_uri: str
    layers: tuple[Path, ...]
    shared: tuple[Path, ...] = ()
    site_address: str = ""
    """The address of the site's home page, for feeds and standards that need whole addresses; empty if not known."""
    history_from: date | None = None
    """The day from which the history in git is the history of publication; what entered by then was brought in whole."""
    pdf: bool = False
    """Whether pages that can be had on paper are made as PDFs too."""

    admin: Admin | None = None
    """The editing page in the site; none unless the configuration turns it on."""

    beside: tuple[Path, ...] = ()
    """What is read outside ``root``: shared pages and sources, the look, MkDocs' way into the program, and the
    configuration that is inherited."""


READ = "files that were read"
"""Where the configuration keeps which files it was read from. MkDocs has no setting of this name."""


class NoSite(Exception):
    """The folder has no ``mkdocs.yml`` that can be read. The message is for the user."""


def read_settings(root: Path) -> Settings:
    """Read ``docs_dir``, ``edit_uri``, ``extra.as_of``, ``extra.history_from``, ``extra.pdf``, ``extra.shared``,
    ``extra.site_address`` and ``extra.admin``.

    :raises NoSite: there is no ``mkdocs.yml``, or it cannot be read, or it names a folder that is not there.
    """
    if not (root / "mkdocs.yml").is_file():
        raise NoSite(f"There is no mkdocs.yml in {root}. Go to the site's folder, or name it with --root.")
    value = _read_configuration(root / "mkdocs.yml")
    extra = value["extra"]
    as_of, history_from = _day_in(extra, "as_of"), _day_in(extra, "history_from")
    root = root.resolve()
    written = value.get("docs_dir") or "docs"
    docs = (root / str(written)).resolve()
    if not isinstance(written, str) or not docs.is_dir():
        raise NoSite(f"mkdocs.yml: there is no folder of pages “{written}”. Name it, for example  docs_dir: docs")
    names = extra.get("shared") or []
    names = [str(name) for name in names] if isinstance(names, list) else [str(names)]
    shared = tuple((root / name).resolve() for name in names)
    for name, folder in zip(names, shared, strict=True):
        if not folder.is_dir() or not {"content", "data"} & set(folder.parts):
            raise NoSite(
                f"mkdocs.yml: “{name}” under shared is not a folder of sources. Write for example  ../../data/law"
            )
    layers = (docs,) if docs.is_relative_to(root) else (root / "docs", docs)
    edit_uri, inherited = str(value.get("edit_uri") or ""), [Path(place) for place in value[READ]]
    beside = tuple(
        place for place in (*layers, *shared, *inherited, *_engine_of(value, root)) if not place.is_relative_to(root)
    )
    return Settings(
        root,
        docs,
        as_of,
        edit_uri,
        layers,
        shared,
        _address_in(value),
        history_from,
        _pdf_in(extra),
        _admin_in(extra, root),
        beside,
    )


def _engine_of(value: dict[str, Any], root: Path) -> list[Path]:
    """The look, and the files through which MkDocs calls the program, where the configuration names any."""
    theme, hooks = value.get("theme"), value.get("hooks")
    names = [*hooks] if isinstance(hooks, list) else []
    if isinstance(theme, dict) and theme.get("custom_dir"):
        names.append(theme["custom_dir"])
    return [place for name in names if (place := (root / str(name)).resolve()).exists()]


def _address_in(value: dict[str, Any]) -> str:
    """The site's address, ending in a stroke, from ``extra.site_address`` or else from MkDocs' own ``site_url``."""
    address = str(value["extra"].get("site_address") or value.get("site_url") or "").strip()
    return address.rstrip("/") + "/" if address else ""


def _pdf_in(extra: dict[str, Any]) -> bool:
    written = str(extra.get("pdf") or "false").strip()
    if written.lower() not in ("true", "false", "yes", "no"):
        raise NoSite(f"mkdocs.yml: “{written}” under pdf is neither true nor false. Write  pdf: true")
    return written.lower() in ("true", "yes")


def _admin_in(extra: dict[str, Any], root: Path) -> Admin | None:
    written = extra.get("admin")
    if written is None or str(written).strip().lower() in ("", "no", "false"):
        return None
    example = "Write for example  admin: {repository: owner/name, branch: main}"
    if not isinstance(written, dict):
        raise NoSite(f"mkdocs.yml: admin names the repository that the editing page writes to. {example}")
    if unknown := sorted(set(written) - {"repository", "branch", "backend", "program"}):
        raise NoSite(f"mkdocs.yml: admin has nothing called “{unknown[0]}”. {example}")
    repository, backend = str(written.get("repository") or ""), str(written.get("backend") or "github")
    branch, program = str(written.get("branch") or "main"), str(written.get("program") or PROGRAM)
    if backend not in ("github", "test-repo"):
        raise NoSite(f"mkdocs.yml: “{backend}” under admin is unknown. Leave it out, or write  backend: test-repo")
    if backend == "github" and not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", repository):
        raise NoSite(f"mkdocs.yml: “{repository}” under admin is no repository of GitHub. {example}")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*", branch):
        raise NoSite(f"mkdocs.yml: “{branch}” under admin is no name of a branch. {example}")
    return Admin("" if backend == "test-repo" else repository, branch, (root / program).resolve())


def _day_in(extra: dict[str, Any], name: str) -> date | None:
    written = extra.get(name)
    try:
        return read_day(written) if written else None
    except Exception:
        raise NoSite(
            f"mkdocs.yml: “{written}” under {name} is not a date. Write for example  {name}: 2026-11-22"
        ) from None


def _read_configuration(place: Path, read_already: tuple[Path, ...] = ()) -> dict[str, Any]:
    """A ``mkdocs.yml`` as text, laid over the one that it inherits, as MkDocs does."""
    if place in read_already:
        raise NoSite(f"{place.name}: INHERIT leads back to this file. Name another file, or take the line out.")
    try:
        notes: list[Problem] = []
        value = read_yaml(read_text(place.parent, place.name, notes), place.name, notes, mend=False).value
        value = {} if value is None else value
    except Unreadable as refusal:
        raise NoSite(
            f"{place.name}, line {refusal.problem.line}: {refusal.problem.message} To fix: {refusal.problem.fix}"
        ) from None
    if not isinstance(value, dict):
        raise NoSite(f"{place.name}: settings with names are wanted here, for example  site_name: Transparency")
    value["extra"] = value["extra"] if isinstance(value.get("extra"), dict) else {}
    value[READ] = [str(place.resolve())]
    if parent := value.pop("INHERIT", None):
        inherited = _read_configuration((place.parent / str(parent)).resolve(), (*read_already, place.resolve()))
        value[READ] += inherited[READ]
        value = {**inherited, **value, "extra": {**inherited["extra"], **value["extra"]}}
    return value
