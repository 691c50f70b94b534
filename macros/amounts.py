"""Money and numbers: exact decimals read from text, never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from macros.refusals import complain, quoted


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
                f"{quoted(text)} Money has at most two figures after the point.",
                f"write pounds and pence, for example  {number.quantize(Decimal('0.01'), ROUND_HALF_UP)}{whole}",
            )
        return number
    why, fix = _explained(text, bare)
    raise complain("not-money", f"{quoted(text)} {why}", fix)


NO_AMOUNT = (
    "That is not an amount this site can read.",
    "write pounds with a point before the pence, for example  1234.50",
)

LONGEST = 60
"""No sum is written with more characters; what is longer is not looked at."""

LARGE = {"k": 3, "t": 3, "m": 6, "b": 9}
"""How many noughts the words for large sums stand for, by their first letter."""

ABOUT = r"(?i)(?:about|around|approx(?:imately)?\.?|c\.?|circa|over|under|up to|almost|nearly|more than|less than|est\.?|[~<>]) ?"
"""Words before a sum that say that it is not exact."""


def _explained(text: str, bare: str) -> tuple[str, str]:
    """Why a text is not an amount as it is written here, and what to write instead."""
    if len(text) > LONGEST:
        return NO_AMOUNT
    if match := re.fullmatch(r"\((£?)([\d,]+(?:\.\d+)?)\)", text):
        return "An amount taken away is written with a minus sign.", f"write  -{match[2]}"
    if match := re.fullmatch(r"(?i)£?([\d,]+(?:\.\d+)?)(?: ?cr|-)", text):
        return "An amount taken away is written with a minus sign before it.", f"write  -{match[1]}"
    if (large := _large(bare)) is not None:
        return "Amounts are written out in pounds.", f"write  {large:f}"
    if (match := re.match(ABOUT, text)) and (about := _sum_in(text[match.end() :])) is not None:
        note = "and say in the entry’s note how exact it is"
        return "Only the sum itself can stand here.", f"write  {about:f}  {note}"
    match = re.fullmatch(r"(?i)(?:gbp|£|pounds?)? ?(.+?)(?: ?(?:gbp|pounds?|p\.?a\.?|,|/-))?", text)
    if match and match[1] != text and (plain := _sum_in(match[1])) is not None:
        return "Only the sum itself can stand here.", f"write  {plain:f}"
    if re.search("[€$]|(?i:eur|usd)", text):
        return (
            "Amounts are in pounds.",
            "write the sum in pounds, and say in the entry’s note in what money it was paid",
        )
    return _spoilt(text) or NO_AMOUNT


def _large(text: str) -> Decimal | None:
    """A sum written with a word or a letter for thousands, millions or billions."""
    match = re.fullmatch(r"(?i)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?) ?(k|m|mn|million|thousand|bn|billion)", text)
    return (Decimal(match[1]) * 10 ** LARGE[match[2][0].lower()]).normalize() if match else None


def _sum_in(text: str) -> Decimal | None:
    bare = text.strip().removeprefix("£").strip()
    return found if (found := _plain_number(bare)) is not None else _large(bare)


def _spoilt(text: str) -> tuple[str, str] | None:
    """What a spreadsheet or a slip of the finger made of a number."""
    if re.fullmatch("#+", text):
        return (
            "A spreadsheet shows this where a column is too narrow.",
            "make the column wider, and save the file again",
        )
    if re.fullmatch(r"#[A-Z/0]+[!?]?", text):
        return (
            "A spreadsheet shows this where a formula failed.",
            "put the figure itself there, and save the file again",
        )
    if re.fullmatch(r"(?i)-?[0-9](?:\.[0-9]+)?e\+?[0-9]{1,2}", text):
        why = "A spreadsheet shortened this number, and its last figures may be lost."
        return why, "show the column as a number without an exponent, and copy the whole figure again"
    if re.fullmatch(r"£?-?\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?", text):
        return "There are spaces among the figures.", f"write  {re.sub(r'[^0-9.-]', '', text)}"
    letters = text.translate(str.maketrans("OoIl", "0011"))
    if letters != text and _plain_number(letters.removeprefix("£")) is not None:
        return "There is a letter among the figures.", f"write  {letters.removeprefix('£')}"
    return None


def read_number(value: object) -> Decimal:
    """Read a plain number. :raises PydanticCustomError: ``not-a-number``."""
    if isinstance(value, Decimal):
        return value
    text = str(value).strip()
    number = _plain_number(text)
    if number is None:
        large = _large(text[:LONGEST].removeprefix("£"))
        why, fix = _spoilt(text[:LONGEST]) or (
            "That is not a number this site can read.",
            "write figures only, for example  1234  or  12.5"
            if large is None
            else f"write it out in figures:  {large:f}",
        )
        raise complain("not-a-number", f"{quoted(text)} {why}", fix)
    return number
