"""PDFs say what their pages say, in a structure that can be listened to; they are the same on every build, and open nothing."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from built import ROOT
from pdfminer.pdftypes import resolve1
from printed import Printed, printed, seen, squeezed
from selectolax.lexbor import LexborHTMLParser
from sites import lay, lay_whole, write
from test_build import ODD, run, tree_of

from macros.paper import presses, print_pages, sheet
from macros.paper.presses import Press
from macros.paper.sheet import sheet_of
from macros.settings import NoSite, read_settings
from macros.views.words import size_in_words

MARGIN = 18 / 25.4 * 72
"""The margins at the sides of a sheet, in points."""


@pytest.fixture(scope="module", params=["norfolk", "example"])
def papers(request: pytest.FixtureRequest) -> list[Printed]:
    return printed(request.getfixturevalue(f"{request.param}_site"))


def test_plans_decisions_and_the_checklist_have_pdfs(norfolk_site: Path, example_site: Path) -> None:
    for site in (norfolk_site, example_site):
        wanted = {path.parent for path in [*site.glob("plans/*/index.html"), *site.glob("decisions/*/*/index.html")]}
        wanted = {path for path in wanted if 'http-equiv="refresh"' not in (path / "index.html").read_text("utf-8")}
        found = {paper.page.parent for paper in printed(site)}
        assert found == wanted | {site / "checklist"}
        assert len(wanted) > 5


def test_the_link_says_how_large_the_file_is(papers: list[Printed]) -> None:
    for paper in papers:
        link = paper.html.css_first(".on-paper a")
        assert link and link.text() == f"Download this page as PDF ({size_in_words(paper.pdf.stat().st_size)})"
        assert paper.pdf.name == f"{paper.page.parent.name}.pdf"


def test_each_is_tagged_titled_and_in_british_english(papers: list[Printed]) -> None:
    for paper in papers:
        assert paper.says("MarkInfo", "Marked") is True
        assert paper.says("Lang") == "en-GB"
        assert paper.says("ViewerPreferences", "DisplayDocTitle") is True
        title = paper.html.css_first("title")
        assert title and paper.document.metadata["Title"] == " ".join(title.text().split())
        assert 'pdfuaid:part="1"' in _metadata(paper)


def _metadata(paper: Printed) -> str:
    return str(resolve1(paper.document.doc.catalog["Metadata"]).get_data().decode("utf-8"))


def test_headings_are_those_of_the_page(papers: list[Printed]) -> None:
    for paper in papers:
        page = [(node.tag.upper(), seen(node)) for node in paper.article.css("h1, h2, h3, h4, h5, h6")]
        assert [(part.type, part.words) for part in paper.structure.every("H1", "H2", "H3", "H4", "H5", "H6")] == page
        assert page[0][0] == "H1" and len(page) > 1
        outlines = [(f"H{level}", squeezed(title)) for level, title, *_ in paper.document.doc.get_outlines()]
        assert outlines == page


def test_tables_are_those_of_the_page(papers: list[Printed]) -> None:
    count = 0
    for paper in papers:
        page = [
            [[seen(cell) for cell in row.css("th, td")] for row in table.css("tr")]
            for table in paper.article.css("table")
        ]
        tables = list(paper.structure.every("Table"))
        assert [
            [[cell.words for cell in row.every("TH", "TD")] for row in table.every("TR")] for table in tables
        ] == page
        for table, on_page in zip(tables, paper.article.css("table"), strict=True):
            scopes = [{"row": "Row"}.get(str(cell.attributes["scope"]), "Column") for cell in on_page.css("th")]
            assert [head.attributes["Scope"] for head in table.every("TH")] == scopes
            caption = on_page.css_first("caption")
            assert caption and squeezed(_text(table.attributes["Summary"])) == squeezed(caption.text())
        count += sum(map(len, page))
    assert count > 60


def _text(value: Any) -> str:
    return (
        value.decode("utf-16")
        if isinstance(value, bytes) and value[:2] in (b"\xfe\xff", b"\xff\xfe")
        else value.decode()
        if isinstance(value, bytes)
        else value
    )


def test_a_table_that_goes_on_shows_its_head_again_and_reads_it_once(norfolk_site: Path) -> None:
    (paper,) = [paper for paper in printed(norfolk_site) if paper.pdf.name == "checklist.pdf"]
    head = "Whatmustbepublished"
    shown = sum(squeezed(sheet.extract_text()).count(head) for sheet in paper.document.pages)
    read = paper.structure.words.count(head)
    assert shown > read == len([cell for cell in paper.article.css("thead th") if seen(cell) == head])


def test_all_words_of_the_page_are_read_out(papers: list[Printed]) -> None:
    for paper in papers:
        said = paper.structure.words
        for node in paper.article.css("p, dt, dd, td, th, h1, h2, h3, h4"):
            if node.css_first("p, ul, ol, svg") is None and node.attributes.get("class") != "on-paper":
                assert seen(node) in said, f"{paper}: {node.text()}"


def test_lists_of_terms_are_labels_with_what_is_said(papers: list[Printed]) -> None:
    for paper in papers:
        terms = [seen(node) for node in paper.article.css("dt")]
        labels = [label.words for label in paper.structure.every("Lbl")]
        assert [label for label in labels if label in terms] == terms
        for item in paper.structure.every("L"):
            assert {part.type for part in item.below if not isinstance(part, str)} <= {"LI", "L"}


def test_charts_have_a_text(papers: list[Printed]) -> None:
    for paper in papers:
        figures = list(paper.structure.every("Figure"))
        charts = paper.article.css("svg.chart")
        described = [squeezed(chart.css_first("desc").text()) for chart in charts]  # type: ignore[union-attr]
        alts = "".join(squeezed(figure.alt or "") for figure in figures) + paper.structure.words
        assert all(figure.alt for figure in figures)
        assert all(words in alts for words in described)


def test_nothing_is_cut_off(papers: list[Printed]) -> None:
    for paper in papers:
        for sheet_ in paper.document.pages:
            out = [
                char["text"]
                for char in sheet_.chars
                if char["text"].strip()
                and not (
                    char["x0"] >= MARGIN - 1
                    and char["x1"] <= sheet_.width - MARGIN + 1
                    and 20 < char["top"] < sheet_.height - 20
                )
            ]
            assert out == [], f"{paper}, sheet {sheet_.page_number}"
            places = {
                (round(char["x0"], 1), round(char["top"], 1), char["text"])
                for char in sheet_.chars
                if char["text"].strip()
            }
            assert len(places) == len([char for char in sheet_.chars if char["text"].strip()]), "words stand on words"


def test_links_are_whole_and_lead_out_or_stay_inside(papers: list[Printed]) -> None:
    for paper in papers:
        for sheet_ in paper.document.pages:
            for link in sheet_.annots:
                if link["uri"] is not None:
                    assert re.match(r"https?://|mailto:|tel:", link["uri"]), link["uri"]
                    assert "site.invalid" not in link["uri"]


def test_the_invented_office_says_so_on_every_sheet(example_site: Path) -> None:
    for paper in printed(example_site):
        assert all("Fictional" in (sheet_.extract_text() or "") for sheet_ in paper.document.pages)
        assert "Thisisaninventedexample." in paper.structure.words
        assert f"https://wessimere.example.org/{paper.page.parent.relative_to(paper.site)}/" in paper.structure.words
        assert "asitstoodon22November2026" in paper.structure.words


def test_only_our_fonts_are_used_and_they_are_inside(papers: list[Printed]) -> None:
    for paper in papers:
        for sheet_ in paper.document.pages:
            assert {re.sub(r"^[A-Z]{6}\+", "", char["fontname"]).split("-")[0] for char in sheet_.chars} <= {"Inter"}


def test_attached_files_are_listed_with_type_and_size(example_site: Path) -> None:
    count = 0
    for page in sorted(example_site.rglob("index.html")):
        for link in LexborHTMLParser(page.read_text("utf-8")).css('main a[href*="files/"]'):
            file = (page.parent / str(link.attributes["href"])).resolve()
            if file.parent == example_site / "files" and link.text() == file.name:
                about = link.next.text() if link.next else ""
                while link.next and not about.strip():
                    link = link.next
                    about = link.text()
                size = size_in_words(file.stat().st_size)
                assert about.strip() == f"({file.suffix[1:].upper()}, {size})", page
                count += 1
    assert count > 10


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small good office with PDFs switched on, and a picture on one of its decisions."""
    root = lay_whole(tmp_path_factory.mktemp("paper") / "office")
    _switch_on(root)
    (root / "docs/files").mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests/example/docs/files/map-of-wessimere.png", root / "docs/files/map.png")
    decision = next((root / "content/decisions").rglob("*.md"))
    decision.write_text(decision.read_text("utf-8") + "\n\n![A map of the area](/files/map.png)\n", "utf-8")
    return root


