"""The program that prints: one process of its own, ``python -m macros.paper.press``, which reads sheets and writes PDFs.

It stands apart because it needs libraries of the system that a computer may lack, because several run at once, and because
what it is given may be hostile: it opens no file and no connection, has a limit of memory, and can be stopped from outside.

First it writes one line: ``{"made_with": …}`` or ``{"missing": …}``. Then, for each line ``{"html": …, "name": …}`` that it
reads, a line ``{"bytes": …}`` and the PDF, or a line ``{"fault": …}``.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import os
import resource
import sys
import zlib
from typing import Any

MEMORY = 4 << 30
"""Bytes that one process may use."""
LARGEST_PICTURE = 40_000_000
"""Dots of a picture. A small file can hold a picture that fills the memory."""


def main() -> None:
    """Print until there is nothing more to print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        render, made_with = _ready()
    except (ImportError, OSError, AttributeError) as reason:
        answers.write(
            json.dumps({"missing": str(reason).splitlines()[0][:200] if str(reason) else "?"}).encode() + b"\n"
        )
        answers.flush()
        return
    answers.write(json.dumps({"made_with": made_with}).encode() + b"\n")
    answers.flush()
    for line in sys.stdin.buffer:
        sheet = json.loads(line)
        try:
            pdf = render(sheet["html"], sheet["name"])
        except (Exception, RecursionError, MemoryError) as reason:
            answers.write(json.dumps({"fault": f"{type(reason).__name__}: {str(reason)[:200]}"}).encode() + b"\n")
        else:
            answers.write(json.dumps({"bytes": len(pdf)}).encode() + b"\n" + pdf)
        answers.flush()


def _ready() -> tuple[Any, str]:
    """What prints a sheet, and the versions of all that has a say in the bytes of a PDF."""
    import PIL.Image
    import pydyf  # type: ignore[import-untyped]
    import weasyprint  # type: ignore[import-untyped]
    from fontTools import version as fonttools  # type: ignore[import-untyped]
    from weasyprint.text import ffi  # type: ignore[import-untyped]
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

    from macros.paper.structure import put_right

    if ffi.harfbuzz_subset is None:
        raise OSError("libharfbuzz-subset is not installed")
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    PIL.Image.MAX_IMAGE_PIXELS = LARGEST_PICTURE

    class OnlyInside(URLFetcher):  # type: ignore[misc]
        """Opens pictures that the sheet itself carries, and nothing else: no file, no address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:image/"):
                raise ValueError("A sheet opens nothing outside itself.")
            return super().fetch(url, headers)

    def render(html: str, name: str) -> bytes:
        page = weasyprint.HTML(string=html, url_fetcher=OnlyInside(allowed_protocols=["data"]))
        pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=name.encode(), finisher=put_right)
        return pdf

    made_with = {
        "weasyprint": weasyprint.__version__,
        "pydyf": pydyf.__version__,
        "fonttools": fonttools,
        "pillow": PIL.__version__,
        "pango": str(ffi.pango.pango_version()),
        "harfbuzz": _version_of("libharfbuzz.so.0", "hb_version_string"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    return render, json.dumps(made_with, sort_keys=True)


def _version_of(library: str, function: str) -> str:
    try:
        asked = getattr(ctypes.CDLL(library), function)
    except (OSError, AttributeError):
        return "unknown"
    asked.restype = ctypes.c_char_p
    return str((asked() or b"").decode())


if __name__ == "__main__":
    main()
