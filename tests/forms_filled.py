"""A form as somebody fills it in, in the very text that GitHub makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from macros.forms.boxes import Box, Form
from macros.registers import Registers


def issue_text(form: Form, values: Mapping[str, str]) -> str:
    """The body of an issue made with a form: a heading for each box, and what was written there."""
    parts = []
    for box in form.boxes:
        written = values.get(box.name, "")
        if box.shape == "tick":
            written = "\n".join(f"- [x] {label}" for label in box.choices)
        parts.append(f"### {box.label}\n\n{written or '_No response_'}")
    return "\n\n".join(parts)


def example_of(box: Box, form: Form, registers: Registers) -> str:
    """What the form itself shows as an example in a box, with references that this office has."""
    if box.shape == "choice":
        return box.choices[0]
    if box.shape == "yes-no":
        return "no"
    if not form.kind:
        return box.example
    facts: Any = next((found for found in _facts(form, registers) if found.name == box.name), None)
    if facts is not None and facts.to:
        return next((found.record.ref for kind in facts.to for found in registers.located[kind]), "")
    return box.example if box.shape != "rows" else ""


def _facts(form: Form, registers: Registers) -> Any:
    from macros.field_facts import fields_of

    return fields_of(registers.kinds[form.kind])
