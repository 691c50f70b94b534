"""The least that any build of these pages could cost: converting their prose, and writing their bytes.

    python benchmarks/floors.py build/bench/office-1000 build/bench/work-1000/site

Prints three numbers of seconds: reading every source, converting the prose of every decision with Python-Markdown and the
extensions of the site, and writing every file of the built site to a new folder.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from markdown import Markdown


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
