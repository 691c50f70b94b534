"""The ledger of addresses: every address that was ever published, and what to do about one that would die.

It is the file ``published-addresses.txt`` in the site's folder, one address a line. The build on the main branch adds
to it; nobody takes a line out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from macros.problems import Problem

LEDGER = "published-addresses.txt"


def read_ledger(root: Path) -> list[str]:
    """Every address ever published, as the ledger has them; nothing before the first publication."""
    place = root / LEDGER
    if not place.is_file() or place.is_symlink():
        return []
    return [line.strip() for line in place.read_text("utf-8", "replace").splitlines()]


def ledger_text(addresses: Iterable[str]) -> str:
    """A ledger as it is written down: sorted, one address a line."""
    return "".join(address + "\n" for address in sorted({*addresses} - {""}))


def address_lost(address: str, line: int) -> Problem:
    """An address of the ledger that leads nowhere, with what to do."""
    if address.endswith("/"):
        fix = (
            "put the page back, or add to data/redirects.yml:\n          - ref: moved-…\n"
            f"            from_address: {address}\n            to_address: /…/\n            since: …\n            why: …"
        )
    else:
        fix = (
            "put the file back under the name it was published with; a newer one goes beside it under a name of its own"
        )
    return Problem("address-lost", LEDGER, line, f"The address {address} was published and would lead nowhere.", fix)
