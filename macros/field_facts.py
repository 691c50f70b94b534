"""What a declaration says of each field, taken apart once for all who ask: messages, tables, downloads, the field guide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from macros.fields import Markdown, To
from macros.record import Entry, Record


@dataclass(frozen=True)
class FieldFacts:
    """What a declaration says of one field, taken apart for messages, downloads and the field guide."""

    name: str
    title: str
    description: str
    example: str
    required: bool
    expected: bool
    many: bool
    to: tuple[str, ...]
    prose: bool
    attached: bool
    contact: bool
    entry: type[Entry] | None
    choices: tuple[str, ...]
    unit: str
    format: str
    type: Any

    @property
    def is_number(self) -> bool:
        """Whether its values are figures, which stand below one another at the right of a column."""
        return self.type in (Decimal, int)


def _peel(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[tuple[Any, bool, tuple[Any, ...]]]:
    """The plain types inside an annotation, whether each stands in a list, and its metadata."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        yield from _peel(inner, (*metadata, *marks))
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            if part is not type(None):
                yield from _peel(part, metadata)
    elif origin in (list, tuple):
        for inner, _, extra in _peel(get_args(annotation)[0]):
            yield inner, True, (*metadata, *extra)
    else:
        yield annotation, False, metadata


def _facts(name: str, info: FieldInfo) -> FieldFacts:
    inner, many, metadata = next(iter(_peel(info.annotation, tuple(info.metadata))))
    to = next((mark.kinds for mark in metadata if isinstance(mark, To)), ())
    marks = {type(mark).__name__ for mark in metadata}
    schema = next((mark.json_schema or {} for mark in metadata if isinstance(mark, WithJsonSchema)), {})
    is_entry = isinstance(inner, type) and issubclass(inner, Entry)
    return FieldFacts(
        name=name,
        title=info.title or name.replace("_", " ").capitalize(),
        description=info.description or "",
        example=str(info.examples[0]) if info.examples else "",
        required=info.is_required(),
        expected="Expected" in marks,
        many=many,
        to=to,
        prose=Markdown.__name__ in marks,
        attached="AttachedFile" in marks,
        contact="ContactDetail" in marks,
        entry=inner if is_entry else None,
        choices=tuple(str(choice) for choice in get_args(inner)) if get_origin(inner) is Literal else (),
        unit=str(schema.get("x-unit", "")),
        format=str(schema.get("format", "")),
        type=inner,
    )


@cache
def fields_of(model: type[BaseModel]) -> tuple[FieldFacts, ...]:
    """The fields of a kind or entry: its own first, those that every record shares last."""
    shared = Record.model_fields if issubclass(model, Record) and model is not Record else {}
    own = [name for name in model.model_fields if name not in shared]
    order = (["ref"] if "ref" in shared else []) + own + [name for name in shared if name != "ref"]
    return tuple(_facts(name, model.model_fields[name]) for name in order)


@cache
def field_named(model: type[BaseModel], name: str) -> FieldFacts:
    """One field's facts. :raises KeyError: there is none of that name."""
    for facts in fields_of(model):
        if facts.name == name:
            return facts
    raise KeyError(name)
