"""What the office says of its publication duties holds: grounds, dates, promises, and that evidence names real duties."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checklist.said import EXPLAINED_FOR
from macros.checklist.timing import months_after
from macros.checks.context import Checked, problem_at
from macros.periods import day_in_words
from macros.problems import Problem
from macros.registers import Located

GROUND = {
    "withheld": "write  reason:  with the ground, for example  Freedom of Information Act 2000, section 43",
    "not applicable": "write  reason:  and say why it does not apply to this office",
    "not yet published": "write  reason:  and say why it is not here",
    "nil return": "write  reason:  and say what there was none of, for example  No gift was offered in the quarter.",
}


def check_statements(checked: Checked) -> Iterator[Problem]:
    """A duty that is withheld, not applicable or not yet met has its ground; a nil return its day; no promise has passed.

    Each duty is spoken of once, so that two statements cannot contradict each other.
    """
    if "publication_statement" not in checked.registers.kinds:
        return
    seen: dict[str, str] = {}
    for found in sorted(
        checked.registers.located["publication_statement"], key=lambda found: (found.path, found.line_of())
    ):
        said = found.record
        duty, state = getattr(said, "duty", ""), getattr(said, "state", "")
        if said.withdrawn:
            continue
        if duty in seen:
            yield problem_at(
                found,
                ("duty",),
                "duty-stated-twice",
                f"The duty “{duty}” is already spoken of in “{seen[duty]}”.",
                "keep one of the two statements",
            )
        seen.setdefault(duty, said.ref)
        if state in GROUND and not getattr(said, "reason", None):
            yield problem_at(
                found,
                ("state",),
                "no-ground",
                f"The state is “{state}”, and nothing says on what ground.",
                GROUND[state],
            )
        if state == "not yet published":
            yield from _gap_problems(checked, found)
        if getattr(said, "nothing_in", None) and not getattr(said, "stated_on", None):
            yield problem_at(
                found,
                ("nothing_in",),
                "nil-return-not-dated",
                "It is said in which months or quarters there was nothing, but not on what day that was said, so it proves nothing.",
                f"write  stated_on: {checked.as_of}  with the day on which it was said",
            )
        if state == "nil return" and not (getattr(said, "stated_on", None) or getattr(said, "period", None)):
            yield problem_at(
                found,
                ("state",),
                "nil-return-not-dated",
                "This nil return does not say of what day it is, so it proves nothing.",
                f"write  stated_on: {checked.as_of}  with the day on which it was made",
            )
        by_when = getattr(said, "by_when", None)
        if by_when is None or by_when >= checked.as_of:
            continue
        if state == "not yet published":
            yield problem_at(
                found,
                ("by_when",),
                "promise-passed",
                f"It was promised by {day_in_words(by_when)}, and it is not here. The checklist calls it overdue.",
                "publish it and take this statement out, or say why it is late and give a new day",
                severity="should",
            )
        if state == "withheld":
            yield problem_at(
                found,
                ("by_when",),
                "ground-not-looked-at-again",
                f"The ground was to be looked at again by {day_in_words(by_when)}.",
                "look at it again; publish the thing, or give a new day",
                severity="should",
            )


def _gap_problems(checked: Checked, found: Located) -> Iterator[Problem]:
    """What explains a gap has a day and somebody who answers for it, and is looked at again after a year."""
    said = found.record
    by_when, stated_on = getattr(said, "by_when", None), getattr(said, "stated_on", None)
    if by_when is None and stated_on is None:
        yield problem_at(
            found,
            ("state",),
            "gap-not-dated",
            "It is said not to be published yet, and neither by when it will be nor on what day this was said.",
            f"write  by_when:  with the day by which it will be published, or  stated_on: {checked.as_of}  if no day can be promised",
        )
    elif by_when is None and stated_on is not None and months_after(stated_on, EXPLAINED_FOR) < checked.as_of:
        yield problem_at(
            found,
            ("stated_on",),
            "explanation-old",
            f"This explanation is of {day_in_words(stated_on)}; after a year it no longer counts, and the checklist calls the duty missing.",
            "look again; if it still holds, write the day on which you looked under  stated_on:",
            severity="should",
        )
    if not getattr(said, "owner", None):
        yield problem_at(
            found,
            ("state",),
            "gap-without-owner",
            "It is said not to be published yet, and nobody is named who answers for it.",
            "write  owner:  with the post that answers for it, for example  Chief Finance Officer",
            severity="should",
        )


def check_page_evidence(checked: Checked) -> Iterator[Problem]:
    """A page that says it is evidence for a duty names one that is in ``data/law/``."""
    if "duty" not in checked.registers.kinds or not checked.registers.located["duty"]:
        return
    known = {found.record.ref for found in checked.registers.located["duty"]}
    known |= checked.registers.refused["duty"]
    for page in checked.pages:
        for index, ref in enumerate(page.matter.evidence_for):
            if ref not in known:
                yield Problem(
                    "no-such-duty",
                    page.path,
                    page.tree.line_of(("evidence_for", index)),
                    f"The page says that it is evidence for “{ref}”, and there is no such duty in data/law/.",
                    "write the reference of a duty, for example  sio-2-e , as the publication checklist shows it",
                    field="evidence_for",
                )
