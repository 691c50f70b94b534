"""``transparency stage``: the pages of the site as a folder of plain Markdown, with an ``mkdocs.yml`` of its own."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from macros.built import files_of
from macros.replace import NotASite, replacing
from macros.staging.markdown_page import EXTENSIONS, file_of, markdown_of

CLEAN, PROBLEMS, WRONG_USAGE = 0, 1, 2
OWN = ("assets/", "pagefind/", "404.html", "sitemap.xml", "_headers", "manifest")
"""What belongs to this site's own look, index and host, and not to its pages."""

Build = Callable[[argparse.Namespace], int]


def add_stage(add: Callable[..., argparse.ArgumentParser], build: Build) -> None:
    """Offer the command; ``build`` builds the site whose pages are written."""
    made = add("stage", lambda options: stage(options, build))
    made.add_argument("out", type=Path, metavar="DIR", help="the folder to write: mkdocs.yml and docs/")
    made.add_argument("--site", type=Path, metavar="DIR", help="a built site (default: it is built for this)")


def stage(options: argparse.Namespace, build: Build) -> int:
    """Write the pages of a built site, or of one that is built for it."""
    with tempfile.TemporaryDirectory(prefix="transparency-") as temporary:
        site: Path | None = options.site
        if site is None:
            site = Path(temporary) / "site"
            if code := build(argparse.Namespace(**{**vars(options), "out": site})):
                return code
        elif not (site / "index.html").is_file():
            print(f"There is no site in {site}. Build it first: transparency build", file=sys.stderr)
            return WRONG_USAGE
        try:
            with replacing(options.out, _wait, mark="docs/index.md") as fresh:
                pages = write_pages(site, fresh)
        except NotASite as wrong:
            print(str(wrong), file=sys.stderr)
            return WRONG_USAGE
    print(f"{options.out}: {pages:,} pages as Markdown. With Zensical: zensical build -f {options.out}/mkdocs.yml")
    return CLEAN


def _wait() -> None:
    print("Waiting for another run into the same folder …", file=sys.stderr, flush=True)


def write_pages(site: Path, out: Path) -> int:
    """Write each page of a built site as Markdown into ``out/docs``, and beside it what the pages offer for download.

    :returns: how many pages were written.
    """
    paths = files_of(site)
    wanted = [path for path in paths if not path.startswith(OWN)]
    pages = {path for path in wanted if path.endswith(".html")}
    written = 0
    for path in wanted:
        if path not in pages:
            target = out / "docs" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site / path, target)
            continue
        text = markdown_of((site / path).read_text("utf-8"), path, pages)
        if text is None:
            continue
        target = out / "docs" / file_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        written += 1
    top = sorted(file_of(path) for path in pages if path.count("/") < 2 and (out / "docs" / file_of(path)).is_file())
    named = LexborHTMLParser((site / "index.html").read_bytes()).css_first('meta[property="og:site_name"]')
    name = str(named.attributes["content"]) if named else "Transparency site"
    (out / "mkdocs.yml").write_text(_configuration(name, top), "utf-8")
    return written


def _configuration(name: str, top: list[str]) -> str:
    """What another generator needs to know. Only the first pages stand in the navigation: with all of them in every
    page, a site would grow with the square of its pages."""
    nav = "\n".join(f"  - {json.dumps(path)}" for path in ["index.md", *(path for path in top if path != "index.md")])
    extensions = "\n".join(f"  - {extension}" for extension in EXTENSIONS)
    return (
        "# Written by `transparency stage` from the finished pages. Changes belong in the sources of the site.\n"
        f"site_name: {json.dumps(name, ensure_ascii=False)}\nuse_directory_urls: true\n"
        "theme:\n  name: material\n  language: en\n  font: false\n  features:\n    - navigation.prune\n"
        f"plugins: []\nmarkdown_extensions:\n{extensions}\n  - toc:\n      permalink: false\nnav:\n{nav}\n"
    )
