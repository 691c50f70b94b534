"""The pages of ``docs/``: their front matter and the macros they call.

MkDocs would print broken front matter as text and swallow the fault, so it is read here. Pages may hold
prose and calls of known macros with constant arguments; everything else in braces is refused on the
syntax tree, because the macro plugin's templates are not a sandbox.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import jinja2
from jinja2 import nodes
from pydantic import Field

from macros.fields import Count, Day, Line, YesNo
from macros.problems import Problem
from macros.record import Correction, Entry, declared_kinds
from macros.sources import Source, Tree, Unreadable, files_below, read_markdown_file
from macros.validation import validate

SECTIONS = {
    "who-we-are": "Who we are",
    "what-we-spend": "What we spend",
    "plans-and-performance": "Our plan and how we are doing",
    "how-we-decide": "How we decide",
    "policies-and-procedures": "Policies and procedures",
    "lists-and-registers": "Registers",
}
"""The six sections of the site, the Home Office's groups in the public's words, by their address."""


class PageMatter(Entry):
    """What a page of ``docs/`` says of itself at its top."""

    title: Line = Field(title="Title", examples=["Gifts and hospitality"])
    description: Line = Field(
        title="Description",
        description="One sentence for search results and cards.",
        examples=["Every gift offered, taken or turned down."],
    )
    section: Literal[
        "home",
        "who-we-are",
        "what-we-spend",
        "plans-and-performance",
        "how-we-decide",
        "policies-and-procedures",
        "lists-and-registers",
        "services-for-victims",
        "checklist",
        "open-data",
        "help",
    ] = Field(title="Section", examples=["what-we-spend"])
    order: Count = Field(50, title="Order within the section", examples=["10"])
    render_macros: YesNo = Field(False, title="Calls macros", examples=["true"])
    on_paper: YesNo = Field(False, title="Can be had as a PDF too", examples=["yes"])
    card: YesNo = Field(True, title="Shown among its section's cards", examples=["no"])
    evidence_for: list[Line] = Field(
        [],
        title="Evidence for",
        description="Publication duties that this page itself is evidence for.",
        examples=["sio-2-c"],
    )
    reviewed_on: Day | None = Field(None, title="Last reviewed", examples=["2026-11-22"])
    corrections: list[Correction] = Field(
        [], title="Corrections", description="What was corrected on this page since publication, newest last."
    )


@dataclass(frozen=True)
class MacroCall:
    """One ``{{ show_something("…") }}`` on a page, with its line in the file."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    line: int


@dataclass
class Page:
    """A page of ``docs/``: ``path`` is relative to the root, ``src`` to the docs folder."""

    path: str
    src: str
    matter: PageMatter
    body: str
    body_line: int
    calls: list[MacroCall] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)
    """The fields at the top as text, with their lines."""

    @property
    def address(self) -> str:
        """Where the page stands on the site, for example ``/gifts-and-hospitality/``."""
        stem = self.src.removesuffix(".md")
        stem = stem.removesuffix("index") if stem == "index" or stem.endswith("/index") else stem + "/"
        return "/" + stem.lstrip("/")


def read_pages(root: Path, layers: tuple[Path, ...]) -> tuple[list[Page], list[Problem]]:
    """Every Markdown page below the docs folders, and what is wrong with each.

    Where two folders have a page of the same path, the first folder's stands. A folder may lie outside
    ``root``, because a second site can share the pages; paths are relative to ``root`` all the same.
    """
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    for docs in layers:
        found, wrong = _read_folder(root, docs, leave_out=set(pages))
        pages |= found
        problems += wrong
    return list(pages.values()), problems


def _read_folder(root: Path, docs: Path, leave_out: set[str]) -> tuple[dict[str, Page], list[Problem]]:
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    for src in files_below(docs, ("**/*.md",)):
        if src in leave_out:
            continue
        page, wrong = read_page(root, docs, src)
        problems += wrong
        if page is not None:
            pages[src] = page
    return pages, problems


def read_page(root: Path, docs: Path, src: str) -> tuple[Page | None, list[Problem]]:
    """One page below a docs folder, or nothing where it cannot be read, and what is wrong with it."""
    path = Path(os.path.relpath(docs / src, root)).as_posix()
    notes: list[Problem] = []
    try:
        source = replace(read_markdown_file(docs, src, notes), path=path)
    except Unreadable as refusal:
        return None, [replace(found, path=path) for found in (*notes, refusal.problem)]
    problems = [replace(found, path=path) for found in notes]
    if stray := _entry_of_a_register(source):
        return None, [*problems, stray]
    matter, refusals = validate(PageMatter, source.tree, path)
    problems += refusals
    problems += _braces_at_the_top(source)
    calls = list(_calls(source, problems))
    if matter is None:
        return None, problems
    if calls and not matter.render_macros:
        problems.append(
            Problem(
                "macros-not-switched-on",
                path,
                calls[0].line,
                "This page calls a macro, but its fields at the top do not say so.",
                "add a line to the fields at the top:  render_macros: true",
                field="render_macros",
            )
        )
    return Page(path, src, matter, source.body, source.body_line, calls, source.tree), problems


