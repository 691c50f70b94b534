"""What may not happen silently to something that was published, as problems of the sources as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from macros.changes.beside import files_refused, notes_of_page, pages_refused
from macros.changes.compare import Changes, FieldChange, RecordChange
from macros.changes.sentences import field_in_words
from macros.changes.substance import NOTES
from macros.checks.context import problem_at
from macros.pages import Page
from macros.periods import day_in_words
from macros.problems import Problem, in_order
from macros.record import Correction
from macros.registers import Located
from macros.views.known import SAYS_WHEN


def refusals(
    changes: Changes,
    as_of: date,
    gone_before: dict[tuple[str, str], date],
    redirected: set[str],
    brought_in: date | None,
) -> list[Problem]:
    """Every silent change.

    ``gone_before`` holds references that were taken out at some time, ``redirected`` the addresses that lead on,
    ``brought_in`` the day up to which what entered the history had been published elsewhere.
    """
    found: list[Problem] = []
    for change in changes.records:
        if change.after is None:
            found.append(_removal(change))
        elif change.before is None:
            found += _new(change.after, changes.base.on, gone_before, brought_in)
        elif change.another_thing:
            found.append(_reused(change, change.after))
        else:
            found += _changed(change, change.after, changes, as_of)
    found += _beside(changes)
    found += [_dead(address, what) for address, what in changes.addresses_gone.items() if address not in redirected]
    return in_order(found)


def _beside(changes: Changes) -> Iterator[Problem]:
    before, after = ({page.src: page for page in side.pages} for side in (changes.base, changes.head))
    yield from pages_refused(before, after)
    notes = {(change.record.kind, change.record.slug): change.notes for change in changes.records}
    pages = [(page, notes_of_page(before[src], page)) for src, page in after.items() if src in before]
    yield from files_refused(changes.base.files, changes.head.files, notes, changes.head.registers, pages)


def _removal(change: RecordChange) -> Problem:
    old = change.located
    if change.stands_as:
        new = change.stands_as
        return problem_at(
            new,
            ("ref",),
            "reference-changed",
            f"This entry was published as “{old.record.ref}” and is now called “{new.record.ref}”. Links and citations would break.",
            f"give it its reference back:  ref: {old.record.ref}",
        )
    return Problem(
        "silent-removal",
        old.path,
        1,
        f"“{old.record.ref}” ({old.record.label}) was published and is taken away. Nothing that was published is deleted.",
        "put it back, and if it no longer stands, say so in it:  withdrawn: {withdrawn_on: "
        "2026-03-09, reason: Published twice; see DN-2026-003.}",
        field="ref",
    )


def _new(
    found: Located, base: date | None, gone_before: dict[tuple[str, str], date], brought_in: date | None
) -> Iterator[Problem]:
    from macros.changes.revision import folder_of

    record = found.record
    if gone := gone_before.get((folder_of(found.path), record.slug)):
        yield problem_at(
            found,
            ("ref",),
            "reference-reused",
            f"The reference “{record.ref}” named an entry that was taken out on {day_in_words(gone)}. A reference names one thing for ever.",
            "give this entry a new reference that was never used; if it is the same thing as before, put the old entry back as it was",
        )
    name = SAYS_WHEN.get(record.kind, "")
    says = getattr(record, name, None)
    if base is None or says is None or says >= base or (brought_in is not None and base <= brought_in):
        return
    elsewhere = any(source.url for source in record.sources)
    yield problem_at(
        found,
        (name,),
        "back-dated",
        f"This new entry says that it was published on {day_in_words(says)}, and on {day_in_words(base)} it was not here yet.",
        "write the day on which it comes out here; where it was published elsewhere before, name that place with its web address under  sources",
        "should" if elsewhere else "must",
    )


def _reused(change: RecordChange, after: Located) -> Problem:
    before = change.before.record.label if change.before else ""
    return problem_at(
        after,
        ("ref",),
        "reference-reused",
        f"The reference “{after.record.ref}” named “{before}” and now names “{after.record.label}”. A reference names one thing for ever.",
        "put the old entry back, and give the new one a reference that was never used",
    )


def _changed(change: RecordChange, after: Located, changes: Changes, as_of: date) -> Iterator[Problem]:
    before = change.before.record if change.before else after.record
    yield from _notes_kept(change, after, changes)
    lasting = [one for one in change.fields if one.sort in ("words", "fact")]
    if before.withdrawn and not after.record.withdrawn and not change.notes:
        yield problem_at(
            after,
            ("ref",),
            "silent-change",
            "This entry was withdrawn and no longer says so.",
            "put  withdrawn  back, or say under  corrections  why the entry stands again",
        )
    if before.withdrawn and after.record.withdrawn not in (None, before.withdrawn) and not change.notes:
        yield problem_at(
            after,
            ("withdrawn",),
            "silent-change",
            "This entry was withdrawn, and what it says of that is now something else.",
            "put it back as it was, or say under  corrections  what changed and why",
        )
    if not lasting:
        return
    notes = change.notes
    facts = [one for one in lasting if one.sort == "fact"]
    if not notes:
        yield problem_at(
            after,
            (lasting[0].facts.name,),
            "silent-change",
            f"{_told(lasting, changes)} This was published, and no note says that it was changed.",
            f"add to the entry:\n          corrections:\n          - corrected_on: {as_of}\n            what: …\n            why: …"
            + ("" if facts else "\n            minor: yes"),
        )
    elif facts and all(isinstance(note, Correction) and note.minor for note in notes):
        yield problem_at(
            after,
            (facts[0].facts.name,),
            "not-minor",
            f"{_told(facts, changes)} The note calls this minor, and a figure, date, choice or reference never is.",
            "take  minor: yes  out of the note",
        )


def _notes_kept(change: RecordChange, after: Located, changes: Changes) -> Iterator[Problem]:
    for name in NOTES:
        for note in getattr(change.before.record, name, []) if change.before else []:
            if note not in getattr(after.record, name):
                said = f" of {day_in_words(note.corrected_on)}" if isinstance(note, Correction) else ""
                words = f": “{note.what}”" if isinstance(note, Correction) else ""
                yield problem_at(
                    after,
                    (name,),
                    "note-changed",
                    f"The {name.removesuffix('s')}{said} is changed or gone{words}",
                    "put it back as it was; add a new one below it if it was wrong",
                )
    day = changes.base.on
    for note in change.notes:
        if isinstance(note, Correction) and day and note.corrected_on < day:
            yield problem_at(
                after,
                ("corrections",),
                "back-dated",
                f"This note says that the entry was corrected on {day_in_words(note.corrected_on)}, and on {day_in_words(day)} it was not here yet.",
                "write the day on which the correction comes out here",
                "should",
            )


def _told(fields: list[FieldChange], changes: Changes) -> str:
    words = "; ".join(field_in_words(one, changes) for one in fields[:3])
    more = f"; and {len(fields) - 3:,} more fields change" if len(fields) > 3 else ""
    return words[:1].upper() + words[1:] + more + "."


def _dead(address: str, what: RecordChange | Page | None) -> Problem:
    path = what.path if isinstance(what, Page) else what.located.path if what else "data/redirects.yml"
    line = what.located.line_of() if isinstance(what, RecordChange) and what.after else 1
    to = (what.addresses[1] if isinstance(what, RecordChange) else None) or "/…/"
    return Problem(
        "address-lost",
        path,
        line,
        f"The address {address} was published and would lead nowhere.",
        f"put the page back, or add to data/redirects.yml:\n          - ref: moved-…\n            from_address: {address}\n"
        f"            to_address: {to}\n            since: …\n            why: …",
    )
