"""Sources that try to stop the build by size or depth: each is answered within seconds and in little memory, or not at all opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sites import ROOT

SECONDS = 25
"""Of the computer's own time for one input, reading and checking all other sources included."""
MEMORY = 700_000_000
"""Bytes that the program may have for itself while it reads them, Python and all libraries included."""

MATTER = "---\ntitle: A\ndescription: B\nsection: help\n---\n\n"
SPENDING = "ref,body,paid_on,supplier,purpose,amount,category\n"
GIFT = "- ref: {}\n  offered_on: 2024-06-12\n  recipient: A\n  offered_by: B\n  description: C\n  outcome: declined\n"

BOMBS: dict[str, tuple[str, str]] = {
    "a megabyte of hyphens": ("data/gifts.yml", "- a\n" * 249_000),
    "a megabyte of one field": ("data/gifts.yml", "a: b\n" * 199_000),
    "a megabyte of open quotation marks": ("data/gifts.yml", '- "\n' * 249_000),
    "a megabyte of tabs": ("data/gifts.yml", "-\ta\n" * 199_000),
    "a megabyte of second colons": ("data/gifts.yml", "- a: b: c\n" * 99_000),
    "one line with a megabyte of colons": ("data/gifts.yml", "- a: " + "b: " * 330_000),
    "one reference again and again": ("data/gifts.yml", GIFT.format("G-1") * 9_000),
    "references that differ by nothing": (
        "data/gifts.yml",
        "".join(GIFT.format("G" + "-" * (n % 70) + "1") for n in range(7_000)),
    ),
    "a line of a megabyte": ("data/gifts.yml", f"- ref: {'a' * 950_000}\n"),
    "a megabyte of escapes": ("data/gifts.yml", '- ref: "' + "\\x41" * 240_000 + '"\n'),
    "a megabyte of comments": ("data/gifts.yml", "#\n" * 490_000),
    "fifty megabytes of entries": ("data/gifts.yml", "- a\n" * 12_000_000),
    "a megabyte of quotations": ("docs/x.md", MATTER + "> " * 490_000),
    "a megabyte of lists in lists": ("docs/x.md", MATTER + "".join(" " * (n % 400) + "- a\n" for n in range(4_500))),
    "a megabyte of stars": ("docs/x.md", MATTER + "*a **b " * 140_000),
    "a megabyte of links": ("docs/x.md", MATTER + "[a](b) " * 140_000),
    "a megabyte of open brackets": ("docs/x.md", MATTER + "[" * 990_000),
    "a megabyte of open images": ("docs/x.md", MATTER + "![" * 490_000),
    "a megabyte of angle brackets": ("docs/x.md", MATTER + "<" * 990_000),
    "a megabyte of backticks": ("docs/x.md", MATTER + "`" * 990_000),
    "a megabyte of calls": ("docs/x.md", MATTER + "{{ a }} " * 120_000),
    "a megabyte of open braces": ("docs/x.md", MATTER + "{{ " * 330_000),
    "a call with deep brackets": ("docs/x.md", MATTER + "{{ a(" + "(" * 200_000 + " }}"),
    "a sum of very many parts": ("docs/x.md", MATTER + "{{ 1" + "+1" * 200_000 + " }}"),
    "a megabyte of footnotes": ("docs/x.md", MATTER + "".join(f"[^{n}]" for n in range(100_000))),
    "a megabyte of tables": ("docs/x.md", MATTER + "|a" * 400_000 + "\n" + "|-" * 50_000),
    "rows with too few cells": ("data/spending/2024-06.csv", SPENDING + "a,b\n" * 1_000_000),
    "rows of faults": ("data/spending/2024-06.csv", SPENDING + "a,b,c,d,e,f,g\n" * 400_000),
    "rows that never close": ("data/spending/2024-06.csv", SPENDING + 'a,b,c,d,e,f,"g\n' * 400_000),
    "a row of a million cells": ("data/spending/2024-06.csv", SPENDING + "," * 5_000_000),
    "a million names of columns": ("data/spending/2024-06.csv", ",".join(f"a{n}" for n in range(1_000_000))),
    "a ledger of two megabytes": ("published-addresses.txt", "/a/\n" * 500_000),
}

ONE_BY_ONE = """
import json, resource, sys, time
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from pathlib import Path
from sites import lay, problems_of
from test_trust_bombs import BOMBS, MEMORY
from macros.problems import as_text
root = lay(Path(sys.argv[2]) / "office")
problems_of(root)
path, text = BOMBS[sys.argv[3]]
(root / path).write_text(text)
del text
BOMBS.clear()
resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
started = time.process_time()
found = [problem for problem in problems_of(root) if problem.severity == "must"]
said = as_text(found)
print(json.dumps([time.process_time() - started, len(found), len(said)]))
"""


HARMLESS = ("a megabyte of comments", "a row of a million cells")
"""Read in time and nothing to object to: the cells of that row are all empty, as spreadsheets leave rows behind."""

ALWAYS = (
    "a megabyte of hyphens", "a megabyte of open quotation marks", "a line of a megabyte", "a megabyte of open brackets",
    "a sum of very many parts", "rows with too few cells", "rows that never close", "fifty megabytes of entries",
)  # fmt: skip
"""Tried every time; the others cost minutes and are tried at night."""


@pytest.mark.parametrize("name", BOMBS if os.environ.get("EVERY_PAGE") else ALWAYS)
def test_a_bomb_is_answered(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ONE_BY_ONE, str(ROOT), str(tmp_path), name]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr[-1500:]
    seconds, problems, length = json.loads(run.stdout.splitlines()[-1])
    assert seconds < SECONDS
    assert problems or BOMBS[name][0].startswith("docs/") or name in HARMLESS, "words may be shown as words"
    assert length < 100_000
