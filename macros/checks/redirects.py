"""An old address leads in one step to a page that is there, and takes no page's place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from macros.checks.context import Checked, problem_at
from macros.led_on import LedOn
from macros.ledger import address_lost, read_ledger
from macros.pages import homes
from macros.parts import Places, own_addresses
from macros.problems import Problem


class _Standing:
    """At which addresses a page stands. Long registers are parted only for what could be the address of such a part."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self.led_on = LedOn(checked.registers, checked.pages)
        self._own = own_addresses(checked.registers, checked.pages)

    def __contains__(self, address: str) -> bool:
        return address in self._own or (self.led_on.home_of(address) is not None and address in self._parts)

    @cached_property
    def _parts(self) -> set[str]:
        return Places(self._checked.registers, homes(self._checked.pages)).addresses


def check_redirects(checked: Checked) -> Iterator[Problem]:
    """No redirect stands on a page, twice, in a ring, or leads to another redirect or to nothing."""
    registers = checked.registers
    if "redirect" not in registers.kinds or not registers.located["redirect"]:
        return
    there = _Standing(checked)
    led_on = there.led_on
    by_old = {found.record.from_address: found.record for found in reversed(registers.located["redirect"])}  # type: ignore[attr-defined]
    unsure = checked.pages_refused or bool(registers.unreadable) or any(registers.refused.values())
    for found in registers.located["redirect"]:
        record = found.record
        old, new = record.from_address, record.to_address  # type: ignore[attr-defined]
        if old in there:
            message = f"A page stands at {old}, so this entry can never be reached."
            yield problem_at(found, ("from_address",), "redirect-over-page", message, "take this entry out")
        elif by_old[old] is not record:
            message = f"Two entries say where {old} leads: this one and “{by_old[old].ref}”."
            yield problem_at(found, ("from_address",), "redirect-twice", message, "keep one of the two")
        if new in by_old:
            message = f"{new} leads on to another address itself, so a reader would be sent round."
            last, steps = new, 0
            while last in by_old and steps <= len(by_old):
                last, steps = by_old[last].to_address, steps + 1  # type: ignore[attr-defined]
            fix = f"write  {last}" if last in there else "write the address of the page itself"
            yield problem_at(found, ("to_address",), "redirect-chain", message, fix)
        elif new not in there and not led_on.home_of(new) and not unsure:
            message = f"There is no page at {new}."
            fix = "write the address of a page of this site; the A to Z page lists them all"
            yield problem_at(found, ("to_address",), "redirect-to-nothing", message, fix)


def check_ledger(checked: Checked) -> Iterator[Problem]:
    """Every page that was ever published still has its address, or a redirect."""
    ledger = read_ledger(checked.root)
    if not ledger or checked.pages_refused or checked.registers.unreadable or any(checked.registers.refused.values()):
        return
    registers = checked.registers
    redirects = registers.of("redirect") if "redirect" in registers.kinds else []
    # The parts of registers need not be known one by one: where one of them may stand, something leads on.
    there = own_addresses(registers, checked.pages) | {found.from_address for found in redirects}
    led_on = LedOn(registers, checked.pages)
    for line, address in enumerate(ledger, 1):
        if address.endswith("/") and address not in there and not led_on.home_of(address):
            yield address_lost(address, line)
