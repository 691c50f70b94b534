"""The forms that a value may take: how each is read from text, complained about and described.

Every value arrives as the text that stands in the source, and the declaration of the field decides
what it means, so ``12:30``, ``010`` and ``no`` stay what the editor wrote until a form reads them.
Complaints carry a code, a sentence that quotes what is written, and a fix with a real example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

import phonenumbers
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from macros.amounts import read_number, read_pounds
from macros.days import read_clock, read_day
from macros.periods import Period
from macros.refusals import complain, quoted

__all__ = [
    "Amount",
    "Attachment",
    "Clock",
    "Count",
    "Day",
    "Email",
    "Expected",
    "Line",
    "OwnAddress",
    "Percent",
    "Period",
    "Phone",
    "Pounds",
    "Prose",
    "PublicAddress",
    "Ref",
    "Share",
    "To",
    "Url",
    "When",
    "Worth",
    "YesNo",
    "complain",
    "slug_of",
]  # fmt: skip


@lru_cache(maxsize=65536)
def slug_of(ref: str) -> str:
    """The part of an address that a reference becomes: ``DN-2025-01-10`` gives ``dn-2025-01-10``."""
    return re.sub(r"[^a-z0-9]+", "-", ref.lower()).strip("-")


@dataclass(frozen=True)
class To:
    """Marks a field that holds the reference of a record of one of these kinds.

    A reference to something that does not exist is a problem that stops publication.
    """

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


@dataclass(frozen=True)
class Markdown:
    """Marks text that is an editor's prose and is shown through Markdown, raw HTML switched off."""


@dataclass(frozen=True)
class AttachedFile:
    """Marks text that names a file which must be in ``docs/files/``."""


@dataclass(frozen=True)
class Expected:
    """Marks a field that may be left out only when another says why: a new entry starts with it."""


@dataclass(frozen=True)
class ContactDetail:
    """Marks a way to reach somebody that is public because it stands in this field."""