def _kept(root: Path) -> dict[str, str]:
    """Where the PDFs of an office are kept: beside it, and in no other test's way."""
    return {"XDG_CACHE_HOME": str(root.parent / "kept")}


def _switch_on(root: Path) -> None:
    place = root / "mkdocs.yml"
    place.write_text(place.read_text("utf-8").replace("pdf: false", "pdf: true"), "utf-8")


@pytest.fixture(scope="module")
def small_site(small: Path) -> Path:
    made = run("macros", "build", "--root", small, "--out", small.parent / "site", cwd=small, **_kept(small))
    assert made.returncode == 0 and "Making" in made.stderr, made.stdout + made.stderr
    return small.parent / "site"


def test_the_same_bytes_anywhere_and_by_either_command(small: Path, small_site: Path, tmp_path: Path) -> None:
    before = tree_of(small_site)
    assert sum(path.endswith(".pdf") and not path.startswith("files/") for path in before) >= 1
    elsewhere = tmp_path / "another place" / "office"
    shutil.copytree(small, elsewhere)
    made = run(
        "mkdocs", "build", "--strict", "-f", elsewhere / "mkdocs.yml", "-d", tmp_path / "out", cwd=tmp_path, **ODD
    )
    assert made.returncode == 0, made.stdout + made.stderr
    after = tree_of(tmp_path / "out")
    assert sorted(after) == sorted(before)
    assert [path for path in before if before[path] != after[path]] == []


