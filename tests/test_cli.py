"""The command line: what it answers, where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sites import BAD, EXPECTED, GOOD, MESSAGES, lay

from macros.cli import COMMANDS, main, parser

KEYS = ["code", "severity", "path", "line", "field", "message", "fix"]


def expected(case: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((BAD / case / EXPECTED).read_text("utf-8"))
    return found


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return lay(tmp_path / "office", BAD / "end-before-start")


def test_clean_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(GOOD)]) == 0
    assert capsys.readouterr().out == "No problems found.\n"


def test_text_is_the_answer_and_nothing_else(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(bad)]) == 1
    assert capsys.readouterr().out == (BAD / "end-before-start" / MESSAGES).read_text("utf-8")


def test_json(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(bad), "--format", "json"]) == 1
    said = capsys.readouterr()
    rows = json.loads(said.out)
    assert [list(row) for row in rows] == [KEYS] * len(rows)
    assert [{key: row[key] for key in ("code", "path", "line", "field")} for row in rows] == expected(
        "end-before-start"
    )
    assert rows == sorted(rows, key=lambda row: (row["path"], row["line"]))
    assert {row["severity"] for row in rows} == {"must"}
    assert said.err == "4 problems must be mended before the site can be published.\n"


def test_json_of_clean_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(GOOD), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_github(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(bad), "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == (
        "::error file=data/contracts.yml,line=8,title=end-before-start::“Ends on” (2024-05-31) comes before “Starts on” "
        "(2024-06-01). To fix: check both; the earlier one goes first"
    )
    assert len(lines) == len(expected("end-before-start"))


def test_github_lines_cannot_be_broken_out_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay(tmp_path / "office")
    (root / "data/gift,s::error %0A.yml").write_text("x")
    assert main(["check", "--root", str(root), "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith(
        "::error file=data/gift%2Cs%3A%3Aerror %250A.yml,line=1,title=wrong-folder::"
    )


def test_sarif(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(bad), "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    assert [rule["id"] for rule in found["tool"]["driver"]["rules"]] == ["end-before-start"]
    places = [result["locations"][0]["physicalLocation"] for result in found["results"]]
    assert [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places] == [
        (row["path"], row["line"]) for row in expected("end-before-start")
    ]
    assert {result["level"] for result in found["results"]} == {"error"}


def test_what_should_be_looked_at_does_not_stop_publication(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay(tmp_path / "office", BAD / "byte-order-mark")
    assert main(["check", "--root", str(root)]) == 0
    assert "auditors will see this line" in capsys.readouterr().out
    assert main(["check", "--root", str(root), "--format", "github"]) == 0
    assert capsys.readouterr().out.startswith("::warning ")


@pytest.mark.parametrize(
    ("written", "meant"), [("silent-chnage", "silent-change"), ("no-such-piller", "no-such-pillar")]
)
def test_only_a_code_that_there_is_not(written: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(GOOD), "--only", "empty-file", "--only", written]) == 2
    said = capsys.readouterr()
    assert f"no problem with the code “{written}”. Did you mean {meant}?" in said.err and said.out == ""


def test_only_one_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay(tmp_path / "office", BAD / "unknown-field--csv")
    (root / "data/gifts.yml").write_text("")
    assert main(["check", "--root", str(root), "--only", "empty-file"]) == 1
    said = capsys.readouterr()
    assert said.out.count("To fix:") == 1 and "[empty-file]" in said.out
    assert said.err == "2 of other kinds are not shown.\n"
    assert main(["check", "--root", str(root), "--only", "empty-file", "--only", "unknown-field"]) == 1
    assert capsys.readouterr().out.count("To fix:") == 3
    assert main(["check", "--root", str(root), "--only", "no-office"]) == 0


def test_the_day_can_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(GOOD), "--as-of", "2024-06-01"]) == 1
    assert "which is after 1 June 2024, the day this site speaks of." in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chekc"],
        ["check", "--format", "xml"],
        ["check", "--as-of", "31/02/2024"],
        ["check", "--colour"],
        ["check", "extra"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: transparency" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        (None, "There is no mkdocs.yml in"),
        ("- a\n- b\n", "mkdocs.yml"),
        ("just words", "mkdocs.yml"),
        ("", "docs"),
        ("docs_dir: nowhere\n", "nowhere"),
        ("docs_dir: [a]\n", "docs_dir"),
        ("extra:\n  as_of: soon\n", "“soon” under as_of is not a date"),
        ("site_name: a: b\n", "mkdocs.yml, line 1: This line has two colons"),
        ("INHERIT: gone.yml\n", "gone.yml"),
        ("INHERIT: mkdocs.yml\n", "mkdocs.yml"),
    ],
)
def test_a_folder_that_is_no_site(
    configuration: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if configuration is not None:
        (tmp_path / "mkdocs.yml").write_text(configuration)
    assert main(["check", "--root", str(tmp_path)]) == 2
    words = capsys.readouterr()
    assert said in words.err and words.out == ""
    assert len(words.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["", "check", "build", "serve", "describe", "checklist", "links"])
def test_help_says_what_a_command_does(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command.split(), "--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: transparency")
    assert command or "0 clean, 1 problems that stop publication, 2 wrong usage" in " ".join(said.split())


@pytest.mark.parametrize(
    ("command", "not_wanted"),
    [("--help", "pydantic"), ("check", "mkdocs"), ("check", "xlsxwriter"), ("check", "icalendar")],
)
def test_a_command_waits_only_for_what_it_needs(command: str, not_wanted: str) -> None:
    program = (
        "import sys, contextlib\nfrom macros.cli import main\n"
        f"with contextlib.suppress(SystemExit): main([{command!r}])\nsys.exit({not_wanted!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=GOOD, capture_output=True, check=False).returncode == 0


def test_every_option_is_explained() -> None:
    (commands,) = (action for action in parser()._actions if action.dest == "command")
    assert list(commands.choices) == list(COMMANDS)  # type: ignore[arg-type]
    for name, made in commands.choices.items():  # type: ignore[union-attr]
        assert made.description and made.get_default("run"), name
        assert [action.dest for action in made._actions if not action.help] == [], name


def test_describe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe"]) == 0
    assert "Gifts and hospitality" in capsys.readouterr().out
    for name in ("gift", "gifts-and-hospitality"):
        assert main(["describe", name]) == 0
        said = capsys.readouterr().out
        assert "Kept in: data/gifts.yml" in said and "offered_on — Offered on (needed)" in said
    assert main(["describe", "gfit"]) == 2
    assert "Did you mean gift?" in capsys.readouterr().err


def test_names_that_are_no_words_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay(tmp_path / "office")
    (Path(str(root) + "/data/caf\udce9.yml")).write_text("x")
    assert main(["check", "--root", str(root)]) == 1
    assert main(["check", "--root", str(root), "--format", "json"]) == 1
