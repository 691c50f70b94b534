"""Two builds are the same byte by byte, nothing written in a source can run on a page, and a build is all or nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from selectolax.lexbor import LexborHTMLParser
from sites import BAD, MESSAGES, ROOT, lay, lay_whole, write

from macros.field_facts import FieldFacts, fields_of
from macros.record import Record, declared_kinds
from macros.sources import Tree
from macros.validation import validate


def run(*command: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}
    words = [sys.executable, "-m", *map(str, command)]
    return subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def tree_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_whole(tmp_path_factory.mktemp("good") / "office")


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    """The good office, built."""
    made = run("macros", "build", "--root", root, "--out", root.parent / "built", cwd=root)
    assert made.returncode == 0, made.stdout + made.stderr
    return root.parent / "built"


ODD = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "86400"}
"""A computer of another make: its language, time zone and hash seed."""


def test_two_builds_are_the_same_byte_by_byte(root: Path, site: Path, tmp_path: Path) -> None:
    before = tree_of(site)
    made = run("macros", "build", "--root", root, "--out", tmp_path / "again", cwd=tmp_path, **ODD)
    assert made.returncode == 0, made.stdout + made.stderr
    after = tree_of(tmp_path / "again")
    assert sorted(after) == sorted(before)
    assert [path for path in before if before[path] != after[path]] == []


def test_mkdocs_gives_the_same_site(root: Path, site: Path, tmp_path: Path) -> None:
    before = tree_of(site)
    made = run("mkdocs", "build", "--strict", "-f", root / "mkdocs.yml", "-d", tmp_path / "again", cwd=tmp_path, **ODD)
    assert made.returncode == 0, made.stdout + made.stderr
    after = tree_of(tmp_path / "again")
    assert sorted(after) == sorted(before)
    assert [path for path in before if before[path] != after[path]] == []


def pages_of(site: Path) -> Iterator[tuple[str, LexborHTMLParser]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), LexborHTMLParser(path.read_bytes().decode("utf-8"))


def what_could_run(site: Path) -> list[str]:
    """Everything on the pages that a strict content security policy would refuse, or that loads from elsewhere."""
    found = []
    for path, page in pages_of(site):
        for node in page.css("*"):
            attributes = {name: value or "" for name, value in node.attributes.items()}
            html = f"{path}: {(node.html or '')[:150]}"
            if node.tag in ("style", "iframe", "object", "embed", "base") or (
                node.tag == "script" and node.text().strip()
            ):
                found.append(html)
            if "style" in attributes or any(name.startswith("on") for name in attributes):
                found.append(html)
            for name in ("href", "src", "action", "xlink:href", "formaction", "srcset"):
                address = re.sub(r"[\s\x00-\x1f]", "", attributes.get(name, "").lower())
                if address.startswith(("javascript:", "data:", "vbscript:")):
                    found.append(html)
                if node.tag in ("script", "img", "link", "source") and name != "action" and "//" in address:
                    kind = attributes.get("rel") or attributes.get("itemprop")
                    found += [html] if kind not in ("canonical", "license", "alternate") else []
    return found


def test_no_page_has_script_or_style_in_it(site: Path) -> None:
    assert what_could_run(site) == []


def test_every_page_says_that_the_office_is_invented(site: Path) -> None:
    silent = [
        path for path, page in pages_of(site) if "invented" not in (page.body.text() if page.body else "").lower()
    ]
    assert silent == []


def test_a_decision_keeps_what_was_written(site: Path) -> None:
    page = LexborHTMLParser((site / "decisions/2024/dn-2024-001/index.html").read_bytes().decode())
    text = " ".join((page.body.text() if page.body else "").split())
    assert "3 June 2024" in text and "£1,234.50" in text and "The refuge was full on forty nights." in text
    assert page.css_first('img[alt="The door of Lantern House at night"]') is not None
    assert page.css_first("h1").text().strip() == "Grant to Lantern House"


HOSTILE = """<img src=x onerror=alert(1)> "><script>alert(2)</script> ' onmouseover='alert(3) </title><svg onload=alert(4)> {{ config }} {% x %} ]]> --> &lt;script&gt;"""
HOSTILE_PROSE = """"><script> is written `"><script>alert(2)</script>` &lt;script&gt;alert(5)&lt;/script&gt; {{ config }} {% x %} \
[a](https://example.org/"onclick="alert(6)) [b](https://example.org 'x" onclick="alert(7)') ![c" onerror="alert(8)](/files/lantern.png) ]]>"""


