"""The package in other people's hands: the Library of Congress's reader, a browser without a server, a web archive's crawler, and hostile packages and servers."""

from __future__ import annotations

import functools
import http.server
import shutil
import socket
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from served import served
from sites import ROOT

from macros import cli
from macros.archive.bill import BILL
from macros.archive.manifest import MANIFEST, NoManifest, as_text, manifest_of, read_manifest
from macros.archive.verify import list_of, verify


@pytest.fixture(scope="module")
def package(norfolk_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the whole Norfolk site."""
    out = tmp_path_factory.mktemp("package") / "office.zip"
    assert cli.main(["archive", "--root", str(ROOT), "--site", str(norfolk_site), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def bag(package: Path) -> Path:
    with zipfile.ZipFile(package) as packed:
        packed.extractall(package.parent)
    return package.parent / "office"


def test_the_package_of_the_example_is_valid_too(example_site: Path, tmp_path: Path) -> None:
    out, root = tmp_path / "example.zip", ROOT / "tests/example"
    assert cli.main(["archive", "--root", str(root), "--site", str(example_site), "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as packed:
        packed.extractall(tmp_path)
    assert asked(tmp_path / "example").stdout == "valid\n"
    assert verify(str(out), list_of(str(example_site))) == []


def asked(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tests/loc_bagit.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_library_of_congress_finds_it_valid(bag: Path) -> None:
    assert asked(bag).stdout == "valid\n"
    page = bag / "data/site/index.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:-1] + b" ")
    try:
        refused = asked(bag)
        assert refused.returncode and "data/site/index.html" in refused.stderr
    finally:
        page.write_bytes(whole)


def test_the_bill_of_materials_is_cyclonedx(bag: Path) -> None:
    bill = (bag / "data" / BILL).read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(
        bill.replace("pkg:pypi", " ", 1).replace('"type"', '"kind"', 1)
    )


def test_it_opens_from_a_folder_without_a_server(bag: Path, browser: Browser) -> None:
    """Five steps of a visitor who has nothing but the folder: each page has its look, its words and its next page."""
    page = browser.new_page()
    faults: list[str] = []
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.goto((bag / "data/offline/index.html").as_uri())
    for name in ("decisions", "a-to-z", "checklist", "search"):
        page.goto((bag / f"data/offline/{name}/index.html").as_uri())
        assert page.locator("h1").inner_text().strip()
        look = page.evaluate(
            "getComputedStyle(document.body).fontFamily + getComputedStyle(document.querySelector('a')).color"
        )
        assert "Times" not in look and page.evaluate("document.styleSheets.length") > 0
    assert page.locator("main a[href*='a-to-z']").count(), (
        "without a server nothing can be searched, and the page leads to the A to Z"
    )
    page.goto((bag / "data/offline/index.html").as_uri())
    for _ in range(4):
        links = page.locator("main a[href]:not([href^='http']):not([href^='#']):not([href^='mailto'])")
        hrefs = [link for link in links.evaluate_all("links => links.map(link => link.href)") if link.endswith(".html")]
        page.goto(hrefs[len(hrefs) // 2])
        assert page.locator("h1").count() == 1 and page.url.startswith("file://")
    page.close()
    assert [url for url in faults if not url.endswith("/assets/search.js")] == [], "only the search wants a server"


def test_a_web_archive_reaches_every_file(norfolk_site: Path) -> None:
    """What a crawler finds from the home page by links alone, and from the files that are there for crawlers."""
    with served(norfolk_site) as home:
        waiting, seen = [home], {home}
        kept: set[str] = set()
        while waiting:
            address = waiting.pop()
            path = urlsplit(address).path.lstrip("/")
            place = norfolk_site / (path + "index.html" if path.endswith("/") or not path else path)
            assert place.is_file(), f"{address} is linked and not there"
            kept.add(place.relative_to(norfolk_site).as_posix())
            if place.suffix != ".html":
                continue
            for node in LexborHTMLParser(place.read_text("utf-8")).css("[href], [src], meta[property='og:image']"):
                named = node.attributes.get("href") or node.attributes.get("src") or node.attributes.get("content")
                found = urldefrag(urljoin(address, named or ""))[0]
                found = found.split("?")[0]
                if found.startswith(home) and found not in seen:
                    seen.add(found)
                    waiting.append(found)
    files = {path.relative_to(norfolk_site).as_posix() for path in norfolk_site.rglob("*") if path.is_file()}
    left = {
        path
        for path in files - kept
        if not path.startswith(("pagefind/", "_", "assets/", "404.html", ".", "robots.txt"))
    }
    assert left - {"sitemap.xml", "sitemap.xml.gz"} == set()
    assert {MANIFEST, "addresses.txt"} <= kept


# Hostile packages


def bagged(
    place: Path, files: dict[str, bytes], top: str = "x", compressed: bool = False, links: dict[str, str] | None = None
) -> Path:
    """A package with its own lists right, whatever is in it."""
    import hashlib

    tags = {"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"}
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    tags[MANIFEST] = as_text(listed).encode()
    tags["tagmanifest-sha256.txt"] = as_text(
        {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
    ).encode()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as packed:
        for name, content in {**tags, **files}.items():
            packed.writestr(f"{top}/{name}", content)
        for name, target in (links or {}).items():
            entry = zipfile.ZipInfo(f"{top}/{name}")
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            packed.writestr(entry, target)
    return place


def test_a_good_package_passes(tmp_path: Path) -> None:
    assert verify(str(bagged(tmp_path / "a.zip", {"data/a.txt": b"a"}))) == []


@pytest.mark.parametrize(
    "name", ["../../out.txt", "/etc/out.txt", "data/../../out.txt", "C:\\out.txt", "data/a\\..\\..\\b"]
)
def test_a_name_that_leads_out(tmp_path: Path, name: str) -> None:
    place = bagged(tmp_path / "a.zip", {"data/a.txt": b"a"})
    with zipfile.ZipFile(place, "a") as packed:
        packed.writestr(name if name.startswith(("..", "/", "C:")) else f"x/{name}", "out")
    with pytest.raises(NoManifest):
        verify(str(place))
    assert not (tmp_path.parent / "out.txt").exists() and not Path("/etc/out.txt").exists()


def test_two_files_of_one_name(tmp_path: Path) -> None:
    place = bagged(tmp_path / "a.zip", {"data/a.txt": b"a"})
    with zipfile.ZipFile(place, "a") as packed, pytest.warns(UserWarning):
        packed.writestr("x/data/a.txt", "b")
    with pytest.raises(NoManifest, match="two files of one name"):
        verify(str(place))


def test_a_link_in_a_package_is_a_file_that_nobody_listed(tmp_path: Path) -> None:
    place = bagged(tmp_path / "a.zip", {"data/a.txt": b"a"}, links={"data/passwd": "/etc/passwd"})
    assert verify(str(place)) == ["data/passwd: is not in the list"]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    with zipfile.ZipFile(bagged(tmp_path / "a.zip", {"data/a.txt": b"a"})) as packed:
        packed.extractall(tmp_path)
    (tmp_path / "x/data/passwd").symlink_to("/etc/passwd")
    (tmp_path / "x/data/a.txt").unlink()
    (tmp_path / "x/data/a.txt").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "elsewhere.txt").write_bytes(b"a")
    assert sorted(verify(str(tmp_path / "x"))) == [
        "data/a.txt: is a shortcut, not a file",
        "data/passwd: is a shortcut, not a file",
    ]


def test_a_bomb_is_read_in_pieces(tmp_path: Path) -> None:
    """Two hundred megabytes of nothing in two hundred kilobytes, read with room for fifty."""
    place = bagged(tmp_path / "a.zip", {"data/zero": bytes(200_000_000)}, compressed=True)
    program = "import resource, sys\nfrom macros.archive.verify import verify\n"
    program += "limit = int(open('/proc/self/statm').read().split()[0]) * 4096 + 50_000_000\n"
    program += "resource.setrlimit(resource.RLIMIT_AS, (limit, limit))\nprint(verify(sys.argv[1]))"
    run = subprocess.run(
        [sys.executable, "-c", program, str(place)], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    assert run.stdout == "[]\n", run.stderr


def test_a_package_that_says_it_is_larger_than_any(tmp_path: Path) -> None:
    place = bagged(tmp_path / "a.zip", {"data/a.txt": b"a"})
    with zipfile.ZipFile(place, "a") as packed:
        packed.writestr("x/data/large", b"")
        packed.getinfo("x/data/large").file_size = 10**14
        packed._didModify = True  # type: ignore[attr-defined]
    with pytest.raises(NoManifest):
        verify(str(place))


@pytest.mark.parametrize(
    "line",
    ["", "not a checksum  data/a.txt", "0" * 64, f"{'0' * 64}  /etc/passwd", f"{'0' * 64}  ../a", f"{'g' * 64}  a"],
)
def test_a_list_that_is_none(line: str) -> None:
    with pytest.raises(NoManifest):
        read_manifest(line, "here")


# Live copies


class _Bad(http.server.SimpleHTTPRequestHandler):
    """A server that cuts one file short, sends one round for ever, and is down for another."""

    def do_GET(self) -> None:
        answer = {"/short.txt": self.cut, "/round.txt": self.round, "/down.txt": self.down, "/slow.txt": self.drip}.get(
            self.path
        )
        if answer:
            answer()
        else:
            super().do_GET()

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def round(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/round.txt")
        self.end_headers()

    def down(self) -> None:
        self.send_response(503)
        self.end_headers()

    def drip(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bad_host(folder: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Bad, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_live_copy_that_fails_in_every_way_is_told_file_by_file(tmp_path: Path) -> None:
    for name in ("short.txt", "round.txt", "down.txt", "slow.txt", "same.txt", "other.txt", "gone.txt", "a b & é.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / MANIFEST).write_text(as_text(manifest_of(tmp_path)), "utf-8")
    (tmp_path / "other.txt").write_text("changed")
    (tmp_path / "gone.txt").unlink()
    with bad_host(tmp_path) as address:
        said = dict(line.split(": ", 1) for line in verify(address))
    assert set(said) == {"short.txt", "round.txt", "down.txt", "slow.txt", "other.txt", "gone.txt"}
    assert said["other.txt"] == "differs" and said["gone.txt"] == "the server answers 404" and "503" in said["down.txt"]
    assert "cut short" in said["short.txt"]


def test_a_live_copy_against_the_commit_it_was_built_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The auditor's question, whole: what is served, against what that commit builds."""
    from sites import lay_whole
    from test_trust_changes import commit, git

    root = lay_whole(tmp_path / "office")
    git(root, "init", "--quiet", "--initial-branch=main")
    name = commit(root)
    site = tmp_path / "site"
    assert cli.main(["build", "--root", str(root), "--out", str(site)]) == 0
    (root / "docs/money.md").write_text("Changed since, and not committed.", "utf-8")
    with served(site) as address:
        assert cli.main(["verify", address, "--root", str(root), "--commit", name]) == 0
        (site / "people/index.html").write_text("Changed in the night.", "utf-8")
        shutil.copy(site / "index.html", site / "extra.html")
        capsys.readouterr()
        assert cli.main(["verify", address, "--root", str(root), "--commit", name]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "people/index.html: differs"
    assert cli.main(["verify", str(site), "--root", str(root), "--commit", name]) == 1
    assert set(capsys.readouterr().out.splitlines()[:2]) == {
        "people/index.html: differs",
        "extra.html: is not in the list",
    }
    assert list_of(str(site))
