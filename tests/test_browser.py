"""Both sites in a real browser, served with the strict headers of ``deploy/nginx.conf``.

A sample with every kind of page is looked at; with EVERY_PAGE=1 (``make nightly``) every page is.
``docs/help/accessibility.md`` tells readers what is tested here: change them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import tinycss2
from built import EVERY_PAGE, PARTS, ROOT, BuiltPage
from playwright.sync_api import Page, expect
from seen import AXE, Site
from tinycss2.color3 import parse_color

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: all that is asked in dark, where nothing but colours is different."""
OF_ROOM = [*OF_COLOUR, "target-size", "scrollable-region-focusable"]
"""The rules that look at colours and at how things lie: all that is asked at 375 pixels, where the styles are those of 320."""
WIDTHS = (1280, 375, 320)
HEIGHT = 844
SCHEMES = ("light", "dark")

# One way of looking, in one go: a test over a thousand pages spends its time on asking to and fro.
LOOK = """async ([rules, preload, exclude, menu, stops]) => {
  const press = () => { if (menu) document.querySelector('.menu-button').click(); };
  document.querySelectorAll('details').forEach((box) => { box.open = true; });
  press();
  scrollTo(0, 0);  // what stays at the top of the screen covers nothing there
  const plain = new CSSStyleSheet();  // axe leaves words before a picture unjudged, the shadow beside a wide table too
  plain.replaceSync('* { background-image: none !important; transition: none !important }');
  document.adoptedStyleSheets = [plain];
  const context = exclude ? {exclude: ['.site-header', '.site-footer']} : document;
  const found = (await axe.run(context, {runOnly: rules, preload, resultTypes: ['violations']})).violations
    .map((fault) => `${fault.id}: ${fault.nodes.length} × ${fault.nodes[0].html.slice(0, 160)}`);
  document.adoptedStyleSheets = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push('scrolls sideways');
  const [count, unreachable] = stops ? (STOPS)() : [0, []];
  if (stops) found.push(...unreachable, ...(TEXT_SPACING)());
  press();
  return [count, found];
}"""


# Every stop of the keyboard, focused in turn: it must be visible, in view, marked, not covered, and have a name.
STOPS = """() => {
  const wrong = [];
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((stop) => !stop.closest('details:not([open]) > :not(summary)') && stop.checkVisibility({checkVisibilityCSS: true}));
  const drawn = (stop) => [...stop.querySelectorAll('rect')].map((box) => getComputedStyle(box).stroke + getComputedStyle(box).strokeWidth).join();
  for (const stop of stops) {
    const before = drawn(stop);
    stop.focus({focusVisible: true});
    const say = (what) => wrong.push(`${what}: ${stop.outerHTML.slice(0, 120)}`);
    if (document.activeElement !== stop) { say('takes no focus'); continue; }
    const style = getComputedStyle(stop), after = getComputedStyle(stop, '::after');
    if (style.outlineStyle === 'none' && after.outlineStyle === 'none' && drawn(stop) === before) say('focus not marked');
    if (!(stop.textContent.trim() || stop.value || stop.ariaLabel || stop.labels?.length || stop.getAttribute('aria-labelledby'))) say('no name');
    const boxes = [...stop.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    const seen = boxes.some((box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
    if (!seen) { say('off screen'); continue; }
    const hit = boxes.some((box) => [0.02, 0.25, 0.5, 0.75, 0.98].some((x) => [0.1, 0.5, 0.9].some((y) => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      const found = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
      return found && (stop.contains(found) || found.contains(stop));
    })));
    if (!hit) say('covered');
  }
  return [stops.length, wrong];
}"""

TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const cut = [...document.querySelectorAll('body *')].filter((element) => {
    const style = getComputedStyle(element);
    return [style.overflowX, style.overflowY].includes('hidden') && !element.matches('.visually-hidden, thead, svg *')
      && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1);
  }).map((element) => `text cut in .${element.className}`);
  const over = document.documentElement.scrollWidth - innerWidth;
  document.adoptedStyleSheets = [];
  return over > 0 ? [...cut, `${over} pixels too wide`] : cut;
}"""


LOOK = LOOK.replace("(STOPS)", f"({STOPS})").replace("(TEXT_SPACING)", f"({TEXT_SPACING})")

Way = tuple[int, str, list[str]]
"""A width, a scheme of colours, and by which rules a page is looked at."""


def rules_for(width: int, scheme: str) -> list[str]:
    """What can come out otherwise than it did in another way; ``test_what_is_not_asked_again`` says why no more."""
    return OF_COLOUR if scheme == "dark" else OF_ROOM if width == 375 else RULES


def ways_of(number: int, built: BuiltPage, seen: set[str]) -> list[Way]:
    """In which widths and colours a page is looked at, and by which rules.

    Every page in all six when every page is visited. In the sample the first page of a kind is looked at wide and
    narrow, the second in one of the two, and every sixth at the middle width.
    """
    if EVERY_PAGE:
        return [(width, scheme, rules_for(width, scheme)) for width in WIDTHS for scheme in SCHEMES]
    wide, narrow = (1280, "light", RULES), (320, "light", RULES)
    dark = ((1280, 320)[number % 2], "dark", OF_COLOUR)
    if built.kind and built.kind in seen:
        return [dark, (wide, narrow)[number % 2]]
    seen.add(built.kind)
    return [wide, dark, narrow] if number % 6 else [wide, dark, (375, "light", OF_ROOM), narrow]


def frame_of(built: BuiltPage) -> str:
    """Whatever of a page's header and footer its colours and layout come from: elements, classes and what is current."""
    nodes = built.tree.css(".site-header, .site-header *, .site-footer, .site-footer *")
    return " ".join(f"{n.tag}.{n.attributes.get('class')}.{n.attributes.get('aria-current')}" for n in nodes)


