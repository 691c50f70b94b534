"""The step of the publication that writes the ledger, run as it stands in the workflow against a repository on this computer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from sites import ROOT, lay, write
from test_trust_changes import commit, git

from macros.ledger import LEDGER

REMOTE = "https://x-access-token:secret@github.com/office/site.git"


def script() -> str:
    """What the workflow runs, word for word."""
    workflow = yaml.load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"), yaml.BaseLoader)
    (step,) = [step for step in workflow["jobs"]["ledger"]["steps"] if step.get("name") == "Add what is new"]
    assert workflow["jobs"]["ledger"]["needs"] == "deploy", "what was not published does not enter the ledger"
    return str(step["run"])


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """The bare repository that stands for the code host, with the main branch in it."""
    root = lay(tmp_path / "first")
    git(root, "init", "--quiet", "--initial-branch=main")
    write(root, {".gitignore": "/site/\n/.venv/\n", LEDGER: "/\n/old/\n"})
    commit(root)
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "host.git")
    return tmp_path / "host.git"


def checked_out(host: Path, name: str, pages: tuple[str, ...]) -> Path:
    """What a job of the workflow has when it comes to the step: the sources, the program and the built site."""
    there = host.parent / name
    git(host.parent, "clone", "--quiet", str(host), name)
    program = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m macros "$@"\n'
    write(there, {".venv/bin/transparency": program, "site/index.html": "x"})
    write(there / "site", {f"{page}/index.html": "x" for page in pages})
    (there / ".venv/bin/transparency").chmod(0o755)
    return there


def step(there: Path, host: Path) -> subprocess.Popen[str]:
    config = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{host}.insteadOf", "GIT_CONFIG_VALUE_0": REMOTE}
    words = {"TOKEN": "secret", "GITHUB_REPOSITORY": "office/site", "HOME": str(host.parent)}
    command = ["bash", "-eo", "pipefail", "-c", script()]
    environment = {**os.environ, **config, **words}
    return subprocess.Popen(
        command, cwd=there, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def ledger_at(host: Path) -> list[str]:
    return git(host, "show", f"main:{LEDGER}").split()


def test_new_addresses_reach_the_main_branch_and_none_is_lost(host: Path) -> None:
    run = step(checked_out(host, "job", ("new",)), host)
    said, _ = run.communicate()
    assert run.returncode == 0 and "secret" not in said, said
    assert ledger_at(host) == ["/", "/new/", "/old/"]
    assert git(host, "log", "-1", "--format=%an: %s", "main").strip() == "Publication: Addresses that were published"
    assert git(host, "show", "--stat", "--format=", "main").split()[0] == LEDGER, "its right to write serves one file"


def test_nothing_new_makes_no_commit(host: Path) -> None:
    before = git(host, "rev-parse", "main")
    run = step(checked_out(host, "job", ("old",)), host)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    assert git(host, "rev-parse", "main") == before


def test_somebody_merges_meanwhile(host: Path) -> None:
    job, other = checked_out(host, "job", ("new",)), checked_out(host, "other", ())
    write(other, {"data/later.txt": "Merged while the site was published."})
    commit(other)
    git(other, "push", "--quiet", "origin", "main")
    run = step(job, host)
    said, _ = run.communicate()
    assert run.returncode == 0 and "Somebody was quicker" in said, said
    assert ledger_at(host) == ["/", "/new/", "/old/"]
    assert "Merged while" in git(host, "show", "main:data/later.txt")


def test_two_publications_race(host: Path) -> None:
    runs = [step(checked_out(host, name, (name,)), host) for name in ("one", "two", "three")]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert ledger_at(host) == ["/", "/old/", "/one/", "/three/", "/two/"]


def test_a_branch_that_may_not_be_written_to_is_said(host: Path) -> None:
    hook = host / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho protected branch >&2\nexit 1\n")
    hook.chmod(0o755)
    run = step(checked_out(host, "job", ("new",)), host)
    said, _ = run.communicate()
    assert run.returncode == 1 and "protected branch" in said
    assert ledger_at(host) == ["/", "/old/"]
