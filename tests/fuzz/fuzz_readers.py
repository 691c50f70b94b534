"""A coverage-guided fuzzer over everything that reads what somebody else has written.

atheris watches which branches of our code an input reaches and changes the inputs that reach new ones. A reader may refuse;
it may not fail in any other way, take long, or give back something that runs. What was found once is kept in ``findings/``
and tried again by ``tests/test_fuzz.py``.

    python tests/fuzz/fuzz_readers.py SECONDS [READER …]     from the corpus, for so many seconds, all readers in turn; “all” is all at once
    python tests/fuzz/fuzz_readers.py --once READER FILE     one input again
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE.parent)]

if __name__ == "__main__" and "--inside" in sys.argv:
    import atheris

    instrumented: Any = atheris.instrument_imports(include=["macros"], enable_loader_override=False)
else:
    instrumented = contextlib.nullcontext()

with instrumented:
    from pydantic_core import PydanticCustomError
    from selectolax.lexbor import LexborHTMLParser
    from what_runs import what_runs

    from macros.amounts import read_number, read_pounds
    from macros.archive.manifest import NoManifest, as_text, is_safe, read_manifest
    from macros.archive.package import offline_links
    from macros.archive.redirects import redirect_page
    from macros.archive.verify import verify
    from macros.changes.substance import bare, figures
    from macros.checks.files import _faults_of_attached
    from macros.days import read_day
    from macros.exports.csv_json import guarded
    from macros.fields import slug_of
    from macros.files import read_text
    from macros.kinds.decision import Decision
    from macros.kinds.gift import Gift
    from macros.kinds.redirect import Redirect
    from macros.ledger import ledger_text, read_ledger
    from macros.pages import read_pages
    from macros.periods import read_period
    from macros.problems import Problem
    from macros.prose import plain, render_prose
    from macros.prose_faults import faults, images_in
    from macros.sources import Unreadable, read_csv_file, read_markdown_file, read_yaml, read_yaml_file
    from macros.spending_import.headings import CannotImport
    from macros.spending_import.importing import import_spending
    from macros.spending_import.reporting import full_report, report
    from macros.validation import validate

SPOT = Path(tempfile.mkdtemp(prefix="fuzz-"))
"""A folder in memory or on the disk for readers that want a file."""


def laid(name: str, data: bytes) -> Path:
    place = SPOT / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


def words(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def told(notes: list[Problem], data: bytes) -> None:
    last = data.count(b"\n") + data.count(b"\r") + 1
    for note in notes:
        assert 1 <= note.line <= last and note.message and note.fix, note


def yaml_text(data: bytes) -> None:
    notes: list[Problem] = []
    laid("a.yml", data)
    try:
        tree = read_yaml(read_text(SPOT, "a.yml", notes), "a.yml", notes)
        assert all(isinstance(value, (dict, list, str, type(None))) for value in [tree.value])
    except Unreadable as refusal:
        notes.append(refusal.problem)
    told(notes, data)


def _file(reader: Callable[..., Any], name: str, kinds: tuple[Any, ...]) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        laid(name, data)
        notes: list[Problem] = []
        try:
            source = reader(SPOT, name, notes)
        except Unreadable as refusal:
            told([*notes, refusal.problem], data)
            return
        told(notes, data)
        for tree in source.tree.entries() if isinstance(source.tree.value, list) else [source.tree]:
            for kind in kinds:
                record, problems = validate(kind, tree, name)
                assert record is not None or problems

    return read


def page(data: bytes) -> None:
    """Front matter and the calls between braces: nothing but a call of a macro with constants is let through."""
    laid("docs/a.md", data)
    pages, problems = read_pages(SPOT, (SPOT / "docs",))
    told(problems, data)
    for found in pages:
        for call in found.calls:
            assert all(
                isinstance(value, (str, int, float, bool, type(None))) for value in (*call.args, *call.kwargs.values())
            )


def prose(data: bytes) -> None:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", words(data))
    html = str(render_prose(text))
    list(faults(text)), list(images_in(text)), plain(text)
    assert what_runs(html) == [], html


def value(data: bytes) -> None:
    """Days, sums, numbers, periods, references, and what makes a change one of layout or of fact."""
    text = words(data)
    for reader in (read_day, read_pounds, read_number, read_period):
        try:
            assert reader(text) is not None
        except PydanticCustomError as refusal:
            assert refusal.context and refusal.context["fix"]
    assert slug_of(slug_of(text)) == slug_of(text) and re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug_of(text))
    assert not text or guarded(text)[:1] not in tuple("=+-@\t\r\n")
    bare(text), figures(text)


def export_file(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        place = laid(name, data)
        try:
            made = import_spending(place, date(2026, 3, 1), "Commissioner")
        except CannotImport as refusal:
            assert str(refusal)
            return
        list(report(made)), full_report(made), made.as_csv()

    return read


def attached(data: bytes) -> None:
    """A file beside the pages: its type by its name, against how it begins."""
    ending = ("pdf", "png", "jpg", "webp", "xlsx", "docx", "csv", "txt", "ics")[data[0] % 9 if data else 0]
    place = laid(f"docs/files/a.{ending}", data[1:])
    list(_faults_of_attached(place, f"docs/files/a.{ending}"))


def redirect(data: bytes) -> None:
    text = words(data)
    record, problems = validate(Redirect, _tree(text), "a.yml")
    assert record is not None or problems
    _, html = redirect_page("/a/", "/b/", text, text, "")
    assert not LexborHTMLParser(html).css("script, iframe, img, svg, [onload], [onclick], [onerror]")
    if record is not None:
        path, _ = redirect_page(record.from_address, record.to_address, "", "", "")  # type: ignore[attr-defined]
        assert is_safe(path)
    offline_links(text)


def _tree(text: str) -> Any:
    from macros.sources import Tree

    return Tree({"ref": "a", "from_address": text, "to_address": text, "since": "2026-01-01", "why": text}, {(): 1})


def ledger(data: bytes) -> None:
    laid("published-addresses.txt", data)
    found = read_ledger(SPOT)
    assert ledger_text(found) == ledger_text(reversed(found))


def manifest(data: bytes) -> None:
    try:
        found = read_manifest(words(data), "a")
    except NoManifest as refusal:
        assert str(refusal)
        return
    assert all(is_safe(path) for path in found)
    assert read_manifest(as_text(found), "a") == found


def package(data: bytes) -> None:
    """The bytes of a package, and a package whose files are these bytes: proved or refused, and nothing unpacked."""
    place = laid("a.zip", data)
    with contextlib.suppress(NoManifest):
        verify(str(place))
    with zipfile.ZipFile(place, "w") as packed:
        for name in ("bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/site/index.html"):
            packed.writestr(f"a/{name}", data)
        with contextlib.suppress(ValueError):
            packed.writestr(words(data[:40]).split("\0")[0] or "b", data)
    with contextlib.suppress(NoManifest):
        verify(str(place))


READERS: dict[str, Callable[[bytes], None]] = {
    "yaml": yaml_text,
    "register": _file(read_yaml_file, "a.yml", (Gift,)),
    "front-matter": _file(read_markdown_file, "a.md", (Decision,)),
    "csv": _file(read_csv_file, "a.csv", (Gift,)),
    "page": page,
    "prose": prose,
    "value": value,
    "import-csv": export_file("a-export.csv"),
    "import-xlsx": export_file("a-export.xlsx"),
    "attached": attached,
    "redirect": redirect,
    "ledger": ledger,
    "manifest": manifest,
    "package": package,
}
"""Every reader by the name under which its findings are kept."""

ALL = "all"
"""The readers in one process: the first byte of an input says which of them it is for."""


def every_reader(data: bytes) -> None:
    if data:
        list(READERS.values())[data[0] % len(READERS)](data[1:])


READERS_AND_ALL = {**READERS, ALL: every_reader}


def corpus_of(reader: str) -> list[Path]:
    """Real sources to begin with: the small good office and the planted faults."""
    endings = {
        "yaml": "yml",
        "register": "yml",
        "front-matter": "md",
        "page": "md",
        "prose": "md",
        "csv": "csv",
        "import-csv": "csv",
        "ledger": "txt",
    }
    return sorted((ROOT / "tests/good").rglob(f"*.{endings[reader]}"))[:60] if reader in endings else []


def fuzz(reader: str, seconds: int) -> int:
    """One reader in a process of its own, because libFuzzer ends the process that it runs in. The exit code."""
    folder = SPOT / f"corpus-{reader}"
    folder.mkdir()
    for number, name in enumerate(READERS):
        for place, path in enumerate(corpus_of(name) if reader in (name, ALL) else []):
            lead = bytes([number]) if reader == ALL else b""
            (folder / f"{number}-{place}").write_bytes(lead + path.read_bytes()[:4000])
    words_of = HERE / "dictionary.txt"
    found = ROOT / "build" / "fuzz" / reader
    found.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, __file__, "--inside", reader, str(folder), f"-max_total_time={seconds}", f"-artifact_prefix={found}/",
        f"-dict={words_of}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=4000", "-print_final_stats=1", "-verbosity=1",
    ]  # fmt: skip
    run = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    tried = re.search(r"number_of_executed_units: (\d+)", run.stderr)
    reached = re.findall(r"cov: (\d+)", run.stderr)
    print(
        f"{reader:14} {int(tried[1]) if tried else 0:>9,} inputs, {reached[-1] if reached else 0:>5} branches",
        flush=True,
    )
    if run.returncode:
        print(run.stdout[-1500:], run.stderr[-2500:], sep="\n", flush=True)
    return run.returncode


def main() -> int:
    """Run what the words of the command say."""
    if sys.argv[1] == "--once":
        READERS_AND_ALL[sys.argv[2]](Path(sys.argv[3]).read_bytes())
        return 0
    if sys.argv[1] == "--inside":
        atheris.Setup([sys.argv[0], *sys.argv[3:]], READERS_AND_ALL[sys.argv[2]])
        atheris.Fuzz()
        return 0
    readers = sys.argv[2:] or list(READERS)
    each = max(int(sys.argv[1]) // len(readers), 1)
    return max([fuzz(reader, each) for reader in readers])


if __name__ == "__main__":
    sys.exit(main())
