"""What a record is, and the list of declared kinds.

A kind is declared once, as a class in ``macros/kinds/``; loading, validation, line-numbered problems,
references, the download, the JSON Schema, the field guide and checklist evidence are derived from it.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from macros.evidence import Evidence as Evidence
from macros.fields import Day, Line, Prose, Ref, To, Url, YesNo, slug_of

KINDS: dict[str, type[Record]] = {}
"""Every declared kind by its name, in the order of declaration."""


class Entry(BaseModel):
    """A group of fields inside a record, such as one grade of an inspection. Unknown keys are refused."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, str_strip_whitespace=True)


class Citation(Entry):
    """Where a fact came from, so that a reader can check it."""

    title: Line = Field(
        title="Title",
        description="The document or page, with its publisher and date.",
        examples=["Police and Crime Plan for Wessimere 2025–2029, the Commissioner, March 2025"],
    )
    url: Url | None = Field(None, title="Web address", examples=["https://example.org/decisions"])
    part: Line | None = Field(
        None, title="Part", description="The section, page or paragraph.", examples=["Policing Budget and Precept"]
    )
    seen_on: Day | None = Field(
        None, title="Seen on", description="The day on which it was read.", examples=["2026-11-22"]
    )


class Correction(Entry):
    """One substantive change to a published record: what changed, when and why."""

    corrected_on: Day = Field(title="Corrected on", examples=["2026-03-09"])
    what: Line = Field(title="What changed", examples=["The amount was £10,000 and is now £12,000."])
    why: Line = Field(title="Why", examples=["The second instalment had been left out."])
    who: Line | None = Field(None, title="Who", examples=["Chief Finance Officer"])
    minor: YesNo = Field(
        False,
        title="Spelling only",
        description="“yes” for a slip of the pen that changes no fact. A figure, date or name is never minor.",
        examples=["yes"],
    )


class Withdrawal(Entry):
    """That a record no longer stands. Its page is kept, with the date and the reason."""

    withdrawn_on: Day = Field(title="Withdrawn on", examples=["2026-03-09"])
    reason: Line = Field(title="Reason", examples=["Published twice; see DN-2026-003."])


RESERVED = (
    "kind",
    "plural",
    "register_title",
    "files",
    "page_address",
    "label_field",
    "sort_by",
    "columns",
    "groups",
    "instead",
    "split_by",
    "evidence_for",
    "moving",
    "asked",
    "on_paper",
    "earlier",
    "data_name",
    "slug",
    "label",
    "says",
)
"""Names that a kind's fields may not have, because the declaration stands under them."""


SUPPORTED = ("pillar", "objective", "priority", "outcome", "plan")
"""The kinds of plan element that any record may say it serves: the golden thread."""