def _entry_of_a_register(source: Source) -> Problem | None:
    """An entry that was put among the pages: it has a reference, and most of its fields are those of one kind."""
    fields = set(source.tree.value) if isinstance(source.tree.value, dict) else set()
    if "ref" not in fields:
        return None
    kinds = [kind for kind in declared_kinds().values() if any(pattern.endswith(".md") for pattern in kind.files)]
    kind = max(kinds, key=lambda kind: len(fields & kind.model_fields.keys()), default=None)
    if kind is None or 2 * len(fields & kind.model_fields.keys()) < len(fields):
        return None
    home = kind.files[0].replace("**/", "").replace("*.md", "")
    message = f"This file is one of the {kind.register_title.lower()}, and stands among the pages, where no register reads it."
    return Problem("wrong-folder", source.path, 1, message, f"move it to  {home}")


def _braces_at_the_top(source: Source) -> Iterator[Problem]:
    """The macro plugin would obey braces in a title too, and with more power than a page may have."""
    for name, value in source.tree.value.items() if isinstance(source.tree.value, dict) else ():
        if isinstance(value, str) and (match := re.search(r"\{[{%#]", value)):
            message = f"There is  {match[0]}  in “{name}”, which has a special meaning."
            line = source.tree.line_of((name,))
            yield Problem("braces-at-the-top", source.path, line, message, "take the braces out", field=name)


def _calls(source: Source, problems: list[Problem]) -> Iterator[MacroCall]:
    """The macro calls of a page; anything else in braces becomes a problem."""
    try:
        tree = jinja2.Environment().parse(source.body)
    except (jinja2.TemplateSyntaxError, RecursionError) as error:
        at = (
            error.lineno
            if isinstance(error, jinja2.TemplateSyntaxError)
            else 1 + source.body.partition("{")[0].count("\n")
        )
        line = source.body_line + at - 1
        problems.append(
            Problem(
                "broken-braces",
                source.path,
                line,
                "What stands between the braces here cannot be read.",
                f"write a call like  {_call_meant(source.body, at)}  with straight quotation marks and both pairs of braces",
            )
        )
        return
    for number, text in enumerate(source.body.split("\n"), 1):
        if re.match(r"\s*\{?\s*show_[a-z_]+\s*\(.*\)\s*\}?\s*$", text):
            message = f"This call of a macro lacks its two pairs of braces, and would be shown as it stands:  {text.strip()[:60]}"
            fix = f"write  {_call_meant(source.body, number)}"
            problems.append(Problem("broken-braces", source.path, source.body_line + number - 1, message, fix))
    for node in tree.body:
        parts = node.nodes if isinstance(node, nodes.Output) else [node]
        for part in parts:
            if isinstance(part, nodes.TemplateData):
                continue
            line = source.body_line + part.lineno - 1
            call = _constant_call(part)
            if call is None:
                problems.append(
                    Problem(
                        "not-a-macro-call",
                        source.path,
                        line,
                        "Only calls of the site's own macros, with words or numbers in the brackets, may stand between braces.",
                        f"write for example  {_call_meant(source.body, part.lineno)} , or take the braces out",
                    )
                )
            else:
                yield MacroCall(*call, line)


def _call_meant(body: str, line: int) -> str:
    """The call that a line was probably meant to be, or one that shows what calls look like."""
    text = (body.split("\n")[line - 1 : line] or [""])[0]
    match = re.search(r"\b(show_[a-z_]+)\W{1,5}([a-z_]+)\W*$", text)
    return f'{{{{ {match[1]}("{match[2]}") }}}}' if match else '{{ show_register("gift") }}'


def _constant_call(node: nodes.Node) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
        return None
    values = [*node.args, *(pair.value for pair in node.kwargs)]
    if not all(isinstance(value, nodes.Const) for value in values):
        return None
    args = tuple(value.value for value in node.args if isinstance(value, nodes.Const))
    kwargs = {pair.key: pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)}
    return node.node.name, args, kwargs


def homes(pages: list[Page]) -> dict[str, Page]:
    """The page on which each kind's register stands: the first that calls ``show_register`` for it."""
    found: dict[str, Page] = {}
    for page in sorted(pages, key=lambda page: page.src):
        for call in page.calls:
            if call.name == "show_register":
                kind = call.args[0] if call.args else call.kwargs.get("kind")
                if isinstance(kind, str):
                    found.setdefault(kind, page)
    return found
