"""What somebody may try in a pull request, class by class: each is refused in words, or shown as the words it is.

Every input is tried on the reader that meets it first, with a limit of time; whole builds of hostile sources are in
``test_build.py``, damage at random is in ``test_properties.py``.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from selectolax.lexbor import LexborHTMLParser
from sites import lay, problems_of
from what_runs import what_runs

from macros.archive.redirects import redirect_page
from macros.changes.substance import bare, figures
from macros.checks.files import LARGEST_ATTACHED
from macros.exports.csv_json import guarded
from macros.files import files_below
from macros.kinds.decision import Decision
from macros.kinds.gift import Gift
from macros.kinds.office import Office
from macros.kinds.redirect import Redirect
from macros.problems import Problem
from macros.prose import render_prose
from macros.record import Record
from macros.sources import Tree, Unreadable, read_yaml
from macros.validation import validate

SECONDS = 4
"""The most that one input may take, on a computer that does other things too."""


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


YAML = [
    "!!python/object/apply:os.system ['touch /tmp/x']",
    "a: !!python/name:os.system",
    "a: !!python/module:os",
    "!!binary aGVsbG8=",
    "a: !include /etc/passwd",
    "a: !env PATH",
    "a: !ENV ${HOME}",
    "!<tag:yaml.org,2002:python/object/new:subprocess.Popen> [[id]]",
    "a: &a [x, x]\nb: [*a, *a]",
    "a: &a [lol]\nb: &b [*a, *a]\nc: [*b, *b]",
    "<<: {a: 1}\nb: *a",
    "a: *nothing",
    "%TAG ! tag:example.org,2000:\n---\na: !x 1",
    "%YAML 9.9\n---\na: 1",
    "a: 1\n---\nb: 2",
    "[" * 100_000,
    "{a: " * 50_000,
    "- " * 50_000 + "a",
    "? " * 10_000,
    "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 500)),
    '"' + "\\x41" * 10 + "\\",
    "a: '",
    "a: |\n" + "\t" * 10_000,
    "&a a: *a",
    "? [a, b]\n: c",
    "? {a: b}\n: c",
]


@pytest.mark.parametrize("text", YAML, ids=lambda text: repr(text[:25]))
def test_yaml_is_only_text(text: str) -> None:
    notes: list[Problem] = []
    try:
        read_yaml(text, "data/a.yml", notes)
    except Unreadable as refusal:
        notes.append(refusal.problem)
    problem = notes[-1]
    assert problem.severity == "must" and problem.message and problem.fix and len(problem.message) < 500


@pytest.mark.parametrize(
    "text",
    [
        "${HOME}",
        "{{ env.HOME }}",
        "$(id)",
        "`id`",
        "%(home)s",
        "{0.__class__}",
        "\\${jndi:ldap://x}",
        "=cmd|' /C calc'!A0",
    ],
)
def test_templates_in_data_are_words(text: str) -> None:
    tree = read_yaml(f"a: '{text.replace(chr(39), chr(39) * 2)}'", "data/a.yml", [])
    assert tree.value == {"a": text}


GOOD_GIFT = {
    "ref": "G-1",
    "offered_on": "2024-01-01",
    "recipient": "A",
    "offered_by": "B",
    "description": "C",
    "outcome": "declined",
}


def refused(kind: type[Record], **values: str) -> list[str]:
    record, problems = validate(kind, Tree({**GOOD_GIFT, **values} if kind is Gift else dict(values), {(): 1}), "a.yml")
    return [] if record else [problem.code for problem in problems]


REFERENCES = [
    "../../etc/passwd", "..", ".", "/etc/passwd", "a/../../b", "~root", "a\x00b", "C:\\x", "a b", "<script>", "a\"b", "a'b", "%2e%2e",
    "a#b", "a?b", "\u202ea", "é", "-", "----", "a" * 81, "a\nb", "DN-2024-0\u0430", "\u0410B-1", "\uff21-1", "a\u200bb", "a\u00adb", "{{ a }}", "${a}", "javascript:x", "a;b", "a|b", "&", "*",
]  # fmt: skip


@pytest.mark.parametrize("ref", REFERENCES, ids=repr)
def test_a_reference_is_no_path(ref: str) -> None:
    assert "not-a-reference" in refused(Gift, ref=ref)


ATTACHED = [
    "../x.pdf", "/etc/x.pdf", "a/../../x.pdf", "x.svg", "x.html", "x.htm", "x.xhtml", "x.js", "x.mjs", "x.exe", "x.pdf.exe", "x.php", "x",
    ".pdf", "x .pdf", "x\x00.pdf", "x.pdf\n.html", "http://example.org/x.pdf", "//example.org/x.pdf", "file:///etc/x.pdf", "\\\\host\\x.pdf",
    "~/x.pdf", "x.PDF", "%2e%2e/x.pdf", "x.swf", "x.xml", "x.zip", "x.docm", "x.pdf?a", "x.pdf#b",
]  # fmt: skip


@pytest.mark.parametrize("name", ATTACHED, ids=repr)
def test_an_attachment_is_a_plain_file_of_a_usual_type(name: str) -> None:
    _, problems = validate(Decision, Tree({"documents": [name]}, {(): 1}), "a.md")
    assert "not-an-attachment" in [problem.code for problem in problems]


ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "file:///etc/passwd", "//example.org", "ftp://example.org/", "https://exa mple.org/", "https://example.org/<script>",
    'https://example.org/"onclick="x', "blob:https://example.org/x", "https:example.org", "view-source:https://example.org/", "about:blank",
]  # fmt: skip


@pytest.mark.parametrize("url", ADDRESSES, ids=repr)
def test_a_web_address_is_one(url: str) -> None:
    _, problems = validate(Office, Tree({"website": url}, {(): 1}), "a.yml")
    assert "not-a-web-address" in [problem.code for problem in problems]


@pytest.mark.parametrize(
    "address",
    [*ADDRESSES, "/../x/", "/a b/", "/A/", "/a", "a/", "/a//b/", "/%2e%2e/", '/"/', "/a/#b", "/a/?b"],
    ids=repr,
)
def test_a_redirect_stays_on_the_site(address: str) -> None:
    _, problems = validate(Redirect, Tree({"from_address": address, "to_address": address}, {(): 1}), "a.yml")
    assert [problem.code for problem in problems].count("not-an-own-address") == 2


PROSE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe src=https://example.org></iframe>", "<object data=x></object>", "<embed src=x>", "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//example.org/x.css>", "<meta http-equiv=refresh content='0;url=//example.org'>", "<base href=//example.org>",
    "<form action=//example.org><input name=a></form>", "<math><mtext><script>alert(1)</script></mtext></math>", "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>", "<body onload=alert(1)>", "<a href='javascript:alert(1)'>a</a>", "<template><script>alert(1)</script></template>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java&#x0A;script:alert(1))", "[a](&#106;avascript:alert(1))", "[a](data:text/html,x)",
    "[a](vbscript:x)", "[a]( javascript:alert(1))", "[a](<javascript:alert(1)>)", "[a][b]\n\n[b]: javascript:alert(1)", "<javascript:alert(1)>",
    "![a](javascript:alert(1))", "![a](data:image/svg+xml,<svg onload=alert(1)>)", "[a](/x 'y\" onclick=\"alert(1)')", '![a" onerror="alert(1)](/x.png)',
    "a {: onclick=alert(1)}", "# a {: style=x onmouseover=alert(1) }", "--8<-- '/etc/passwd'", "{% include '/etc/passwd' %}", "{{ config }}",
    "```js\" onload=\"alert(1)\nx\n```", "~~~ {.x onclick=alert(1)}\nx\n~~~", "[^1]\n\n[^1]: <script>alert(1)</script>", "*[<b>]: <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
    "<?php system('id') ?>", "<%= system('id') %>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\u003cscript\u003ealert(1)\u003c/script\u003e", "＜script＞alert(1)＜/script＞", "<scr\x00ipt>alert(1)</script>", "<<script>script>alert(1)<</script>/script>",
    "\x02stx\x030:0\x03", "klzzwxh:0000", "[a](https://example.org/\" onmouseover=\"alert(1))", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
]  # fmt: skip


@pytest.mark.parametrize("text", PROSE, ids=lambda text: repr(text[:40]))
def test_prose_never_runs(text: str) -> None:
    html = str(render_prose(text))
    assert what_runs(html) == []
    assert "root:" not in html and "passwd" not in html.replace("/etc/passwd", "")
    _, page = redirect_page("/a/", "/b/", text, text, "")
    inside = LexborHTMLParser(page).css_first("main")
    assert inside is not None and what_runs(inside.html or "") == []


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("x")', "＝1+1", "\n=1"],
)
def test_a_cell_is_no_formula(cell: str) -> None:
    assert guarded(cell)[0] not in "=+-@\t\r\n＝"


LONG = [
    "1" * 200_000,
    "a" * 200_000,
    "1," * 100_000,
    "a@" * 100_000,
    "(" * 100_000,
    " " * 200_000,
    "-" * 200_000,
    "2024-" * 50_000,
    "http://" * 30_000,
    "£" * 100_000,
    "\u0301" * 100_000,
]


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:8]))
def test_no_value_takes_long(text: str) -> None:
    for name in ("ref", "offered_on", "estimated_value", "outcome", "recipient"):
        refused(Gift, **{name: text})
    for name in ("email", "phone", "website", "reviewed_on"):
        validate(Office, Tree({name: text}, {(): 1}), "a.yml")
    validate(Redirect, Tree({"from_address": text}, {(): 1}), "a.yml")
    bare(text), figures(text)


PLANTED = {
    "docs/files/page.html": b"<script>alert(1)</script>",
    "docs/files/picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "docs/files/picture-script.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "docs/files/picture-foreign.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>"
    b"<script>alert(1)</script></body></foreignObject></svg>",
    "docs/files/picture-from-elsewhere.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.org/x.png'/>"
    b"<use href='//example.org/x.svg#a'/><style>@import '//example.org/x.css'</style></svg>",
    "docs/files/picture-entities.svg": b"<!DOCTYPE svg [<!ENTITY a 'x'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
    b"<svg xmlns='http://www.w3.org/2000/svg'><text>&b;&c;</text></svg>",
    "docs/files/picture.svgz": b"\x1f\x8b\x08",
    "docs/assets/picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "docs/files/page.xhtml": b"<html/>",
    "docs/files/program.js": b"alert(1)",
    "docs/files/program.wasm": b"\0asm",
    "docs/files/macros.docm": b"PK\x03\x04",
    "docs/files/archive.zip": b"PK\x03\x04",
    "docs/files/notice.pdf": b"<script>alert(1)</script>",
    "docs/files/photo.png": b"<svg onload='alert(1)'/>",
    "docs/files/photo.jpg": b"GIF89a",
    "docs/files/photo.webp": b"\x89PNG\r\n\x1a\n",
    "docs/files/table.xlsx": b"a,b",
    "docs/files/table.csv": b"\0\0\0",
    "docs/files/dates.ics": b"<html>",
    "docs/files/words.docx": b"{\\rtf1}",
    "docs/files/a b.pdf": b"%PDF-1.7",
    'docs/files/a"onclick="x.pdf': b"%PDF-1.7",
    "docs/files/<img src=x onerror=alert(1)>.png": b"\x89PNG\r\n\x1a\n",
    "docs/files/new\nline.pdf": b"%PDF-1.7",
    "docs/files/-rf.pdf": b"%PDF-1.7",
    "docs/files/$(id).pdf": b"%PDF-1.7",
    "docs/files/notice.pdf.exe": b"MZ",
    "docs/assets/site.js": b"alert(1)",
    "docs/assets/site.css": b"@import '//example.org/x.css';",
    "docs/index.html": b"<script>alert(1)</script>",
    "docs/sitemap.xml": b"<x/>",
    "docs/robots.php": b"<?php",
    "docs/.htaccess.bak": b"",
    "data/evil.py": b"import os",
    "data/evil.pickle": b"cos\nsystem\n",
    "data/evil.yaml": b"a: 1",
    "content/evil.html": b"<script>alert(1)</script>",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay(tmp_path_factory.mktemp("planted") / "office")
    for path, content in PLANTED.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    for path, target in LINKS.items():
        (root / path).symlink_to(target)
    with (root / "docs/files/long.pdf").open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(1_000_000_000)
    with (root / "data/long.csv").open("wb") as file:
        file.truncate(1_000_000_000)
    with zipfile.ZipFile(root / "docs/files/bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    os.mkfifo(root / "docs/files/pipe.pdf")
    return root


LINKS = {
    "docs/files/passwd.txt": "/etc/passwd",
    "docs/files/up.txt": "../../../../../../../../etc/hostname",
    "docs/files/round.txt": "round.txt",
    "docs/files/nothing.txt": "no-such-file",
    "docs/files/folder": "/etc",
    "docs/passwd.md": "/etc/passwd",
    "docs/help/environment.md": "/proc/self/environ",
    "data/passwd.yml": "/etc/passwd",
    "content/decisions/2024/out.md": "/etc/passwd",
}


@pytest.fixture(scope="module")
def found(planted: Path) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for problem in problems_of(planted):
        if problem.severity == "must":
            said.setdefault(problem.path, []).append(problem.message)
    assert "root:x" not in repr(said)
    return said


QUIET = {"docs/.htaccess.bak"}
"""Hidden files are no part of the site: MkDocs leaves them out."""


@pytest.mark.parametrize(
    "path", [*PLANTED, *LINKS, "docs/files/long.pdf", "data/long.csv", "docs/files/pipe.pdf"], ids=repr
)
def test_a_file_that_does_not_belong_is_refused(path: str, found: dict[str, list[str]]) -> None:
    if path not in QUIET:
        assert found.get(path), f"nothing was said of {path}"


def test_a_bomb_is_refused_and_never_unpacked_whole(planted: Path, found: dict[str, list[str]]) -> None:
    assert found["docs/files/bomb.xlsx"]
    assert (planted / "docs/files/bomb.xlsx").stat().st_size < LARGEST_ATTACHED
    assert "docs/files/bomb.xlsx" in set(files_below(planted, ("docs/files/*",)))
    shutil.rmtree(planted)


CALLS = [
    "{{ config }}", "{{ config['site_dir'] }}", "{{ ''.__class__.__mro__ }}", "{{ show_register.__globals__ }}", "{{ self }}", "{{ environment }}",
    "{{ show_register('gift').__class__ }}", "{{ show_register(kind) }}", "{{ show_register('gift' ~ x) }}", "{{ cycler.__init__.__globals__.os.popen('id') }}",
    "{% include '/etc/passwd' %}", "{% import 'x' as y %}", "{% set x = 1 %}", "{% for x in y %}{{ x }}{% endfor %}", "{% macro a() %}{% endmacro %}",
    "{{ lipsum.__globals__ }}", "{{ request }}", "{{ 7 * 7 }}", "{{ show_register('gift') | safe }}", "{{ [].append(1) }}", "{{ range(999999999) }}",
    "{{ 'a' * 999999999 }}", "{% raw %}x", "{{ macros_info() }}", "{{ context() }}", "{{ now() }}", "{{ fix_url('x') }}", "{{ pretty(1) }}",
    "{{ include_raw('/etc/passwd') }}",
]  # fmt: skip


def test_a_page_calls_our_macros_and_nothing_else(tmp_path: Path) -> None:
    root = lay(tmp_path / "office")
    for number, call in enumerate(CALLS):
        text = f"---\ntitle: Page {number}\ndescription: A page.\nsection: help\nrender_macros: true\n---\n\nWords {call} here.\n"
        (root / f"docs/page-{number}.md").write_text(text, "utf-8")
    said = {problem.path for problem in problems_of(root) if problem.severity == "must"}
    assert [call for number, call in enumerate(CALLS) if f"docs/page-{number}.md" not in said] == []


TURNED = [
    "\u202e", "\u202d", "\u202a", "\u202b", "\u2066", "\u2067", "\u2068", "\u2028", "\u2029", "\ufeff", "\x07", "\x7f", "\x85",
    "\u200b", "\u2060", "\U000e0041",
]  # fmt: skip
"""Signs that nobody sees: they turn the order of letters round, or make two words that look alike differ."""


@pytest.mark.parametrize("sign", TURNED, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_is_shown_is_what_is_written(sign: str, tmp_path: Path) -> None:
    """In a title as it stands, in one written as an escape, in a register, and in the words of a page as an entity."""
    root = lay(tmp_path / "office")
    page = "---\ntitle: {}\ndescription: A page.\nsection: help\n---\n\n{}\n"
    escape = f'"Paid fdp.{_escape(sign)}exe"'
    (root / "docs/plain.md").write_text(page.format(f"Paid {sign}fdp.exe", "Words."), "utf-8")
    (root / "docs/escaped.md").write_text(page.format(escape, "Words."), "utf-8")
    (root / "docs/entity.md").write_text(page.format("Words", f"Paid &#x{ord(sign):x};fdp.exe"), "utf-8")
    gift = f"- ref: G-9\n  offered_on: 2024-06-12\n  recipient: A\n  offered_by: {escape}\n  description: C\n  outcome: declined\n"
    (root / "data/gifts.yml").write_text(gift, "utf-8")
    said = {problem.path for problem in problems_of(root) if problem.severity == "must"}
    assert {"docs/plain.md", "docs/escaped.md", "data/gifts.yml"} <= said
    assert "docs/entity.md" in said or sign not in str(render_prose(f"Paid &#x{ord(sign):x};fdp.exe"))


def _escape(sign: str) -> str:
    return f"\\U{ord(sign):08x}"


def test_a_reference_that_only_looks_like_another_is_no_reference(tmp_path: Path) -> None:
    """The Cyrillic letter а looks like ours: an entry that names a decision with it is refused at its line."""
    root = lay(tmp_path / "office")
    path = root / "content/decisions/2024/dn-2024-001.md"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(?m)^ref: .*$", "ref: DN-2024-\u041e01", text), "utf-8")
    found = [problem for problem in problems_of(root) if problem.path.endswith("dn-2024-001.md")]
    assert "not-a-reference" in {problem.code for problem in found}


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    lines = zlib.compressobj(9)
    inside = b"".join(lines.compress(bytes(1 << 20)) for _ in range(width // 8 * height >> 20)) + lines.flush()
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", inside) + chunk(b"IEND", b"")


def test_pictures_that_are_bombs_or_carry_words(tmp_path: Path) -> None:
    """Dimensions of a continent are refused unread; words in a picture stay there, and what is said of them cannot run."""
    root = lay(tmp_path / "office")
    folder = root / "docs/files"
    folder.mkdir(exist_ok=True)
    (folder / "bomb.png").write_bytes(_png(30_000, 30_000))
    (folder / "wide.png").write_bytes(_png(2_000_000_000, 1))
    (folder / "text-bomb.png").write_bytes(_with_text(zlib.compress(bytes(200_000_000))))
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = exif[ExifTags.Base.ImageDescription] = "<script>alert(1)</script>"
    Image.new("RGB", (8, 8)).save(folder / "words.jpg", exif=exif)
    said: dict[str, list[Problem]] = {}
    for problem in problems_of(root):
        if problem.severity == "must":
            said.setdefault(Path(problem.path).name, []).append(problem)
    assert {"bomb.png", "wide.png"} <= {*said}
    assert not [code for found in said.values() for code in found if "<script" in code.message]


def _with_text(packed: bytes) -> bytes:
    plain = io.BytesIO()
    Image.new("L", (1, 1)).save(plain, "PNG")
    name = b"zTXt"
    content = b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    before, mark, rest = plain.getvalue().rpartition(b"\0\0\0\0IEND")
    return before + chunk + mark + rest


def test_there_are_enough() -> None:
    tried = [*YAML, *REFERENCES, *ATTACHED, *ADDRESSES, *ADDRESSES, *PROSE, *LONG, *PLANTED, *LINKS, *CALLS]
    assert len(tried) >= 150
