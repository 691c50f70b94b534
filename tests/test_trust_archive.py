"""Addresses are kept, and everything can be packed, proved and read again without us."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import re
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, lay_whole, write
from test_trust_changes import commit, git

from macros import cli
from macros.archive.bill import bill_of_materials
from macros.archive.finish import addresses_on, finish_site, write_ledger
from macros.archive.manifest import MANIFEST, NoManifest, as_text, is_safe, manifest_of, read_manifest
from macros.archive.package import make_package, offline_links
from macros.archive.redirects import redirect_page
from macros.archive.verify import list_of, verify
from macros.ledger import LEDGER, ledger_text, read_ledger
from macros.links import broken_links
from macros.settings import read_settings

REDIRECT = (
    "- {ref: moved-purse, from_address: /purse/old/, to_address: /money/, since: 2024-06-01, why: It was renamed.}\n"
)
PAGE = "---\ntitle: Moved\ndescription: Old addresses.\nsection: help\nrender_macros: true\n---\n\n{{ show_register('redirect') }}\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with an address that moved, in a repository of its own."""
    root = lay_whole(tmp_path_factory.mktemp("office") / "office")
    write(root, {"data/redirects.yml": REDIRECT, "docs/moved.md": PAGE, LEDGER: "/\n/money/\n/purse/old/\n"})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


