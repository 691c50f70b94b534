"""Numbers that belong to one person or account, told from other figures by their check digits and their labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType

import phonenumbers

from macros.personal.findings import Finding, canonical, masked

RUN_AFTER_FIRST = r"[\d ().\t\xa0\u2010-\u2015-]{4,40}\d"
"""Figures that may be one number or several, after the first of them. Everything below looks only around such a run."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,4}-\d{1,4}")
_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""Two letters, six figures, one of A to D; letters that are never given out are left out (HMRC, NIM39110), but for QQ, which stands in examples."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\w.])(?:\d[ -]?){12,18}\d(?![\w])")
_CARD_STARTS = re.compile(
    r"4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|30[0-5]|3[689]|6011|64[4-9]|65|35(?:2[89]|[3-8])|50|5[6-8]|6[0-9]"
)
_HEALTH = re.compile(r"(?<![\w.])(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\w])")
_HEALTH_LABEL = re.compile(r"\bNHS\b|\bpatient\b|\bhealth[ _]number\b|nhs_", re.IGNORECASE)
_SORT = re.compile(r"(?<![\w.])(\d\d)[ \u2010-\u2015-](\d\d)[ \u2010-\u2015-](\d\d)(?!\d)|(?<![\w.])(\d{6})(?!\d)")
_ACCOUNT = re.compile(r"(?<![\w.,£-])(\d{8})(?![\w,]|\.\d)")
_BANK_LABEL = re.compile(
    r"sort[ _-]?code|\bs/c\b|\ba/c\b|\baccount[ _-]?(?:no|num|number|:|#)|\ba/?c(?:c?ount)?[ _]?(?:no|num)?[.:]|\bbank(?:ing)?\b|\bBACS\b",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?<![\w.])(?:\+\d{1,3}|00[1-9]\d{0,2}|\(?0)(?:[ ()\xa0\u2010-\u2015.-]{0,3}\d){8,13}(?!\w)")
_PUBLIC_BY_NATURE = re.compile(r"0(?:3\d\d|800|808|116)")
"""Ranges that Ofcom keeps for organisations and helplines: nobody has one at home."""


def numbers_in(text: str, runs: Iterable[re.Match[str]]) -> Iterator[Finding]:
    """Every number of a person or account in a text; those that overlap are given once, the surest first.

    :param runs: where there may be one: a figure and :data:`RUN_AFTER_FIRST`.
    """
    taken: set[int] = set()
    for run in runs:
        if _DAY.fullmatch(run[0]):
            continue
        begin, end = max(run.start() - 12, 0), min(run.end() + 26, len(text))
        if _in_address(text, run.start()) and not text.endswith("wa.me/", 0, run.start()):
            continue
        for look in (_ibans, _cards, _insurance, _bank, _accounts, _documents, _health, _telephones, _short_telephones):
            for found in look(text, begin, end):
                span = range(found.start, found.end)
                if taken.isdisjoint(span):
                    taken.update(span)
                    yield found


def _in_address(text: str, place: int) -> bool:
    """Whether a place in a text is inside a web address, where figures mean something else."""
    least = max(place - 400, 0)
    start = max(least - 1, *(text.rfind(sign, least, place) for sign in (" ", "\n", "\t", "(", "<", '"')))
    word = text[start + 1 : place]
    return "://" in word or word.startswith(("www.", "/"))


@lru_cache(maxsize=4)
def _library(form: str) -> ModuleType:
    """The library's room for a form of number. It is only fetched when there is something to try."""
    return import_module(f"stdnum.{form}")


def _checked_by(form: str, written: str) -> bool:
    """Whether the check digits of a number are right."""
    return bool(_library(form).is_valid(written))


def _made(code: str, match: re.Match[str], severity: str = "must") -> Finding:
    return Finding(
        code,
        match.start(),
        match.end(),
        canonical(match[0]),
        masked(match[0].strip()),
        "should" if severity == "should" else "must",
    )


def _insurance(text: str, begin: int, end: int) -> Iterator[Finding]:
    for match in _INSURANCE.finditer(text, begin, end):
        yield _made("national-insurance-number", match)


def _ibans(text: str, begin: int, end: int) -> Iterator[Finding]:
    for match in _IBAN.finditer(text, begin, end):
        if _checked_by("iban", match[0]):
            yield _made("iban-number", match)


def _cards(text: str, begin: int, end: int) -> Iterator[Finding]:
    for match in _CARD.finditer(text, begin, end):
        figures = canonical(match[0])
        if _CARD_STARTS.match(figures) and _checked_by("luhn", figures) and len(set(figures)) > 1:
            yield _made("payment-card", match)


def _health(text: str, begin: int, end: int) -> Iterator[Finding]:
    for match in _HEALTH.finditer(text, begin, end):
        if not _checked_by("gb.nhs", match[0]) or len(set(canonical(match[0]))) == 1:
            continue
        labelled = _HEALTH_LABEL.search(text, max(match.start() - 60, 0), match.end() + 20)
        if labelled or (match[2] and not match[0].startswith("0")):
            yield _made("nhs-number", match, "must" if labelled else "should")


_LICENCE = re.compile(r"(?<![A-Za-z0-9])[A-Z9]{5}[ ]?\d[0156]\d[0-3]\d{2}[ ]?[A-Z9]{2}\d?[A-Z0-9]{1,3}(?![A-Za-z0-9])")
_PASSPORT = re.compile(r"(?<![\w.])\d{9}(?![\w.]\d)")
_PASSPORT_LABEL = re.compile(r"\bpassport[ _]?(?:no|num|number|#|:|holder)", re.IGNORECASE)


_ACCOUNT_LABEL = re.compile(
    r"\b(?:bank )?account (?:no|num|number)\b[^\d\n]{0,12}$|\ba/c (?:no|number)\b[^\d\n]{0,8}$", re.IGNORECASE
)


def _documents(text: str, begin: int, end: int) -> Iterator[Finding]:
    """The number of a British driving licence by its form, and that of a passport by its label."""
    for match in _LICENCE.finditer(text, begin, end):
        yield _made("identity-document", match)
    for match in _PASSPORT.finditer(text, begin, end):
        if _PASSPORT_LABEL.search(text, max(match.start() - 40, 0), match.start()):
            yield _made("identity-document", match)


_SHORT_MOBILE = re.compile(r"(?<![\w.,£-])(?:[oO]?7\d{3}[ -]?\d{6}|44 ?7\d{3} ?\d{6})(?![\w,.]\d|\w)")
_TELEPHONE_LABEL = re.compile(
    r"\bmob(?:ile)?s?\b|\b(?:tele)?phones?\b|\btel\b|\bcell\b|\bwhatsapp\b|\bring\b|\bcall\b|wa\.me", re.IGNORECASE
)


def _short_telephones(text: str, begin: int, end: int) -> Iterator[Finding]:
    """A mobile number whose first nought a spreadsheet took away, or that begins with a letter o, near a word for it."""
    for match in _SHORT_MOBILE.finditer(text, max(begin - 1, 0), end):
        if _TELEPHONE_LABEL.search(text, max(match.start() - 60, 0), match.end() + 20):
            plain = "0" + canonical(match[0]).removeprefix("o").removeprefix("44").removeprefix("0")
            yield Finding("phone-not-a-contact", match.start(), match.end(), plain, masked(match[0].strip()), "should")


def _bank(text: str, begin: int, end: int) -> Iterator[Finding]:
    """A sort code with an account number near it; where no label says so, only in the usual form side by side."""
    for sort in _SORT.finditer(text, begin, end):
        after = _ACCOUNT.search(text, sort.end(), sort.end() + 80)
        account = after or next(_ACCOUNT.finditer(text, max(sort.start() - 80, 0), sort.start()), None)
        if account is None:
            continue
        first, last = min(sort.start(), account.start()), max(sort.end(), account.end())
        if _BANK_LABEL.search(text, max(first - 40, 0), last):
            severity = "must"
        elif after and sort[1] and re.fullmatch(r"[\s,/|]{1,4}", text[sort.end() : after.start()]):
            severity = "should"
        else:
            continue
        shown = f"{masked(sort[0], 0)} … {masked(account[1])}"
        yield Finding(
            "bank-account",
            first,
            last,
            canonical(sort[0]) + account[1],
            shown,
            "must" if severity == "must" else "should",
        )


def _accounts(text: str, begin: int, end: int) -> Iterator[Finding]:
    """An account number that stands alone and is called so."""
    for match in _ACCOUNT.finditer(text, begin, end):
        if _ACCOUNT_LABEL.search(text[max(match.start() - 40, 0) : match.start()]):
            yield _made("bank-account", match, "should")


def _telephones(text: str, begin: int, end: int) -> Iterator[Finding]:
    for match in _TELEPHONE.finditer(text, begin, end):
        try:
            number = phonenumbers.parse(match[0], "GB")
        except phonenumbers.NumberParseException:
            continue
        plain = canonical(match[0])
        if _PUBLIC_BY_NATURE.match(plain):
            continue
        drama = re.fullmatch(r"07700900\d{3}|01632960\d{3}", plain)
        if drama or phonenumbers.is_valid_number(number):
            yield _made("phone-not-a-contact", match, "should")
