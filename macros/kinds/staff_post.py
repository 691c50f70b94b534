"""Staff posts, the ground of the organisation chart."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.fields import Amount, Line, Period, To, Worth, YesNo
from macros.record import Evidence, Record


class StaffPost(
    Record,
    kind="staff_post",
    plural="staff-posts",
    heading="Staff posts",
    files=("data/staff-posts.yml", "data/staff-posts/**/*.yml"),
    order=("title",),
    columns=("title", "holder", "directorate", "as_at", "salary"),
    evidence_for=(
        Evidence("sio-2-c", where={"current": ("True",)}, dated="as_at"),
        Evidence("sio-2-d", where={"senior": ("True",)}, filled=("duties", "salary"), dated="as_at", whole=True),
        Evidence("duty-salary-bands", filled=("salary_band",)),
    ),
    moving=("current", "as_at"),
):
    """A post in the office. A senior post, paid over £58,200, gives title, duties, salary and name."""

    title: Line = Field(title="Job title", examples=["Chief Executive and Monitoring Officer"])
    holder: Line | None = Field(
        None,
        title="Held by",
        description="Left out where the person has not agreed to be named.",
        examples=["Sam Sample"],
    )
    directorate: Annotated[str, To("directorate")] | None = Field(None, title="Directorate", examples=["finance"])
    reports_to: Annotated[str, To("staff_post", "office_holder")] | None = Field(
        None, title="Answers to", examples=["chief-executive"]
    )
    senior: YesNo = Field(
        False, title="Senior post", description="Whether it is paid more than £58,200.", examples=["yes"]
    )
    duties: list[Line] = Field([], title="Duties")
    salary: Worth | None = Field(None, title="Salary, pounds a year", examples=["61500"])
    salary_band: Line | None = Field(None, title="Salary band", examples=["£60,000 to £64,999"])
    full_time_equivalent: Amount | None = Field(None, title="Full-time equivalent", examples=["0.6"])
    from_period: Period | None = Field(None, title="From", examples=["2013-08"])
    until_period: Period | None = Field(None, title="Until", examples=["2014-01"])
    as_at: Period | None = Field(
        None, title="As at", description="When the holder was last seen in post.", examples=["2021"]
    )
    current: YesNo = Field(True, title="On the organisation chart", examples=["no"])
