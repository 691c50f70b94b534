"""The readers under a coverage-guided fuzzer, for some seconds here and for minutes with ``make fuzz``; old findings again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sites import ROOT

FUZZER = ROOT / "tests/fuzz/fuzz_readers.py"
FINDINGS = ROOT / "tests/fuzz/findings"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(FUZZER), *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", sorted(FINDINGS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once(path: Path) -> None:
    again = run("--once", path.parent.name, path)
    assert again.returncode == 0, again.stderr[-2000:]


def test_for_some_seconds() -> None:
    """What it finds lies in build/fuzz; once it is mended it goes to tests/fuzz/findings, in the folder of its reader."""
    found = run(str(SECONDS), "all")
    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-500:]
    (line,) = [line for line in found.stdout.splitlines() if " inputs, " in line]
    assert int(line.split()[1].replace(",", "")) > 100, found.stdout
