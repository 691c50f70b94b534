"""``transparency import spending``: every line of an export is accounted for, and what is written is a valid monthly file."""

from __future__ import annotations

import csv
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from macros import cli
from macros.kinds.spending import Spending
from macros.spending_import.cells import Unclear, amount_of, day_of
from macros.spending_import.headings import CannotImport
from macros.spending_import.importing import Imported, import_spending, place_for
from macros.spending_import.reporting import full_report, report

MARCH = date(2026, 3, 1)

EXPORT = """\
Spending over £500,,,,
,,,,
Supplier Name,Payment Date,Net Amount (£),VAT,Narrative
Lantern House,09/03/2026,"£1,234.50",246.90,Refuge places
TotalEnergies Ltd,10-Mar-26,600.00,0,Gas
"Kingfisher
Project",11/03/2026,(750.00),,Grant returned
Foo,25/13/2026,900,,x
Foo,02/04/2026,900,,x
Small,12/03/2026,120,,pens
,12/03/2026,1200,,no supplier
=cmd|' /c calc'!A0,12/03/2026,1200,,evil
Bar,12/03/2026,about 900,,x
Grand Total,,"£2,284.50",,
"""


def taken(path: Path) -> Imported:
    return import_spending(path, MARCH, "Commissioner")


def adds_up(made: Imported) -> bool:
    return (
        made.lines
        == len(made.rows) + len(made.refused) + len(made.totals) + len(made.above) + made.headings + made.empty
    )


def test_a_usual_export(tmp_path: Path) -> None:
    place = tmp_path / "export.csv"
    place.write_text(EXPORT, encoding="utf-8")
    made = taken(place)
    assert [(row["supplier"], row["paid_on"], row["amount"]) for row in made.rows] == [
        ("Lantern House", "2026-03-09", "1234.50"),
        ("TotalEnergies Ltd", "2026-03-10", "600.00"),
        ("Kingfisher Project", "2026-03-11", "-750.00"),
        ("=cmd|' /c calc'!A0", "2026-03-12", "1200.00"),
    ]
    assert [found.line for found in made.refused] == [7, 8, 9, 10, 12]
    assert "which is the sum of all lines taken above it" in made.totals[0].words
    assert made.unused == ["VAT"]
    assert adds_up(made)
    words = "\n".join(report(made))
    assert "Columns not taken over: VAT" in words and "line 8: It was paid on 2026-04-02, not in 2026-03." in words
    assert full_report(made).count("\r\n") == 1 + len(made.above) + len(made.totals) + len(made.refused) + len(
        made.changed
    )


