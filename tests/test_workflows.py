"""The workflows are safe for pull requests from strangers, and nothing in them can change behind our back."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.y*ml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
OWN = re.compile(r"\$/\.github/workflows/[\w-]+\.yml")

every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load(path: Path) -> dict[str, Any]:
    """A workflow with every word left as written: YAML would otherwise read the key ``on`` as true."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return loaded


def triggers(workflow: dict[str, Any]) -> set[str]:
    on = workflow["on"]
    return {on} if isinstance(on, str) else set(on)


def used(workflow: dict[str, Any]) -> list[str]:
    """Everything that a workflow runs from elsewhere: reusable workflows, actions and containers."""
    found = []
    for job in workflow["jobs"].values():
        found += [step["uses"] for step in job.get("steps", []) if "uses" in step]
        found += [job[key] for key in ("uses", "container") if key in job]
    return found


def permissions(workflow: dict[str, Any]) -> list[Any]:
    """What is granted, for the workflow as a whole and job by job."""
    return [part["permissions"] for part in (workflow, *workflow["jobs"].values()) if "permissions" in part]


def test_the_three_workflows_are_there() -> None:
    assert {path.name for path in WORKFLOWS} >= {"check.yml", "publish.yml", "daily.yml"}


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    run = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", "--strict-collection", "--color=never", "--no-progress", FOLDER],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@every_workflow
def test_actions_are_pinned_by_commit(path: Path) -> None:
    loose = [name for name in used(load(path)) if not PINNED.fullmatch(name) and not OWN.fullmatch(name)]
    assert not loose, f"pin these by their full commit, with the version in a comment: {loose}"


@every_workflow
def test_pins_name_their_version(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.search(r"uses: .+@", line)]
    unnamed = [line.strip() for line in lines if not re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)]
    assert not unnamed


def test_one_action_has_one_pin() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for name in used(load(path)):
            action, _, commit = name.partition("@")
            pins.setdefault(action, set()).add(commit)
    assert {action: commits for action, commits in pins.items() if len(commits) > 1} == {}


@every_workflow
def test_nothing_is_granted_that_is_not_asked_for(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}, "grant nothing to the workflow as a whole, and to each job what it needs"
    assert all("permissions" in job for job in workflow["jobs"].values())


@every_workflow
def test_pull_requests_get_neither_write_access_nor_secrets(path: Path) -> None:
    workflow = load(path)
    assert "pull_request_target" not in triggers(workflow)
    assert "workflow_run" not in triggers(workflow)
    if "pull_request" not in triggers(workflow):
        return
    for granted in permissions(workflow):
        assert isinstance(granted, dict), f"name each permission instead of {granted!r}"
        assert set(granted.values()) <= {"read", "none"}
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\$\{\{[^}]*\bsecrets\b", text)
    assert not re.search(r"\bsecrets:", text)


@every_workflow
def test_no_credentials_stay_behind_after_checkout(path: Path) -> None:
    for job in load(path)["jobs"].values():
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step.get("with", {}).get("persist-credentials") == "false"


@every_workflow
def test_what_prints_is_installed_before_a_site_is_built(path: Path) -> None:
    for job in load(path)["jobs"].values():
        runs = [step.get("run", "") for step in job.get("steps", [])]
        if "make site" in runs:
            assert runs.index("sudo deploy/setup-printing") < runs.index("make site")


@every_workflow
def test_every_job_has_a_time_limit(path: Path) -> None:
    unlimited = [name for name, job in load(path)["jobs"].items() if "uses" not in job and "timeout-minutes" not in job]
    assert not unlimited
