"""Run MkDocs over a site: once into a folder, all or nothing, or again and again for somebody who edits."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError, PluginError

from macros.office import Loaded
from macros.problems import Problem
from macros.replace import NotASite, replacing
from macros.settings import Settings
from macros.site.prepared import give, prepare


class _Heard(logging.Handler):
    """Keeps what MkDocs warns of, to say it when a build is refused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


class Refused(Exception):
    """The build did not succeed. The message is for the user."""


def build_site(loaded: Loaded, out: Path) -> list[Problem]:
    """Build a loaded site into ``out``, all or nothing: the folder is replaced only by a whole new one.

    :returns: what the built site shows that does not stop publication.
    :raises Refused: MkDocs could not build it; the previous site stands as it was.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    root = loaded.settings.root
    heard = _Heard()
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        with replacing(out, lambda: print(f"Waiting for another build into {out} …", file=sys.stderr)) as fresh:
            give(root, loaded)
            config = load_config(str(root / "mkdocs.yml"), strict=True, site_dir=str(fresh))
            mkdocs_build.build(config)
            return prepare(config).notes
    except (BuildError, PluginError, NotASite, SystemExit) as failure:
        raise Refused("\n".join([*heard.words, str(failure)])) from None
    except OSError as failure:
        where = f" ({failure.filename})" if failure.filename else ""
        raise Refused(f"The site could not be written: {failure.strerror or failure}{where}.") from None
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
        give(root, None)


def serve_site(settings: Settings, address: str) -> None:
    """Show a site and rebuild it on every change, with MkDocs' own server."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    mkdocs_serve.serve(str(settings.root / "mkdocs.yml"), dev_addr=address)
