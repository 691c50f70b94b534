"""Run MkDocs over a site: once into a folder, all or nothing, or again and again for somebody who edits."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError, PluginError

from macros.files import why_not
from macros.office import Loaded
from macros.preview import serve
from macros.preview.watching import watch
from macros.problems import Problem
from macros.replace import NotASite, replacing
from macros.settings import Settings
from macros.site.finishing import NotSound
from macros.site.heard import Heard
from macros.site.prepared import give, prepare
from macros.site.showing import ShownSite


class Refused(Exception):
    """The build did not succeed. The message is for the user; ``problems`` are what is wrong in the built site."""

    def __init__(self, why: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(why)
        self.problems = problems


@dataclass(frozen=True)
class Built:
    """What came of a build."""

    notes: list[Problem]
    """What the built site shows that does not stop publication."""
    whole: bool
    """Whether all is in it that belongs there, and came from files that are looked at for changes."""


def build_site(loaded: Loaded, out: Path) -> Built:
    """Build a loaded site into ``out``, all or nothing: the folder is replaced only by a whole new one.

    :raises Refused: MkDocs could not build it; the previous site stands as it was.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    root = loaded.settings.root
    heard = Heard()
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        with replacing(out, lambda: print(f"Waiting for another build into {out} …", file=sys.stderr)) as fresh:
            give(root, loaded)
            config = load_config(str(root / "mkdocs.yml"), strict=True, site_dir=str(fresh))
            mkdocs_build.build(config)
            prepared = prepare(config)
            return Built(prepared.notes, prepared.whole and not loaded.settings.admin)
    except (BuildError, PluginError, NotASite, SystemExit) as failure:
        cause = failure if isinstance(failure, NotSound) else failure.__cause__ or failure.__context__
        problems = tuple(cause.problems) if isinstance(cause, NotSound) else ()
        raise Refused("\n".join([*heard.words, str(failure)]), problems) from None
    except OSError as failure:
        raise Refused(why_not(failure, "The site could not be written: {}.")) from None
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
        give(root, None)


def serve_site(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Show a site on this computer until somebody stops it; every change of a source is seen at once.

    :raises OSError: somebody else listens at that address.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    shown = ShownSite(settings.root, say)
    server = serve(shown, host, port)
    folders = [settings.root / name for name in ("content", "data", "overrides", "mkdocs.yml")]
    folders += [*settings.layers, *settings.shared]
    end = watch(list(dict.fromkeys(folders)), shown.take_in)
    try:
        say("Reading the sources …")
        shown.take_in()
        say(f"The site is at http://{host}:{server.server_address[1]}/. To stop: Ctrl and C.")
        server.serve_forever()
    finally:
        end()
        server.server_close()
        shown.end()