FORMULA = '=HYPERLINK("https://example.org/?"&A1)'


def _value(facts: FieldFacts, text: str) -> Any:
    if facts.to:
        value: Any = f"{facts.to[0]}-1"
    elif facts.entry:
        value = {inner.name: _value(inner, text) for inner in fields_of(facts.entry)}
    elif facts.choices:
        value = facts.choices[0]
    elif facts.prose:
        value = HOSTILE_PROSE.replace('"><script> is', "This is")
    elif facts.type is str and not facts.format and not facts.attached:
        value = text
    else:
        value = facts.example or ("1" if facts.format == "decimal" else "")
    return [value] if facts.many else value


def _put(value: Any, way: tuple[Any, ...], replacement: Any) -> None:
    for step in way[:-1]:
        value = value[step]
    value[way[-1]] = replacement


def hostile_entry(kind: type[Record]) -> dict[str, Any]:
    """An entry of a kind with every text in it hostile; what is no text has its example or is left out."""
    entry = {facts.name: _value(facts, HOSTILE) for facts in fields_of(kind) if facts.name not in ("withdrawn", "ref")}
    entry["ref"] = f"{kind.kind}-1"
    for _ in range(50):
        record, problems = validate(kind, Tree(entry, {(): 1}), "a.yml")
        if record is not None:
            return entry
        for problem in problems:
            way = tuple(int(step) - 1 if step.isdigit() else step for step in problem.field.split("."))
            facts = _facts_of(kind, way)
            if facts and facts.example:
                _put(entry, way, facts.example.strip("[]"))
            else:
                _put(entry, way[:-1] if isinstance(way[-1], int) else way, None)
    raise AssertionError(problems)


def _facts_of(kind: type[BaseModel], way: tuple[Any, ...]) -> FieldFacts | None:
    model: type[BaseModel] | None = kind
    facts = None
    for step in way:
        if isinstance(step, str) and model is not None:
            facts = next((found for found in fields_of(model) if found.name == step), None)
            model = facts.entry if facts else None
    return facts


PLACES = {
    "decision": "content/decisions/2025/decision-1.md",
    "plan": "content/plans/plan-1/plan.md",
    "pillar": "content/plans/plan-1/pillars/pillar-1.md",
    "plan_section": "content/plans/plan-1/sections/plan-section-1.md",
}


FITTING: dict[str, dict[str, Any]] = {
    "decision": {"year": "2025", "signed_on": "2025-01-10", "published_on": "2025-01-14", "in_effect_on": "2025-01-20"},
    "office": {"fictional": "yes"},
    "redirect": {"to_address": "/decisions/"},
}
"""What has to agree with something else for the entry to be published at all."""


def hostile_files() -> dict[str, str]:
    files: dict[str, str] = {}
    for name, kind in declared_kinds().items():
        entry = hostile_entry(kind)
        entry |= FITTING.get(name, {})
        place = PLACES.get(name) or kind.files[0].replace("**/", "").replace("*", f"{name.replace('_', '-')}-1")
        if place.endswith(".md"):
            body = entry.pop("body", None)
            files[place] = f"---\n{json.dumps(entry, ensure_ascii=False)}\n---\n\n{body or ''}\n"
        elif place.endswith(".csv"):
            cells = {key: value for key, value in entry.items() if isinstance(value, str)} | {"supplier": FORMULA}
            out = io.StringIO()
            csv.writer(out).writerows([cells.keys(), cells.values()])
            files[place] = out.getvalue()
        else:
            files[place] = json.dumps([entry], ensure_ascii=False)
    return files


