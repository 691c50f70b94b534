"""``transparency import spending`` on the exports that go wrong: every line and every pound is taken, refused or named a total."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from test_open_data_import import MARCH, adds_up, taken, taken_from

from macros.spending_import.cells import amount_of
from macros.spending_import.headings import CannotImport
from macros.spending_import.importing import import_spending


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_names_and_amounts_may_be_full_of_other_separators(tmp_path: Path, separator: str) -> None:
    others = " ".join(mark for mark in ",;|" if mark != separator) * 4
    lines = [["Supplier", "Paid on", "Amount", "Purpose"], [f"A{others}B", "01/03/26", "1,234,567.00", f"x{others}y"]]
    place = tmp_path / "export.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(lines)
    (row,) = taken(place).rows
    assert (row["amount"], row["purpose"]) == ("1234567.00", f"x{others}y")


@pytest.mark.parametrize(
    "line",
    ["01/03/2026,Acme,600.00,Works, phase 2", "01/03/2026,Beta,1,600.00,Pens", "01/03/2026,Smith, Jones,700,Advice"],
)
def test_a_comma_without_quotation_marks_loses_nothing_in_silence(tmp_path: Path, line: str) -> None:
    made = taken_from(tmp_path, f"Date,Supplier,Amount,Description\n{line}\n02/03/2026,Gamma,800,Fine\n")
    assert [row["supplier"] for row in made.rows] == ["Gamma"]
    assert "more cells than there are headings" in made.refused[0].words and made.without_amount == 1


def test_what_stands_below_no_heading_is_said(tmp_path: Path) -> None:
    made = taken_from(tmp_path, "Date,Supplier,Amount,Description,\n01/03/2026,Acme,600,x,see C-1\n")
    assert len(made.rows) == 1
    assert "not taken over, because the column has no heading: “see C-1”" in [found.words for found in made.changed]


@pytest.mark.parametrize(
    ("headings", "line", "amount"),
    [
        ("Amount,Dr/Cr", "900,CR", "-900.00"), ("Amount,Dr/Cr", "900,Dr", "900.00"), ("Amount,DrCr", "-900,CR", "-900.00"),
        ("Amount,Debit or Credit", "900,credit", "-900.00"), ("Value,D/C", "900,", "900.00"), ("Debit,Credit", "900,", "900.00"),
        ("Debit,Credit", ",900", "-900.00"), ("Debit Amount,Credit Amount", "0.00,900", "-900.00"), ("DR,CR", "900,0", "900.00"),
        ("Credit,Net Amount", "900,700", "700.00"),
    ],
)  # fmt: skip
def test_a_column_can_say_which_way_the_money_went(tmp_path: Path, headings: str, line: str, amount: str) -> None:
    made = taken_from(tmp_path, f"Date,Supplier,Description,{headings}\n01/03/2026,Acme,x,{line}\n")
    assert [row["amount"] for row in made.rows] == [amount]
    assert not made.amount.is_signed() or any("came back" in found.words for found in made.changed) or "-900" in line


@pytest.mark.parametrize(
    ("headings", "line"), [("Amount,Dr/Cr", "-900,DR"), ("Amount,Dr/Cr", "900,?"), ("Debit,Credit", "900,700")]
)
def test_two_ways_at_once_are_refused(tmp_path: Path, headings: str, line: str) -> None:
    made = taken_from(tmp_path, f"Date,Supplier,Description,{headings}\n01/03/2026,Acme,x,{line}\n")
    assert not made.rows and len(made.refused) == 1


@pytest.mark.parametrize("mark", ["#N/A", "#REF!", "#VALUE!", "########"])
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_the_fault_marks_of_spreadsheets_are_no_values(tmp_path: Path, mark: str, place: int) -> None:
    cells = ["01/03/2026", "Acme", "600", "x"]
    cells[place] = mark
    made = taken_from(tmp_path, f"Date,Supplier,Amount,Description\n{','.join(cells)}\n")
    assert not made.rows and len(made.refused) == 1


def test_a_supplier_called_total_is_no_total(tmp_path: Path) -> None:
    lines = ",Total Gas & Power,700,Gas", "Carried forward,,600,", ",Acme,600,Subtotal", ",Total: 2 payments,600,"
    made = taken_from(tmp_path, "Date,Supplier,Amount,Description\n01/03/2026,A,600,x\n" + "\n".join(lines) + "\n")
    assert [(found.line, found.words) for found in made.refused] == [(3, "There is no date.")]
    assert [found.line for found in made.totals] == [4, 5, 6]


def test_a_total_with_a_date_is_no_entry(tmp_path: Path) -> None:
    lines = (
        "01/03/2026,A,600,x", "01/03/2026,B,700,y", "31/03/2026,Grand Total,1300,March", "31/03/2026,Total,1300,All",
        "31/03/2026,Sub-total: B,999,y", "31/03/2026,,1300,Total", "31/03/2026,Total,800,Gas", "31/03/2026,C,900,Balance c/f",
    )  # fmt: skip
    made = taken_from(tmp_path, "Date,Supplier,Amount,Description\n" + "\n".join(lines) + "\n")
    assert [(row["supplier"], row["amount"]) for row in made.rows] == [
        ("A", "600.00"), ("B", "700.00"), ("Total", "800.00"), ("C", "900.00"),
    ]  # fmt: skip
    assert [found.line for found in made.totals] == [4, 5, 6, 7] and not made.refused


def two_weeks(place: Path) -> Path:
    book = xlsxwriter.Workbook(str(place))
    for name, day in (("Week 1", 1), ("Week 2", 8)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Supplier", "Date", "Amount", "Narrative"])
        sheet.write_row(1, 0, [f"Acme {day}", f"0{day}/03/2026", 700 + day, "x"])
    book.add_worksheet("Notes").write(0, 0, "About this report")
    book.close()
    return place


def test_entries_on_several_sheets_are_read_when_they_are_named(tmp_path: Path) -> None:
    place = two_weeks(tmp_path / "export.xlsx")
    with pytest.raises(CannotImport, match=r'entries on 2 sheets.*--sheet "Week 1" --sheet "Week 2"'):
        taken(place)
    with pytest.raises(CannotImport, match=r"no sheet “Week 3”\. It has: “Week 1”, “Week 2”, “Notes”"):
        import_spending(place, MARCH, "Commissioner", ["Week 3"])
    made = import_spending(place, MARCH, "Commissioner", ["Week 1", "Week 2"])
    assert [(row["ref"], row["amount"]) for row in made.rows] == [
        ("S-2026-03-C-00002", "701.00"),
        ("S-2026-03-C-00004", "708.00"),
    ]
    assert adds_up(made) and made.notes == [
        "Sheet “Notes” was not read; “Week 1” and “Week 2” were.",
        "Line 1 of sheet “Week 2” is line 3 here.",
    ]
    assert len(import_spending(place, MARCH, "Commissioner", ["Week 2"]).rows) == 1


def test_merged_cells_and_blank_columns_lose_nothing(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "export.xlsx"))
    sheet = book.add_worksheet("Data")
    sheet.merge_range("A1:F1", "Payments over £500, March 2026")
    sheet.merge_range("B3:C3", "Supplier")
    sheet.write_row(2, 3, ["Date", "Amount", "Narrative"])
    sheet.merge_range("B4:B5", "Acme")
    for row, amount in ((3, 600), (4, 700.1)):
        sheet.write_row(row, 3, [46090, amount, "x"])
    sheet.write_row(5, 1, ["REDACTED", "", 46090.5, -800, "Withheld: section 40"])
    book.close()
    made = taken(tmp_path / "export.xlsx")
    assert [(row["supplier"], row["amount"]) for row in made.rows] == [("Acme", "600.00"), ("REDACTED", "-800.00")]
    assert [(found.line, found.words) for found in made.refused] == [(5, "There is no supplier.")]
    assert adds_up(made) and made.amount + made.refused_amount == Decimal("500.10")


POUNDS = st.integers(-10_000_000, 10_000_000).map(lambda pence: Decimal(pence) / 100)
STYLES = (
    lambda amount: f"{amount:.2f}",
    lambda amount: f"£{amount:,.2f}" if amount >= 0 else f"(£{-amount:,.2f})",
    lambda amount: f"£ {amount:,.2f}" if amount >= 0 else f"-£{-amount:,.2f}",
    lambda amount: f"{amount:,.2f} DR" if amount >= 0 else f"{-amount:,.2f}CR",
    lambda amount: f"GBP {amount:.2f}" if amount >= 0 else f"{-amount:.2f}-",
)
LINE = st.tuples(
    st.sampled_from(
        ["09/03/2026", "9.3.26", "46090", "9 Mar 2026", "2026-03-09 00:00:00", "09/04/2026", "31/02/2026", ""]
    ),
    st.sampled_from(["Acme; Sons, and | Co", "REDACTED", "Total Gas", "Café “Zoë”", "=1+1", "Acme\nLeeds", ""]),
    st.tuples(POUNDS, st.sampled_from(STYLES)),
    st.sampled_from(["Gas, March", "x", "#N/A", ""]),
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(LINE, min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]),
)
def test_what_is_taken_and_what_is_refused_are_together_what_was_given(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[str, str, tuple[Decimal, Callable[[Decimal], str]], str]],
    separator: str,
    encoding: str,
) -> None:
    place = tmp_path_factory.mktemp("export") / "export.csv"
    with place.open("w", encoding=encoding, newline="") as file:
        rows = csv.writer(file, delimiter=separator)
        rows.writerows([["Spending in March, all of it"], [], ["Date", "Supplier", "Amount", "Description"]])
        rows.writerows([day, name, style(amount), words] for day, name, (amount, style), words in lines)
    made = taken(place)
    assert adds_up(made) and not made.without_amount
    # What is taken for a total is listed as one.
    totals = sum((amount_of(found.written[2])[0] for found in made.totals), Decimal(0))
    assert made.amount + made.refused_amount + totals == sum(amount for _, _, (amount, _), _ in lines)
    assert made.amount == sum(Decimal(row["amount"]) for row in made.rows)
    assert all("Total Gas" in found.written or len([*filter(None, found.written)]) == 1 for found in made.totals)
