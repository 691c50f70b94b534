"""What a contributed ``.gitattributes`` may ask for: nothing is run, nothing hidden, nothing changed on the way out of git."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import lay_whole, loaded
from test_trust_changes import DECISION, commit, git

from macros import cli
from macros.changes import side_at, side_now
from macros.changes.revision import references_gone
from macros.checklist.history import read_history
from macros.record import declared_kinds
from macros.settings import read_settings

ASKED = (
    "* filter=evil diff=evil merge=evil export-ignore export-subst ident working-tree-encoding=UTF-16 eol=crlf text\n"
)
HIDING = "* -diff binary export-ignore\n"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office into which the attributes came with a change, on a computer that knows the programs they name."""
    root = lay_whole(tmp_path / "office")
    configuration = root / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8") + "  history_from: 2024-01-01\n", "utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    touch = tmp_path / "ran"
    for name in ("filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "diff.evil.command",
                 "merge.evil.driver", "core.fsmonitor", "core.pager", "core.sshCommand"):  # fmt: skip
        git(root, "config", name, f"touch {touch}; cat")
    hooks = root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "pre-commit", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {touch}\n")
        (hooks / name).chmod(0o755)
    return root


def asking(root: Path, folder: str, words: str) -> str:
    """Commit the attributes without git's own help, which would run the programs here and now."""
    (root / folder / ".gitattributes").write_text(words)
    path = f"{folder}/.gitattributes".removeprefix("./")
    blob = git(root, "hash-object", "-w", "--no-filters", path).strip()
    git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    tree = git(root, "write-tree").strip()
    made = git(root, "commit-tree", tree, "-p", "HEAD", "-m", "Attributes").strip()
    git(root, "update-ref", "refs/heads/main", made)
    (root.parent / "ran").unlink(missing_ok=True)
    return made


@pytest.mark.parametrize("words", [ASKED, HIDING])
@pytest.mark.parametrize("folder", ["content", "data", "."])
def test_a_commit_is_read_as_it_was_committed(office: Path, folder: str, words: str) -> None:
    made = asking(office, folder, words)
    settings = read_settings(office)
    now = loaded(office)
    before = side_at(settings, made, declared_kinds())
    there = {(found.record.kind, found.record.slug) for found in before.registers}
    assert there == {
        (found.record.kind, found.record.slug) for found in side_now(now.registers, now.pages, ()).registers
    }
    history = read_history(office)
    assert history.of(DECISION, "dn-2024-001") and references_gone(settings, made) == {}
    assert not (office.parent / "ran").exists()


def test_a_reference_that_was_taken_out_is_remembered(office: Path) -> None:
    made = asking(office, "content", HIDING)
    git(office, "rm", "--quiet", "--cached", DECISION)
    made = git(office, "commit-tree", git(office, "write-tree").strip(), "-p", made, "-m", "Gone").strip()
    assert ("content/decisions", "dn-2024-001") in references_gone(read_settings(office), made)


def test_building_packing_and_proving_run_nothing(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = asking(office, ".", ASKED)
    site, package = office.parent / "site", office.parent / "office.zip"
    assert cli.main(["build", "--root", str(office), "--out", str(site)]) == 0
    assert cli.main(["archive", "--root", str(office), "--site", str(site), "--out", str(package)]) == 0
    cli.main(["changes", made, "--root", str(office)])
    assert cli.main(["verify", str(site), "--root", str(office), "--commit", made]) == 0, capsys.readouterr().err
    assert not (office.parent / "ran").exists()