def test_pictures_of_the_site_are_in_the_pdf(small_site: Path) -> None:
    pictured = [paper for paper in printed(small_site) if paper.article.css_first("img")]
    assert len(pictured) == 1
    wanted = [str(picture.attributes["alt"]) for picture in pictured[0].article.css("img")]
    assert [figure.alt for figure in pictured[0].structure.every("Figure")] == wanted and "A map of the area" in wanted
    assert sum(len(sheet_.images) for sheet_ in pictured[0].document.pages) == len(wanted)


def test_pdfs_of_the_last_build_are_kept_and_a_spoilt_one_is_made_again(small: Path, small_site: Path) -> None:
    before = tree_of(small_site)
    kept = sorted((small.parent / "kept/transparency-site/paper").iterdir())
    kept[0].write_bytes(kept[0].read_bytes()[:-100])
    made = run("macros", "build", "--root", small, "--out", small_site, cwd=small, **_kept(small))
    assert "Making 1 PDF …" in made.stderr
    made = run("macros", "build", "--root", small, "--out", small_site, cwd=small, **_kept(small))
    assert made.returncode == 0 and "Making" not in made.stderr
    assert tree_of(small_site) == before


def test_without_the_libraries_the_site_is_whole_and_offers_no_pdf(
    small: Path, small_site: Path, tmp_path: Path
) -> None:
    root = tmp_path / "office"
    shutil.copytree(small, root)
    write(tmp_path, {"lacking/weasyprint/__init__.py": "raise OSError('cannot load library libpango-1.0-0')\n"})
    published = printed(small_site)[0].pdf.relative_to(small_site).as_posix()
    write(root, {"published-addresses.txt": f"/\n/{published}\n"})
    for command in (
        ["macros", "build", "--root", root, "--out"],
        ["mkdocs", "build", "--strict", "-f", root / "mkdocs.yml", "-d"],
    ):
        out = tmp_path / f"out-{command[0]}"
        made = run(*command, out, cwd=tmp_path, PYTHONPATH=str(tmp_path / "lacking"))
        assert made.returncode == 0, made.stdout + made.stderr
        assert "No PDFs were made" in made.stderr and "apt-get install" in made.stderr
        assert [path for path in out.rglob("*.pdf") if path.parent != out / "files"] == []
        assert not [page for page in out.rglob("*.html") if "on-paper" in page.read_text("utf-8")]


