"""Forms for the browser: fresh, valid for GitHub, and what comes in is data whatever it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from forms_filled import example_of, issue_text
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import GOOD, ROOT, lay, lay_example

from macros.cli import main
from macros.field_facts import fields_of
from macros.forms.amending import amended
from macros.forms.boxes import Form, forms
from macros.forms.entering import enter
from macros.forms.issue_forms import FOLDER, issue_forms
from macros.forms.submitted import NotAForm, read_submission
from macros.loading import load
from macros.office import load_site
from macros.record import declared_kinds
from macros.registers import Registers
from macros.settings import read_settings
from macros.yaml_text.reading import read_yaml
from macros.yaml_text.writing import write_yaml

KINDS = declared_kinds()
FORMS = {form.name: form for form in forms(KINDS)}
DAY = date(2026, 11, 22)
EXAMPLE = ROOT / "tests" / "example"


def registers_of(root: Path) -> Registers:
    found = read_settings(root)
    return load(found.root, KINDS, found.shared)[0]


@pytest.fixture(scope="module")
def example() -> Registers:
    return registers_of(EXAMPLE)


def test_the_forms_are_fresh() -> None:
    assert main(["forms", "--check", "--root", str(ROOT)]) == 0


def test_a_stale_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "--root", str(tmp_path)]) == 0
    changed, left_over = tmp_path / FOLDER / "01-consultation.yml", tmp_path / FOLDER / "99-gone.yml"
    left_over.write_text(changed.read_text("utf-8"), "utf-8")
    changed.write_text(changed.read_text("utf-8").replace("consultation", "survey"), "utf-8")
    capsys.readouterr()
    assert main(["forms", "--check", "--root", str(tmp_path)]) == 1
    assert "01-consultation.yml" in (said := capsys.readouterr().out) and "99-gone.yml" in said
    assert main(["forms", "--root", str(tmp_path)]) == 0
    assert main(["forms", "--check", "--root", str(tmp_path)]) == 0 and not left_over.exists()


@pytest.mark.parametrize(
    ("schema", "pattern"), [("vendor.github-issue-forms", "[0-9]*.yml"), ("vendor.github-issue-config", "config.yml")]
)
def test_github_would_take_them(schema: str, pattern: str) -> None:
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", schema]
    run = subprocess.run([*command, *sorted((ROOT / FOLDER).glob(pattern))], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_github_asks_beyond_its_schema(form: Form) -> None:
    labels = [box.label for box in form.boxes]
    assert len(set(labels)) == len(labels), "two boxes of one form cannot be told apart"
    for box in form.boxes:
        assert len(set(box.choices)) == len(box.choices)


def test_no_two_forms_look_alike() -> None:
    assert len({tuple(box.label for box in form.boxes) for form in FORMS.values()}) == len(FORMS)


def test_the_forms_that_matter_are_there() -> None:
    wanted = {"decision", "meeting", "reading", "grant", "contract", "document", "gift", "expense", "consultation"}
    assert {*wanted, "policy", "checklist", "correction", "withdrawal"} <= set(FORMS)
    assert f"{FOLDER}/{len(FORMS) + 1:02}-something-else.yml" in issue_forms(KINDS)


NEW = [form for form in FORMS.values() if form.act == "new"]


def test_forms_filled_in_with_their_own_examples_are_published(example: Registers, tmp_path: Path) -> None:
    """Every form twice, with every example that it shows and then only with what is needed; then one check of all."""
    root = lay_example(tmp_path)
    for form in NEW:
        whole = {box.name: example_of(box, form, example) for box in form.boxes}
        expected = {facts.name for facts in fields_of(KINDS[form.kind]) if facts.expected}
        least = {box.name: whole[box.name] for box in form.boxes if box.required or box.name in expected}
        for values in (whole | {"ref": ""}, least | {"ref": "made-of-the-least"}):
            made = enter(root, registers_of_kind(root, form.kind), *read(form, values), DAY)
            (root / made.path).parent.mkdir(parents=True, exist_ok=True)
            (root / made.path).write_text(made.text, "utf-8")
    wrong = [found for found in load_site(read_settings(root), DAY).problems if found.severity == "must"]
    assert not wrong, "\n".join(f"{found.path}:{found.line} {found.message} {found.fix}" for found in wrong)
    made_of = load(root, KINDS)[0]
    assert all(made_of.find((form.kind,), "made-of-the-least") for form in NEW)


def read(form: Form, values: dict[str, str]) -> tuple[Form, dict[str, Any]]:
    return read_submission(issue_text(form, values), list(FORMS.values()))


def registers_of_kind(root: Path, kind: str) -> Registers:
    """The registers of an office of which only one is read."""
    found = load(root, {kind: KINDS[kind]})[0]
    found.kinds = KINDS
    return found


BOX = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60).map(str.strip)
LINES = st.lists(BOX, max_size=5).map("\n".join)


@settings(deadline=None, max_examples=200)
@given(LINES, BOX)
def test_a_text_comes_out_of_the_sources_as_it_went_in(text: str, title: str) -> None:
    """Whatever is written in a box: it is refused, or is the value of that box and of nothing else."""
    form = FORMS["decision"]
    needed = {"type": "decision notice", "summary": "S", "decision_maker": "D"}
    body = issue_text(form, {**needed, "title": title, "reasons": text})
    try:
        found, values = read_submission(body, list(FORMS.values()))
    except NotAForm:
        return
    assert found is form
    assert {**values, "title": "", "reasons": ""} == {**needed, "title": "", "reasons": ""}
    assert values["title"] == title
    written = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    assert values.get("reasons", "") == ("" if written in ("_No response_", "None") else written)
    assert read_yaml(write_yaml(values), "x.yml", []).value == values


HOSTILE = {
    "climbs out of the tree": ("ref", "../../.github/workflows/x"),
    "absolute": ("ref", "/etc/passwd"),
    "a name with a line break": ("ref", "DN-1\nDN-2"),
    "a second heading": ("reasons", "Because.\n\n### Amount\n\n1000000"),
    "all headings again": ("body", "### Reference\n\nDN-2012-01-01\n\n### Title\n\nX"),
    "turned text": ("title", "Grant \u202e0001 for x"),
    "a control character": ("title", "Grant\u0007"),
    "no choice of ours": ("type", "decree"),
    "a sum in words": ("amount", "ten thousand"),
    "a day written day first": ("signed_on", "09/03/2026"),
    "a reference to nothing": ("follows", "DN-1999-01-01"),
    "too many parts": ("payments", "a | b | c | d | e | f | g | h | i"),
    "raw HTML": ("body", "<script>alert(1)</script>"),
    "too long": ("body", "x" * 80_000),
}


@pytest.mark.parametrize(("name", "written"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_forms_change_nothing(
    name: str, written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = lay(tmp_path / "office")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    values = {"title": "T", "type": "decision notice", "summary": "S", "decision_maker": "D", name: written}
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"issue": {"body": issue_text(FORMS["decision"], values)}}), "utf-8")
    report = tmp_path / "report.md"
    assert main(["from-form", "--root", str(root), "--event", str(event), "--report", str(report)]) == 1
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    said = capsys.readouterr().err
    assert said.strip() and "Traceback" not in said
    title, empty, *block = report.read_text("utf-8").rstrip("\n").split("\n")
    assert title == "The form could not be used" and not empty
    assert all(line.startswith("    ") for line in block), "nothing that a stranger wrote leaves the block"


def test_commands_in_a_form_stay_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay(tmp_path / "office")
    words = (
        "$(touch /tmp/x) `id` ${{ github.token }} {{ show_register('decision') }} {% raw %} !!python/object:os.system"
    )
    values = {"title": words, "type": "decision notice", "summary": "&a *a", "decision_maker": "'\"; rm -rf ~"}
    (tmp_path / "form").write_text(issue_text(FORMS["decision"], values | {"signed_on": "2024-06-03"}), "utf-8")
    assert main(["from-form", "--root", str(root), str(tmp_path / "form")]) == 0
    (path,) = capsys.readouterr().out.split()
    assert re.fullmatch(r"content/decisions/2024/dn-2024-\d{3}\.md", path)
    (made,) = [found.record for found in registers_of(root).located["decision"] if found.path == path]
    assert made.label == words


def test_what_is_no_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "issue").write_text("Please publish my gift.", "utf-8")
    assert main(["from-form", "--root", str(GOOD), str(tmp_path / "issue")]) == 1
    assert "not made with one of the forms" in capsys.readouterr().err
    (tmp_path / "event.json").write_text('{"issue": 3}', "utf-8")
    assert main(["from-form", "--root", str(GOOD), "--event", str(tmp_path / "event.json")]) == 2


def test_the_promise_must_be_ticked() -> None:
    form = FORMS["gift"]
    text = issue_text(form, {box.name: "x" for box in form.boxes}).replace("- [x]", "- [ ]")
    with pytest.raises(NotAForm, match="not ticked"):
        read_submission(text, list(FORMS.values()))


def entered(name: str, values: dict[str, str], root: Path = EXAMPLE, registers: Registers | None = None) -> str:
    form, read = read_submission(issue_text(FORMS[name], values), list(FORMS.values()))
    return enter(root, registers or registers_of(root), form, read, DAY).text


def test_a_correction_changes_the_fact_and_says_so(example: Registers) -> None:
    found = next(found for found in example.located["grant"] if found.record.says("amount"))
    said = {"register": "Grants and funding", "ref": found.record.ref, "field": "amount", "value": "4321"}
    text = entered(
        "correction", {**said, "what": "The amount was wrong: see below.", "why": "A slip."}, registers=example
    )
    before = (EXAMPLE / found.path).read_text("utf-8")
    gone = [line for line in before.split("\n") if line not in text.split("\n")]
    assert len(gone) == 1 and gone[0].strip().startswith("amount:")
    entry = next(entry for entry in read_yaml(text, "x", []).value if entry["ref"] == found.record.ref)
    assert entry["amount"] == "4321"
    assert entry["corrections"][-1] == {
        "corrected_on": "2026-11-22",
        "what": "The amount was wrong: see below.",
        "why": "A slip.",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"field": "Amonut"}, "Did you mean “Amount”"),
        ({"value": "£1k"}, "“Amount”"),
        ({"ref": "no-such"}, "There is no entry “no-such”"),
        ({"field": "ref"}, "cannot be corrected with this form"),
    ],
)
def test_a_correction_that_cannot_be(change: dict[str, str], said: str, example: Registers) -> None:
    found = next(found for found in example.located["grant"] if found.record.says("amount"))
    values = {"register": "Grants and funding", "ref": found.record.ref, "field": "Amount", "value": "1"}
    with pytest.raises(NotAForm) as refusal:
        entered("correction", {**values, "what": "W", "why": "Y", **change}, registers=example)
    assert said in " ".join(refusal.value.messages)


def test_a_statement_takes_the_place_of_the_one_before() -> None:
    registers = registers_of(ROOT)
    said = registers.located["publication_statement"][0].record
    values = {"duty": said.duty, "state": "nil return", "reason": "There was none.", "period": "2026-27 Q2"}
    text = entered("checklist", values, ROOT, registers)
    entries = read_yaml(text, "x", []).value
    (entry,) = [entry for entry in entries if entry["duty"] == said.duty]
    assert entry["ref"] == said.ref and entry["state"] == "nil return" and entry["stated_on"] == "2026-11-22"
    assert entry["owner"] == said.owner and "sources" not in entry
    assert len(entries) == len(registers.located["publication_statement"])
    assert text.startswith((ROOT / "data/publication.yml").read_text("utf-8").split("- ref")[0])


def test_amending_an_entry_leaves_every_other_line_alone() -> None:
    """Tried on entries of every file of the real office: front matter, lists and files of one entry."""
    registers = registers_of(ROOT)
    first = {found.path: found for found in registers if not found.path.endswith(".csv")}
    withdrawn = {"withdrawn_on": "2026-11-22", "reason": "A trial: “so”."}
    for found in first.values():
        before = (ROOT / found.path).read_text("utf-8").split("\n")
        after = amended(ROOT, registers, found, {"withdrawn": withdrawn}).split("\n")
        start = next(number for number, line in enumerate(after) if line.strip() == "withdrawn:")
        assert [line.strip() for line in after[start : start + 3]] == [
            "withdrawn:",
            "withdrawn_on: 2026-11-22",
            "reason: 'A trial: “so”.'",
        ]
        assert after[:start] + after[start + 3 :] == before, found.path
