"""What in a piece of HTML would run, fetch or restyle: nothing that somebody contributes may become any of it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from macros.prose_faults import SCHEMES

RUNS = (
    *("script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "link", "base", "meta"),
    *("video", "audio", "template"),
)
"""Elements that an editor's words never need."""
LEADS = ("href", "src", "srcset", "action", "formaction", "xlink:href", "poster", "data", "background", "cite", "ping")
"""Attributes whose value a browser follows or fetches."""

IGNORED_BEFORE = "".join(map(chr, range(0x21)))
"""What a browser takes off both ends of an address; line ends and tabs it takes out of the middle too (WHATWG URL, 4.4)."""


def what_runs(html: str) -> list[str]:
    """Every element and attribute of a piece of a page that could run, as the parser of a browser would find them."""
    found = []
    for node in LexborHTMLParser(f"<body>{html}</body>").css("body *"):
        if node.tag in RUNS:
            found.append(node.tag or "")
        for name, value in node.attributes.items():
            address = re.sub(r"[\t\n\r]", "", (value or "").strip(IGNORED_BEFORE)).lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
            if name.startswith("on") or name == "style" or (name in LEADS and scheme and scheme[1] not in SCHEMES):
                found.append(f"{name}={value}")
    return found
