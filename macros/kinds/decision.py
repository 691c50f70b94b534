"""Decision notices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Attachment, Day, Line, Period, Prose, To, Worth, YesNo
from macros.record import Entry, Evidence, Record


class Payment(Entry):
    """A sum that a decision gives to a recipient."""

    recipient: Line = Field(title="Recipient", examples=["Right to Succeed"])
    provider: Annotated[str, To("provider")] | None = Field(
        None, title="Recipient's entry", examples=["right-to-succeed"]
    )
    amount: Worth | None = Field(None, title="Amount", examples=["10000"])
    amount_note: Line | None = Field(None, title="About the amount", examples=["The sum was not visible"])
    period: Period | None = Field(None, title="Period", examples=["2024-25"])
    purpose: Line | None = Field(None, title="For what")


class ExemptPart(Entry):
    """That something is held back, and why. The exempt words themselves never enter the repository."""

    what: Line = Field(title="What is held back", examples=["Annex B, tender prices"])
    ground: Line = Field(title="Ground", examples=["Freedom of Information Act 2000, section 43"])
    decided_by: Line = Field(title="Who decided", examples=["Monitoring Officer"])
    looked_at_again_by: Day = Field(title="To be looked at again by", examples=["2027-03-31"])


class Decision(
    Record,
    kind="decision",
    plural="decisions",
    heading="Decisions",
    files=("content/decisions/**/*.md",),
    address="/decisions/{year}/{slug}/",
    order=("-signed_on", "-announced", "ref"),
    columns=("title", "type", "signed_on", "amount", "decision_maker"),
    instead={"signed_on": "announced"},
    groups="year",
    on_paper=True,
    evidence_for=(Evidence("sio-5-d", filled=("signed_on",), dated="signed_on", published="published_on"),),
    asked=(
        "title",
        "type",
        "subject",
        "summary",
        "decision_maker",
        "lead_officer",
        "interests_declared",
        "signed_on",
        "published_on",
        "amount",
        "payments",
        "fund",
        "supports",
        "reasons",
        "options",
        "consultation_note",
        "equality",
        "legal",
        "risk",
        "background",
        "follows",
        "sources",
        "note",
        "body",
    ),
):
    """A decision notice: who decided what, why, what it costs and what it follows from."""

    title: Line = Field(title="Title", examples=["Serious Violence Duty grant: Right to Succeed"])
    type: Literal["decision notice", "announced decision", "board decision", "scheme of consent decision"] = Field(
        title="Type",
        description="“announced decision” where the notice itself was not seen.",
        examples=["decision notice"],
    )
    subject: Literal[
        "grant",
        "contract",
        "precept",
        "budget",
        "appointment",
        "governance",
        "estate",
        "policy",
        "collaboration",
        "other",
    ] = Field("other", title="Subject", examples=["grant"])
    decision_maker: Line = Field(title="Decision maker", examples=["Alex Example"])
    decision_maker_role: Line = Field(
        "Police and Crime Commissioner", title="Role of the decision maker", examples=["Police and Crime Commissioner"]
    )
    holder: Annotated[str, To("office_holder")] | None = Field(None, title="Office holder", examples=["alex-example"])
    lead_officer: Line | None = Field(None, title="Lead officer", examples=["Head of Community Safety"])
    interests_declared: Line | None = Field(None, title="Declaration of interests", examples=["None declared"])
    signed_on: Day | None = Field(
        None, title="Signed on", description="The date on the notice.", examples=["2025-01-10"]
    )
    published_on: Day | None = Field(None, title="Published on", examples=["2025-01-14"])
    in_effect_on: Day | None = Field(None, title="In effect from", examples=["2025-01-20"])
    announced: Period | None = Field(
        None, title="Announced", description="Where no notice date is known.", examples=["2021-11"]
    )
    date_note: Line | None = Field(None, title="About the dates", examples=["The date on which the panel endorsed it"])
    year: Line = Field(
        title="Year", description="The year under which it is filed; part of its address.", examples=["2025"]
    )
    summary: Line = Field(
        title="Summary",
        description="One or two sentences.",
        examples=["A grant that pays for safe rooms in three districts for one year."],
    )
    amount: Worth | None = Field(None, title="Amount", examples=["500"])
    amount_note: Line | None = Field(
        None, title="About the amount", examples=["Additional contribution of the office only"]
    )
    payments: list[Payment] = Field([], title="Recipients")
    fund: Line | None = Field(None, title="Fund", examples=["Serious Violence Duty grant"])
    effect_on_budget: Line | None = Field(None, title="Effect on budget or reserves")
    background: Prose | None = Field(None, title="Background")
    options: Prose | None = Field(None, title="Options considered")
    recommendation: Prose | None = Field(None, title="Recommendation")
    reasons: Prose | None = Field(None, title="Reasons")
    consultation_note: Prose | None = Field(None, title="Consultation")
    equality: Prose | None = Field(None, title="Equality")
    legal: Prose | None = Field(None, title="Legal")
    risk: Prose | None = Field(None, title="Risk")
    consultation: Annotated[str, To("consultation")] | None = Field(
        None, title="Consultation entry", examples=["budget-2022-23"]
    )
    meeting: Annotated[str, To("meeting")] | None = Field(None, title="Made at or put to", examples=["pcp-2022-02-01"])
    follows: list[Annotated[str, To("decision")]] = Field([], title="Follows from")
    replaces: list[Annotated[str, To("decision")]] = Field([], title="Replaces")
    varies: list[Annotated[str, To("decision")]] = Field([], title="Varies")
    extends: list[Annotated[str, To("decision")]] = Field([], title="Extends")
    services: list[Annotated[str, To("service")]] = Field([], title="Services")
    classification: Literal["public", "part exempt"] = Field("public", title="Classification", examples=["public"])
    exempt: list[ExemptPart] = Field([], title="Held back")
    documents: list[Attachment] = Field([], title="Files")
    original: Line | None = Field(None, title="The original notice", examples=["PDF, 241 KB"])
    key_decision: YesNo = Field(False, title="Key decision", examples=["no"])
    body: Prose = Field("", title="Text")
