"""The least that any build of these pages could cost: converting their prose, and writing their bytes.

    python benchmarks/floors.py build/bench/office-1000 build/bench/work-1000/site

Prints three numbers of seconds: reading every source, converting the prose of every decision with Python-Markdown and the
extensions of the site, and writing every file of the built site to a new folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from markdown import Markdown


def parts_alone(office: Path, site: Path) -> dict[str, float]:
    """Seconds on the clock that single parts of our build take by themselves, each in a process of its own."""
    with tempfile.TemporaryDirectory(dir=site.parent) as folder:
        alone = {
            "Pagefind indexes the finished pages": [
                sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(Path(folder, "index")), "--quiet",
            ],
            "the YAML library parses every source, and nothing is made of it": [sys.executable, "-c", PARSE, str(office)],
            "the downloads of every register": [sys.executable, "-c", EXPORT, str(office)],
            "one JSON Schema for each kind": [sys.executable, "-c", SCHEMAS],
        }  # fmt: skip
        found = {}
        for name, command in alone.items():
            started = time.perf_counter()
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            found[name] = float(said) if said else time.perf_counter() - started
    return found


PARSE = """
import sys, time, yaml
from pathlib import Path
found = [path for path in Path(sys.argv[1]).rglob("*") if path.suffix in (".md", ".yml") and path.parts[len(Path(sys.argv[1]).parts)] in ("content", "data")]
started = time.perf_counter()
for path in found:
    text = path.read_text("utf-8")
    for event in yaml.parse(text.split("\\n---\\n", 1)[0] if path.suffix == ".md" else text, Loader=yaml.CSafeLoader):
        pass
print(time.perf_counter() - started)
"""
EXPORT = """
import sys, time
from pathlib import Path
from macros.exports import export_registers
from macros.office import load_site
from macros.settings import read_settings
settings = read_settings(Path(sys.argv[1]))
loaded = load_site(settings, settings.as_of)
started = time.perf_counter()
for _ in export_registers(loaded.registers, loaded.pages, loaded.as_of, settings.site_address):
    pass
print(time.perf_counter() - started)
"""
SCHEMAS = """
import time
from macros.exports.schema import json_schema
from macros.record import declared_kinds
kinds = declared_kinds().values()
started = time.perf_counter()
for kind in kinds:
    json_schema(kind)
print(time.perf_counter() - started)
"""


def floors(office: Path, site: Path) -> tuple[float, float, float]:
    """Seconds of processor and disk for reading, converting and writing, in this process."""
    started = time.perf_counter()
    texts = [path.read_text("utf-8") for path in sorted((office / "content").rglob("*.md"))]
    data = [path.read_bytes() for path in sorted((office / "data").rglob("*")) if path.is_file()]
    read = time.perf_counter() - started
    assert data
    converter = Markdown(extensions=["tables", "sane_lists", "footnotes"])
    started = time.perf_counter()
    for text in texts:
        converter.reset().convert(text.split("\n---\n", 1)[-1])
    converted = time.perf_counter() - started
    files = [(path.relative_to(site), path.read_bytes()) for path in sorted(site.rglob("*")) if path.is_file()]
    with tempfile.TemporaryDirectory(dir=site.parent) as folder:
        started = time.perf_counter()
        for name, content in files:
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        written = time.perf_counter() - started
    return read, converted, written


if __name__ == "__main__":
    print(*(f"{seconds:.2f}" for seconds in floors(Path(sys.argv[1]), Path(sys.argv[2]))))
