"""Which change to a published entry is news, which is layout, and which needs a note.

**News** needs no note: an empty field that is filled in, a list that grows and keeps what it had, and a field that
the declaration calls ``moving``, because it says how things stand today. Neither do citations, nor the links that show
what an entry serves: they are the editors' own words about an entry, not what it published.
**Layout** needs none either: the same letters and figures with other spaces, capitals or punctuation.
**Substance** is everything else. It needs a new entry under ``corrections`` (or, for a figure that its source
changed, under ``revisions``). A note marked ``minor`` is enough for words, and never for a figure, a date, a choice
or a reference.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal

from pydantic import BaseModel

from macros.field_facts import FieldFacts
from macros.record import Record

Sort = Literal["news", "layout", "words", "fact"]

OURS = ("sources", "supports", "corrections", "withdrawn")
"""Shared fields in which the editors speak about an entry."""
NOTES = ("corrections", "revisions")
"""Lists whose new items explain a change."""

PUNCTUATION = re.compile(r"(?<!\d)[^\w\s£%€$+−-]+|[^\w\s£%€$+−-]+(?!\d)")


def sort_of(kind: type[Record], facts: FieldFacts, before: Any, after: Any) -> Sort:
    """What a change of one field is: news, layout, words or a fact."""
    if facts.name in OURS or facts.name in NOTES or "*" in kind.moving or facts.name in kind.moving:
        return "news"
    if not _says(before):
        return "news"
    if facts.many and isinstance(before, list) and isinstance(after, list) and _holds_all(after, before):
        return "news"
    if facts.many or facts.entry or facts.choices or facts.to or not isinstance(before, str) or not _says(after):
        return "fact"
    if bare(before) == bare(after):
        return "layout"
    return "words" if figures(before) == figures(after) and not facts.format and not facts.attached else "fact"


def _says(value: Any) -> bool:
    return value not in (None, "", [], "not stated")


def _holds_all(after: list[Any], before: list[Any]) -> bool:
    """Whether every item is still there, as often as before; an item's empty fields may have been filled in."""
    left = list(after)
    for item in before:
        match = next((found for found in left if _grown(item, found)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _grown(before: Any, after: Any) -> bool:
    if before == after:
        return True
    if not isinstance(before, BaseModel) or type(before) is not type(after):
        return False
    return all(
        not _says(old) or old == getattr(after, name)
        for name, old in ((n, getattr(before, n)) for n in type(before).model_fields)
    )


def bare(text: str) -> str:
    """Letters and figures alone: what is left when spaces, capitals and punctuation are taken away."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", "", PUNCTUATION.sub("", plain))


def figures(text: str) -> list[str]:
    """Every figure of a text, and every word that turns its meaning round, in order."""
    return re.findall(r"\d[\d.,:/]*\d|\d|[£%€$]|\b(?:not?|never|none|nor|without|un\w+)\b|n[’']t\b", text.casefold())
