"""Charts: scales a statistician would choose, words that are true, drawings that hold for any text and any figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from macros.charts import Series, bar_chart, line_chart, organisation_chart, plan_tree, stacked_chart
from macros.charts.scales import clear, extent, figure, nudge, thin, tick_labels, ticks, width, wrap

SVG = "{http://www.w3.org/2000/svg}"
CSS = Path(__file__).parent.parent / "overrides" / "assets" / "charts.css"
CHARTS = [line_chart, bar_chart, stacked_chart]
Chart = Callable[..., Markup]

few = settings(max_examples=60, deadline=None)
numbers = st.one_of(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.integers(min_value=-(10**6), max_value=10**6).map(Decimal),
    st.sampled_from([Decimal(0), Decimal("1E-12"), Decimal("1E+30"), Decimal("-7.5E+40"), Decimal("-0.0")]),
)
texts = st.text(max_size=60)
titles = texts.map(lambda text: f"T{text}")


@st.composite
def datasets(draw: st.DrawFn) -> tuple[list[str], list[Series]]:
    labels = draw(st.lists(texts, min_size=1, max_size=14))
    values = st.lists(st.one_of(st.none(), numbers), min_size=len(labels), max_size=len(labels)).map(tuple)
    series = draw(st.lists(st.builds(Series, texts, values), min_size=1, max_size=8))
    assume(any(value is not None for one in series for value in one.values))
    return labels, series


def series(name: str, *values: object) -> Series:
    return Series(name, tuple(None if value is None else Decimal(str(value)) for value in values))


def parsed(svg: Markup) -> ET.Element:
    root = ET.fromstring(svg)
    assert root.tag == SVG + "svg"
    return root


def words(root: ET.Element, tag: str) -> str:
    return root.findtext(SVG + tag) or ""


def shown(root: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(SVG + "text")]


def figures_in(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


# --- scales ------------------------------------------------------------------------------------------------------


@given(numbers, numbers, st.integers(4, 8))
@few
def test_ticks_cover_the_range_at_nice_steps(one: Decimal, other: Decimal, most: int) -> None:
    low, high = min(one, other), max(one, other)
    assume(low == high or (high - low) * 10**12 > max(abs(low), abs(high)))
    marks = ticks(low, high, most)
    assert 3 <= len(marks) <= most
    assert marks[0] <= low
    assert marks[-1] >= high
    steps = {after - before for before, after in pairwise(marks)}
    assert len(steps) == 1
    step = steps.pop()
    assert step > 0
    assert step.scaleb(-step.adjusted()).normalize() in {Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)}
    assert all(mark % step == 0 for mark in marks)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
@few
def test_what_is_counted_in_whole_numbers_has_whole_marks(one: int, other: int) -> None:
    marks = ticks(Decimal(min(one, other)), Decimal(max(one, other)), whole=True)
    assert all(mark == mark.to_integral_value() for mark in marks)
    assert 3 <= len(marks) <= 8


@given(st.lists(numbers, min_size=1, max_size=9))
@few
def test_nought_is_left_out_only_when_all_values_are_far_from_it(values: list[Decimal]) -> None:
    low, high = extent(values)
    assert low <= min(values)
    assert high >= max(values)
    if not low <= 0 <= high:
        assert min(abs(value) for value in values) >= 2 * (max(values) - min(values)) > 0


@given(numbers, numbers, st.sampled_from(["", "£", "£m", "%", "offences"]))
@few
def test_no_two_marks_read_alike(one: Decimal, other: Decimal, unit: str) -> None:
    low, high = extent([one, other])
    labels = tick_labels(ticks(low, high), unit)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "100", ["0", "20", "40", "60", "80", "100"]),
        ("59471", "69262", ["58,000", "60,000", "62,000", "64,000", "66,000", "68,000", "70,000"]),
        ("0", "0", ["0", "1", "2"]),
        ("-6870", "4073", ["−10,000", "−5,000", "0", "5,000"]),
        ("0", "183545000", ["0", "50m", "100m", "150m", "200m"]),
    ],
)
def test_marks_of_real_axes(low: str, high: str, expected: list[str]) -> None:
    assert list(tick_labels(ticks(Decimal(low), Decimal(high), whole=True))) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("62591", "", "62,591"),
        ("-1234.5", "£", "−£1,234.50"),
        ("84", "per cent", "84%"),
        ("1.5", "£m", "£1.5m"),
        ("95", "£ thousand", "95"),
        ("0", "£", "£0"),
        ("-0.0", "", "0.0"),
        ("1E+30", "", "1×10³⁰"),
        ("1E-12", "", "1×10⁻¹²"),
        ("1E+3", "", "1,000"),
    ],
)
def test_figures_as_the_public_reads_them(value: str, unit: str, expected: str) -> None:
    assert figure(Decimal(value), unit) == expected


@given(texts, st.integers(20, 300))
@few
def test_wrapping_cuts_nothing_and_keeps_to_the_line(text: str, limit: int) -> None:
    lines = wrap(text, limit)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= limit for line in lines)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 3)), min_size=1, max_size=8))
@few
def test_nudged_labels_do_not_overlap_and_keep_their_order(labels: list[tuple[int, int]]) -> None:
    wanted, heights = [Decimal(y) for y, _ in labels], [Decimal(20 * lines) for _, lines in labels]
    bottom = max(Decimal(300), sum(heights, Decimal(0)))
    edges = nudge(wanted, heights, Decimal(0), bottom)
    placed = sorted(zip(edges, heights, wanted, strict=True))
    assert all(upper + high <= lower for (upper, high, _), (lower, _, _) in pairwise(placed))
    assert [w for *_, w in placed] == sorted(wanted)
    assert placed[0][0] >= 0
    assert placed[-1][0] + placed[-1][1] <= bottom
    if len(labels) == 1 and labels[0][0] + 20 * labels[0][1] <= 300:
        assert edges == wanted


@given(st.integers(1, 60), st.integers(5, 90))
@few
def test_thinned_labels_keep_the_first_and_the_last(count: int, wide: int) -> None:
    centres = [Decimal(n * 400) / max(1, count - 1) for n in range(count)]
    kept = thin(centres, [Decimal(wide)] * count)
    assert kept[0] == 0
    assert kept[-1] == count - 1
    assert len(kept) <= 2 or clear(centres, [Decimal(wide)] * count, kept)


def test_thinned_labels_are_every_so_many() -> None:
    centres = [Decimal(n * 20) for n in range(12)]
    assert thin(centres, [Decimal(10)] * 12) == list(range(12))
    assert thin(centres, [Decimal(40)] * 12) == [0, 3, 6, 11]
    assert thin(centres, [Decimal(900)] * 12) == [0, 11]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((59471, 69262), (59471, 69262)),
        ((60, 100), (0, 100)),
        ((-69, -60), (-69, -60)),
        ((-5, 5), (-5, 5)),
        ((7, 7), (0, 7)),
    ],
)
def test_ranges_of_real_lines(values: tuple[int, int], expected: tuple[int, int]) -> None:
    assert extent([Decimal(value) for value in values]) == tuple(Decimal(end) for end in expected)


# --- any text, any figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", CHARTS)
@given(data=datasets(), title=titles, unit=texts, description=texts)
@few
def test_any_chart_is_sound(
    chart: Chart, data: tuple[list[str], list[Series]], title: str, unit: str, description: str
) -> None:
    svg = chart("c1", title, *data, unit, description)
    assert svg == chart("c1", title, *data, unit, description)
    assert isinstance(svg, Markup)
    assert "\n" not in svg
    root = parsed(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-t c1-d"
    assert [child.tag for child in root][:2] == [SVG + "title", SVG + "desc"]
    assert words(root, "title").startswith("T")
    assert words(root, "desc")
    wide, high = (float(part) for part in (root.get("viewBox") or "").split()[2:])
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "path", "text", "tspan"}
        assert not {name for name in element.attrib if name.startswith("on") or name in ("style", "fill", "stroke")}
        assert (element.get("id") or "c1-").startswith("c1-")
        for name in ("x", "y", "d"):
            assert not re.search(r"\.\d{3}|[eEnN]", element.get(name) or "")
        if element.tag == SVG + "text":
            assert 0 <= float(element.get("x") or "") <= wide
            assert 0 <= float(element.get("y") or "") <= high


@given(titles, texts, st.lists(st.tuples(texts, texts.map(lambda t: f"/{t}"), st.lists(st.tuples(texts, st.none())))))
@few
def test_any_plan_is_sound(title: str, plan: str, branches: list[tuple[str, str, list[tuple[str, None]]]]) -> None:
    if not branches:
        with pytest.raises(ValueError, match="no pillar"):
            plan_tree("p", title, plan, branches)
        return
    root = parsed(plan_tree("p", title, plan, branches))
    assert root.get("role") == "group"
    assert len(list(root.iter(SVG + "a"))) == len(branches)
    assert len(list(root.iter(SVG + "text"))) == 1 + len(branches) + sum(len(twigs) for *_, twigs in branches)


HOSTILE = "</desc><script>alert(1)</script>\" onload='x' &amp; {{ 7*7 }} \x00\x1b\u202e]]>"


@pytest.mark.parametrize("chart", CHARTS)
def test_hostile_words_are_only_words(chart: Chart) -> None:
    svg = chart("h", HOSTILE, [HOSTILE, "b"], [series(HOSTILE, 1, None), series("x", 2, 3)], HOSTILE)
    assert "<script" not in svg
    assert "\u202e" not in svg
    expected = "</desc><script>alert(1)</script>\" onload='x' &amp; {{ 7*7 }} ]]>"
    root = parsed(svg)
    assert words(root, "title") == expected
    assert expected in words(root, "desc")


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(
    ("labels", "many", "why"),
    [
        ([], [], "one to eight series"),
        (["a"], [Series("x", (None,))], "no value"),
        (["a"], [series("x", 1, 2)], "2 values for 1 labels"),
        (["a"], [series("x", 1)] * 9, "not 9"),
        (["a"], [series("x", "NaN")], "not a number"),
        (["a"], [series("x", "1E+400")], "not a number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(chart: Chart, labels: list[str], many: list[Series], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        chart("c", "Title", labels, many)


@pytest.mark.parametrize(
    ("id", "title"), [("", "T"), ("1a", "T"), ("a b", "T"), ('a"', "T"), ("a", ""), ("a", " \x00 ")]
)
def test_a_chart_needs_an_id_and_a_title(id: str, title: str) -> None:
    with pytest.raises(ValueError, match="chart"):
        line_chart(id, title, ["a"], [series("x", 1)])


# --- words that are true -----------------------------------------------------------------------------------------


def test_a_line_says_its_course() -> None:
    svg = line_chart("c", "Crime", ["Mar 2021", "Jun 2022", "Mar 2024"], [series("Norfolk", 62591, 69262, 59471)])
    assert words(parsed(svg), "desc") == (
        "From 62,591 in Mar 2021 to 59,471 in Mar 2024; highest 69,262 in Jun 2022. Scale starts at 58,000, not at 0."
    )


def test_a_gap_is_left_and_said() -> None:
    labels = ["2019", "2020", "2021", "2022", "2023"]
    root = parsed(line_chart("c", "T", labels, [series("Norfolk", 5, 4, None, 7, 8)], "offences", "Our own words."))
    assert words(root, "desc") == "Our own words. Measured in offences. No value for 2021."
    line = next(path for path in root.iter(SVG + "path") if "chart-line" in (path.get("class") or ""))
    assert (line.get("d") or "").count("M") == 2


def test_a_single_value_has_a_marker() -> None:
    root = parsed(line_chart("c", "T", ["2019", "2020", "2021"], [series("", None, 4, None)]))
    marker = next(path for path in root.iter(SVG + "path") if "chart-mark" in (path.get("class") or ""))
    assert (marker.get("d") or "").count("M") == 1
    assert words(root, "desc") == "4 in 2020. No value for 2019 and 2021."


def test_bars_say_their_extremes_and_what_is_missing() -> None:
    labels = ["Mediation", "Early help", "Advice", "Courses"]
    root = parsed(bar_chart("c", "T", labels, [series("", 5, None, 40, 5)], "£"))
    assert words(root, "desc") == "Highest £40 (Advice); lowest £5 (Mediation and Courses). No value for Early help."
    assert "no value" in shown(root)
    bars = next(path for path in root.iter(SVG + "path") if path.get("class") == "chart-bar chart-s1")
    assert (bars.get("d") or "").count("M") == 3


def test_stacked_bars_say_their_totals() -> None:
    many = [series("Policing", 100, 90), series("Grants", -30, None)]
    root = parsed(stacked_chart("c", "T", ["2021/22", "2022/23"], many, "£"))
    assert "Totals: £70 (2021/22)." in words(root, "desc")
    assert "Grants: no value for 2022/23." in words(root, "desc")
    assert {"net £70", "net £90 known", "Net total"} <= set(shown(root))


def test_negative_parts_go_to_the_left_of_nought() -> None:
    root = parsed(stacked_chart("c", "T", ["2021/22"], [series("In", 100), series("Out", -30)]))
    axis = next(path for path in root.iter(SVG + "path") if path.get("class") == "chart-axis")
    nought = figures_in(axis.get("d") or "")[0]
    bars = [
        path.get("d") or "" for path in root.iter(SVG + "path") if (path.get("class") or "").startswith("chart-bar")
    ]
    positive, negative = (figures_in(bar) for bar in bars[2:])
    assert positive[0] == nought
    assert negative[0] + 30 * (positive[2] + 1) / 100 == pytest.approx(nought, abs=0.2)
    assert negative[0] + negative[2] <= nought


@given(datasets())
@few
def test_extremes_are_always_said(data: tuple[list[str], list[Series]]) -> None:
    told = words(parsed(line_chart("c", "T", *data)), "desc")
    for one in data[1]:
        if known := [value for value in one.values if value is not None]:
            for extreme in (max(known), min(known)):
                assert any(figure(value) in told for value in known if value == extreme)


# --- drawings ----------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 100), texts), min_size=1, max_size=8))
@few
def test_labels_at_the_ends_of_lines_do_not_overlap(ends: list[tuple[int, str]]) -> None:
    root = parsed(line_chart("c", "T", ["2019", "2020"], [series(name, 50, value) for value, name in ends]))
    last = [group for group in root.iter(SVG + "g")][-1]
    boxes = [(float(t.get("y") or ""), len(list(t.iter(SVG + "tspan")))) for t in last]
    assert len(boxes) == len(ends)
    high = float((root.get("viewBox") or "").split()[3])
    for y, more in boxes:
        assert y - 14 >= 0
        assert y + 20 * more <= high
    for (y, more), (other, others) in combinations(boxes, 2):
        assert y + 20 * more + 20 <= other or other + 20 * others + 20 <= y


def test_series_differ_in_dashes_and_markers() -> None:
    root = parsed(line_chart("c", "T", ["a", "b"], [series(str(n), n, n) for n in range(8)]))
    lines = [path for path in root.iter(SVG + "path") if "chart-line" in (path.get("class") or "")]
    assert len({line.get("stroke-dasharray") for line in lines}) == 8
    marks = [path.get("d") or "" for path in root.iter(SVG + "path") if "chart-mark" in (path.get("class") or "")]
    assert len({re.sub(r"M[\d.]+ [\d.]+", "", mark) for mark in marks}) == 8


def test_charts_are_light() -> None:
    months = [f"{month} {year}" for year in (2022, 2023, 2024) for month in ("Mar", "Jun", "Sep", "Dec")]
    two = [series("Norfolk", *range(62000, 74000, 1000)), series("England and Wales", *range(91000, 79000, -1000))]
    assert len(line_chart("recorded-crime", "Recorded crime", months, two, "offences").encode()) <= 4096
    eight = [f"Norfolk service for people number {n}, commissioned with partners" for n in range(8)]
    assert (
        len(bar_chart("services", "Services", eight, [series("", *range(12500, 212500, 25000))], "£").encode()) <= 4096
    )
    parts = [series(f"Part {n}", *range(n, n + 8)) for n in range(4)]
    assert len(stacked_chart("budget", "Budget", months[:8], parts, "£ thousand").encode()) <= 4096


def test_long_labels_are_wrapped_never_cut() -> None:
    long = "Work in partnership to tackle agricultural crimes (such as hare coursing, machinery theft and livestock worrying)"
    for chart in (bar_chart, stacked_chart):
        root = parsed(chart("c", "T", [long, "Short"], [series("", 1, 2)]))
        label = next(text for text in root.iter(SVG + "text") if (text.text or "").startswith("Work"))
        assert len(list(label)) >= 1
        assert " ".join(label.itertext()) == long


# --- trees -------------------------------------------------------------------------------------------------------


def test_a_plan_links_to_its_pillars_and_objectives() -> None:
    branches = [
        ("Support Victims", "/plans/p/victims/", [("Rights", "/plans/p/victims/#rights"), ("Care & time", None)])
    ]
    root = parsed(plan_tree("p", "The plan", "Police and Crime Plan", branches))
    assert [link.get("href") for link in root.iter(SVG + "a")] == ["/plans/p/victims/", "/plans/p/victims/#rights"]
    assert shown(root) == ["Police and Crime Plan", "Support Victims", "Rights", "Care & time"]
    assert words(root, "desc") == "Police and Crime Plan: 1 pillar and 2 objectives. Support Victims (2 objectives)."
    for rect in root.iter(SVG + "rect"):
        assert float(rect.get("height") or "") >= 40  # 24 pixels on a telephone 320 wide with margins of 16


@pytest.mark.parametrize("href", ["javascript:alert(1)", "JaVa\tScript:alert(1)", "data:text/html,x", " vbscript:x"])
def test_addresses_that_run_something_are_refused(href: str) -> None:
    with pytest.raises(ValueError, match="may link to"):
        plan_tree("p", "T", "Plan", [("Pillar", href, [])])


def test_an_office_says_who_answers_to_whom() -> None:
    nodes = [
        ("ce", "Chief Executive", "A. Clerk", "pcc"),
        ("pcc", "Commissioner", "B. Elected", None),
        ("cfo", "Chief Finance Officer", "", "pcc"),
        ("team", "Policy team", "6 people", "ce"),
    ]
    root = parsed(organisation_chart("o", "Who does what", nodes))
    assert root.get("role") == "img"
    assert words(root, "desc") == (
        "At the top: Commissioner (B. Elected). Under Commissioner: Chief Executive (A. Clerk); Chief Finance Officer. Under Chief Executive: Policy team (6 people)."
    )
    assert [words_ for words_ in shown(root) if "Chief" in words_] == ["Chief Executive", "Chief Finance Officer"]


@pytest.mark.parametrize(
    ("nodes", "why"),
    [
        ([], "nobody"),
        ([("a", "A", "", None), ("a", "B", "", None)], "twice"),
        ([("a", "A", "", "b")], "not there"),
        ([("a", "A", "", "b"), ("b", "B", "", "a"), ("c", "C", "", None)], "circle"),
    ],
)
def test_offices_that_cannot_be_drawn_are_refused(nodes: list[tuple[str, str, str, str | None]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        organisation_chart("o", "T", nodes)


# --- colours -----------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    digits = "".join(digit * 2 for digit in colour) if len(colour) == 3 else colour
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("place", "page"), [(0, "ffffff"), (1, "14181d"), (2, "ffffff")])
def test_colours_stand_out_in_light_in_dark_and_on_paper(place: int, page: str) -> None:
    blocks = [
        dict(re.findall(r"--chart-(\w+): #(\w+);", block))
        for block in re.findall(r"\.chart \{(.*?)\}", CSS.read_text("utf-8"), re.S)
        if "--chart-ink: #" in block
    ]
    assert len(blocks) == 3
    colours = blocks[0] | blocks[place]
    assert len(colours) == 11
    for name, colour in colours.items():
        light, dark = sorted((luminance(colour), luminance(page)), reverse=True)
        needed = {"ink": 4.5, "soft": 4.5, "rule": 1}.get(name, 3)
        assert (light + 0.05) / (dark + 0.05) >= needed, name


def test_every_class_has_its_style() -> None:
    svgs = [chart("c", "T", ["a", "b"], [series(str(n), n, n - 4) for n in range(8)], "offences") for chart in CHARTS]
    svgs.append(plan_tree("p", "T", "Plan", [("Pillar", "/a/", [("Objective", "/b/")])]))
    svgs.append(organisation_chart("o", "T", [("a", "A", "B", None), ("b", "B", "", "a")]))
    used = {name for svg in svgs for names in re.findall(r'class="([^"]*)"', svg) for name in names.split()}
    assert {name for name in used if f".{name}" not in CSS.read_text("utf-8")} == set()
    assert {f"chart-s{n}" for n in range(1, 9)} <= used