@pytest.fixture(scope="module")
def site(office: Path) -> Path:
    out = office.parent / "site"
    assert cli.main(["build", "--root", str(office), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def package(office: Path, site: Path) -> Path:
    out = office.parent / "office-2024.zip"
    assert cli.main(["archive", "--root", str(office), "--site", str(site), "--out", str(out)]) == 0
    return out


# Addresses


def test_an_old_address_leads_to_the_new_one_without_script(site: Path) -> None:
    page = LexborHTMLParser((site / "purse/old/index.html").read_text("utf-8"))
    refresh = page.css_first('meta[http-equiv="refresh"]').attributes["content"]
    assert refresh == "0; url=../../money/"
    assert page.css_first("main a").attributes["href"] == "../../money/" and not page.css("script")
    assert page.css_first("main").text().count("It was renamed.") == 1
    assert list(broken_links(site, lambda path, target: (path, 1))) == []


def test_what_an_editor_writes_in_a_redirect_cannot_run() -> None:
    _, html = redirect_page("/a/", "/b/", '<script>alert(1)</script>"', "<b>Office</b>", "")
    page = LexborHTMLParser(html)
    assert not page.css("script, b") and "<script>alert(1)</script>" in page.body.text()  # type: ignore[union-attr]


def test_the_site_carries_its_addresses_and_checksums(site: Path) -> None:
    addresses = (site / "addresses.txt").read_text("utf-8").split("\n")
    assert "/" in addresses and "/purse/old/" in addresses and "/open-data/gifts-and-hospitality.csv" in addresses
    assert not [address for address in addresses if "assets" in address or "pagefind" in address]
    assert list_of(str(site)) == manifest_of(site)


def test_an_address_that_would_die_stops_the_build(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shutil.copytree(office, tmp_path / "office")
    (root / LEDGER).write_text("/\n/gone/\n/purse/old/\n", "utf-8")
    assert cli.main(["check", "--root", str(root)]) == 1
    said = capsys.readouterr().out
    assert "The address /gone/ was published and would lead nowhere." in said and "from_address: /gone/" in said
    (root / LEDGER).write_text("/\n/open-data/gone.csv\n", "utf-8")
    copy = tmp_path / "site"
    write(copy, {"index.html": "x"})
    lost = finish_site(read_settings(root), copy)
    assert [problem.line for problem in lost] == [2] and "put the file back" in lost[0].fix
    assert not (copy / MANIFEST).exists()


def test_the_ledger_only_grows(tmp_path: Path) -> None:
    site = write(
        tmp_path / "site",
        {"index.html": "x", "b/index.html": "x", "a.csv": "x", "assets/site.css": "x", "404.html": "x"},
    )
    (tmp_path / LEDGER).write_text("/z/\n", "utf-8")
    assert write_ledger(tmp_path, site) == 3
    assert read_ledger(tmp_path) == ["/", "/a.csv", "/b/", "/z/"]
    before = (tmp_path / LEDGER).stat().st_mtime_ns
    assert write_ledger(tmp_path, site) == 0 and (tmp_path / LEDGER).stat().st_mtime_ns == before
    assert addresses_on(site) == {"/", "/b/", "/a.csv"}
    assert ledger_text(["b", "a", "b", ""]) == "a\nb\n"


def test_the_ledger_command(office: Path, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = shutil.copytree(office, tmp_path / "office")
    assert cli.main(["ledger", "--root", str(root), "--write", str(site)]) == 0
    assert "new addresses in" in capsys.readouterr().out
    assert "/decisions/2024/dn-2024-001/" in read_ledger(root)
    assert cli.main(["ledger", "--root", str(root), "--write", str(tmp_path)]) == 2


# The package


def test_the_package_is_a_bag(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as packed:
        packed.extractall(tmp_path)
    (bag,) = tmp_path.iterdir()
    assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    files = {path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file()}
    for name in ("bag-info.txt", "READ-ME.txt", "data/site/index.html", "data/offline/index.html", "data/sources/mkdocs.yml",
                 "data/checklist/checklist.json", "data/published-addresses.txt", "data/history.bundle"):  # fmt: skip
        assert name in files
    listed = read_manifest((bag / MANIFEST).read_text(), MANIFEST)
    assert set(listed) == {path for path in files if path.startswith("data/")}
    for path, value in listed.items():
        assert hashlib.sha256((bag / path).read_bytes()).hexdigest() == value
    run = subprocess.run(
        ["sha256sum", "--check", "--quiet", MANIFEST], cwd=bag, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    octets = sum((bag / path).stat().st_size for path in listed)
    assert f"Payload-Oxum: {octets}.{len(listed)}\n" in (bag / "bag-info.txt").read_text("utf-8")
    git(tmp_path, "clone", "--quiet", str(bag / "data/history.bundle"), "again")
    assert (tmp_path / "again/data/redirects.yml").read_text() == REDIRECT
    assert verify(str(bag)) == []


def test_the_package_opens_from_a_folder(package: Path, tmp_path: Path) -> None:
    """Each link of the offline copy names a file, as a browser without a server needs."""
    with zipfile.ZipFile(package) as packed:
        packed.extractall(tmp_path)
    offline = next(tmp_path.glob("*/data/offline"))
    lost = []
    for path in offline.rglob("*.html"):
        if path.name == "404.html":
            continue
        for node in LexborHTMLParser(path.read_text("utf-8")).css("a[href], link[href], img[src], script[src]"):
            target = (node.attributes.get("href") or node.attributes.get("src") or "").split("#")[0].split("?")[0]
            if (
                target
                and "://" not in target
                and not target.startswith(("mailto:", "tel:", "/"))
                and not (path.parent / target).is_file()
            ):
                lost.append(f"{path.relative_to(offline)}: {target}")
    assert lost == []


@pytest.mark.parametrize(
    ("written", "offline"),
    [
        ('href="./"', 'href="./index.html"'),
        ('href=".."', 'href="../index.html"'),
        ('href="../../a/#b"', 'href="../../a/index.html#b"'),
        (f'href="../../{MANIFEST}"', f'href="../../../site/{MANIFEST}"'),
        ('href="addresses.txt"', 'href="../site/addresses.txt"'),
        ('href="a.csv"', 'href="a.csv"'),
        ('href="#top"', 'href="#top"'),
        ('href="https://example.org/"', 'href="https://example.org/"'),
        ('content="0; url=../money/"', 'content="0; url=../money/index.html"'),
        ('content="width=device-width/"', 'content="width=device-width/"'),
    ],
)
def test_links_without_a_server(written: str, offline: str) -> None:
    assert offline_links(f"<a {written}>") == f"<a {offline}>"


def test_two_packages_are_the_same_byte_by_byte(office: Path, site: Path, tmp_path: Path) -> None:
    from datetime import date

    root = shutil.copytree(office, tmp_path / "sources", ignore=shutil.ignore_patterns(".git"))
    for name in ("a", "b"):
        make_package(site, root, tmp_path / name / "x.zip", "An office", date(2024, 6, 30))
    assert (tmp_path / "a/x.zip").read_bytes() == (tmp_path / "b/x.zip").read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["x.zip"]


def test_the_bill_of_materials_names_every_library() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    bill = json.loads(bill_of_materials(lock))
    names = {component["name"] for component in bill["components"]}
    assert {"pydantic", "mkdocs-material", "nh3", "markupsafe"} <= names
    assert len(bill["components"]) == len(re.findall(r"(?m)^[a-z0-9]\S*==", lock))
    assert all(component["hashes"] and component["purl"] for component in bill["components"])


# The proof


def test_a_whole_package_is_whole(package: Path, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(package)]) == 0
    assert cli.main(["verify", str(package), "--against", str(site)]) == 0
    assert cli.main(["verify", str(site)]) == 0
    assert "Every file is as the list says." in capsys.readouterr().out


def changed(
    package: Path, out: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> Path:
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info))
            if content is not None:
                new.writestr(info, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return out


def test_each_file_that_differs_is_named(package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    top = package.stem

    def change(name: str, content: bytes) -> bytes | None:
        if name.endswith("site/money/index.html"):
            return content + b" "
        return None if name.endswith("site/404.html") else content

    bad = changed(package, tmp_path / "bad.zip", change, {f"{top}/data/site/new.html": b"x"})
    assert cli.main(["verify", str(bad)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "data/site/404.html: missing",
        "data/site/money/index.html: differs",
        "data/site/new.html: is not in the list",
    ]


def test_a_changed_list_is_found(package: Path, tmp_path: Path) -> None:
    """Whoever changes a file and its checksum has still to change the list of lists, and then the known list differs."""
    bad = changed(
        package,
        tmp_path / "bad.zip",
        lambda name, content: (
            content.replace(b"a", b"b") if name.endswith(f"/{MANIFEST}") and "site" not in name else content
        ),
    )
    assert any(MANIFEST in line for line in verify(str(bad)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"not a package"])
def test_a_broken_package_is_a_sentence(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert cli.main(["verify", str(tmp_path / "x.zip")]) == 2
    assert "is not a package that can be read" in capsys.readouterr().err


def test_a_hostile_package_is_a_sentence(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as packed:
        packed.writestr("x/bagit.txt", "BagIt")
        packed.writestr("x/" + MANIFEST, f"{'0' * 64}  ../../etc/passwd\n")
        packed.writestr("x/tagmanifest-sha256.txt", f"{'0' * 64}  bagit.txt\n")
    with pytest.raises(NoManifest, match="line 1"):
        verify(str(tmp_path / "out.zip"))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("x/bagit.txt", "BagIt")
        packed.writestr("y/bagit.txt", "BagIt")
    with pytest.raises(NoManifest, match="one folder"):
        verify(str(tmp_path / "two.zip"))


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "C:/x", "\\x", "~/x", ""])
def test_a_path_that_leads_out(path: str) -> None:
    assert not is_safe(path)


def test_a_list_is_read_as_it_is_written() -> None:
    manifest = {"a b.txt": "0" * 64, "per%cent\nline": "f" * 64}
    assert read_manifest(as_text(manifest), "here") == manifest


class _Elsewhere(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; one page leads to another host."""

    def do_GET(self) -> None:
        if self.path == "/money/":
            self.send_response(302)
            self.send_header("Location", "http://other.invalid/")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(site: Path, tmp_path: Path) -> Iterator[tuple[str, Path, type[http.server.SimpleHTTPRequestHandler]]]:
    copy = shutil.copytree(site, tmp_path / "live")
    handler = functools.partial(_Elsewhere, directory=str(copy))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", copy, _Elsewhere
        server.shutdown()


def test_a_live_copy_is_compared(served: tuple[str, Path, type], site: Path) -> None:
    address, copy, _ = served
    (copy / "decisions/index.html").write_text("Changed in the night.", "utf-8")
    (copy / "404.html").unlink()
    said = verify(address, list_of(str(site)))
    assert sorted(said) == [
        "404.html: the server answers 404",
        "decisions/index.html: differs",
        "money/index.html: leads to another host, other.invalid",
    ]


def test_a_host_that_does_not_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "http://127.0.0.1:9/"]) == 2
    assert "the server does not answer" in capsys.readouterr().err


def test_the_proof_by_commit_needs_a_commit(office: Path, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(site), "--root", str(office), "--commit", "nothing"]) == 2
    assert "Traceback" not in capsys.readouterr().err
