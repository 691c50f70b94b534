"""The rule book: every check of the sources, in the order in which an auditor would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from macros.checks.context import Checked
from macros.checks.duties import check_page_evidence, check_statements
from macros.checks.entries import (
    check_dates,
    check_future,
    check_known_or_explained,
    check_one_office,
    check_sources,
    check_tables,
)
from macros.checks.files import check_attachments, check_docs_files, check_file_names, check_folders
from macros.checks.page_calls import check_macro_calls, check_pages_are_full, check_registers_have_pages
from macros.checks.people import check_people
from macros.checks.prose_rules import check_images, check_links_to_files, check_prose
from macros.checks.redirects import check_ledger, check_redirects
from macros.checks.references import check_addresses, check_references
from macros.forked import in_processes
from macros.problems import Problem

Check = Callable[[Checked], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    check_one_office,
    check_references,
    check_addresses,
    check_redirects,
    check_ledger,
    check_file_names,
    check_folders,
    check_docs_files,
    check_attachments,
    check_dates,
    check_future,
    check_tables,
    check_known_or_explained,
    check_sources,
    check_prose,
    check_links_to_files,
    check_images,
    check_macro_calls,
    check_registers_have_pages,
    check_pages_are_full,
    check_people,
    check_statements,
    check_page_evidence,
)

SHARED_OUT: tuple[Check, ...] = (check_people, check_prose)
"""Checks that look at one file at a time and share the files out themselves."""
MANY = 300
"""Files of sources above which it pays to share the checks out among processes."""
TOO_MANY = 50_000
"""Entries above which copies of them would take too much memory."""


def run_checks(checked: Checked) -> list[Problem]:
    """Run every check, several at once where there is much to check. Each only adds to the list; none stops the others."""
    entries = sum(map(len, checked.registers.located.values()))
    if not MANY <= len(checked.registers.files) <= entries <= TOO_MANY:
        return [problem for check in CHECKS for problem in check(checked)]
    checked.registers.find(
        tuple(checked.registers.kinds), ""
    )  # what several checks ask is worked out before the work is shared out
    found: dict[Check, list[Problem]] = {check: [*check(checked)] for check in SHARED_OUT}
    others = [check for check in CHECKS if check not in found]
    found |= dict(zip(others, in_processes(others, lambda check: [*check(checked)]), strict=True))
    return [problem for check in CHECKS for problem in found[check]]
