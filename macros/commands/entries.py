"""``transparency new`` and ``describe``, and their options."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from macros.commands.invocation import CLEAN, WRONG_USAGE, Add, load_sources, say

if TYPE_CHECKING:
    from macros.record import Record


def new(options: argparse.Namespace) -> int:
    """Start a new entry, with every field explained."""
    from macros.record import declared_kinds
    from macros.starting import CannotStart, start_entry

    kinds = declared_kinds()
    kind = _kind_named(options.kind, kinds)
    if kind is None:
        return WRONG_USAGE
    loaded = load_sources(options)
    try:
        path, line = start_entry(
            options.root, loaded.registers, kind, loaded.as_of, options.ref or "", options.file or ""
        )
    except CannotStart as reason:
        say(str(reason))
        return WRONG_USAGE
    print(f"{path}, line {line}")
    say("Fill in the fields; a line that starts with # is left out until you take the # away. Then: transparency check")
    return CLEAN


def _kind_named(name: str, kinds: dict[str, type[Record]]) -> type[Record] | None:
    """The kind of that name, singular or plural; otherwise says what was probably meant."""
    from macros.validation import nearest

    known = {kind.plural: kind for kind in kinds.values()} | kinds
    found = known.get(name) or known.get(name.replace("-", "_"))
    if found is None:
        near = nearest(name, known)
        hint = f" Did you mean {near}?" if near else ""
        say(f"There is no register of “{name}”.{hint} `transparency describe` lists them all.")
    return found


def describe_kinds(options: argparse.Namespace) -> int:
    """The field guide from the declarations."""
    from macros.exports.field_guide import describe, describe_all
    from macros.record import declared_kinds

    kinds = declared_kinds()
    if options.kind is None:
        sys.stdout.write(describe_all(kinds))
        return CLEAN
    kind = _kind_named(options.kind, kinds)
    if kind is None:
        return WRONG_USAGE
    sys.stdout.write(describe(kind))
    return CLEAN


def add_entries(add: Add) -> None:
    """Offer ``new`` and ``describe``."""
    made = add("new", new)
    made.add_argument("kind", metavar="KIND", help="a register, for example decision")
    made.add_argument("--ref", metavar="REFERENCE", help="what to call it (default: the next in order)")
    made.add_argument(
        "--file", metavar="FILE", help="which of the register's files to write it in (default: its first)"
    )
    made = add("describe", describe_kinds)
    made.add_argument("kind", nargs="?", metavar="KIND", help="a register, for example decision")
