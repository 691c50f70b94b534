"""How records prove a publication duty, declared on their kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from macros.record import Record


@dataclass(frozen=True)
class Evidence:
    """How records of a kind prove a publication duty: which of them count, and what dates them.

    ``where`` names fields and the values, as text, that they must have; ``through`` a reference and what the record
    that it names must have; ``at_most`` numbers that may not be larger; ``having`` fields that say something in every record of the sort. Every field of ``filled`` and one of
    ``any_filled`` must say something; every field of ``empty`` must not. ``dated`` is the field whose newest
    date or period is compared with the duty's timing; without it no one can say whether it is in time.
    ``published`` is the field with the day on which the record came out, where that is another; ``every_months``
    the rhythm of such records where it is not the duty's.
    ``each`` is a field and the values that it must have between all records, each judged by itself: the accounts of the
    Commissioner and of the Chief Constable. Where ``whole`` is set, none counts while one of the sort is not filled
    in: what every office holder is paid. Where ``unbroken`` is set, a month or quarter between two others may not be
    left out: lists of spending.
    ``starts`` and ``done`` are the days between which each record runs out, as a reply to an inspection does.
    """

    duty: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    through: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    at_most: Mapping[str, int] = field(default_factory=dict)
    having: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    any_filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    dated: str = ""
    published: str = ""
    every_months: int = 0
    each: tuple[str, tuple[str, ...]] = ("", ())
    whole: bool = False
    unbroken: bool = False
    starts: str = ""
    done: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that it names."""
        single = filter(None, [self.dated, self.published, self.each[0], self.starts, self.done])
        return (
            *self.where,
            *self.through,
            *self.at_most,
            *self.having,
            *self.filled,
            *self.any_filled,
            *self.empty,
            *single,
        )

    def fits(self, record: Record) -> bool:
        """Whether a record is of the sort that is asked for, filled in or not. Withdrawn ones never are.

        What it refers to is looked at where all records are known.
        """
        return (
            not record.withdrawn
            and all(str(getattr(record, name)) in values for name, values in self.where.items())
            and all(not record.says(name) or getattr(record, name) <= most for name, most in self.at_most.items())
            and all(record.says(name) for name in self.having)
            and not any(record.says(name) for name in self.empty)
        )

    def lacks(self, record: Record) -> tuple[str, ...]:
        """The fields that would have to be filled in for a record to count."""
        lacking = tuple(name for name in self.filled if not record.says(name))
        return lacking or (
            self.any_filled if self.any_filled and not any(record.says(name) for name in self.any_filled) else ()
        )

    def counts(self, record: Record) -> bool:
        """Whether a record is evidence."""
        return self.fits(record) and not self.lacks(record)
