"""What a visitor can do on both sites: with the keyboard, without script, on paper, in a hurry, and by searching."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from built import PARTS, BuiltPage, pages_of
from playwright.sync_api import Browser, Page, expect
from seen import OPEN_DETAILS, TOO_WIDE, Site
from served import nginx_headers, served, static_host_headers

ACTIVE = "document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 200)"
"""What has the focus; nothing when the keyboard has come out of the page."""


def address_of(visited: Site, kind: str) -> str:
    return next(page.address for page in visited.pages if page.kind == kind)


@pytest.mark.parametrize("width", [1280, 320])
def test_tab_goes_through_a_page_and_comes_out(visited: Site, width: int) -> None:
    context = visited.context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for address in ("/", "/decisions/", "/search/", address_of(visited, "Decision")):
        visited.go(page, address)
        stops: list[str] = []
        for _ in range(400):
            page.keyboard.press("Tab")
            if not (stop := page.evaluate(ACTIVE)):
                break
            stops.append(stop)
        assert "skip-link" in stops[0]
        assert 15 < len(stops) < 400
        assert "page-path" in stops[-1] or stops[-1].startswith("<a"), "the way ends in the footer"
    context.close()


def test_skip_link_moves_the_focus(visited: Site) -> None:
    context = visited.context()
    page = context.new_page()
    visited.go(page, "/decisions/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    context.close()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_menu_opens_and_escape_gives_the_focus_back(visited: Site, key: str) -> None:
    context = visited.context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    visited.go(page, "/how-we-decide/")
    button, menu = page.locator(".menu-button"), page.locator("#site-menu")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press(key)
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('site-menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    context.close()


def test_no_single_key_does_anything(visited: Site) -> None:
    context = visited.context()
    page = context.new_page()
    visited.go(page, "/decisions/")
    before = page.evaluate("[location.href, document.activeElement.tagName, scrollY]")
    for key in "abcdefghijklmnopqrstuvwxyz/?.,0123456789":
        page.keyboard.press(key)
    assert page.evaluate("[location.href, document.activeElement.tagName, scrollY]") == before
    context.close()


def test_everything_is_there_without_script(visited: Site) -> None:
    context = visited.context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    visited.go(page, "/")
    expect(page.locator(".menu-button")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Sections").get_by_role("link")).to_have_count(6)
    page.get_by_role("navigation", name="Help, checklist and data").get_by_role("link", name="A to Z").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A to Z")
    page.locator("main .article a").first.click()
    assert page.locator("h1").count() == 1
    visited.go(page, "/search/")
    expect(page.locator(".search-form")).to_be_hidden()
    expect(page.get_by_text("Search needs JavaScript")).to_be_visible()
    context.close()


def test_search(visited: Site) -> None:
    context = visited.context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    visited.go(page, "/search/")
    page.wait_for_load_state("networkidle")
    assert not [path for path in asked if "pagefind" in path], "nothing is downloaded before somebody searches"
    page.get_by_label("Words to look for").fill("burglary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("found for “burglary”")
    first = page.locator("#search-results li").first
    expect(first.get_by_role("link")).to_be_visible()
    assert first.locator(".result-what").inner_text().split(",")[0] in page.locator("#kind option").all_inner_texts()
    assert page.url.endswith("/search/?q=burglary")
    assert page.title().startswith("“burglary” – Search"), "a kept address and the way back say what was looked for"

    visited.go(page, "/search/?q=meeting&kind=Decision")
    expect(page.get_by_role("status")).to_contain_text("found for")
    assert page.get_by_label("Kind").input_value() == "Decision"
    kinds = {words.split(",")[0] for words in page.locator(".result-what").all_inner_texts()}
    assert kinds == {"Decision"}
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("“burglary”")

    visited.go(page, "/search/?q=burglary&year=1066")
    expect(page.get_by_role("status")).to_contain_text("Nothing found")
    weight = page.evaluate(
        "performance.getEntriesByType('resource').reduce((sum, file) => sum + file.encodedBodySize, 0)"
    )
    assert weight < 400_000
    context.close()
    assert visited.heard == []


def test_words_from_a_search_cannot_run(visited: Site) -> None:
    context = visited.context()
    page = context.new_page()
    visited.go(page, "/search/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.get_by_role("status")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img").count() == 0
    context.close()
    assert visited.heard == []


def test_a_long_register_is_narrowed_down_on_the_spot(visited: Site) -> None:
    long = [page for page in visited.pages if len(page.tree.css("main .stack > tbody > tr:not(.extra)")) >= 25]
    assert long
    context = visited.context()
    page = context.new_page()
    visited.go(page, long[0].address)
    rows = page.locator("main .stack > tbody > tr:not(.extra)")
    words = max((rows.nth(0).text_content() or "").split(), key=len)
    page.locator("#filter").fill(words)
    expect(page.locator(".filter [role=status]")).to_contain_text("entries shown")
    expect(rows.nth(0)).to_be_visible()
    context.close()


def test_a_part_of_a_register_says_that_it_is_one_and_takes_the_words_along(visited: Site) -> None:
    """The box on a page of a split register looks through that page; its words lead on to a search through all of them."""
    parts = [page for page in pages_of(visited.pages[0].site) if page.tree.css_first("main .of-a-whole")]
    assert parts
    for built in parts:
        assert "search the registers" in built.tree.css_first(".of-a-whole").text()
    longest = max(parts, key=lambda page: len(page.tree.css("main .stack > tbody > tr:not(.extra)")))
    if len(longest.tree.css("main .stack > tbody > tr:not(.extra)")) < 25:
        return
    context = visited.context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    visited.go(page, longest.address)
    page.get_by_label("Show only entries on this page with these words").fill("norfolk")
    page.get_by_role("link", name="Look for these words in all registers").click()
    expect(page.get_by_role("status")).to_contain_text("found for “norfolk”")
    assert page.get_by_label("Kind").input_value() == "Register"
    results = page.locator("#search-results > li")
    while page.locator("#search-more:visible").count():
        before = results.count()
        page.evaluate("document.getElementById('search-more').click()")
        expect(results).not_to_have_count(before)
    found = page.locator("#search-results a").evaluate_all("links => links.map((link) => link.pathname)")
    assert longest.address in found
    context.close()


def test_the_checklist_is_narrowed_down_to_the_sections_that_have_the_words(visited: Site) -> None:
    context = visited.context()
    page = context.new_page()
    visited.go(page, "/checklist/")
    before = page.locator("main h2:visible").count()
    page.locator("#filter").fill("ethnic minority")
    expect(page.locator(".filter [role=status]")).to_contain_text("entries shown")
    assert page.locator("main h2:visible").count() < before
    expect(page.get_by_role("table", name="Duties by section and state")).to_be_visible()
    page.locator("#filter").fill("")
    expect(page.locator("main h2:visible")).to_have_count(before)
    context.close()


def sortable(visited: Site, holding: str = "tbody td.number, tbody time") -> BuiltPage:
    """A page with a table of eight or more entries, of which one column holds numbers or days."""
    return next(
        page
        for page in visited.pages
        if any(
            len(table.css("tbody > tr:not(.extra, .total)")) >= 8
            and not table.css_first("[rowspan]")
            and table.css_first(holding)
            for table in page.tree.css("main table.data")
        )
    )


def column(page: Page, at: int) -> list[str]:
    texts: list[str] = page.locator("table:has(.sort)").first.evaluate(
        "(table, at) => [...table.tBodies[0].querySelectorAll(':scope > tr:not(.extra, .total)')].map((row) => row.cells[at].textContent.trim())",
        at,
    )
    return texts


def test_a_table_is_put_in_another_order_by_keyboard(visited: Site) -> None:
    context = visited.context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    visited.go(page, sortable(visited).address)
    table = page.locator("table:has(.sort)").first
    buttons = table.locator(".sort")
    before = column(page, 0)
    extras = page.locator("tr.extra").evaluate_all("rows => rows.map((row) => row.previousElementSibling.id)")
    status = page.locator(".table-scroll:has(.sort)").first.locator("xpath=preceding-sibling::p[@role='status'][1]")
    for way, order in (("ascending", "rising"), ("descending", "falling")):
        buttons.nth(0).focus()
        page.keyboard.press("Enter")
        expect(table.locator("th[aria-sort]")).to_have_count(1)
        expect(table.locator("th").first).to_have_attribute("aria-sort", way)
        expect(status).to_contain_text(order)
        expect(buttons.nth(0)).to_be_focused()
        assert sorted(column(page, 0)) == sorted(before)
    page.keyboard.press("Space")
    assert column(page, 0) == before
    after = page.locator("tr.extra").evaluate_all("rows => rows.map((row) => row.previousElementSibling.id)")
    assert sorted(after) == sorted(extras), "what is folded away stays below its own entry"
    context.close()


def test_numbers_and_days_are_put_in_their_own_order(visited: Site) -> None:
    context = visited.context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    rows = [("£1,200", "3 May 2024"), ("£90.50", "12 January 2026"), ("\N{MINUS SIGN}£5", "2023/24"), ("–", "–")] * 2
    cells = "".join(f"<tr><th scope='row'>{n}</th><td>{a}</td><td>{b}</td></tr>" for n, (a, b) in enumerate(rows))
    cells = cells.replace("<td>–</td>", "<td><span class='nothing'>–</span></td>")
    head = "<thead><tr><th scope='col'>No</th><th scope='col'>Sum</th><th scope='col'>When</th></tr></thead>"
    body = f"<main><div class='table-scroll'><table class='data'><caption>C</caption>{head}<tbody>{cells}</tbody></table></div></main>"
    page.route(
        "**/made.html",
        lambda route: route.fulfill(
            body=f"<!doctype html><meta charset=utf-8><script src='assets/tables.js'></script>{body}",
            content_type="text/html",
        ),
    )
    visited.go(page, "/made.html")
    page.get_by_role("button", name="Sum").click()
    assert column(page, 1) == ["\N{MINUS SIGN}£5"] * 2 + ["£90.50"] * 2 + ["£1,200"] * 2 + ["–"] * 2
    page.get_by_role("button", name="When").click()
    assert column(page, 2) == ["2023/24"] * 2 + ["3 May 2024"] * 2 + ["12 January 2026"] * 2 + ["–"] * 2
    page.get_by_role("button", name="When").click()
    assert column(page, 2)[:2] == ["12 January 2026"] * 2, "what is not known stays last"
    context.close()


def test_tables_of_one_register_have_their_columns_at_the_same_places(visited: Site) -> None:
    context = visited.context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    visited.go(page, "/decisions/")
    places = page.locator("table.data").evaluate_all(
        "tables => tables.map((table) => [...table.tHead.rows[0].cells].map((cell) => Math.round(cell.getBoundingClientRect().left)))"
    )
    context.close()
    assert len(places) > 1 and len(places[0]) > 3
    assert [place for place in places if place != places[0]] == []


def test_the_home_page_answers_on_its_first_screen(visited: Site) -> None:
    context = visited.context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    visited.go(page, "/")
    answers = page.locator(".home-grid section, #home-where")
    ends = answers.evaluate_all("parts => parts.map((part) => part.getBoundingClientRect().bottom)")
    rows = page.locator(".sections a").evaluate_all("links => new Set(links.map((link) => link.offsetTop)).size")
    context.close()
    assert len(ends) == 5 and max(ends) < 900, "who, the plan, what was decided, how it goes, and where the rest is"
    assert rows == 1, "the six sections stand beside each other"


def test_tables_have_an_order_to_choose_on_a_phone(visited: Site) -> None:
    context = visited.context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    visited.go(page, sortable(visited, "td[data-label]").address)
    choice = page.locator(".order select").first
    expect(choice).to_be_visible()
    expect(page.locator(".stack .sort")).to_have_count(0)
    choice.select_option(index=2)
    expect(page.locator("th[aria-sort='descending']")).to_have_count(1)
    context.close()


def test_words_in_charts_can_be_read_on_the_narrowest_screen(visited: Site) -> None:
    """Text of 12 pixels or more; what is then too wide scrolls in its frame, which takes the focus."""
    charted = [page for page in visited.pages if page.tree.css_first("main svg.chart")]
    assert charted
    context = visited.context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    for built in charted:
        visited.go(page, built.address)
        page.evaluate(OPEN_DETAILS)
        small = page.evaluate(
            """[...document.querySelectorAll('main svg.chart')].filter((svg) => {
              const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
              return [...svg.querySelectorAll('text')].some((text) => parseFloat(getComputedStyle(text).fontSize) * scale < 11.9);
            }).length"""
        )
        assert small == 0, built.address
    context.close()


def test_feeds_are_announced(norfolk_site: Path) -> None:
    for path, names in (("", 4), ("decisions/", 1), ("meetings/", 1), ("open-data/", 4), ("gifts-and-hospitality/", 0)):
        page = BuiltPage(norfolk_site, norfolk_site / path / "index.html")
        links = page.tree.css("link[rel=alternate][type='application/atom+xml'][title]")
        assert len(links) == names, path
        for link in links:
            assert (page.file.parent / str(link.attributes["href"])).resolve().is_file()


def leaving(visited: Site) -> list[BuiltPage]:
    return [page for page in visited.pages if page.address.startswith(("/services-for-victims/", "/services/"))]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_leaving_the_site_quickly(visited: Site, script: bool) -> None:
    there = "https://www.bbc.co.uk/weather"
    context = visited.context(java_script_enabled=script)
    page = context.new_page()
    page.route(there, lambda route: route.fulfill(body="Weather"))
    visited.go(page, "/")
    visited.go(page, "/services-for-victims/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".leave-now")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(there)
    page.go_back()
    assert urlsplit(page.url).path == ("/" if script else "/services-for-victims/")
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_way_out_covers_nothing_that_has_the_focus(visited: Site, width: int) -> None:
    """Walking backwards, upwards on the page, every stop comes to stand below the bar that stays at the top of the screen."""
    context = visited.context(viewport={"width": width, "height": 640})
    page = context.new_page()
    visited.go(page, "/services-for-victims/")
    page.locator(".site-footer a").last.focus()
    stops, covered = 0, []
    while page.evaluate("document.activeElement.closest('main') || document.activeElement.closest('.site-footer')"):
        stops += 1
        covered += page.evaluate(
            """() => {
              const stop = document.activeElement, bar = document.querySelector('.leave').getBoundingClientRect().bottom;
              return stop.getBoundingClientRect().top < bar - 0.5 && stop.id !== 'main-content' ? [stop.outerHTML.slice(0, 100)] : [];
            }"""
        )
        page.keyboard.press("Shift+Tab")
    context.close()
    assert stops > 8
    assert covered == []


def test_leaving_the_site_by_touch(visited: Site) -> None:
    """From anywhere on the page, with a thumb: the way out stays on the screen, is large, and keeps nothing to go back to."""
    there = "https://www.bbc.co.uk/weather"
    context = visited.context(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.route(there, lambda route: route.fulfill(body="Weather"))
    services = [built.address for built in leaving(visited) if built.tree.css_first(".leave")][-1]
    for address in ("/services-for-victims/", services):
        visited.go(page, "/")
        visited.go(page, address)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        way_out = page.locator(".leave-now")
        expect(way_out).to_be_in_viewport(ratio=1)
        box = way_out.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44
        way_out.tap()
        page.wait_for_url(there)
        page.go_back()
        assert urlsplit(page.url).path == "/"
    context.close()


def test_figures_in_charts_are_whole_on_a_phone(visited: Site) -> None:
    """On screens of 360 pixels and more nothing of a chart lies outside its frame: a figure cut short is another figure."""
    charted = [page for page in visited.pages if page.tree.css_first("main .chart-scroll")]
    assert charted
    context = visited.context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wrong = []
    for built in charted:
        visited.go(page, built.address)
        page.evaluate(OPEN_DETAILS)
        cut = page.evaluate(
            """[...document.querySelectorAll('main .chart-scroll text')].filter((text) => {
              const [frame, words] = [text.closest('.chart-scroll').getBoundingClientRect(), text.getBoundingClientRect()];
              return words.width > 0 && (words.right > frame.right + 1 || words.left < frame.left - 1);
            }).map((text) => text.textContent)"""
        )
        if cut:
            wrong.append(f"{built.address}: {cut}")
    context.close()
    assert wrong == []


def test_numbers_for_an_emergency_stand_first(visited: Site) -> None:
    pages = [page for page in visited.pages if page.tree.css_first(".leave")]
    assert {page.address for page in pages} >= {"/services-for-victims/"}
    assert any(page.kind == "Service" for page in pages)
    for page in pages:
        text = page.tree.css_first("main").text()
        assert -1 < text.index("999") < text.index("101") < 400
        assert page.tree.css_first(".leave-how").attributes["href"].endswith("help/privacy/#leaving-this-site-quickly")


PAPER = {"width": 673, "height": 950}
"""An A4 page less its margins, in CSS pixels."""


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_cut_off_on_paper(visited: Site, part: int) -> None:
    context = visited.context(viewport=PAPER, color_scheme="dark")
    page = context.new_page()
    page.emulate_media(media="print")
    wrong = []
    for built in visited.pages[part::PARTS]:
        visited.go(page, built.address)
        page.evaluate(OPEN_DETAILS)
        over = page.evaluate(TOO_WIDE)
        cut = page.evaluate(
            "[...document.querySelectorAll('td, th, svg, p')].filter((cell) => cell.getBoundingClientRect().right > innerWidth + 1).length"
        )
        hidden = page.evaluate(
            "[...document.querySelectorAll('main td, main th, main p, main li')].filter((part) =>"
            " part.textContent.trim() && !part.checkVisibility() && !part.closest('[hidden], .without-script, .jump, .on-this-page, .on-paper, .filter, .order, .search-form, .search-more')).length"
        )
        if over > 0 or cut or hidden:
            wrong.append(f"{built.address}: {over} pixels too wide, {cut} parts cut off, {hidden} not shown")
    context.close()
    assert wrong == []


def test_forced_colours(visited: Site) -> None:
    """Focus, the present page and the lines of charts stay visible when the system chooses the colours."""
    context = visited.context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    for address in ("/", "/measures/", address_of(visited, "Measure"), address_of(visited, "Plan")):
        visited.go(page, address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        lost = page.evaluate(
            """() => {
              const ground = getComputedStyle(document.body).backgroundColor;
              const lost = [];
              for (const stop of [...document.querySelectorAll('a[href], button, summary')].slice(0, 60)) {
                if (!stop.checkVisibility() || stop.closest('svg')) continue;
                stop.focus({focusVisible: true});
                const marks = [getComputedStyle(stop), getComputedStyle(stop, '::after')];
                if (!marks.some((mark) => mark.outlineStyle !== 'none' && mark.outlineColor !== ground)) lost.push(stop.outerHTML.slice(0, 100));
              }
              for (const shape of document.querySelectorAll('main svg :is(path, line, rect:not(.chart-place), text, polyline)')) {
                const style = getComputedStyle(shape);
                if ([style.fill, style.stroke].every((paint) => paint === 'none' || paint === ground)) lost.push(shape.outerHTML.slice(0, 100));
              }
              return lost;
            }"""
        )
        assert lost == [], address
    context.close()


def test_policy_on_the_page_is_the_policy_of_the_server(norfolk_site: Path) -> None:
    for path in ("", "search/", "decisions/"):
        own = BuiltPage(norfolk_site, norfolk_site / path / "index.html").tree.css_first("meta[http-equiv]")
        assert own is not None
        sent = nginx_headers()("/" + path)["Content-Security-Policy"].replace(" frame-ancestors 'none';", "")
        assert own.attributes["content"] == sent


def test_search_works_on_static_hosts_too(norfolk_site: Path, browser: Browser) -> None:
    with served(norfolk_site, static_host_headers()) as address:
        page: Page = browser.new_page()
        page.goto(address + "search/?q=plan")
        expect(page.get_by_role("status")).to_contain_text("found for “plan”")
        page.goto(address)
        refused = page.evaluate(
            "WebAssembly.compile(new Uint8Array([0,97,115,109,1,0,0,0])).then(() => 'compiled', (fault) => fault.name)"
        )
        assert refused == "CompileError", json.dumps(refused)
        page.close()
