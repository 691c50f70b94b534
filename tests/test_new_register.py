"""A new register costs one file in ``macros/kinds/``, one page in ``docs/`` and its data. Nothing else is touched."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, lay_whole

KIND = '''"""Beehives on the roofs of police stations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Day, Line, Pounds, To
from macros.record import Entry, Record


class Harvest(Entry):
    """Honey taken in a year."""

    taken_on: Day = Field(title="Taken on", examples=["2023-08-01"])
    jars: Line = Field(title="Jars", examples=["12"])


class Beehive(
    Record,
    kind="beehive",
    plural="beehives",
    heading="Beehives on our roofs",
    files=("data/beehives.yml",),
    address="/beehives/{slug}/",
    order=("-set_up_on",),
    columns=("title", "keeper", "set_up_on", "cost", "holder"),
):
    """A beehive that the office keeps."""

    title: Line = Field(title="Name", examples=["The east roof"])
    keeper: Literal["staff", "volunteer"] = Field(title="Kept by", examples=["volunteer"])
    set_up_on: Day = Field(title="Set up on", examples=["2023-04-01"])
    cost: Pounds | None = Field(None, title="Cost", examples=["250"])
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Promised by")
    harvests: list[Harvest] = Field([], title="Harvests")
'''

PAGE = """---
title: Beehives
description: Every beehive on a roof of ours.
section: lists-and-registers
render_macros: true
---

{{ show_register("beehive") }}
"""

DATA = """- ref: east-roof
  title: The east roof
  keeper: volunteer
  set_up_on: 2023-04-01
  cost: £250.00
  holder: ada-example
  harvests:
    - taken_on: 2023-08-01
      jars: 12
  supports: [P1.1]
  sources:
    - title: Invented for the tests
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and of the good office, with the three new files and no other change."""
    house = tmp_path_factory.mktemp("new-register")
    shutil.copytree(ROOT / "macros", house / "code/macros", ignore=shutil.ignore_patterns("__pycache__"))
    root = lay_whole(house / "office")
    for path, text in {
        house / "code/macros/kinds/beehive.py": KIND,
        root / "docs/beehives.md": PAGE,
        root / "data/beehives.yml": DATA,
    }.items():
        assert not path.exists()
        path.write_text(text, "utf-8")
    return house


def run(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(house / "code"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "macros", *words]
    return subprocess.run(
        command, cwd=house, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_checks_and_the_field_guide_know_it(house: Path) -> None:
    made = run(house, "check", "--root", "office")
    assert (made.returncode, made.stdout) == (0, "No problems found.\n")
    guide = run(house, "describe", "beehives").stdout
    assert guide.startswith(
        "Beehives on our roofs (beehive)\n\nA beehive that the office keeps.\n\nKept in: data/beehives.yml\n"
    )
    assert "  keeper — Kept by (needed)\n      One of: staff, volunteer\n      For example: volunteer\n" in guide
    assert "      The reference of: office_holder\n" in guide and "      taken_on — Taken on (needed)\n" in guide
    assert "Beehives on our roofs — data/beehives.yml" in run(house, "describe").stdout


def test_its_faults_have_lines(house: Path) -> None:
    data = house / "office/data/beehives.yml"
    bad = DATA.replace("volunteer", "voluntear").replace("ada-example", "ada-exampel").replace("2023-08-01", "1/8/2023")
    more = (
        DATA.replace("east-roof", "west-roof").replace("ada-example", "ada-exampel").replace("title: The", "titel: The")
    )
    try:
        data.write_text(
            bad + "\n" + more + "\n" + DATA.replace("east", "north").replace("ada-example", "ada-exampel"), "utf-8"
        )
        found = json.loads(run(house, "check", "--root", "office", "--format", "json").stdout)
    finally:
        data.write_text(DATA, "utf-8")
    assert [(row["code"], row["line"], row["field"]) for row in found] == [
        ("not-a-choice", 3, "keeper"),
        ("not-a-date", 8, "harvests.1.taken_on"),
        ("unknown-field", 15, "titel"),
        ("no-such-office-holder", 32, "holder"),
    ]
    assert {row["path"] for row in found} == {"data/beehives.yml"}
    assert found[3]["fix"].startswith("write  ada-example  (Ada Example)")


def test_pages_table_and_downloads_follow(house: Path) -> None:
    made = run(house, "build", "--root", "office", "--out", "site")
    assert made.returncode == 0, made.stdout + made.stderr
    site = house / "site"

    register = LexborHTMLParser((site / "beehives/index.html").read_text("utf-8"))
    heads = [node.text().strip() for node in register.css("table thead th")]
    assert heads == ["Name", "Kept by", "Set up on", "Cost", "Promised by"]
    row = " ".join(register.css_first("tbody tr").text().split())
    assert row == "The east roof Volunteer 1 April 2023 £250 Ada Example"
    links = [node.attributes.get("href") for node in register.css("tbody a")]
    assert links == ["east-roof/", "../office-holders/ada-example/"]

    own = LexborHTMLParser((site / "beehives/east-roof/index.html").read_text("utf-8"))
    text = " ".join((own.body.text() if own.body else "").split())
    assert own.css_first("h1").text().strip() == "The east roof"
    assert "Harvests" in text and "1 August 2023" in text and "Invented for the tests" in text
    pillar = (site / "plans/fenmarch-plan-2024-28/support-victims/index.html").read_text("utf-8")
    assert "The east roof" in pillar, "the golden thread leads back"

    rows = list(csv.DictReader(io.StringIO((site / "open-data/beehives.csv").read_text("utf-8-sig"))))
    assert [(row["ref"], row["keeper"], row["set_up_on"], row["cost"]) for row in rows] == [
        ("east-roof", "volunteer", "2023-04-01", "250.00")
    ]
    data = json.loads((site / "open-data/beehives.json").read_text("utf-8"))
    entry = data["entries"][0]
    assert (data["title"], entry["ref"], entry["harvests"]) == (
        "Beehives on our roofs", "east-roof", [{"taken_on": "2023-08-01", "jars": "12"}]
    )  # fmt: skip
    schema = json.loads((site / "open-data/beehives.schema.json").read_text("utf-8"))
    assert "set_up_on" in json.dumps(schema) and "Beehives on our roofs" in json.dumps(schema)
    for page in ("open-data", "a-to-z"):
        assert "eehive" in (site / page / "index.html").read_text("utf-8"), page


def test_nothing_else_was_touched(house: Path) -> None:
    ours = {path.relative_to(ROOT / "macros") for path in (ROOT / "macros").rglob("*.py")}
    theirs = {path.relative_to(house / "code/macros") for path in (house / "code/macros").rglob("*.py")}
    assert theirs - ours == {Path("kinds/beehive.py")}
