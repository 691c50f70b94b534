"""Budget, medium-term plan, savings and reserves as tables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.fields import Amount, Line, Percent, Period, To, YesNo
from macros.record import Entry, Evidence, Record


class BudgetRow(Entry):
    """One row: its label and a value under each column. An empty value is unknown, never nought."""

    label: Line = Field(title="Row", examples=["Council tax"])
    values: list[Amount | None] = Field(title="Values, one under each column", examples=["9500"])
    percents: list[Percent | None] = Field([], title="Per cent, one under each column")
    total: YesNo = Field(False, title="A total", examples=["yes"])
    note: Line | None = Field(None, title="Note")


class BudgetTable(
    Record,
    kind="budget_table",
    plural="budgets",
    heading="Budget tables",
    files=("data/budgets.yml", "data/budgets/**/*.yml"),
    address="/budgets/{slug}/",
    order=("-period", "ref"),
    columns=("title", "type", "period", "unit"),
    groups="type",
    evidence_for=(
        Evidence("sio-3-a", where={"type": ("funding", "allocation")}, dated="period"),
        Evidence("sio-3-c", where={"type": ("funding",)}, dated="period"),
        Evidence("sio-3-d", where={"type": ("allocation", "spending by type")}, dated="period"),
    ),
):
    """A table of money as it was printed: never corrected, differences noted."""

    title: Line = Field(title="Title", examples=["Medium-Term Financial Plan 2021/22 to 2024/25"])
    type: Literal[
        "funding", "allocation", "medium-term plan", "spending by type", "reserves", "savings", "staff and other"
    ] = Field(title="Type", examples=["medium-term plan"])
    period: Period = Field(title="Period", examples=["2021-22"])
    unit: Literal["pounds", "thousand pounds", "million pounds"] = Field(title="Unit", examples=["thousand pounds"])
    columns_as_printed: list[Line] = Field(title="Columns", min_length=1, examples=["2021/22"])
    rows: list[BudgetRow] = Field(title="Rows", min_length=1)
    chart: Literal["bar", "stacked", "line", "none"] = Field("bar", title="Drawn as", examples=["stacked"])
    chart_rows: list[Line] = Field(
        [], title="Rows to draw", description="Labels of the rows that the chart shows; all but totals when left out."
    )
    plan: Annotated[str, To("plan")] | None = Field(None, title="Plan", examples=["police-and-crime-plan-2025-29"])
    differences: list[Line] = Field(
        [],
        title="Differences noticed",
        description="Where the printed figures do not add up or disagree with another table.",
    )
