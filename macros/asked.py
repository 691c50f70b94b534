"""What was asked of a site while something was made from it, so that it is known when making it again would give the same.

Whoever makes a page asks the registers and the view. Each question is noted; a page that was kept holds for as long as every
question that it asked has the same answer. Questions are coarse where that is simpler, and never finer than what was given:
whatever is reached in a way that has no question of its own counts as asking for everything there is.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel

from macros.field_facts import FieldFacts
from macros.record import Record
from macros.registers import Located, Registers

Question = tuple[str, ...]
"""What was asked for, in words: the name of the question, and of what."""
EVERYTHING: Question = ("everything",)

Value = TypeVar("Value")


class Asked:
    """The questions of whoever is at work. What is asked while nobody listens is not noted."""

    def __init__(self) -> None:
        self._listening: list[set[Question]] = []

    def note(self, *question: str) -> None:
        """Somebody asked this."""
        if self._listening:
            self._listening[-1].add(question)

    def note_all(self, questions: Iterable[Question]) -> None:
        """Somebody asked all of these."""
        if self._listening:
            self._listening[-1].update(questions)

    @contextlib.contextmanager
    def listening(self) -> Iterator[set[Question]]:
        """The questions that are asked within."""
        found: set[Question] = set()
        self._listening.append(found)
        try:
            yield found
        finally:
            self._listening.pop()


class told_once(Generic[Value]):
    """Something that is worked out once; what was asked for it counts as asked by everybody who looks at it.

    Stands over a method of a class whose ``asked`` is an :class:`Asked`, as ``functools.cached_property`` would.
    """

    def __init__(self, work: Callable[[Any], Value]) -> None:
        self.work = work
        self.name = f"_told_{work.__name__}"
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, owner: None, kind: Any = None) -> told_once[Value]: ...
    @overload
    def __get__(self, owner: object, kind: Any = None) -> Value: ...
    def __get__(self, owner: Any, kind: Any = None) -> Any:
        if owner is None:
            return self
        if self.name not in owner.__dict__:
            with owner.asked.listening() as questions:
                value = self.work(owner)
            owner.__dict__[self.name] = (value, frozenset(questions))
        value, questions = owner.__dict__[self.name]
        owner.asked.note_all(questions)
        return value


class WatchedRegisters(Registers):
    """Registers that note what is asked of them. Any other way to what they hold is a question for everything."""

    real: Registers
    asked: Asked

    def __init__(self, real: Registers, asked: Asked) -> None:
        self.__dict__.update(kinds=real.kinds, real=real, asked=asked)

    def of(self, kind: str) -> list[Any]:
        """The records of a kind in the register's order."""
        self.asked.note("register", kind)
        return self.real.of(kind)

    def find(self, kinds: tuple[str, ...], ref: str) -> Record | None:
        """The record of one of the kinds with this reference, or nothing."""
        self.asked.note("found", ref, *kinds)
        return self.real.find(kinds, ref)

    def links_from(self, record: Record) -> list[tuple[FieldFacts, Record]]:
        """What this record refers to."""
        self.asked.note("links from", record.kind, record.slug)
        return self.real.links_from(record)

    def links_to(self, record: Record) -> list[tuple[FieldFacts, Record]]:
        """What refers to this record."""
        self.asked.note("links to", record.kind, record.slug)
        return self.real.links_to(record)

    def path_of(self, record: Record) -> str:
        """The source file that a record stands in."""
        self.asked.note("path", record.kind, record.slug)
        return self.real.path_of(record)

    def count(self, kind: str) -> int:
        """How many entries of a kind there are."""
        self.asked.note("register", kind)
        return self.real.count(kind)

    def place_of(self, record: Record) -> Located:
        """Where a record stands, with all its lines: no page is kept that asks for that."""
        self.asked.note(*EVERYTHING)
        return self.real.place_of(record)

    def __iter__(self) -> Iterator[Located]:
        self.asked.note(*EVERYTHING)
        return iter(self.real)

    def __getattribute__(self, name: str) -> Any:
        if name in OPEN or name.startswith("__"):
            return super().__getattribute__(name)
        self.asked.note(*EVERYTHING)
        return getattr(self.real, name)


OPEN = frozenset(["kinds", "real", "asked", "of", "find", "links_from", "links_to", "path_of", "count", "place_of"])
"""What :class:`WatchedRegisters` answers with a question of its own; what a kind declares is the program's."""


class Marks:
    """A short mark for everything of a site that can be asked for: equal marks, equal answers."""

    def __init__(self, registers: Registers) -> None:
        self.registers = registers
        self._records: dict[int, bytes] = {}

    def of_record(self, record: Record) -> bytes:
        """By its kind and what its entry says word for word; where the text is not at hand, by its own values."""
        if (known := self._records.get(id(record))) is None:
            place = self.registers.place_of(record)
            if place.record is record and place.tree.value is not None:
                known = _short(repr((record.kind, place.tree.value)).encode("utf-8", "surrogatepass"))
            else:
                known = self.of((record.kind, record.__dict__))
            self._records[id(record)] = known
        return known

    def of(self, value: Any) -> bytes:
        """Of any plain value; what records it holds count by their own marks.

        :raises ValueError: it holds something that cannot be told from another of its kind.
        """
        content = io.BytesIO()
        try:
            _Plain(content, self).dump(value)
        except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as reason:
            raise ValueError(str(reason)) from None
        return _short(content.getvalue())

    def answer(self, question: Question) -> bytes:
        """What the registers answer to a question.

        :raises KeyError: it is no question for the registers.
        """
        name, *words = question
        registers = self.registers
        if question == EVERYTHING:
            return _short(b"".join(self._of_kind(kind) for kind in registers.kinds))
        if name == "register":
            return self._of_kind(words[0]) if words[0] in registers.kinds else b""
        if name == "found":
            found = registers.find(tuple(words[1:]), words[0])
            return self.of(found)
        record = registers.find((words[0],), words[1]) if name in ("record", "links from", "links to", "path") else None
        if record is None:
            raise KeyError(question)
        if name == "record":
            return self.of_record(record)
        if name == "path":
            return self.of(registers.path_of(record))
        links = registers.links_from(record) if name == "links from" else registers.links_to(record)
        return self.of([(facts.name, other) for facts, other in links])

    def _of_kind(self, kind: str) -> bytes:
        return _short(b"".join(self.of_record(record) for record in self.registers.of(kind)))


class _Plain(pickle.Pickler):
    """Values word for word, whichever of them happen to be one object in memory."""

    def __init__(self, content: io.BytesIO, marks: Marks) -> None:
        super().__init__(content, protocol=5)
        self.fast = True
        self.marks = marks

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, Record):
            return self.marks.of_record(value)
        if isinstance(value, BaseModel):
            return type(value).__qualname__, self.marks.of(value.__dict__)
        if isinstance(value, (set, frozenset)):
            return sorted(self.marks.of(one) for one in value)
        return None


def _short(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


__all__ = ["EVERYTHING", "Asked", "Marks", "Question", "WatchedRegisters", "told_once"]
