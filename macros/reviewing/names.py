"""Names that the registers know, nearly but not quite as a changed line writes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from macros.problems import Problem
from macros.registers import Registers
from macros.reviewing.changed_lines import Line

NAMED = {
    "office_holder": ("name",), "chief_officer": ("name",), "provider": ("name",), "body": ("name",),
    "service": ("name",), "staff_post": ("holder",), "premises": ("name",), "office": ("name", "area", "force"),
}  # fmt: skip
"""The fields of which registers are names."""

_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def known_names(registers: Registers) -> set[tuple[str, ...]]:
    """Every name of at least two words."""
    found = set()
    for kind, fields in NAMED.items():
        for record in registers.of(kind) if kind in registers.kinds else []:
            for field in fields:
                words = tuple(_WORD.findall(str(getattr(record, field, None) or "")))
                if 2 <= len(words) <= 8:
                    found.add(words)
    return found


def name_hints(lines: Iterable[Line], registers: Registers) -> Iterator[Problem]:
    """A hint where all words of a name agree but one, and that one is a slip of a letter or two away."""
    by_length: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
    for name in known_names(registers):
        by_length[len(name)].add(name)
    vocabulary = {word for names in by_length.values() for name in names for word in name}
    for line in lines:
        words = _WORD.findall(re.sub(r"https?://\S+|\]\([^)]*\)|^\s*(?:- )?(?:ref|url|link):.*", " ", line.text))
        for length, names in by_length.items():
            for start in range(len(words) - length + 1):
                window = tuple(words[start : start + length])
                if window not in names and (meant := _meant(window, names, vocabulary)):
                    yield Problem(
                        "name-nearly-known", line.path, line.number,
                        f"You wrote “{' '.join(window)}”. The registers know “{' '.join(meant)}”.",
                        f"did you mean  {' '.join(meant)}  ? If it is another name, leave it", severity="should",
                    )  # fmt: skip


def _meant(window: tuple[str, ...], names: set[tuple[str, ...]], vocabulary: set[str]) -> tuple[str, ...] | None:
    for name in sorted(names):
        wrong = [(said, known) for said, known in zip(window, name, strict=True) if said != known]
        if len(wrong) != 1:
            continue
        said, known = wrong[0]
        plain = said.removesuffix("’s").removesuffix("'s").rstrip("'’")
        if re.sub(r"['’]?s$", "", plain) == re.sub(r"['’]?s$", "", known):
            continue  # one of several, or somebody's
        if len(known) < 4 or plain == known or plain.casefold() == known.casefold() or said in vocabulary:
            continue
        if (
            said[:1].isupper()
            and known[:1].isupper()
            and 0 < OSA.distance(plain, known) <= (1 if len(known) < 7 else 2)
        ):
            return name
    return None