def look(
    page: Page, ways: list[Way], new_styles: bool, frame: str = "", seen: set[str] | None = None
) -> tuple[list[str], int]:
    """What is wrong with the page that stands open, each way; and how many stops of the keyboard were tried.

    ``new_styles``: axe reads the style sheets too, for the one rule that needs them (it forbids turning a phone's page round).
    ``seen``: frames that were looked at in a way need not be asked for their colours in that way again.
    """
    wrong: list[str] = []
    stops = 0
    for width, scheme, rules in ways:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        known = seen is not None and rules != RULES and f"{width} {scheme} {frame}" in seen
        tried = scheme == "light" and width != 375
        count, found = page.evaluate(LOOK, [rules, new_styles and rules == RULES, known, width < 500, tried])
        stops += count
        wrong += [f"at {width}, {scheme}: {fault}" for fault in found]
        if seen is not None:
            seen.add(f"{width} {scheme} {frame}")
    return wrong, stops


@pytest.mark.parametrize("part", range(PARTS))
def test_every_kind_of_page(visited: Site, part: int, record_property: Callable[[str, object], None]) -> None:
    """axe at three widths, light and dark, menu open; reflow, text spacing, and every keyboard stop."""
    context = visited.context()
    context.add_init_script(AXE)
    page = context.new_page()
    wrong: list[str] = []
    stops = looked = 0
    kinds, styles, frames = set[str](), set[str](), set[str]()
    for number, built in enumerate(visited.pages[part::PARTS]):
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        visited.go(page, built.address)
        linked = {str(link.attributes["href"]).rsplit("/")[-1] for link in built.tree.css("link[rel=stylesheet]")}
        found, count = look(page, ways_of(number, built, kinds), not linked <= styles, frame_of(built), frames)
        wrong += [f"{built.address} {fault}" for fault in found]
        styles |= linked
        stops += count
        looked += 1
    context.close()
    for name, value in (visited.told | {"looked at": f"{visited.name} {looked}"}).items():
        record_property(name, value)
    assert wrong == []
    assert visited.heard == []
    assert stops > 40 * looked


def test_results_of_a_search(visited: Site) -> None:
    """The same six ways with results on the search page, which stands open for nobody who does not search."""
    context = visited.context()
    context.add_init_script(AXE)
    page = context.new_page()
    visited.go(page, "/search/?q=plan")
    expect(page.get_by_role("status")).to_contain_text("found for")
    found, _ = look(page, [(width, scheme, RULES) for width in WIDTHS for scheme in SCHEMES], new_styles=True)
    context.close()
    assert found == []
    assert visited.heard == []


def test_what_is_not_asked_again_is_the_same() -> None:
    """In dark the styles change colours and nothing else; and no style begins or ends between 320 and 375 pixels."""
    changed = 0
    between = []
    for sheet in sorted((ROOT / "overrides" / "assets").glob("*.css")):
        for rule in tinycss2.parse_stylesheet(sheet.read_bytes().decode(), True, True):
            asked = tinycss2.serialize(rule.prelude) if rule.type == "at-rule" else ""
            between += [width for width in re.findall(r"width: ([\d.]+)rem", asked) if 320 < float(width) * 16 <= 375]
            assert not re.search(r"width: [\d.]+(?!rem|[\d.])", asked), f"{sheet.name}: {asked} is not in rem"
            if "prefers-color-scheme" not in asked:
                continue
            for inner in tinycss2.parse_rule_list(rule.content, True, True):
                for line in tinycss2.parse_blocks_contents(inner.content, True, True):
                    value = tinycss2.serialize(line.value).strip()
                    colour = parse_color(value) is not None or value.startswith("var(--")
                    assert line.name == "box-shadow" or line.name == "color-scheme" or colour, (
                        f"{sheet.name}: {line.name}: {value}"
                    )
                    changed += 1
    assert changed > 20
    assert between == []
