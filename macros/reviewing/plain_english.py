"""How hard a changed passage is to read: its reading age, its longest sentence, and words with a plainer one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pyphen

from macros.problems import Problem
from macros.reviewing.changed_lines import Line
from macros.yaml_text.reading import read_yaml

WORDS_FILE = Path(__file__).with_name("plain-english.yml")
OLDEST = 17
"""Years. The site is written for twelve to fourteen; this is where the readers of a newspaper stop."""
FEWEST_WORDS = 40
LONGEST_SENTENCE = 40
"""Words."""

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n\s*\n|\n\s*[-*] ")


@cache
def plainer_words() -> dict[str, str]:
    """What to write instead of which word."""
    rows = read_yaml(WORDS_FILE.read_text("utf-8"), WORDS_FILE.name, []).value
    return {str(row["word"]): str(row["instead"]) for row in rows}


@cache
def _hard_words() -> re.Pattern[str]:
    words = sorted(plainer_words(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


@cache
def _syllables(word: str) -> int:
    return max(1, len(_parting().positions(word)) + 1)


@cache
def _parting() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


def reading_age(text: str) -> int | None:
    """Years of age, by Flesch and Kincaid's grade plus five; nothing for a text too short to tell.

    0.39 × words in a sentence + 11.8 × syllables in a word − 15.59 (Kincaid and others, 1975).
    """
    words = _WORD.findall(text)
    sentences = [part for part in _SENTENCE.split(text) if _WORD.search(part)]
    if len(words) < FEWEST_WORDS or len(sentences) < 2:
        return None
    syllables = sum(_syllables(word.lower()) for word in words)
    return round(0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59 + 5)


HARDEST = 24
"""Years of age. A sentence by itself says less than a passage, so it must be much harder to be named."""


def _age_of_one(sentence: str) -> int:
    """The same for one sentence; nought for one too short to tell."""
    words = _WORD.findall(sentence)
    if len(words) < 10:
        return 0
    return round(0.39 * len(words) + 11.8 * sum(_syllables(word.lower()) for word in words) / len(words) - 15.59 + 5)


def plain_hints(lines: Iterable[Line]) -> Iterator[Problem]:
    """Hints on changed lines that an editor worded."""
    worded = [line for line in lines if line.prose and line.text.strip()]
    for line in worded:
        for match in _hard_words().finditer(
            re.sub(r"“[^”]*”|`[^`]*`|\]\([^)]*\)", lambda m: " " * len(m[0]), line.text)
        ):
            instead = plainer_words()[match[1].lower()]
            yield _hint("plainer-word", line, f"“{match[1]}” is hard to read.", f"write  {instead}")
    for passage in _passages(worded):
        text = "\n".join(line.text for line in passage)
        age = reading_age(text)
        if age is not None and age > OLDEST:
            yield _hint(
                "hard-to-read", passage[0], f"These lines read as for age {age}; the site is written for 12 to 14.",
                "make the sentences shorter and the words simpler",
            )  # fmt: skip
        for sentence in _SENTENCE.split(text):
            if (age is None or age <= OLDEST) and (alone := _age_of_one(sentence)) > HARDEST:
                yield _hint(
                    "hard-to-read", passage[0], f"A sentence here reads as for age {alone}: “{' '.join(sentence.split())[:60]} …”.",
                    "use shorter words, or make two sentences of it",
                )  # fmt: skip
            if (count := len(_WORD.findall(sentence))) > LONGEST_SENTENCE:
                yield _hint(
                    "long-sentence", passage[0], f"A sentence here has {count} words.", "make two or three of it"
                )


def _passages(lines: list[Line]) -> Iterator[list[Line]]:
    numbered = enumerate(lines)
    for _, group in groupby(numbered, key=lambda pair: (pair[1].path, pair[1].number - pair[0])):
        yield [line for _, line in group]


def _hint(code: str, line: Line, message: str, fix: str) -> Problem:
    return Problem(code, line.path, line.number, message, fix, severity="should")