def test_switched_off_there_is_no_pdf(tmp_path: Path) -> None:
    assert read_settings(lay(tmp_path / "office")).pdf is False


def test_a_setting_that_is_neither_yes_nor_no(tmp_path: Path) -> None:
    root = lay(tmp_path / "office")
    place = root / "mkdocs.yml"
    place.write_text(place.read_text("utf-8").replace("pdf: false", "pdf: maybe"), "utf-8")
    with pytest.raises(NoSite, match=r"“maybe” under pdf is neither true nor false. Write  pdf: true"):
        read_settings(root)


OFFER = '<p class="on-paper"><a href="x.pdf">Download this page as PDF</a></p>'


def page_with(article: str) -> str:
    return f'<html><head><title>T</title><meta property="og:site_name" content="O"></head><body><main><article><h1>T</h1>{OFFER}{article}</article></main></body></html>'


def a_sheet(article: str, address: str = "https://example.org/") -> str:
    made = sheet_of(page_with(article), "/a/b/b.pdf", "2026-11-22", "22 November 2026", address, lambda path: None)
    assert made
    return made.html


HOSTILE = (
    '<img src="{secret}" alt="words"><img src="{server}/a.png" alt="words"><img src="../../../../../../etc/passwd">'
    '<link rel="stylesheet" href="{server}/b.css"><style>@import url({server}/c.css); p {{ background: url({server}/d.png) }}</style>'
    '<object data="{secret}"></object><embed src="{secret}"><iframe src="{server}/e"></iframe>'
    '<p style="background: url({server}/f.png); content: url({secret})">Words</p><a rel="attachment" href="{secret}">a</a>'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{server}/g.png"/><image href="{secret}"/>'
    '<use href="{secret}#x"/><style>@import url({server}/h.css);</style></svg>'
    '<a href="javascript:alert(1)">b</a><a href="{secret}">c</a><base href="{server}/">'
)