class Record(BaseModel):
    """One thing that the office publishes, with the fields that every kind shares.

    Class keywords when declaring a kind:

    ``kind``       singular name, lower case with underscores
    ``plural``     the register's name in addresses and downloads, with hyphens
    ``heading``    the register's name in the public's words
    ``files``      patterns below the root folder, for example ``data/gifts.yml``
    ``address``    where each record has a page of its own, with ``{field}`` filled in; none means that
                   the record stands on its register's page
    ``label``      the field that names a record to a reader
    ``order``      the fields that the register is sorted by; a leading ``-`` turns the order round
    ``columns``    the fields that the register's table shows, in order
    ``instead``    for a column: the field that stands in it, named, where the column's own field is empty
    ``groups``     the field by which a long register is split under headings
    ``split_by``   the day by whose month a long register is parted into pages of its own
    ``evidence_for``  the publication duties that records of this kind can prove, and how
    ``moving``     the fields that say how things stand today, so that a change to them is news and no correction;
                   ``*`` is every field
    ``asked``      the fields that the form for the browser asks for, in order; none means that there is no such form
    ``on_paper``   whether each record's page can be had as a PDF too
    ``earlier``    the columns of earlier versions of the data: what each was called, and what it is called now, or nothing
    """

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, str_strip_whitespace=True)

    kind: ClassVar[str]
    plural: ClassVar[str]
    register_title: ClassVar[str]
    files: ClassVar[tuple[str, ...]]
    page_address: ClassVar[str | None]
    label_field: ClassVar[str]
    sort_by: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]
    instead: ClassVar[dict[str, str]]
    groups: ClassVar[str | None]
    split_by: ClassVar[str]
    evidence_for: ClassVar[tuple[Evidence, ...]]
    moving: ClassVar[tuple[str, ...]]
    asked: ClassVar[tuple[str, ...]]
    on_paper: ClassVar[bool]
    earlier: ClassVar[tuple[dict[str, str], ...]]
    data_name: ClassVar[str]  # what the newest files are called: the plural, and the number of a later version

    ref: Ref = Field(
        title="Reference",
        description="The permanent name of this entry. It never changes and is never used again.",
        examples=["DN-2025-01-10"],
    )
    supports: list[Annotated[str, To(*SUPPORTED)]] = Field(
        [],
        title="Serves",
        description="The parts of a plan that this serves: references of pillars, objectives, priorities or outcomes.",
        examples=["P5.4"],
    )
    sources: list[Citation] = Field([], title="Sources", description="Where the facts came from.")
    doubt: Line | None = Field(
        None,
        title="What is uncertain",
        description="Said on the page, in a sentence, wherever the source is unclear.",
        examples=["The year is inferred from the dates of the consultation."],
    )
    note: Prose | None = Field(None, title="Note", description="Anything a reader needs to know.")
    corrections: list[Correction] = Field(
        [], title="Corrections", description="Substantive changes since publication, newest last."
    )
    withdrawn: Withdrawal | None = Field(
        None, title="Withdrawn", description="Filled in when the entry no longer stands."
    )

    def __init_subclass__(cls, **declaration: Any) -> None:
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override] # the keywords are the declaration
        cls,
        *,
        kind: str,
        plural: str,
        heading: str,
        files: tuple[str, ...],
        address: str | None = None,
        label: str = "title",
        order: tuple[str, ...] = (),
        columns: tuple[str, ...] = (),
        instead: dict[str, str] | None = None,
        groups: str | None = None,
        split_by: str = "",
        evidence_for: tuple[Evidence, ...] = (),
        moving: tuple[str, ...] = (),
        asked: tuple[str, ...] = (),
        on_paper: bool = False,
        earlier: tuple[dict[str, str], ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.kind, cls.plural, cls.register_title = kind, plural, heading
        cls.files, cls.page_address, cls.label_field = files, address, label
        cls.sort_by, cls.columns, cls.groups, cls.evidence_for = order, columns or (label,), groups, evidence_for
        cls.split_by, cls.moving, cls.asked, cls.instead = split_by, moving, asked, instead or {}
        cls.on_paper, cls.earlier = on_paper, earlier
        cls.data_name = f"{plural}-v{len(earlier) + 1}" if earlier else plural
        taken = {*RESERVED} & {*cls.model_fields}
        if taken:
            raise TypeError(f"kind {kind!r}: {sorted(taken)} cannot name a field; the declaration itself uses it")
        for name in (
            label,
            *(part.lstrip("-") for part in order),
            *columns,
            *filter(None, [groups, split_by]),
            *(name for name in moving if name != "*"),
            *asked,
            *(name for proof in evidence_for for name in proof.fields),
        ):
            if name not in cls.model_fields:
                raise TypeError(f"kind {kind!r}: there is no field {name!r}")
        KINDS[kind] = cls

    def says(self, name: str) -> bool:
        """Whether a field holds anything; “not stated” is nothing."""
        return getattr(self, name) not in (None, "", [], "not stated")

    @property
    def slug(self) -> str:
        """The last part of this record's address, from its reference."""
        return slug_of(self.ref)

    @property
    def label(self) -> str:
        """What a reader calls this record."""
        value = getattr(self, self.label_field)
        return str(value) if value else self.ref


_filled: dict[frozenset[str], set[str]] = {}
_nothing: list[Any] = []


def keep_once_what_is_alike(record: Record, words: dict[str, Any]) -> None:
    """Let a record share with others the names of its filled fields and its empty lists: of 100,000 rows that is 95 MB.

    Like everything in a record these are never changed. Nor are the words that it was made of, which it keeps where they
    stand in it as they were written.
    """
    own = record.model_fields_set
    object.__setattr__(record, "__pydantic_fields_set__", _filled.setdefault(frozenset(own), own))
    values = record.__dict__
    for name, value in values.items():
        if value == []:
            values[name] = _nothing
        elif type(value) is str and words.get(name) == value:
            values[name] = words[name]


def declared_kinds() -> dict[str, type[Record]]:
    """Import every file in ``macros/kinds/`` and return the kinds by name, sorted.

    Being in the folder is what declares a kind: there is no list to forget.
    """
    import macros.kinds

    for module in sorted(pkgutil.iter_modules(macros.kinds.__path__), key=lambda found: found.name):
        importlib.import_module(f"macros.kinds.{module.name}")
    return dict(sorted(KINDS.items()))
