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
    for name, job in workflow["jobs"].items():
        granted = job["permissions"]
        assert isinstance(granted, dict), f"name each permission instead of {granted!r}"
        if set(granted.values()) <= {"read", "none"}:
            continue
        assert granted == {"contents": "write"}, f"{name} may write more than it needs"
        wanted = " ".join(job["if"].split())
        assert OF_THIS_REPOSITORY in wanted and "vars.PREVIEWS != ''" in wanted and "||" not in wanted
        assert runs_nothing_of_the_proposal(job), f"{name} may write, so it must not touch what was proposed"
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\$\{\{[^}]*\bsecrets\b", text)
    assert not re.search(r"\bsecrets:", text)


OF_THIS_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
COMMANDS = {
    "for",
    "rm",
    "git",
    "cp",
    "touch",
    "printf",
    "echo",
    "exit",
    "done",
    "if",
    "fi",
    "test",
    "remote=",
    "commit",
}
"""All that a job may call that may write: nothing of these runs what was proposed."""


def runs_nothing_of_the_proposal(job: dict[str, Any]) -> bool:
    """Whether a job neither fetches the proposed sources nor calls anything but git and the tools of the system."""
    for step in job["steps"]:
        if "uses" in step and not step["uses"].startswith("actions/download-artifact@"):
            return False
        for line in step.get("run", "").replace("\\\n", " ").splitlines():
            first = re.match(r"\s*([\w.-]+=?)", line)
            if first and first[1] not in COMMANDS:
                return False
    return True


def test_a_preview_is_put_up_replaced_and_taken_away(tmp_path: Path) -> None:
    """The very words of the workflow, against a repository of our own in the place of the code host."""
    jobs = load(FOLDER / "preview.yml")["jobs"]
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "host.git"], check=True)
    (tmp_path / "gitconfig").write_text(
        f'[url "{tmp_path}/host.git"]\n  insteadOf = https://x-access-token:secret@github.com/owner/site.git\n', "utf-8"
    )

    def run(job: str, number: int, words: str = "") -> None:
        work = tmp_path / f"{job}-{number}-{words}"
        (work / "hosted" / "decisions").mkdir(parents=True, exist_ok=True)
        (work / "hosted" / "decisions" / "index.html").write_text(words, "utf-8")
        env = {
            "PATH": "/usr/bin:/bin",
            "TOKEN": "secret",
            "NUMBER": str(number),
            "PREVIEWS": "https://previews.example.org",
            "GITHUB_REPOSITORY": "owner/site",
            "GITHUB_STEP_SUMMARY": str(work / "summary"),
            "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
            "HOME": str(tmp_path),
        }
        script = next(step["run"] for step in jobs[job]["steps"] if "run" in step)
        subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=work, env=env, check=True, capture_output=True)
        if job == "put-up":
            assert f"(https://previews.example.org/pr-{number}/)" in (work / "summary").read_text("utf-8")

    def there() -> dict[str, str]:
        listed = subprocess.run(
            ["git", "ls-tree", "-r", "--name-only", "previews"],
            cwd=tmp_path / "host.git",
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        show = ["git", "show"]
        return {
            name: subprocess.run(
                [*show, f"previews:{name}"], cwd=tmp_path / "host.git", capture_output=True, text=True
            ).stdout
            for name in listed
        }

    run("put-up", 7, "first")
    run("put-up", 8, "other")
    run("put-up", 7, "second")
    found = there()
    assert found["pr-7/decisions/index.html"] == "second" and found["pr-8/decisions/index.html"] == "other"
    assert "Disallow: /" in found["robots.txt"]
    run("take-away", 7)
    run("take-away", 7)
    assert {name for name in there() if name.startswith("pr-")} == {"pr-8/decisions/index.html"}


def test_the_form_starts_the_check_of_what_it_proposes() -> None:
    check = load(FOLDER / "check.yml")
    job = load(FOLDER / "form.yml")["jobs"]["propose"]
    words = "\n".join(step.get("run", "") for step in job["steps"])
    given = re.search(r'gh workflow run check\.yml --ref "\$branch" --field (\w+)=', words)
    assert given and given[1] in check["on"]["workflow_dispatch"]["inputs"]
    assert job["permissions"]["actions"] == "write"


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
        builds = [
            place
            for place, run in enumerate(runs)
            if run == "make site" or run.startswith(".venv/bin/transparency build")
        ]
        if builds:
            assert runs.index("sudo deploy/setup-printing") < builds[0]


@every_workflow
def test_every_job_has_a_time_limit(path: Path) -> None:
    unlimited = [name for name, job in load(path)["jobs"].items() if "uses" not in job and "timeout-minutes" not in job]
    assert not unlimited
