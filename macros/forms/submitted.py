"""What somebody filled in: the text of an issue that a form made, read back into its boxes.

The text is hostile: anybody can write anything. It is only ever parted into the boxes of one known form, and a text
that can be parted in more than one way is refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from macros.forms.boxes import Box, Form
from macros.validation import nearest

LONGEST = 70_000
"""Characters of an issue. GitHub takes 65,536."""

EMPTY = ("", "_No response_", "None")
"""What GitHub writes for a box that was left empty."""

BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class NotAForm(Exception):
    """The text cannot be used. Each message is a sentence for the person who sent it."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages


def read_submission(text: str, known: list[Form]) -> tuple[Form, dict[str, Any]]:
    """The form that was filled in, and what stands in each box that was not left empty, as entries have it.

    :raises NotAForm: it is none of the forms, a heading of one stands in it twice, or a box holds what it cannot.
    """
    if len(text) > LONGEST:
        raise NotAForm(f"This is longer than {LONGEST:,} characters. Shorten it, or propose a file instead.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    headings = [(line[4:].strip(), number) for number, line in enumerate(lines) if line.startswith("### ")]
    form = _form_of([heading for heading, _ in headings], known)
    places = []
    for box in form.boxes:
        found = [number for heading, number in headings if heading == box.label]
        if len(found) != 1:
            times = "is missing" if not found else f"stands here {len(found)} times"
            raise NotAForm(f"The heading “### {box.label}” {times}. Use the form “{form.title}” as it is.")
        places.append(found[0])
    if places != sorted(places):
        raise NotAForm(f"The headings are not in the order of the form “{form.title}”. Use the form as it is.")
    ends = [*places[1:], len(lines)]
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for box, start, end in zip(form.boxes, places, ends, strict=True):
        written = "\n".join(line.rstrip() for line in lines[start + 1 : end]).strip("\n").strip()
        try:
            value = _value(box, written)
        except NotAForm as reason:
            wrong += reason.messages
            continue
        if value is not None:
            values[box.name] = value
    if wrong:
        raise NotAForm(*wrong)
    return form, values


def _form_of(headings: list[str], known: list[Form]) -> Form:
    """The form with the most boxes whose headings are all here, else the one that comes nearest."""
    here = set(headings)
    whole = [form for form in known if all(box.label in here for box in form.boxes)]
    if whole:
        return max(whole, key=lambda form: len(form.boxes))
    near = max(known, key=lambda form: sum(box.label in here for box in form.boxes) / len(form.boxes))
    if not any(box.label in here for box in near.boxes):
        raise NotAForm("This was not made with one of the forms, so nothing can be made of it.")
    return near


def _value(box: Box, written: str) -> Any:
    if written in EMPTY:
        if box.required:
            raise NotAForm(f"“{box.label}” is empty, and the form needs it.")
        return None
    for sign in written:
        if sign in BIDIRECTIONAL or (unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n"):
            raise NotAForm(f"“{box.label}” has an invisible control character in it. Type the words again.")
    if box.shape == "tick":
        if any(not re.search(rf"^- \[[xX]\] {re.escape(label)}$", written, re.MULTILINE) for label in box.choices):
            raise NotAForm(f"The box under “{box.label}” is not ticked.")
        return None
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    if box.shape == "text":
        return written
    if box.shape == "lines":
        return [re.sub(r"^[-*] ", "", line).strip() for line in lines]
    if box.shape == "rows":
        return [_row(box, line) for line in lines]
    if len(lines) > 1:
        raise NotAForm(f"“{box.label}” has {len(lines)} lines, and one is wanted.")
    answers = box.choices if box.shape == "choice" else ("yes", "no") if box.shape == "yes-no" else ()
    if answers and written not in answers:
        near = nearest(written, answers)
        raise NotAForm(
            f"“{box.label}” is none of the possible answers. Choose “{near}” or another of the list."
            if near
            else f"“{box.label}” is none of the possible answers. Choose one of the list."
        )
    return written


def _row(box: Box, line: str) -> dict[str, str]:
    cells = [cell.strip() for cell in re.sub(r"^[-*] ", "", line).strip("|").split("|")]
    if len(cells) > len(box.parts):
        raise NotAForm(
            f"“{box.label}”: a line has {len(cells)} parts, and there are at most {len(box.parts)}: "
            + " | ".join(part.title for part in box.parts)
            + "."
        )
    return {part.name: cell for part, cell in zip(box.parts, cells, strict=False) if cell}