def test_a_spreadsheet_gives_the_same_as_its_csv(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "export.xlsx"))
    book.add_worksheet("Notes").write(0, 0, "About this report")
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["Supplier Name", "Payment Date", "Net Amount (£)", "VAT", "Narrative"])
    sheet.write(1, 0, "Lantern House")
    sheet.write_datetime(1, 1, datetime(2026, 3, 9), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_number(1, 2, 1234.5)
    sheet.write(1, 4, "Refuge places")
    book.close()
    place = tmp_path / "export.csv"
    place.write_text("\n".join(EXPORT.splitlines()[2:4]), encoding="utf-8")
    from_sheet, from_text = taken(tmp_path / "export.xlsx"), taken(place)
    assert from_sheet.rows == from_text.rows
    assert from_sheet.notes == ["Sheet “Notes” was not read; “Data” was."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_any_usual_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    place = tmp_path / "export.csv"
    lines = [["Payee", "Date Paid", "Amount", "Description"], ["Café Ltd", "1.3.2026", "£600", "Food"]]
    place.write_text("\r\n".join(separator.join(line) for line in lines), encoding=encoding, newline="")
    assert [(row["supplier"], row["amount"]) for row in taken(place).rows] == [("Café Ltd", "600.00")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("£1,234.50", "1234.50"), ("(1,234.50)", "-1234.50"), ("1234.5-", "-1234.50"), ("-£50", "-50.00"), ("£ 1 234.50", "1234.50"),
        ("1234.50 CR", "-1234.50"), ("1234.50DR", "1234.50"), (".5", "0.50"), (1234.5, "1234.50"), (0.1 + 0.2, "0.30"), ("GBP 7", "7.00"),
    ],
)  # fmt: skip
def test_amounts(cell: object, expected: str) -> None:
    assert amount_of(cell)[0] == Decimal(expected)


@pytest.mark.parametrize(
    "cell", ["", "about 5", "1,23", "12.345", 12.345, "5-5", "(-5)", "1.2.3", "£", float("nan"), True]
)
def test_amounts_that_are_not_certain_are_refused(cell: object) -> None:
    with pytest.raises(Unclear):
        amount_of(cell)


@pytest.mark.parametrize(
    "cell", ["09/03/2026", "9/3/26", "2026-03-09", "2026-03-09 00:00:00", "9 Mar 2026", "09-MAR-26", "Mon, 9 March 2026", 46090, "46090.0", "46090.61", "09/03/2026 14:35", "2026-03-09T14:35:20", "9 Mar 2026 2:35 PM", datetime(2026, 3, 9)]
)  # fmt: skip
def test_days(cell: object) -> None:
    assert day_of(cell)[0] == date(2026, 3, 9)


@pytest.mark.parametrize("cell", ["", "13/13/2026", "31/02/2026", "March 2026", "03-2026", "x"])
def test_days_that_are_not_certain_are_refused(cell: str) -> None:
    with pytest.raises(Unclear):
        day_of(cell)


def taken_from(tmp_path: Path, text: str | bytes) -> Imported:
    place = tmp_path / "export.csv"
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    made = taken(place)
    assert adds_up(made)
    return made


@pytest.mark.parametrize(
    "headings",
    [
        "Payment Date,Creditor's Name,Amount (£) exc VAT,Purpose of spend",
        "PaymentDate,Vendor,AmountPaid,Narrative",
        "payment_date,supplier_name,net_amount,expense_type",
        "Date,Supplier Name,Amount in GBP,Expenses Type",
        "Date of payment run,Name of supplier,Invoice Amount (net of VAT),Description of Expenditure",
        "Report,,,\nPayment,Supplier,,\nDate,Name,Amount,Description",
    ],
)
def test_headings_of_many_systems(tmp_path: Path, headings: str) -> None:
    made = taken_from(tmp_path, f"{headings}\n01/03/2026,Acme,600,Stuff\n")
    assert [(row["supplier"], row["amount"], row["purpose"]) for row in made.rows] == [("Acme", "600.00", "Stuff")]


def test_a_heading_that_only_sounds_alike_is_not_taken(tmp_path: Path) -> None:
    headings = "Date,Supplier Number,VAT Amount,Supplier,Amount,Cost Centre Code,Description"
    made = taken_from(tmp_path, f"{headings}\n01/03/2026,77,120,Acme,600,9,Stuff\n")
    assert [(row["supplier"], row["amount"]) for row in made.rows] == [("Acme", "600.00")]
    assert made.unused == ["Supplier Number", "VAT Amount", "Cost Centre Code"]


def test_a_quotation_mark_that_is_not_closed_swallows_nothing_in_silence(tmp_path: Path) -> None:
    made = taken_from(
        tmp_path,
        'Date,Supplier,Amount,Description\n01/03/2026,Acme,600,"Stuff\n02/03/2026,Beta,700,More\n03/03/2026,"C",800,x\n',
    )
    assert not made.rows and "is not closed" in made.refused[0].words and "Beta" in made.refused[0].cells


def test_a_cell_of_several_lines_is_one_entry(tmp_path: Path) -> None:
    made = taken_from(
        tmp_path, 'Date,Supplier,Amount,Description\n01/03/2026,"Smith ""and"" Sons,\nLeeds",600,"Works,\nphase 2"\n'
    )
    assert [(row["supplier"], row["purpose"]) for row in made.rows] == [('Smith "and" Sons, Leeds', "Works, phase 2")]


def test_headings_and_totals_that_come_again_are_no_entries(tmp_path: Path) -> None:
    made = taken_from(
        tmp_path,
        "Date,Supplier,Amount,Description\n01/03/2026,Acme,600,x\nSubtotal: Acme,,600,\n"
        "Date,Supplier,Amount,Description\n02/03/2026,Total,700,Gas\nTotal for March,,1300,\n",
    )
    assert [row["supplier"] for row in made.rows] == ["Acme", "Total"]
    assert not made.refused and len(made.totals) == 2 and made.above[0].words == "the headings again"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_without_a_mark(tmp_path: Path, encoding: str) -> None:
    made = taken_from(
        tmp_path, "Date\tSupplier\tAmount\tDescription\n01/03/2026\tCafé – Łódź\t600\tx\n".encode(encoding)
    )
    assert [row["supplier"] for row in made.rows] == ["Café – Łódź"]


def test_lines_that_are_the_same_are_both_kept_and_named(tmp_path: Path) -> None:
    made = taken_from(tmp_path, "Date,Supplier,Amount,Description\n" + "01/03/2026,Acme,600,x\n" * 2)
    assert len(made.rows) == 2 and made.changed[-1].words == "the same as line 2; both are kept"


CELLS = st.one_of(
    st.sampled_from(["", "Total", "09/03/2026", "£600.00", "-700", "Acme Ltd", "=1+1"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=8))
def test_nothing_is_dropped_in_silence(tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]) -> None:
    place = tmp_path_factory.mktemp("export") / "export.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Supplier", "Payment date", "Amount", "Description"], *lines])
    made = taken(place)
    assert adds_up(made)
    for row in made.rows:
        Spending.model_validate({name: value for name, value in row.items() if value})


def test_a_file_without_the_columns_says_which_are_missing(tmp_path: Path) -> None:
    place = tmp_path / "export.csv"
    place.write_text("A,B\n1,2\n", encoding="utf-8")
    with pytest.raises(CannotImport, match="Paid on: paid on, date paid"):
        taken(place)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, encoding="utf-8")
    command = [
        "import",
        "spending",
        str(export),
        "--month",
        "2026-03",
        "--body",
        "Commissioner",
        "--root",
        str(tmp_path),
    ]
    assert cli.main(command) == 1, "some lines were refused"
    written = tmp_path / place_for(MARCH, "Commissioner")
    assert written.relative_to(tmp_path).as_posix() == "data/spending/2025-26/2026-03-commissioner.csv"
    before = written.read_bytes()
    assert cli.main(command) == 2
    assert "is there already" in capsys.readouterr().err
    assert written.read_bytes() == before


def test_a_hundred_thousand_lines_take_seconds(tmp_path: Path) -> None:
    place = tmp_path / "export.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Supplier", "Date", "Amount (£)", "Narrative", "Cost centre"])
        rows.writerows(
            [f"S {n}", f"{n % 28 + 1:02}/03/2026", f"£{n + 501:,}.50", f"Goods {n}", n % 50] for n in range(100_000)
        )
    begun = time.process_time()
    made = taken(place)
    assert len(made.rows) == 100_000 and adds_up(made)
    assert time.process_time() - begun < 10
