"""Both nets for links: planted faults of every class in built files, and local servers that misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros import cli
from macros.built import usable
from macros.links.elsewhere import LeftAlone, links_elsewhere, try_elsewhere
from macros.links.inside import broken_links
from macros.links.other_files import leads
from macros.links.visit import crawl, served
from macros.problems import Problem

HEAD = "<!doctype html><html lang=en><head><title>A</title></head><body><main id=top>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><a {}="{}"><text>a</text></a></svg>'
FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{}"/></entry></feed>'
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "{}"}]})
CATALOGUE = json.dumps({"dcat:distribution": [{"dcat:downloadURL": {"@id": "{}"}}]})

PLANTED = {
    "page": ("index.html", '<a href="nothing/">x</a>', "broken-link"),
    "page in a folder": ("a/index.html", '<a href="../b/">x</a>', "broken-link"),
    "page without its slash": ("index.html", '<a href="a">x</a>', "broken-link"),
    "out of the site": ("a/index.html", '<a href="../../etc/passwd">x</a>', "broken-link"),
    "fragment": ("index.html", '<a href="a/#gone">x</a>', "broken-fragment"),
    "fragment of the page itself": ("a/index.html", '<a href="#gone">x</a>', "broken-fragment"),
    "image": ("index.html", '<img src="gone.png" alt="">', "broken-link"),
    "image of several": ("index.html", '<img src="real.png" srcset="real.png 1x, gone.png 2x" alt="">', "broken-link"),
    "download": ("index.html", '<a href="files/gone.csv">x</a>', "broken-link"),
    "script": ("index.html", '<script src="gone.js"></script>', "broken-link"),
    "style sheet": ("index.html", '<link rel="stylesheet" href="gone.css">', "broken-link"),
    "film": ("index.html", '<video src="gone.mp4" poster="real.png"></video>', "broken-link"),
    "poster": ("index.html", '<video src="real.png" poster="gone.png"></video>', "broken-link"),
    "object": ("index.html", '<object data="gone.pdf"></object>', "broken-link"),
    "frame": ("index.html", '<iframe src="gone/"></iframe>', "broken-link"),
    "drawing on a page": ("index.html", '<svg><image href="gone.png"/></svg>', "broken-link"),
    "picture used in a drawing": ("index.html", '<svg><use href="gone.svg#a"/></svg>', "broken-link"),
    "no address at all": ("index.html", '<a href="http://[half">x</a>', "broken-link"),
    "own address, whole": ("index.html", '<a href="https://data.example.org/gone/">x</a>', "broken-link"),
    "mail without an at sign": ("index.html", '<a href="mailto:office.example.org">x</a>', "unusable-link"),
    "mail without a domain": ("index.html", '<a href="mailto:office@example">x</a>', "unusable-link"),
    "empty mail": ("index.html", '<a href="mailto:">x</a>', "unusable-link"),
    "telephone": ("index.html", '<a href="tel:ring-me">x</a>', "unusable-link"),
    "redirect": ("old/index.html", '<meta http-equiv="refresh" content="0; url=../gone/"><a href="../gone/">x</a>', "broken-link"),
    "redirect to itself": ("old/index.html", '<meta http-equiv="refresh" content="0; url=../old/">', "redirect-circle"),
    "style": ("assets/site.css", "body { background: url('gone.png') }", "broken-link"),
    "style that takes in another": ("assets/site.css", '@import "gone.css";', "broken-link"),
    "drawing": ("files/map.svg", SVG.format("href", "gone.png"), "broken-link"),
    "drawing of the old form": ("files/map.svg", SVG.format("xlink:href", "../gone/"), "broken-link"),
    "style in a drawing": ("files/map.svg", '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(gone.svg#a)"/></svg>', "broken-link"),
    "feed": ("feeds/decisions.atom", FEED.format("../gone/"), "broken-link"),
    "feed, whole address": ("feeds/decisions.atom", FEED.format("https://data.example.org/gone/"), "broken-link"),
    "JSON feed": ("feeds/decisions.json", JSON_FEED.replace("{}", "../gone/"), "broken-link"),
    "catalogue": ("open-data/catalogue.jsonld", CATALOGUE.replace("{}", "gone.csv"), "broken-link"),
    "calendar": ("meetings.ics", "BEGIN:VCALENDAR\r\nURL:https://data.example.org/go\r\n ne/\r\nEND:VCALENDAR\r\n", "broken-link"),
    "map of the site": ("sitemap.xml", "<urlset><url><loc>https://data.example.org/gone/</loc></url></urlset>", "broken-link"),
}  # fmt: skip


def lay_site(folder: Path) -> Path:
    """A small sound site that holds one of everything that can lead somewhere."""
    pages = {
        "index.html": '<a href="a/#part">a</a> <a href="#top">top</a> <a href="mailto:office@example.org?subject=A%20b">mail</a>'
        '<a href="tel:+441953424455">ring</a> <a href="https://elsewhere.example.org/page#x">other</a>'
        '<img src="real.png" srcset="real.png 1x, real.png 2x" alt=""><a href="https://data.example.org/a/">own</a>',
        "a/index.html": '<p id="part">p</p> <a href="../">home</a> <a href="../?q=1">search</a> <a href="../files/map.svg">map</a>',
        "old/index.html": '<meta http-equiv="refresh" content="0; url=../a/"><a href="../a/">a</a>',
    }
    files = {
        "assets/site.css": "@import 'more.css'; b { background: url(../real.png) } i { background: url(data:image/png;base64,AA) }",
        "assets/more.css": "",
        "real.png": "x",
        "files/map.svg": SVG.format("href", "../a/"),
        "feeds/decisions.atom": FEED.format("../a/"),
        "feeds/decisions.json": JSON_FEED.replace("{}", "https://data.example.org/a/"),
        "open-data/catalogue.jsonld": CATALOGUE.replace("{}", "../real.png"),
        "open-data/rows.json": json.dumps([{"url": "any-words"}]),
        "meetings.ics": "BEGIN:VCALENDAR\r\nURL:a/\r\nEND:VCALENDAR\r\n",
        "sitemap.xml": "<urlset><url><loc>https://data.example.org/a/</loc></url></urlset>",
    }
    for path, text in ({name: HEAD + body for name, body in pages.items()} | files).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def found_in(site: Path) -> list[Problem]:
    return list(broken_links(site, lambda path, target: (path, 1), "/", site_address="https://data.example.org/"))


def test_a_sound_site_is_sound(tmp_path: Path) -> None:
    assert found_in(lay_site(tmp_path)) == []


@pytest.mark.parametrize("name", PLANTED)
def test_every_class_of_broken_link_is_found(tmp_path: Path, name: str) -> None:
    path, body, code = PLANTED[name]
    site = lay_site(tmp_path)
    before = (site / path).read_text("utf-8") if path.endswith(".html") and (site / path).is_file() else ""
    text = before + body if before and "refresh" not in body else (HEAD + body if path.endswith(".html") else body)
    (site / path).write_text(text, "utf-8")
    assert [(problem.path, problem.code) for problem in found_in(site)] == [(path, code)]


def test_a_ring_of_redirects_is_told_once(tmp_path: Path) -> None:
    site = lay_site(tmp_path)
    for one, other in (("x", "y"), ("y", "z"), ("z", "x")):
        (site / one).mkdir()
        sent = f'<meta http-equiv="refresh" content="0; url=../{other}/">'
        (site / one / "index.html").write_text(HEAD + sent, "utf-8")
    (found,) = found_in(site)
    assert found.code == "redirect-circle"
    assert "/x/ → /y/ → /z/ → /x/" in found.message


@given(st.binary(max_size=300), st.sampled_from([".css", ".svg", ".xml", ".atom", ".json", ".jsonld", ".ics"]))
def test_no_file_stops_the_check(content: bytes, ending: str) -> None:
    assert isinstance(leads("file" + ending, content), list)


@given(st.text(max_size=60))
def test_a_link_to_write_or_ring_is_usable_or_not(words: str) -> None:
    assert usable(words) or words.strip().lower().startswith(("mailto:", "tel:")) or "%" in words
    assert not usable(f"mailto:{words} @x")


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def misbehaving(answers: dict[str, Answer]) -> Iterator[str]:
    """A server of this machine that answers some paths in its own way and all others with 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.get(self.path.split("?")[0], lambda handler: send(handler, 404))(self)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def send(handler: BaseHTTPRequestHandler, code: int, body: str = "", kind: str = "text/html", to: str = "") -> None:
    content = body.encode()
    handler.send_response(code)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content)))
    handler.send_header("LinkChecker", "welcome")
    if to:
        handler.send_header("Location", to)
    handler.end_headers()
    if handler.command == "GET":
        handler.wfile.write(content)