def _line(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise complain("empty-value", "Nothing is written here.", "write the words, or take the whole line out")
    return text


def _prose(value: str) -> str:
    return value.strip("\n")


def _ref(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}", text) or not slug_of(text) or ".." in text:
        raise complain(
            "not-a-reference",
            f"{quoted(value)} A reference has only letters, digits, hyphens, dots and slashes, and no spaces.",
            f"write for example  {slug_of(value)[:60] or 'DN-2025-01-10'}",
        )
    return text


def _count(value: object) -> int:
    if isinstance(value, int):
        return value
    number = read_number(value)
    if number != number.to_integral_value() or number < 0:
        raise complain(
            "not-a-whole-number",
            f"{quoted(value)} A whole number, nought or more, is wanted.",
            "write for example  12",
        )
    return int(number)


def _worth(value: Decimal) -> Decimal:
    if value < 0:
        why = f"{quoted(f'{value:f}')} This sum cannot be below nought."
        fix = f"write  {-value:f} ; if money came back, say so in the entry’s note"
        raise complain("below-nought", why, fix)
    return value


def _percent(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    try:
        return read_number(re.sub(r"\s*(%|per cent)$", "", str(value).strip()))
    except PydanticCustomError:
        raise complain(
            "not-a-number", f"{quoted(value)} A percentage is wanted.", "write figures only, for example  12.5"
        ) from None


def _share(value: Decimal) -> Decimal:
    if not 0 <= value <= 100:
        raise complain(
            "percentage-out-of-range",
            f"{quoted(f'{value:f}')} A share of a whole lies between 0 and 100 per cent.",
            "check the figure; write for example  84",
        )
    return value


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if str(value).strip().lower() not in answers:
        short = {"y": "yes", "✓": "yes", "✔": "yes", "n": "no", "✗": "no", "✘": "no"}
        meant = short.get(str(value).strip().lower(), "yes  or  no")
        raise complain("not-yes-or-no", f"{quoted(value)} Only yes or no can stand here.", f"write  {meant}")
    return answers[str(value).strip().lower()]


def _url(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"https?://[^\s/<>\"]+\.[^\s<>\"]+", text):
        why = "A web address starts with https:// and has no spaces."
        fix = "copy the whole address from the browser, for example  https://www.gov.uk/police"
        bare = re.sub(r"(?i)^(?:https?|htp|http[;.])?:?/*", "", text).replace(" ", "%20")
        if re.match(r"(?i)file:|[a-z]:[\\/]|\\\\", text):
            why, fix = (
                "That is a place on one computer, which nobody else can open.",
                f"put the document into docs/files/, or {fix}",
            )
        elif re.fullmatch(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?::\d+)?(?:/[^\s<>\"]*)?", bare):
            fix = f"write  https://{bare}  , once you have tried that it opens"
        raise complain("not-a-web-address", f"{quoted(text)} {why}", fix)
    return text


def _email(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[A-Za-z]{2,}", text):
        raise complain(
            "not-an-email", f"{quoted(text)} That is not an email address.", "write for example  office@example.org"
        )
    return text


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise complain(
            "not-a-phone-number", f"{quoted(value)} That is not a telephone number.", "write for example  020 7946 0123"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


ATTACHED = ("pdf", "csv", "xlsx", "ods", "odt", "docx", "png", "jpg", "jpeg", "webp", "txt", "ics")
"""The types of file that may be published beside the pages. None of them can run in a browser."""


def _attachment(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9._/-]*\.({'|'.join(ATTACHED)})", text) or ".." in text:
        raise complain(
            "not-an-attachment",
            f"{quoted(text)} An attachment is a file in docs/files/, named without spaces, of a usual document or image type.",
            "put the file in docs/files/ and write its name, for example  notice-2025-01.pdf",
        )
    return text


def _own_address(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"/(?:[a-z0-9-]+/)*", text):
        raise complain(
            "not-an-own-address",
            f"{quoted(text)} An address on this site starts and ends with a slash and has small letters, figures and hyphens.",
            "write it without the name of the site, for example  /plans/safer-streets/",
        )
    return text


def _text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_AS_TEXT = PlainSerializer(_text, return_type=str, when_used="json-unless-none")

Line = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose), Markdown()]
Ref = Annotated[str, AfterValidator(_ref)]
Day = Annotated[date, BeforeValidator(read_day)]
When = Period
Pounds = Annotated[
    Decimal,
    BeforeValidator(read_pounds),
    _AS_TEXT,
    WithJsonSchema(
        {"type": "string", "format": "decimal", "x-unit": "GBP", "description": "Pounds; pence after a point."}
    ),
]
Worth = Annotated[Pounds, AfterValidator(_worth)]
Amount = Annotated[
    Decimal, BeforeValidator(read_number), _AS_TEXT, WithJsonSchema({"type": "string", "format": "decimal"})
]
Count = Annotated[int, BeforeValidator(_count), Field(ge=0)]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "format": "decimal", "x-unit": "per cent"}),
]
Share = Annotated[
    Decimal,
    BeforeValidator(_percent),
    AfterValidator(_share),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "format": "decimal", "x-unit": "per cent, 0 to 100"}),
]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Clock = Annotated[
    time,
    BeforeValidator(read_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str, when_used="json-unless-none"),
    WithJsonSchema({"type": "string", "format": "clock", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}),
]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Email = Annotated[str, AfterValidator(_email), ContactDetail(), WithJsonSchema({"type": "string", "format": "email"})]
Phone = Annotated[str, AfterValidator(_phone), ContactDetail()]
PublicAddress = Annotated[str, AfterValidator(_line), ContactDetail()]
Attachment = Annotated[str, AfterValidator(_attachment), AttachedFile()]
OwnAddress = Annotated[str, AfterValidator(_own_address), WithJsonSchema({"type": "string", "format": "uri-reference"})]
