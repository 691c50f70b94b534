"""One thing about a person that was found, and how it is shown without being told."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from macros.problems import Severity

HIDDEN = "•"


@dataclass(frozen=True)
class Finding:
    """Something about a person in a text, from ``start`` up to ``end``.

    ``value`` is what was found, in one form whatever way it was written; it is never printed. ``shown`` is what may
    be printed. ``field`` says where in an attachment it stands, for example “page 3”.
    """

    code: str
    start: int
    end: int
    value: str
    shown: str
    severity: Severity = "must"


def canonical(text: str) -> str:
    """The same value in one form: no spaces and signs, small letters, a British number with its leading nought."""
    plain = re.sub(r"[^0-9a-z@.+]", "", text.casefold()) if "@" in text else re.sub(r"[^0-9a-z+]", "", text.casefold())
    return re.sub(r"^(?:\+44|0044)0?(?=\d{9,10}$)", "0", plain).removeprefix("mailto:")


def digest(value: str) -> str:
    """What stands for a value where the value itself may not be kept."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def masked(text: str, kept: int = 2) -> str:
    """A value with all but its last letters and figures hidden; its spaces and signs stay."""
    text = " ".join(text.split())[:60]
    left = max(sum(sign.isalnum() for sign in text) - kept, 0)
    shown = []
    for sign in text:
        hide = sign.isalnum() and left > 0
        left -= hide
        shown.append(HIDDEN if hide else sign)
    return "".join(shown)


def masked_email(text: str) -> str:
    """An email address with the first letter of its name and of its host."""
    name, _, host = text.partition("@")
    return f"{name[:1]}{HIDDEN * 3}@{host[:1]}{HIDDEN * 3}"


def masked_name(text: str) -> str:
    """A name with the first letter of each word."""
    return " ".join(word[:1] + HIDDEN * 3 for word in text.split()[:4])
