"""The field guide from the declarations, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from macros.field_facts import fields_of
from macros.record import Record


def describe(kind: type[Record]) -> str:
    """The field guide of a kind for the terminal: where it is kept, and every field."""
    lines = [
        f"{kind.register_title} ({kind.kind})",
        "",
        (kind.__doc__ or "").strip(),
        "",
        f"Kept in: {', '.join(kind.files)}",
        "",
    ]
    lines += list(_describe_fields(kind, "  "))
    return "\n".join(lines) + "\n"


def _describe_fields(model: type[BaseModel], indent: str) -> Iterator[str]:
    for facts in fields_of(model):
        need = "needed" if facts.required else "may be left out"
        yield f"{indent}{facts.name} — {facts.title} ({need}{', a list' if facts.many else ''})"
        if facts.description:
            yield f"{indent}    {facts.description}"
        if facts.choices:
            yield f"{indent}    One of: {', '.join(facts.choices)}"
        if facts.to:
            yield f"{indent}    The reference of: {', '.join(facts.to)}"
        if facts.example:
            yield f"{indent}    For example: {facts.example}"
        if facts.entry:
            yield from _describe_fields(facts.entry, indent + "    ")


def describe_all(kinds: dict[str, type[Record]]) -> str:
    """Every kind in a line."""
    width = max(len(name) for name in kinds)
    return "".join(f"{name:<{width}}  {kind.register_title} — {kind.files[0]}\n" for name, kind in kinds.items())
