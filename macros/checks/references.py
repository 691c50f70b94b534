"""References lead to something that exists, and every page has an address of its own."""

from __future__ import annotations

from collections.abc import Iterator

from macros.addresses import address_of
from macros.checks.context import Checked, problem_at
from macros.fields import slug_of
from macros.problems import Problem
from macros.registers import references_in
from macros.validation import nearest


def check_references(checked: Checked) -> Iterator[Problem]:
    """A reference to something that does not exist stops publication; the nearest name is offered."""
    registers = checked.registers
    for found in registers:
        for mention in references_in(found.record):
            kinds = mention.field.to
            if registers.find(kinds, mention.ref):
                continue
            slug = slug_of(mention.ref)
            if any(slug in registers.refused[kind] or kind in registers.unreadable for kind in kinds):
                continue
            names = {record.ref: record for kind in kinds for record in registers.of(kind)}
            labels = {record.label: record.ref for record in names.values()}
            near = nearest(mention.ref, names, 0.78) or labels.get(nearest(mention.ref, labels) or "")
            what = " or ".join(kind.replace("_", " ") for kind in kinds)
            home = registers.kinds[kinds[0]].files[0].replace("**/", "").replace("*", "…")
            if near:
                fix = f"write  {near}  ({names[near].label}) — or, if it is new, add it to {home} first"
            else:
                fix = f"add it to {home} first, or take the line out"
            yield problem_at(
                found,
                mention.way,
                "no-such-" + kinds[0].replace("_", "-"),
                f"You wrote “{mention.ref}”. There is no {what} of that name.",
                fix,
            )


def check_addresses(checked: Checked) -> Iterator[Problem]:
    """Two pages never share an address."""
    taken: dict[str, str] = {page.address: page.path for page in checked.pages}
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
