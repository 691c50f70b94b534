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
    if match := re.fullmatch(r"(?i)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?) ?(k|m|million|thousand|bn|billion)", bare):
        factor = {"k": 3, "t": 3, "m": 6, "b": 9}[match[2][0].lower()]
        whole = (Decimal(match[1]) * 10**factor).normalize()
        raise complain("not-money", f"{quoted(text)} Amounts are written out in pounds.", f"write  {whole:f}")
    if match := re.fullmatch(r"\((£?)([\d,]+(?:\.\d+)?)\)", text):
        raise complain(
            "not-money", f"{quoted(text)} An amount taken away is written with a minus sign.", f"write  -{match[2]}"
        )
    raise complain(
        "not-money",
        f"{quoted(text)} That is not an amount this site can read.",
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
            f"{quoted(text)} That is not a number this site can read.",
            "write figures only, for example  1234  or  12.5",
        )
    return number
