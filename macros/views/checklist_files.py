"""What can only be said of the checklist once the site is built: the way to the evidence, and the downloads."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from markupsafe import escape

from macros.checklist.formats import as_csv, pairs, rows_of, totals
from macros.checklist.history import History
from macros.checklist.reach import Ask, BuiltPage, Reaches, hard_to_find, measure, read_built
from macros.problems import Problem
from macros.views.checklist_view import addresses_of
from macros.views.view import View

FOLDER = "checklist"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
DAYS = ("newest", "published_on", "here_since", "due_by", "by_when", "stated_on", "holds_until")
TOKEN = re.compile(r"\[\[(reach|searches)-of:([^\]]+)\]\]")


def finish_checklist(
    view: View, site: Path, ask: Ask | None, built: Mapping[str, BuiltPage] | None = None
) -> list[Problem]:
    """Measure the built site, say on the checklist's pages how its evidence is reached, and write its downloads.

    ``ask`` is the site's own search; ``built`` is every page by its address, where they have been read already. What is written here stands where that search does not look.

    :returns: what is hard to find, as problems that do not stop publication.
    """
    if not view.checklist:
        return []
    wanted = {item.duty.ref: (addresses_of(view, item), list(item.duty.search_words)) for item in view.known.checklist}
    reaches = measure(read_built(site) if built is None else built, wanted, ask)
    for path in sorted((site / FOLDER).rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        filled = TOKEN.sub(lambda match: _in_words(reaches, match[1], match[2]), text)
        if filled != text:
            path.write_text(filled, encoding="utf-8", newline="")
    (site / FOLDER).mkdir(exist_ok=True)
    for name, content in _downloads(view, reaches):
        (site / FOLDER / name).write_bytes(content)
    places = {item.duty.ref: view.known.registers.place_of(item.duty) for item in view.checklist}
    return list(hard_to_find(reaches, {ref: (place.path, place.line_of()) for ref, place in places.items()}))


def _in_words(reaches: Reaches, what: str, ref: str) -> str:
    searches = reaches.searches(ref)
    if what == "searches":
        return "".join(
            f"<li>{escape(words)}: {'found' if there else 'not found'}</li>" for words, there in searches.items()
        )
    clicks = reaches.clicks(ref)
    far = (
        "It cannot be reached from the home page."
        if clicks is None
        else f"{clicks} {'click' if clicks == 1 else 'clicks'} from the home page."
    )
    if not searches:
        return far
    there = sum(searches.values())
    return f"{far} This site’s search finds it for {there} of {len(searches)} things that people type."


def _downloads(view: View, reaches: Reaches) -> Iterator[tuple[str, bytes]]:
    found = view.checklist
    name = view.office.name if view.office else "The office"
    history = view.history or History("The history was not read.")
    yield "checklist.csv", as_csv(found, reaches).encode()
    head = {
        "title": f"Publication checklist, {name}",
        "as_of": view.as_of.isoformat(),
        "made_from": history.commit or None,
        "history": history.missing or "known",
        "licence": LICENCE,
        "totals": totals(found),
        "items": rows_of(found, reaches),
    }
    yield "checklist.json", (json.dumps(head, ensure_ascii=False, indent=1) + "\n").encode()
    yield "checklist.xlsx", _as_xlsx(view, reaches)


def _as_xlsx(view: View, reaches: Reaches) -> bytes:
    """The rows of the CSV as a spreadsheet, its dates as dates. The same checklist gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Publication checklist", "created": datetime.combine(view.as_of, time(), UTC)})
    sheet = book.add_worksheet("Checklist")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    rows = rows_of(view.checklist, reaches)
    for column, name in enumerate(rows[0]):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        for column, (name, value) in enumerate(row.items()):
            if name in DAYS and value:
                sheet.write_datetime(number, column, datetime.fromisoformat(value), day)
            elif isinstance(value, bool):
                sheet.write_boolean(number, column, value)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif isinstance(value, dict):
                sheet.write_string(number, column, "; ".join(pairs(value)))
            elif value:
                sheet.write_string(number, column, "; ".join(value) if isinstance(value, list) else str(value))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(rows[0]) - 1)
    book.close()
    return out.getvalue()
