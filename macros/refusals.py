"""How a form of value refuses what an editor wrote: a code, a sentence that quotes it, and a fix."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def complain(code: str, why: str, fix: str) -> PydanticCustomError:
    """A refusal whose words go straight to the editor. Braces in them are left alone."""
    return PydanticCustomError(code, "{why}", {"why": why, "fix": fix})


def quoted(value: object) -> str:
    """The start of every refusal: what is written, cut where it grows long."""
    text = " ".join(str(value).split())
    return f"You wrote “{text if len(text) <= 80 else text[:79] + '…'}”."