def late(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(4)
    send(handler, 200, "too late")


BEHAVIOUR: dict[str, tuple[str, Answer, str]] = {
    "404": ("/gone/", lambda handler: send(handler, 404), "404"),
    "500": ("/broken/", lambda handler: send(handler, 500), "500"),
    "time-out": ("/late/", late, "no answer in time"),
    "redirect loop": ("/round/", lambda handler: send(handler, 302, to="/round/"), "circle"),
    "redirect to nothing": ("/moved/", lambda handler: send(handler, 301, to="/gone-too/"), "404"),
    "wrong type": ("/report.pdf", lambda handler: send(handler, 200, "<p>Not found</p>"), "as a web page"),
    "connection broken off": ("/cut/", lambda handler: handler.connection.close(), ""),
}


@pytest.mark.parametrize("name", BEHAVIOUR)
def test_a_visitor_who_does_not_arrive_is_told(name: str) -> None:
    path, answer, words = BEHAVIOUR[name]
    home = f'<html><body>\n<a href="/fine/">f</a>\n<a href="{path}">x</a> <a href="mailto:office@example.org">m</a></body></html>'
    answers: dict[str, Answer] = {
        "/": lambda handler: send(handler, 200, home),
        "/fine/": lambda handler: send(handler, 200, "<p>fine"),
        path: answer,
    }
    with misbehaving(answers) as address:
        found = crawl(address, patience=2)
    assert [problem.path for problem in found] == ["index.html"]
    assert found[0].line == 3 or name == "wrong type"
    assert words in found[0].message
    assert "\n" not in found[0].message


def test_a_bad_mail_address_is_told_to_a_visitor() -> None:
    home = '<html><body><a href="mailto:nobody">x</a></body></html>'
    with misbehaving({"/": lambda handler: send(handler, 200, home)}) as address:
        (found,) = crawl(address, patience=2)
    assert "mailto:nobody" in found.message


def test_the_command_visits_a_folder_and_a_live_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = lay_site(tmp_path / "site")
    (site / "index.html").write_text(HEAD + '<a href="a/">a</a><a href="gone/">x</a>', "utf-8")
    assert cli.main(["links", str(site)]) == 1
    assert "gone/" in capsys.readouterr().out
    (site / "gone").mkdir()
    (site / "gone" / "index.html").write_text(HEAD, "utf-8")
    with served(site) as address:
        assert cli.main(["links", address]) == 0
    assert cli.main(["links", str(tmp_path / "no-site")]) == 2
    assert cli.main(["links", "http://127.0.0.1:9/", "--external"]) == 2


TODAY = date(2026, 11, 22)


def test_other_sites_are_tried_with_patience(tmp_path: Path) -> None:
    asked: dict[str, int] = {}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked[handler.path] = asked.get(handler.path, 0) + 1
        shaky = handler.path == "/shaky/" and asked[handler.path] <= 2
        send(handler, 500 if shaky or handler.path == "/down/" else 200, "<p>words")

    paths = ("/good/", "/shaky/", "/down/", "/spared/", "/spared-no-longer/")
    memory = tmp_path / ".cache" / "links.json"
    with misbehaving(dict.fromkeys(paths, answer)) as address:
        links = {address.rstrip("/") + path: "help/index.html" for path in paths}
        left_alone = [
            LeftAlone(address + "spared/", "It keeps out programs.", TODAY),
            LeftAlone(address + "spared-no-longer/", "Until yesterday.", TODAY - timedelta(days=1)),
        ]

        def again(day: date) -> list[Problem]:
            return try_elsewhere(links, day, memory, left_alone, pause=0.01, patience=2)

        (found,) = again(TODAY)
        assert (found.code, found.severity, found.path) == ("link-elsewhere-fails", "should", "help/index.html")
        assert "/down/" in found.message
        assert asked["/good/"] and asked["/spared-no-longer/"]
        assert "/spared/" not in asked, "what is left alone is not asked at all"
        before = dict(asked)
        assert [problem.message for problem in again(TODAY + timedelta(days=1))] == [found.message]
        assert {path for path in asked if asked[path] != before.get(path)} >= {"/down/"}
        assert asked["/good/"] == before["/good/"], "what worked yesterday is not asked again"
        again(TODAY + timedelta(days=8))
        assert asked["/good/"] > before["/good/"], "after a week it is"
        memory.write_text("{ not JSON", "utf-8")
        assert len(again(TODAY + timedelta(days=9))) == 1, "a spoilt memory is only forgotten"


def test_links_elsewhere_are_read_from_the_built_pages(tmp_path: Path) -> None:
    assert links_elsewhere(lay_site(tmp_path)) == {
        "https://elsewhere.example.org/page": "index.html",
        "https://data.example.org/a/": "index.html",
    }
