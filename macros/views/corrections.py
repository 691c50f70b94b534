"""Every correction and withdrawal of the site on one page, newest first."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup

from macros.pages import Page
from macros.views.view import View


def show_corrections(view: View) -> Markup:
    """What was corrected and what was withdrawn, by date; changes of spelling stand below by themselves."""
    rows: list[dict[str, Any]] = []
    for found in view.registers:
        record = found.record
        for made in record.corrections:
            rows.append(
                {
                    "record": record,
                    "page": None,
                    "on": made.corrected_on,
                    "what": made.what,
                    "why": made.why,
                    "who": made.who,
                    "minor": made.minor,
                }
            )
        if gone := record.withdrawn:
            rows.append(
                {
                    "record": record,
                    "page": None,
                    "on": gone.withdrawn_on,
                    "what": "Withdrawn.",
                    "why": gone.reason,
                    "who": None,
                    "minor": False,
                }
            )
    for page in view.pages:
        for made in page.matter.corrections:
            rows.append(
                {
                    "record": None,
                    "page": page,
                    "on": made.corrected_on,
                    **made.model_dump(include={"what", "why", "who", "minor"}),
                }
            )
    rows.sort(key=_newest_first)
    return view.render(
        "corrections.html",
        tables=[
            ("corrections-and-withdrawals", "Corrections and withdrawals", [row for row in rows if not row["minor"]]),
            ("spelling", "Spelling only", [row for row in rows if row["minor"]]),
        ],
    )


def _newest_first(row: dict[str, Any]) -> tuple[int, str, str]:
    on: date = row["on"]
    where = (row["page"].address, "") if row["page"] else (row["record"].kind, row["record"].ref)
    return (-on.toordinal(), *where)


def page_corrections(view: View, page: Page) -> Markup:
    """What was corrected on a page, to stand below its words; nothing where nothing was."""
    return view.render("page-corrections.html", corrections=page.matter.corrections)
