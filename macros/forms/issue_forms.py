"""Forms for those who have only a browser: GitHub's issue forms, written from the declarations.

The files in ``.github/ISSUE_TEMPLATE/`` are these and no second copy: ``transparency forms`` writes them, and a test
fails when they are stale. https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
"""

from __future__ import annotations

from typing import Any

from macros.forms.boxes import Box, Form, forms
from macros.record import Record
from macros.yaml_text.writing import write_yaml

FOLDER = ".github/ISSUE_TEMPLATE"

LABEL = "form"
"""The label that every form puts on its issue. It starts nothing."""

HEAD = "# Made from the declarations in macros/kinds/ by: transparency forms\n"

INTRODUCTION = (
    "{description}\n\nFill in what you know and leave the rest empty: nought means nought, empty means not known. "
    "When you have sent it, somebody of the office reads it and turns it into a proposed change. "
    "**Everything you write here can be read by anybody, at once and for ever.**"
)


def issue_forms(kinds: dict[str, type[Record]]) -> dict[str, str]:
    """Every issue form by its path below the root, with the page that lists them."""
    files = {}
    for number, form in enumerate(forms(kinds), 1):
        files[f"{FOLDER}/{number:02}-{form.name}.yml"] = HEAD + write_yaml(_form(form), for_any_reader=True)
    files[f"{FOLDER}/{number + 1:02}-something-else.yml"] = HEAD + write_yaml(_general(), for_any_reader=True)
    files[f"{FOLDER}/config.yml"] = HEAD + write_yaml({"blank_issues_enabled": False}, for_any_reader=True).replace(
        "'false'", "false"
    )
    return files


def _form(form: Form) -> dict[str, Any]:
    introduction = {"type": "markdown", "attributes": {"value": INTRODUCTION.format(description=form.description)}}
    return {
        "name": form.title,
        "description": _short(form.description),
        "title": f"{form.title}: ",
        "labels": [LABEL],
        "body": [introduction, *(_element(box) for box in form.boxes)],
    }


def _short(words: str) -> str:
    """The first sentence, within what GitHub shows in its list of forms."""
    first = words.split(". ")[0].rstrip(".") + "."
    return first if len(first) <= 200 else first[:199] + "…"


def _element(box: Box) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": box.label}
    if box.hint:
        attributes["description"] = box.hint
    if box.shape == "tick":
        attributes["options"] = [{"label": label, "required": True} for label in box.choices]
        return {"type": "checkboxes", "id": box.name, "attributes": attributes}
    made: dict[str, Any] = {"id": box.name.replace("_", "-"), "attributes": attributes}
    if box.shape in ("choice", "yes-no"):
        attributes["options"] = list(box.choices) if box.shape == "choice" else ["yes", "no"]
        made = {"type": "dropdown", **made}
    else:
        made = {"type": "input" if box.shape == "line" else "textarea", **made}
        if box.example:
            attributes["placeholder"] = box.example
    return {**made, "validations": {"required": True}} if box.required else made


def _general() -> dict[str, Any]:
    body = [
        {
            "type": "textarea",
            "id": "page",
            "attributes": {"label": "Which page", "description": "Its address, or what it is about."},
        },
        {
            "type": "textarea",
            "id": "words",
            "attributes": {
                "label": "What should be different",
                "description": "What it says now, what it should say, and where we can check it.",
            },
            "validations": {"required": True},
        },
    ]
    about = "A mistake, a question or an idea. Somebody of the office answers."
    return {"name": "Something else", "description": about, "labels": ["question"], "body": body}
