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


def run_checks(checked: Checked) -> list[Problem]:
    """Run every check. Each only adds to the list; none stops the others.

    They are not shared out among processes: what takes long was found when each file was read, and to copy a process that
    holds every record takes longer than all the rest.
    """
    return [problem for check in CHECKS for problem in check(checked)]
