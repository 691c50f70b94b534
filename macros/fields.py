"""The forms that a value may take: how each is read from text, complained about and described.

Every value arrives as the text that stands in the source, and the declaration of the field decides
what it means, so ``12:30``, ``010`` and ``no`` stay what the editor wrote until a form reads them.
Complaints carry a code, a sentence that quotes what is written, and a fix with a real example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

import phonenumbers
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from macros.periods import MONTHS, Period

__all__ = [
    "Amount",
    "Attachment",
    "Clock",
    "Count",
    "Day",
    "Email",
    "Line",
    "OwnAddress",
    "Percent",
    "Period",
    "Phone",
    "Pounds",
    "Prose",
    "Ref",
    "Share",
    "To",
    "Url",
    "When",
    "YesNo",
    "complain",
    "slug_of",
]  # fmt: skip


def complain(code: str, why: str, fix: str) -> PydanticCustomError:
    """A refusal whose words go straight to the editor. Braces in them are left alone."""
    return PydanticCustomError(code, "{why}", {"why": why, "fix": fix})


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


def _quoted(value: object) -> str:
    text = " ".join(str(value).split())
    return f"You wrote “{text if len(text) <= 80 else text[:79] + '…'}”."


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
            f"{_quoted(value)} A reference has only letters, digits, hyphens, dots and slashes, and no spaces.",
            f"write for example  {slug_of(value)[:60] or 'DN-2025-01-10'}",
        )
    return text


def read_day(value: object) -> date:
    """Read ``2024-02-09``; explain every other way of writing a day instead of guessing.

    :raises PydanticCustomError: ``not-a-date``.
    """
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in match.groups())
        try:
            found = date(year, month, day)
        except ValueError:
            raise complain(
                "not-a-date",
                f"{_quoted(text)} There is no such day.",
                "write a day that the calendar has, for example  2024-02-09",
            ) from None
        if text != found.isoformat():
            raise complain(
                "not-a-date",
                f"{_quoted(text)} The month and the day need two figures each.",
                f"write  {found.isoformat()}",
            )
        return found
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        first, second, year = (int(part) for part in match.groups())
        try:
            found = date(year, second, first)
        except ValueError:
            raise complain(
                "not-a-date",
                f"{_quoted(text)} There is no such day.",
                "write year, month, day, for example  2024-02-09",
            ) from None
        why = (
            "It could be read with the day first or the month first."
            if first <= 12 and first != second
            else "Dates are written year first."
        )
        raise complain(
            "not-a-date",
            f"{_quoted(text)} {why}",
            f"write year, month, day:  {found.isoformat()}  is {found.day} {_month_name(found.month)} {year}",
        )
    match = re.fullmatch(r"(?i)(\d{1,2})(?:st|nd|rd|th)? ([a-z]+) (\d{4})", text)
    if match and (named := MONTHS.get(match[2].lower())):
        try:
            found = date(int(match[3]), named, int(match[1]))
        except ValueError:
            raise complain(
                "not-a-date",
                f"{_quoted(text)} There is no such day.",
                "write year, month, day, for example  2024-02-09",
            ) from None
        raise complain("not-a-date", f"{_quoted(text)} Dates are written year first.", f"write  {found.isoformat()}")
    raise complain(
        "not-a-date",
        f"{_quoted(text)} That is not a date this site can read.",
        "write year, month, day, for example  2024-02-09",
    )


def _month_name(number: int) -> str:
    return next(name for name, value in MONTHS.items() if value == number).capitalize()


def _plain_number(text: str) -> Decimal | None:
    """A number of a credible length with or without correctly placed thousands commas, else nothing."""
    if re.fullmatch(r"-?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,10})?", text):
        return Decimal(text.replace(",", ""))
    return None


def read_pounds(value: object) -> Decimal:
    """Read pounds with or without pence, ``£`` and thousands commas; at most two decimals.

    The result is an exact ``Decimal`` of pounds, never a float. Brackets, words and misplaced commas
    are explained, never guessed at.

    :raises PydanticCustomError: ``not-money``.
    """
    if isinstance(value, Decimal):
        return value
    text = str(value).strip()
    bare = re.sub(r"^(-?)\s*£\s*", r"\1", text)
    number = _plain_number(bare)
    if number is not None:
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -2:
            whole = (
                f" ; if the point was meant to part the thousands, write  {bare.replace('.', '')}"
                if exponent == -3
                else ""
            )
            raise complain(
                "not-money",
                f"{_quoted(text)} Money has at most two figures after the point.",
                f"write pounds and pence, for example  {number.quantize(Decimal('0.01'), ROUND_HALF_UP)}{whole}",
            )
        return number
    if match := re.fullmatch(r"(?i)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?) ?(k|m|million|thousand|bn|billion)", bare):
        factor = {"k": 3, "t": 3, "m": 6, "b": 9}[match[2][0].lower()]
        whole = (Decimal(match[1]) * 10**factor).normalize()
        raise complain("not-money", f"{_quoted(text)} Amounts are written out in pounds.", f"write  {whole:f}")
    if match := re.fullmatch(r"\((£?)([\d,]+(?:\.\d+)?)\)", text):
        raise complain(
            "not-money", f"{_quoted(text)} An amount taken away is written with a minus sign.", f"write  -{match[2]}"
        )
    raise complain(
        "not-money",
        f"{_quoted(text)} That is not an amount this site can read.",
        "write pounds with a point before the pence, for example  1234.50",
    )


def read_number(value: object) -> Decimal:
    """Read a plain number. :raises PydanticCustomError: ``not-a-number``."""
    if isinstance(value, Decimal):
        return value
    text = str(value).strip()
    number = _plain_number(text)
    if number is None:
        raise complain(
            "not-a-number",
            f"{_quoted(text)} That is not a number this site can read.",
            "write figures only, for example  1234  or  12.5",
        )
    return number


def _count(value: object) -> int:
    if isinstance(value, int):
        return value
    number = read_number(value)
    if number != number.to_integral_value() or number < 0:
        raise complain(
            "not-a-whole-number",
            f"{_quoted(value)} A whole number, nought or more, is wanted.",
            "write for example  12",
        )
    return int(number)


def _percent(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    try:
        return read_number(re.sub(r"\s*(%|per cent)$", "", str(value).strip()))
    except PydanticCustomError:
        raise complain(
            "not-a-number", f"{_quoted(value)} A percentage is wanted.", "write figures only, for example  12.5"
        ) from None


def _share(value: Decimal) -> Decimal:
    if not 0 <= value <= 100:
        raise complain(
            "percentage-out-of-range",
            f"{_quoted(f'{value:f}')} A share of a whole lies between 0 and 100 per cent.",
            "check the figure; write for example  84",
        )
    return value


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if str(value).strip().lower() not in answers:
        raise complain("not-yes-or-no", f"{_quoted(value)} Only yes or no can stand here.", "write  yes  or  no")
    return answers[str(value).strip().lower()]


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    text = str(value).strip()
    if (match := re.fullmatch(r"(\d{2}):(\d{2})", text)) and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise complain(
        "not-a-time", f"{_quoted(text)} Times are written with the 24-hour clock.", "write for example  14:30"
    )


def _url(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"https?://[^\s/<>\"]+\.[^\s<>\"]+", text):
        raise complain(
            "not-a-web-address",
            f"{_quoted(text)} A web address starts with https:// and has no spaces.",
            "copy the whole address from the browser, for example  https://www.gov.uk/police",
        )
    return text


def _email(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[A-Za-z]{2,}", text):
        raise complain(
            "not-an-email", f"{_quoted(text)} That is not an email address.", "write for example  office@example.org"
        )
    return text


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise complain(
            "not-a-phone-number", f"{_quoted(value)} That is not a telephone number.", "write for example  01953 424455"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


ATTACHED = ("pdf", "csv", "xlsx", "ods", "odt", "docx", "png", "jpg", "jpeg", "webp", "txt", "ics")
"""The types of file that may be published beside the pages. None of them can run in a browser."""


def _attachment(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9._/-]*\.({'|'.join(ATTACHED)})", text) or ".." in text:
        raise complain(
            "not-an-attachment",
            f"{_quoted(text)} An attachment is a file in docs/files/, named without spaces, of a usual document or image type.",
            "put the file in docs/files/ and write its name, for example  notice-2025-01.pdf",
        )
    return text


def _own_address(value: str) -> str:
    text = value.strip()
    if not re.fullmatch(r"/(?:[a-z0-9-]+/)*", text):
        raise complain(
            "not-an-own-address",
            f"{_quoted(text)} An address on this site starts and ends with a slash and has small letters, figures and hyphens.",
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
    BeforeValidator(_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str, when_used="json-unless-none"),
    WithJsonSchema({"type": "string", "format": "clock", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}),
]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
Phone = Annotated[str, AfterValidator(_phone)]
Attachment = Annotated[str, AfterValidator(_attachment), AttachedFile()]
OwnAddress = Annotated[str, AfterValidator(_own_address), WithJsonSchema({"type": "string", "format": "uri-reference"})]
