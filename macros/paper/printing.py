"""Every page of a built site that offers itself as a PDF gets it, and says how large it is."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from macros.addresses import pdf_of
from macros.paper.kept import Kept
from macros.paper.presses import FONTS, CannotPrint, Press, print_sheets
from macros.paper.sheet import LARGEST_PICTURE, Sheet, TooLarge, sheet_of
from macros.views.words import day as day_in_words
from macros.views.words import size_in_words

OFFER = re.compile(r'<p class="on-paper"[^>]*><a href="([^"]+)"[^>]*>[^<]*</a></p>\n?')
"""How a page offers its PDF. The theme writes it, above everything that an editor wrote."""
EVERY = 10
"""Seconds between two words about how far it has come."""
LACKING = (
    "No PDFs were made, and no page offers one, because this computer lacks a library that prints ({reason}). "
    "To have them, on Debian: apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


@dataclass
class Printed:
    """What came of printing a site."""

    made: set[str] = field(default_factory=set)
    """The addresses of the PDFs."""
    not_made: dict[str, str] = field(default_factory=dict)
    """The addresses of those that could not be made here, with the reason."""

    def refuse(self, pdf: str, reason: str) -> None:
        """Note that one page has no PDF, and say so: its other readers lose nothing."""
        self.not_made[pdf] = reason
        print(f"No PDF of {pdf.rsplit('/', 1)[0]}/ was made: {reason}.", file=sys.stderr, flush=True)


def print_pages(
    site: Path,
    pages: Iterable[str],
    as_of: date,
    site_address: str,
    moved: Iterable[tuple[str, str]] = (),
) -> Printed:
    """Make the PDF of each page that offers one, and complete the offer with its size, or take it away.

    Where the libraries that print are not there, the site is whole without PDFs, and one sentence says what to install.

    :param site: the folder of the built site, whose pages are changed in place.
    :param pages: the files, below it, of the pages that offer themselves as PDFs.
    :param moved: each old address with the one it leads to. No redirect leads from a PDF, so the new one stands there too.
    """
    offers = {pdf_of("/" + page.removesuffix("index.html")): page for page in sorted(pages)}
    printed = Printed()
    if not offers:
        return printed
    try:
        press = Press()
    except (CannotPrint, OSError) as reason:
        print(LACKING.format(reason=reason), file=sys.stderr, flush=True)
        printed.not_made = {pdf: str(reason) for pdf in offers}
    else:
        try:
            _print(site, as_of, site_address, offers, press, printed)
        finally:
            press.close()
    for old, new in moved:
        _stand_at_old(site, pdf_of(old), pdf_of(new), printed)
    for pdf, page in offers.items():
        _complete(site / page, (site / pdf.lstrip("/")).stat().st_size if pdf in printed.made else None)
    return printed


def _print(site: Path, as_of: date, site_address: str, offers: dict[str, str], press: Press, printed: Printed) -> None:
    kept = Kept()
    way = _way_of_printing(press.made_with)
    wanted: list[tuple[str, Sheet]] = []
    names = []
    pictures = _Pictures(site)

    def finished(name: str, sheet: Sheet, found: bytes | str) -> None:
        if isinstance(found, str):
            printed.refuse(sheet.pdf, found)
            return
        (site / sheet.pdf.lstrip("/")).write_bytes(found)
        printed.made.add(sheet.pdf)

    for pdf, page in offers.items():
        built = (site / page).read_text("utf-8")
        try:
            sheet = sheet_of(built, pdf, as_of.isoformat(), day_in_words(as_of), site_address, pictures.read)
        except TooLarge as reason:
            printed.refuse(pdf, str(reason))
            continue
        if sheet is None:
            printed.refuse(pdf, "it has nothing to print")
            continue
        name = hashlib.sha256(f"{way}\n{sheet.html}".encode()).hexdigest()
        names.append(name)
        if known := kept.get(name):
            finished(name, sheet, known)
        else:
            wanted.append((name, sheet))
    if wanted:
        so_far = _Progress(len(wanted))

        def done(name: str, sheet: Sheet, found: bytes | str) -> None:
            finished(name, sheet, found)
            if isinstance(found, bytes):
                kept.put(name, found)
            so_far.one_more()

        print_sheets(press, wanted, done)
        kept.tidy(names)


def _stand_at_old(site: Path, old: str, new: str, printed: Printed) -> None:
    if new in printed.not_made:
        printed.not_made[old] = printed.not_made[new]
    elif new in printed.made:
        place = site / old.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / new.lstrip("/"), place)
        printed.made.add(old)


def _complete(page: Path, size: int | None) -> None:
    text = page.read_text("utf-8")
    if not (offer := OFFER.search(text)):
        return
    said = "" if size is None else offer[0].replace("</a>", f" ({size_in_words(size)})</a>")
    page.write_text(text[: offer.start()] + said + text[offer.end() :], "utf-8", newline="")


def _way_of_printing(made_with: str) -> str:
    """All that has a say in the bytes of a PDF beside the sheet: versions, fonts and the program itself."""
    found = hashlib.sha256(made_with.encode())
    for file in sorted([*FONTS.iterdir(), *Path(__file__).parent.glob("*.py")]):
        if file.is_file():
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()


class _Pictures:
    """Files of the built site, and of nowhere else, for the sheets that show them."""

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()

    def read(self, path: str) -> bytes | None:
        """What is in a file of the site; nothing if there is none there, or a very large one."""
        try:
            place = (self.site / path.lstrip("/")).resolve()
            if not place.is_relative_to(self.site) or not place.is_file() or place.stat().st_size > LARGEST_PICTURE:
                return None
            return place.read_bytes()
        except (OSError, ValueError):
            return None


class _Progress:
    """Says now and then how many PDFs are made, so that a long build is not taken for a dead one."""

    def __init__(self, total: int) -> None:
        self.total, self.count, self.said = total, 0, time.monotonic()
        print(f"Making {total:,} PDF{'s' * (total != 1)} …", file=sys.stderr, flush=True)

    def one_more(self) -> None:
        """One more is made."""
        self.count += 1
        if time.monotonic() - self.said >= EVERY:
            self.said = time.monotonic()
            print(f"… {self.count:,} of {self.total:,}", file=sys.stderr, flush=True)