def test_no_sheet_opens_a_file_or_an_address(tmp_path: Path) -> None:
    """Twice: what an editor could smuggle in is left out of the sheet, and the press itself opens nothing."""
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" id="x"><text>Geheimnis</text></svg>', "utf-8")
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(caller.recv(200))
                caller.close()

        listening = threading.Thread(target=listen)
        listening.start()
        words = HOSTILE.format(secret=secret.as_uri(), server=f"http://127.0.0.1:{server.getsockname()[1]}")
        press = Press()
        try:
            clean = a_sheet(words)
            raw = page_with(words).replace("<html", '<html lang="en-GB"')
            made = [press.print(clean, "a"), press.print(raw, "b")]
        finally:
            press.close()
            stop.set()
            listening.join()
    assert asked == []
    prose = re.sub(r"<svg.*?</svg>", "", clean)  # an editor cannot write a drawing
    assert not [words for words in ("secret", "javascript", "127.0.0.1", "<link", "<base", "style=") if words in prose]
    for number, pdf in enumerate(made):
        assert isinstance(pdf, bytes), pdf
        (tmp_path / f"{number}.pdf").write_bytes(pdf)
        paper = Printed(tmp_path, tmp_path / f"{number}.pdf", tmp_path)
        assert "Geheimnis" not in paper.structure.words and "root:" not in paper.structure.words
        assert paper.says("Names", "EmbeddedFiles") is None


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("../../measures/", "https://example.org/measures/"),
        ("/c/?q=1#d", "https://example.org/c/?q=1#d"),
        ("./#here", "#here"),
        ("#here", "#here"),
        ("#nowhere", None),
        ("./", None),
        ("https://example.net/x", "https://example.net/x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tel:101", "tel:101"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//[", None),
    ],
)
def test_links_on_a_sheet(href: str, target: str | None) -> None:
    tree = LexborHTMLParser(a_sheet(f'<h2 id="here">Here</h2><a class="tried" href="{href}">words</a>'))
    link = tree.css_first("a.tried")
    assert (link.attributes["href"] if link else None) == target
    assert "words" in tree.body.text()  # type: ignore[union-attr]


def test_without_an_address_links_to_other_pages_are_words(tmp_path: Path) -> None:
    assert "<a " not in a_sheet('<a href="../../measures/">words</a>', address="")


def seconds_for_a_short_page() -> float:
    """On the clock, as busy as this computer is just now."""
    press = Press()
    try:
        started = time.monotonic()
        assert isinstance(press.print(a_sheet("<p>Words</p>"), "a"), bytes)
        return time.monotonic() - started
    finally:
        press.close()


def test_what_is_too_long_or_takes_too_long_is_said_and_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from datetime import date

    offer = OFFER.replace("x.pdf", "{0}.pdf")
    pages = {
        "good": "<p>Words</p>",
        "long": "<p>Words</p>" * 5000,
        "wide": "<table>" + "<tr>" + "<td>w" * 4000 + "</table>",
    }
    for name, article in pages.items():
        write(tmp_path, {f"site/{name}/index.html": page_with(article).replace(OFFER, offer.format(name))})
    monkeypatch.setattr(sheet, "LARGEST_SHEET", 45_000)
    monkeypatch.setattr(presses, "LONGEST", max(2.0, 20 * seconds_for_a_short_page()))
    made = print_pages(tmp_path / "site", [f"{name}/index.html" for name in pages], date(2026, 11, 22), "")
    assert made.made == {"/good/good.pdf"}
    assert set(made.not_made) == {"/long/long.pdf", "/wide/wide.pdf"}
    said = capsys.readouterr().err
    assert "No PDF of /long/ was made: it is too long" in said and "No PDF of /wide/ was made: it took too long" in said
    assert "on-paper" not in (tmp_path / "site/wide/index.html").read_text("utf-8")
    assert "(" in LexborHTMLParser((tmp_path / "site/good/index.html").read_text("utf-8")).css_first(".on-paper").text()  # type: ignore[union-attr]


def test_a_page_that_has_moved_keeps_its_pdf_at_the_old_address(tmp_path: Path) -> None:
    from datetime import date

    write(tmp_path, {"site/new/index.html": page_with("<p>Words</p>").replace("x.pdf", "new.pdf")})
    moved = [("/old/", "/new/"), ("/gone/", "/else/")]
    made = print_pages(tmp_path / "site", ["new/index.html"], date(2026, 11, 22), "", moved)
    assert made.made == {"/new/new.pdf", "/old/old.pdf"}
    assert (tmp_path / "site/old/old.pdf").read_bytes() == (tmp_path / "site/new/new.pdf").read_bytes()


def test_the_press_knows_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "Geheimnis")
    press = Press()
    try:
        surroundings = Path(f"/proc/{press.process.pid}/environ")
        if surroundings.exists():
            assert b"Geheimnis" not in surroundings.read_bytes()
        assert os.getpid() != press.process.pid
    finally:
        press.close()
