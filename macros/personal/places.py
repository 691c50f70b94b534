"""Where people live, when they were born, how they are written to, and how they sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from macros.personal.findings import Finding, canonical, masked, masked_email

_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?[\s/.-]{{1,2}}(?:of )?(?:\d{{1,2}}|{_MONTH})[\s/.,-]{{1,2}}\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}},? \d{{4}})"
)
_BIRTH = re.compile(
    rf"(?:(?:dates?[\s_-]{{1,2}}of[\s_-]{{1,2}}|dateof)birth|birth[\s_-]?da(?:y|te)|\bd\.?o\.?b\b\.?|\bborn\b(?! (?:out )?of\b))[^\d.;!?]{{0,30}}?(?:\([^)\n]{{0,20}}\)[^\d\n]{{0,8}})?(?P<day>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_BIRTH_WORDS = ("birth", "born", "dob", "d.o.b")

POSTCODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z0-9]?[ \xa0]?\d[A-Z]{2}(?![A-Za-z0-9])")
POSTCODE_AFTER_FIRST = r"[A-Z]{2}(?![A-Za-z0-9])"
POSTCODE_END = re.compile(r"\d" + POSTCODE_AFTER_FIRST)
_STREETS = (
    "road|rd|street|st|lane|ln|avenue|ave|close|cl|drive|dr|way|gardens|gdns|court|ct|crescent|cres|place|terrace|row|grove|hill|rise"
    "|green|walk|mews|park|square|view|loke|drift|meadow|meadows|field|fields|end|yard|parade|chase|croft|orchard|villas|cottages"
)
_HOUSE = re.compile(
    rf"\b(?:(?:flat|apartment|unit|no\.?) ?)?\d{{1,4}}[a-z]?,? (?:[a-z][\w'’.-]{{0,20}} ){{1,4}}(?:{_STREETS})\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\bhome address|\blives? at\b|\bliving at\b|\bresid(?:es|ing|ent) (?:at|of)\b|\b(?:my|his|her|their) (?:home )?address\b|\b(?:my|his|her|their|family) home is\b",
    re.IGNORECASE,
)
_LIVES_WORDS = ("address", "live", "living", "resid", "home is")


def emails_in(text: str) -> Iterator[Finding]:
    """Every email address."""
    last = -1
    while (at := text.find("@", last + 1)) >= 0:
        last = at
        for match in _EMAIL.finditer(text, max(at - 64, 0), min(at + 256, len(text))):
            if match.start() < at < match.end():
                written = match[0].strip(".'")
                yield Finding(
                    "email-not-a-contact",
                    match.start(),
                    match.end(),
                    canonical(written),
                    masked_email(written),
                    "should",
                )
                break


_SPELT = re.compile(
    r"\b([A-Za-z0-9._%+'-]{1,64})(?: ?[(\[{] ?at ?[)\]}] ?| at )((?:[A-Za-z0-9-]{1,63}(?:\.| ?[(\[{] ?dot ?[)\]}] ?| dot )){1,4}(?:com|org|net|uk|eu|info|police)\b)",
    re.IGNORECASE,
)
"""An address with words for its signs, as people write it who know that programs collect addresses."""


def spelt_emails_in(text: str, small: str) -> Iterator[Finding]:
    """Every email address that is written with words for its signs: ``(at)`` or ``at … dot``.

    :param small: here and below, the text in small letters.
    """
    if "at" not in small or not (
        "(at" in small or "[at" in small or "{at" in small or " dot " in small or "( at" in small
    ):
        return
    for match in _SPELT.finditer(text):
        plain = re.sub(r" ?[(\[{] ?dot ?[)\]}] ?| dot ", ".", match[2], flags=re.IGNORECASE)
        if " dot " in match[0].lower() or re.search(r"[(\[{]", match[0]):
            written = f"{match[1]}@{plain}"
            shown = masked_email(written)
            yield Finding("email-not-a-contact", match.start(), match.end(), canonical(written), shown, "should")


def births_in(text: str, small: str) -> Iterator[Finding]:
    """A date of birth that is called so."""
    if any(word in small for word in _BIRTH_WORDS):
        for match in _BIRTH.finditer(text):
            day = match["day"]
            yield Finding("date-of-birth", match.start("day"), match.end("day"), canonical(day), masked(day, 0))


def homes_in(text: str, small: str, endings: Iterable[int]) -> Iterator[Finding]:
    """A house number and street with a postcode, or after words such as “lives at”.

    :param endings: where each match of :data:`POSTCODE_END` ends.
    """
    taken: list[range] = []
    for end in endings:
        code = next((m for m in POSTCODE.finditer(text, max(end - 9, 0), end) if m.end() == end), None)
        if code is None:
            continue
        houses = list(_HOUSE.finditer(text, max(code.start() - 140, 0), code.start()))
        if houses and "\n\n" not in text[houses[-1].end() : code.start()]:
            taken.append(range(houses[-1].start(), code.end()))
            shown = f"{masked(houses[-1][0], 0)} … {masked(code[0], 0)}"
            yield Finding("home-address", houses[-1].start(), code.end(), canonical(code[0]), shown, "should")
    if any(word in small for word in _LIVES_WORDS):
        for said in _LIVES.finditer(text):
            house = _HOUSE.search(text, said.end(), said.end() + 80) or POSTCODE.search(
                text, said.end(), said.end() + 100
            )
            if house and not any(house.start() in span for span in taken):
                yield Finding(
                    "home-address", house.start(), house.end(), canonical(house[0]), masked(house[0], 0), "should"
                )


_SIGNED = re.compile(
    r"!\[([^\]\n]{0,80}\bsign(?:ature|ed by)\b[^\]\n]{0,80})\]\(([^)\s]{0,200})|!\[[^\]\n]{0,160}\]\(([^)\s]{0,160}signature[^)\s]{0,80})",
    re.IGNORECASE,
)


def signatures_in(text: str, small: str) -> Iterator[Finding]:
    """An image of a signature, by its words or its name."""
    if "![" in text and "sign" in small:
        for match in _SIGNED.finditer(text):
            name = (match[2] or match[3] or "").split("/")[-1]
            yield Finding("signature-shown", match.start(), match.end(), canonical(name or match[0]), name, "should")