@pytest.fixture(scope="module")
def hostile_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which every text of every register, page and cell tries to get out of its place."""
    root = lay_whole(tmp_path_factory.mktemp("hostile") / "office")
    for path in [*root.rglob("*.yml"), *root.rglob("*.csv"), *(root / "content").rglob("*.md")]:
        if path.name != "mkdocs.yml":
            path.unlink()
    write(root, hostile_files())
    (root / "mkdocs.yml").write_text(
        (root / "mkdocs.yml").read_text("utf-8").replace("2024-06-30", "2040-01-01"), "utf-8"
    )
    shown = {
        call
        for path in (root / "docs").rglob("*.md")
        for call in re.findall(r'show_register\("(\w+)"', path.read_text("utf-8"))
    }
    calls = "\n\n".join(
        f'{{{{ show_register("{name}", nothing="\' onmouseover=\'alert(9)") }}}}'
        for name in declared_kinds()
        if name not in shown
    )
    title = json.dumps(HOSTILE.replace("{{", "{").replace("{%", "{"))
    matter = f"---\ntitle: {title}\ndescription: {title}\nsection: lists-and-registers\nrender_macros: true\n---\n\n"
    write(
        root, {"docs/everything.md": f"{matter}## A heading {{ and 'more' & &lt;b&gt;\n\n## `\"><script>`\n\n{calls}\n"}
    )
    year = "---\ntitle: 2025\ndescription: 2024-02-31\nsection: help\n---\n\nslot-for-a-macro-9999\n\nWords.\n"
    write(root, {"docs/year.md": year})
    return root


def test_hostile_sources_are_no_problem(hostile_root: Path) -> None:
    must = [problem for problem in problems_of_day(hostile_root) if problem.severity == "must"]
    assert must == []


def problems_of_day(root: Path) -> list[Any]:
    from datetime import date

    from macros.office import load_site
    from macros.settings import read_settings

    return load_site(read_settings(root), date(2040, 1, 1)).problems


def test_nothing_that_an_editor_writes_can_run(hostile_root: Path) -> None:
    out = hostile_root.parent / "built"
    made = run("macros", "build", "--root", hostile_root, "--out", out)
    assert made.returncode == 0, made.stdout + made.stderr
    assert what_could_run(out) == []
    pages = {path: page for path, page in pages_of(out)}
    for path, page in pages.items():
        assert not page.css("img[src='x'], svg[onload]"), path
        assert len(page.css("title")) == 1 + len(page.css("svg title")), path
    title = HOSTILE.replace("{{", "{").replace("{%", "{")
    page = pages["everything/index.html"]
    assert page.css_first("h1").text().strip() == title
    assert page.css_first("head title").text().startswith(title)
    assert pages["year/index.html"].css_first("h1").text().strip() == "2025"
    decision = pages["decisions/2025/decision-1/index.html"]
    assert decision.css_first("h1").text().strip() == HOSTILE
    assert "{{ config }} {% x %}" in decision.body.text()
    rows = list(csv.DictReader(io.StringIO((out / "open-data/spending-over-500.csv").read_text("utf-8-sig"))))
    assert [row["supplier"] for row in rows] == ["'" + FORMULA], "a spreadsheet would run the formula"
    for path in out.rglob("*"):
        if path.suffix in (".xml", ".svg", ".atom", ".rss"):
            ET.parse(path)
        elif path.suffix == ".json" and "pagefind" not in path.parts:
            json.loads(path.read_bytes())


@pytest.mark.parametrize("case", ["unsafe-link", "not-a-macro-call", "second-colon"])
def test_mkdocs_refuses_the_same_sources_with_the_same_words(case: str, tmp_path: Path) -> None:
    root = lay(tmp_path / "office", BAD / case)
    out = tmp_path / "built"
    made = run("mkdocs", "build", "--strict", "-f", root / "mkdocs.yml", "-d", out)
    assert made.returncode == 1
    assert (BAD / case / MESSAGES).read_text("utf-8").strip() in made.stdout + made.stderr
    assert "Traceback" not in made.stdout + made.stderr
    assert not list(out.rglob("*.html"))


def test_a_failed_build_leaves_the_previous_site_whole(root: Path, site: Path, tmp_path: Path) -> None:
    before = tree_of(site)
    bad = lay(tmp_path / "office", BAD / "raw-html")
    made = run("macros", "build", "--root", bad, "--out", site)
    assert made.returncode == 1 and "[raw-html]" in made.stdout
    assert tree_of(site) == before
    assert [path.name for path in site.parent.iterdir() if path.is_dir() and path.name.startswith(".")] == []


def test_a_link_that_leads_nowhere(root: Path, site: Path, tmp_path: Path) -> None:
    """Found only in what was built, so the build fails late: the previous site must stand all the same."""
    before = tree_of(site)
    lost = lay_whole(tmp_path / "office")
    page = lost / "docs/policies-and-procedures.md"
    page.write_text(page.read_text("utf-8") + "\n[one](/nowhere/) and [two](/decisions/#nothing)\n", "utf-8")
    made = run("macros", "build", "--root", lost, "--out", site)
    said = made.stdout + made.stderr
    assert made.returncode == 1 and "Traceback" not in said
    assert (
        "docs/policies-and-procedures.md, line 10\n" in said and "[broken-link]" in said and "[broken-fragment]" in said
    )
    assert tree_of(site) == before
