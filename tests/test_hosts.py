"""The ready files for hosts: nginx really serves the site with its example, and all others send the same headers."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser
from served import nginx_headers, served, served_by_nginx, static_host_headers
from sites import lay_whole

from macros import cli
from macros.forms.editing_page.laying import GITHUB, policy
from macros.settings import Admin

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
PATHS = ("/", "/search/", "/pagefind/pagefind.js", "/open-data/decisions.csv", "/assets/site.css")


@pytest.fixture(scope="module")
def nginx(example_site: Path) -> Iterator[tuple[str, str]]:
    with served_by_nginx(example_site) as addresses:
        yield addresses


def asked(address: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """What a server answers: status, headers with small names, and the body as sent."""
    found = urlsplit(address)
    context = ssl._create_unverified_context()  # its certificate was made for this run
    connection = (
        http.client.HTTPSConnection(found.netloc, context=context)
        if found.scheme == "https"
        else http.client.HTTPConnection(found.netloc)
    )
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.mark.parametrize("path", PATHS)
def test_nginx_sends_what_its_example_says(nginx: tuple[str, str], path: str) -> None:
    status, sent, _ = asked(nginx[0], path)
    assert status == 200
    for name, value in nginx_headers()(path).items():
        assert sent[name.lower()] == value


def test_nginx_compresses_and_names_types(nginx: tuple[str, str]) -> None:
    types = {
        "/": "text/html; charset=utf-8",
        "/assets/site.css": "text/css; charset=utf-8",
        "/open-data/decisions.csv": "text/csv; charset=utf-8",
        "/manifest-sha256.txt": "text/plain; charset=utf-8",
        "/open-data/decisions.json": "application/json; charset=utf-8",
        "/open-data/feeds/decisions.atom": "application/atom+xml; charset=utf-8",
        "/open-data/public-meetings.ics": "text/calendar; charset=utf-8",
    }
    for path, type_ in types.items():
        _, sent, body = asked(nginx[0], path)
        assert sent["content-type"] == type_, path
        assert sent["content-encoding"] == "gzip", path
        assert gzip.decompress(body)


def test_nginx_shows_the_page_for_wrong_addresses_with_its_policy(nginx: tuple[str, str]) -> None:
    status, sent, body = asked(nginx[0], "/no/such/page")
    assert status == 404
    assert "Page not found" in gzip.decompress(body).decode()
    assert "default-src 'self'" in sent["content-security-policy"]
    assert asked(nginx[0], "/assets/../../etc/passwd")[0] in (400, 404)


def test_nginx_sends_visitors_to_https(nginx: tuple[str, str]) -> None:
    status, sent, _ = asked(nginx[1], "/decisions/?a=b")
    assert status == 301
    assert sent["location"] == "https://127.0.0.1/decisions/?a=b"


POLICY, POLICY_OF_SEARCH, POLICY_OF_EDITING = (
    nginx_headers()(path)["Content-Security-Policy"] for path in ("/", "/search/", "/admin/")
)


def test_the_editing_page_is_sent_with_its_own_policy() -> None:
    on_the_page = policy(Admin("owner/name", "main", DEPLOY))
    assert POLICY_OF_EDITING.replace(" frame-ancestors 'none';", "") == on_the_page
    assert GITHUB not in policy(Admin("", "main", DEPLOY))
    assert GITHUB not in POLICY + POLICY_OF_SEARCH


def everywhere() -> dict[str, str]:
    return {name: value for name, value in nginx_headers()("/").items() if name != "Content-Security-Policy"}


def test_apache() -> None:
    text = (DEPLOY / "htaccess").read_text(encoding="utf-8")
    sent = dict(re.findall(r'^Header always set (\S+) "([^"]*)"$', text, re.MULTILINE))
    assert sent == everywhere() | {"Content-Security-Policy": POLICY}
    assert f'Header always set Content-Security-Policy "{POLICY_OF_SEARCH}"' in text
    assert f'Header always set Content-Security-Policy "{POLICY_OF_EDITING}"' in text
    assert "ErrorDocument 404 /404.html" in text


def test_caddy() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    block = re.search(r"^\theader \{\n(.*?)^\t\}", text, re.MULTILINE | re.DOTALL)
    assert block
    sent = dict(re.findall(r'^\t\t(\S+) "([^"]*)"$', block[1], re.MULTILINE))
    assert sent == everywhere()
    assert f'header @search Content-Security-Policy "{POLICY_OF_SEARCH}"' in text
    assert f'header /admin/* Content-Security-Policy "{POLICY_OF_EDITING}"' in text
    assert f'header @others Content-Security-Policy "{POLICY}"' in text
    assert 'header /open-data/* Access-Control-Allow-Origin "*"' in text


def test_iis() -> None:
    tree = ElementTree.parse(DEPLOY / "web.config")
    of = {
        place.get("path", ""): {add.attrib["name"]: add.attrib["value"] for add in place.iter("add") if "name" in add.attrib}
        for place in [tree.getroot().find("system.webServer"), *tree.getroot().findall("location")]
        if place is not None
    }  # fmt: skip
    assert of[""] == everywhere() | {"Content-Security-Policy": POLICY}
    assert of["search"]["Content-Security-Policy"] == of["pagefind"]["Content-Security-Policy"] == POLICY_OF_SEARCH
    assert of["admin"]["Content-Security-Policy"] == POLICY_OF_EDITING
    assert of["open-data"] == {"Access-Control-Allow-Origin": "*"}


def test_netlify_and_cloudflare() -> None:
    nginx, static = nginx_headers(), static_host_headers()
    for path in PATHS:
        sent, also = nginx(path), static(path)
        assert set(sent) - set(also) == {"Strict-Transport-Security", "Cache-Control"}
        for name in set(also) - {"Content-Security-Policy"}:
            assert sent[name] == also[name]
    assert static("/")["Content-Security-Policy"] == POLICY_OF_SEARCH
    assert "wasm" not in POLICY


def test_a_site_in_a_folder_of_a_host_works_down_to_its_page_for_wrong_addresses(
    tmp_path: Path, browser: Browser
) -> None:
    office = lay_whole(tmp_path / "office")
    configuration = office / "mkdocs.yml"
    text = configuration.read_text("utf-8")
    text = re.sub(
        r"^extra:\n", "extra:\n  site_address: https://www.example.org/sub/folder/\n", text, flags=re.MULTILINE
    )
    configuration.write_text(text, "utf-8")
    host = tmp_path / "host"
    (host / "sub").mkdir(parents=True)
    assert cli.main(["build", "--root", str(office), "--out", str(host / "sub" / "folder")]) == 0
    shutil.copy(host / "sub" / "folder" / "404.html", host / "404.html")
    with served(host) as address:
        page = browser.new_page()
        missing: list[str] = []
        page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
        wrong = f"{address}sub/folder/no/such/page/"
        page.goto(wrong)
        assert missing == [wrong], "style and script are found at any depth"
        targets = page.eval_on_selector_all("a[href^='/']", "links => links.map((link) => link.href)")
        assert len(targets) > 10
        for target in {target.split("#")[0] for target in targets}:
            assert target.startswith(f"{address}sub/folder/")
            assert page.request.get(target).status == 200, target
        page.goto(f"{address}sub/folder/")
        assert page.locator("link[rel=canonical]").get_attribute("href") == "https://www.example.org/sub/folder/"
        card = str(page.locator("meta[property='og:image']").get_attribute("content"))
        assert card == "https://www.example.org/sub/folder/assets/card.png"
        assert page.request.get(card.replace("https://www.example.org/", address)).status == 200
        page.close()
