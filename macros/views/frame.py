"""The frame of a page: what stands round its article, as text for the theme."""

from __future__ import annotations

from dataclasses import dataclass, field

from macros.addresses import address_of, pdf_of
from macros.pages import SECTIONS, Page
from macros.record import Record
from macros.views.findable import Findable, findable, kind_in_words
from macros.views.view import View, summary_of
from macros.views.words import capital, day

BESIDE = (
    ("Services and help for victims", "/services-for-victims/"),
    ("Publication checklist", "/checklist/"),
    ("Open data", "/open-data/"),
    ("A to Z", "/a-to-z/"),
    ("Search", "/search/"),
)


OF_NO_PAGE = "There is no page at this address. Here are other ways to find what you are looking for."
"""The description of the page that says “not found”."""


@dataclass(frozen=True)
class Frame:
    """What the theme may know of a page. Everything in it is text or plain pairs, to be escaped there."""

    title: str
    document_title: str
    description: str
    crumbs: list[tuple[str, str]]
    section: str
    office_name: str
    office_short: str
    fictional: bool
    notice: str
    edit_url: str
    source_path: str
    as_of: str
    kind: str
    address: str
    is_home: bool
    pdf: str
    """The address of the page as a PDF, which it offers; empty if it is not made."""
    toc: list[tuple[str, str]]
    nav: list[tuple[str, str, str]] = field(
        default_factory=lambda: [(key, title, f"/{key}/") for key, title in SECTIONS.items()]
    )
    beside: tuple[tuple[str, str], ...] = BESIDE
    found: Findable = field(kw_only=True)
    canonical: str = field(kw_only=True)
    card: str = field(kw_only=True)
    """The whole address of the picture that other sites show beside a link; known where the site's address is."""


def frame(
    view: View,
    record: Record | None,
    shown: Page | None,
    site_name: str,
    *,
    address: str = "/",
    edit_url: str = "",
    canonical: str = "",
    on_paper: bool = False,
    toc: list[tuple[str, str]] | None = None,
) -> Frame:
    """The frame of a record's page, of a page of ``docs/``, or of neither: the page that says “not found”.

    ``site_name`` stands in where no office is described; ``toc`` are the parts of the page as (title, fragment);
    ``on_paper`` says whether this build makes PDFs.
    """
    office = view.office
    title = view.label(record) if record else shown.matter.title if shown else "Page not found"
    site = office.name if office else site_name
    is_home = bool(shown and shown.src == "index.md")
    crumbs, section = _crumbs(view, record, shown)
    parents = [words for words, _ in reversed(crumbs[1:])]
    document_title = site if is_home else " – ".join([title, *parents[:2], office.short_name if office else site])
    return Frame(
        title=title,
        document_title=document_title,
        description=_described(record, title) if record else shown.matter.description if shown else OF_NO_PAGE,
        crumbs=crumbs,
        section=section,
        office_name=site,
        office_short=office.short_name if office else "",
        fictional=bool(office and office.fictional == "yes"),
        notice=(office.notice or "") if office else "",
        edit_url=edit_url,
        source_path=view.registers.path_of(record) if record else shown.path if shown else "",
        as_of=day(view.as_of),
        kind=(capital(str(getattr(record, "word", ""))) or kind_in_words(record)) if record else "",
        address=address,
        is_home=is_home,
        pdf=pdf_of(address) if on_paper and (record.on_paper if record else shown and shown.matter.on_paper) else "",
        found=findable(view, record, shown),
        canonical=canonical,
        card=f"{canonical.removesuffix(address.lstrip('/'))}assets/card.png" if canonical else "",
        toc=toc or [],
    )


def _described(record: Record, title: str) -> str:
    """A record in one line. What is said of it may be said of others too: its kind and its title tell which it is."""
    named, summary = f"{kind_in_words(record)}: {title}", summary_of(record)
    return named if summary in title else f"{named}. {summary}"


def _above(view: View, record: Record | None, page: Page | None) -> Page | None:
    """The page outside the six sections, such as the checklist, below whose address this one stands."""
    address = (address_of(record) or "") if record else page.address if page else ""
    return next(
        (found for found in view.beside if address.startswith(found.address) and address != found.address), None
    )


def _crumbs(view: View, record: Record | None, page: Page | None) -> tuple[list[tuple[str, str]], str]:
    crumbs = [("Home", "/")]
    home = _above(view, record, page) or (view.homes.get(record.kind) if record else None)
    if not home and page:
        home = next((found for found in view.pages if found.path == page.path and found.src != page.src), None)
    stands_on = home or page
    section = stands_on.matter.section if stands_on else ""
    if section in SECTIONS and not (page and page.address == f"/{section}/"):
        crumbs.append((SECTIONS[section], f"/{section}/"))
    if home:
        crumbs.append((home.matter.title, home.address))
    plan = (
        view.find("plan", getattr(record, "plan", None)) if record and "{plan}" in (record.page_address or "") else None
    )
    if plan:
        plans = view.homes.get("plan")
        crumbs = (
            crumbs[:2]
            + ([(plans.matter.title, plans.address)] if plans else [])
            + [(plan.short_title or plan.title, view.href(plan) or "")]
        )
    return crumbs, section
