"""References lead to something that exists, and every page has an address of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.addresses import address_of
from macros.checks.context import Checked, problem_at
from macros.fields import slug_of
from macros.problems import Problem
from macros.record import Record
from macros.registers import Registers, references_in
from macros.sentences import NOT_KNOWN, nearest

MOST_SUGGESTIONS = 100
"""Looking for the name that was meant takes time; after so many misses it is not a slip of the finger."""


def check_references(checked: Checked) -> Iterator[Problem]:
    """A reference to something that does not exist stops publication; the nearest name is offered."""
    registers = checked.registers
    suggestions: Counter[tuple[str, ...]] = Counter()
    if all(registers.find(kinds, ref) for kinds, ref in _mentioned(registers)):
        return
    for found in registers:
        for mention in references_in(found.record):
            kinds = mention.field.to
            if registers.find(kinds, mention.ref):
                continue
            slug = slug_of(mention.ref)
            if any(slug in registers.refused[kind] or kind in registers.unreadable for kind in kinds):
                continue
            suggestions[kinds] += 1
            near = _meant(registers, kinds, mention.ref) if suggestions[kinds] <= MOST_SUGGESTIONS else None
            what = " or ".join(kind.replace("_", " ") for kind in kinds)
            home = registers.kinds[kinds[0]].files[0].replace("**/", "").replace("*", "…")
            if NOT_KNOWN.fullmatch(mention.ref) and not near:
                fix = "take the line out; what is not known is left out"
            elif near:
                fix = f"write  {near.ref}  ({near.label}) — or, if it is new, add it to {home} first"
            else:
                fix = f"add it to {home} first, or take the line out"
            yield problem_at(
                found,
                mention.way,
                "no-such-" + kinds[0].replace("_", "-"),
                f"You wrote “{mention.ref}”. There is no {what} of that name.",
                fix,
            )


def _mentioned(registers: Registers) -> set[tuple[tuple[str, ...], str]]:
    """What some entry refers to: the kinds that it may be of, and the reference. Many name the same."""
    every = (mention for found in registers.as_read() for mention in references_in(found.record))
    return {(mention.field.to, mention.ref) for mention in every}


def _meant(registers: Registers, kinds: tuple[str, ...], written: str) -> Record | None:
    """The record that was probably meant, by its reference or by its label."""
    refs = {record.ref: record for kind in kinds for record in registers.of(kind)}
    labels = {record.label: record for record in refs.values()}
    return refs.get(nearest(written, refs, 0.78) or "") or labels.get(nearest(written, labels) or "")


def check_addresses(checked: Checked) -> Iterator[Problem]:
    """Two pages never share an address, and an address is lower case without spaces."""
    taken: dict[str, str] = {}
    for page in checked.pages:
        if page.address in taken:
            message = f"This page would stand at {page.address}, where {taken[page.address]} already stands."
            yield Problem("same-address", page.path, 1, message, "give one of the two files another name")
        taken.setdefault(page.address, page.path)
        if not re.fullmatch(r"(/[a-z0-9-]+)*/", page.address):
            message = f"The name of this file becomes an address, and “{page.src}” has capitals, spaces or other signs."
            parts = [slug_of(part) for part in page.src.removesuffix(".md").split("/")]
            yield Problem("not-an-address", page.path, 1, message, f"name it  {'/'.join(parts) or 'page'}.md")
    kinds = [kind for kind, model in checked.registers.kinds.items() if model.page_address is not None]
    addresses = [address_of(found.record) for kind in kinds for found in checked.registers.located[kind]]
    if len({*addresses, *taken}) == len(addresses) + len(taken):
        return
    for found in checked.registers:
        address = address_of(found.record)
        if address is None:
            continue
        if address in taken:
            yield problem_at(
                found,
                ("ref",),
                "same-address",
                f"The page of “{found.record.ref}” would stand at {address}, where {taken[address]} already stands.",
                "give this entry another reference",
            )
        taken.setdefault(address, found.path)
