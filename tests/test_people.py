"""What belongs to one person alone is found wherever it is planted, is never printed, and real content raises no alarm."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import get_args

import pytest
from sites import ROOT, lay, problems_of
from stdnum import luhn
from stdnum.gb import nhs

from macros.checks.personal_words import SAID, WORDS
from macros.kinds.allowance import Allowance
from macros.office import load_site
from macros.personal import found_in
from macros.problems import FORMATS, Problem
from macros.settings import read_settings

PLANTED = [
    ("AB 12 34 56 C", "national-insurance-number"),
    ("qq123456c", "national-insurance-number"),
    ("NHS number: 943 476 5919", "nhs-number"),
    ("patient 9434765919", "nhs-number"),
    ("943-476-5919", "nhs-number"),
    ("GB29 NWBK 6016 1331 9268 19", "iban-number"),
    ("DE89370400440532013000", "iban-number"),
    ("4111-1111-1111-1111", "payment-card"),
    ("378282246310005", "payment-card"),
    ("Sort code 20-00-00, account number 55779911", "bank-account"),
    ("account no. 55779911 and sort code: 200000", "bank-account"),
    ("20-00-00 55779911", "bank-account"),
    ("s/c 20 00 00 a/c 55779911", "bank-account"),
    ("Account number: 55779911", "bank-account"),
    ("licence SMITH701017JS9AB", "identity-document"),
    ("Passport number 533401234", "identity-document"),
    ("DOB 03/04/1985", "date-of-birth"),
    ("D.O.B. 3.4.85", "date-of-birth"),
    ("date of birth is 3rd March 1985", "date-of-birth"),
    ("born on 1985-03-04", "date-of-birth"),
    ("07911 123456", "phone-not-a-contact"),
    ("+44 (0)7911 123456", "phone-not-a-contact"),
    ("tel 07700-900123", "phone-not-a-contact"),
    ("(01603) 222948", "phone-not-a-contact"),
    ("her mobile is 7911 123456", "phone-not-a-contact"),
    ("Ring o7911 123456", "phone-not-a-contact"),
    ("https://wa.me/447911123456", "phone-not-a-contact"),
    ("jane.doe (at) mail.example.com", "email-not-a-contact"),
    ("jane doe at example dot com", "email-not-a-contact"),
    ("their address: The Old Barn, Reepham NR10 4JW", "home-address"),
    ("jane.o'neil-doe+x@mail.example.com", "email-not-a-contact"),
    ("14 Mill Road, Norwich NR1 4AB", "home-address"),
    ("Flat 2, 14a Old Mill Lane, Norwich, NR14AB", "home-address"),
    ("who lives at 3 St Ann's Court", "home-address"),
    ("![Her signature](/files/x.png)", "signature-shown"),
    ("![A name](/files/chief-signature.png)", "signature-shown"),
]

PLACES = {
    "data/gifts.yml": ("  note: |\n", "    Words, {}\n\n    And more words, so that the next one stands alone and apart from this.\n\n"),
    "data/office-holders.yml": ("", "# {}\n# Words that stand between two of them, long enough to keep them apart from each other.\n"),
    "content/meetings/accountability-2024-06-03.md": ("\n", "Words. {}\n\nMore words, so that each of them stands in a paragraph of its own.\n\n"),
    "docs/people.md": ("\n", "- {}\n- words between them, so that each stands alone, as it would on a page of its own\n"),
    "docs/files/list.csv": ("name,remark\n", '"Ada","{}"\n"Words in between","so that nothing belongs together that stands in two rows"\n'),
    "docs/files/list.txt": ("Words.\n", "And: {}.\nWords between two of them, long enough to keep them apart from each other.\n"),
}  # fmt: skip
"""Where a secret is planted: what goes before, and the line that holds it."""


def said(problems: list[Problem]) -> str:
    return "".join(print_(problems) for print_ in FORMATS.values())


@pytest.mark.parametrize("path", PLACES)
def test_each_is_found_at_its_line_and_never_told(tmp_path: Path, path: str) -> None:
    root = lay(tmp_path / "site")
    place = root / path
    first, line = PLACES[path]
    text = (place.read_text("utf-8") if place.is_file() else "") + first
    expected = []
    for secret, code in PLANTED:
        expected.append((code, path, text.count("\n") + 1))
        text += line.format(secret)
    place.write_text(text, "utf-8")
    problems = [found for found in problems_of(root) if found.code in WORDS]
    assert [(found.code, found.path, found.line) for found in problems] == expected
    told = said(problems)
    for secret, code in PLANTED:
        assert secret not in told
        figures = "".join(sign for sign in secret if sign.isdigit())
        if code not in ("home-address", "signature-shown") and len(figures) > 5:
            assert figures[:-2] not in "".join(sign for sign in told if sign.isdigit())


HARMLESS = [
    "The panel was born of the reforms of 12 March 2011 and born out of the Act of 1 April 2010",
    "her address to the council on 3 May; look at the page at norfolk.gov.uk",
    "a call for 7911 crimes, 447911 calls, 7,911,123,456 pounds and grid reference TG 12345 67890",
    "the account of 12345678 crimes; version 4.1.2.11; PO 20000055779911; passport office 2019",
    "notice 084291-2025 and https://example.org/doc/5995816/foi-000880-20-i-write",
    "https://example.org/?card=4111111111111111&x=07911123456",
    "| 1,234 | 5,678 | 2021-22 | 2019-20 2020-21 2021-22 |",
    "Call 101, 999, 0800 555 111, 0300 303 3706, 0808 157 0100 or 116 123.",
    "2021-09-16 10:00 to 2021-09-16 12:30; 12.5 per cent; £18,401,000.50",
    "company 01234567, charity 1012345, GB-COH-01234567, ocds-a1b2c3",
    "NHS England gave 1234567890 and 2500000 to 17 trusts",
    "The road of 1990 in NR1 had 12 crimes; HP1 2AB",
    "The service was born in 2012 and reborn in 2019-03-04",
    "DN-2025-01-10, P5.4, 0010-20250110",
    "Sections 12-34-56 of account 5",
    "20220101 20220131 20220228 20220331",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_nobodys_raises_no_alarm(text: str) -> None:
    assert [(found.code, text[found.start : found.end]) for found in found_in(text)] == []


def test_random_figures_are_seldom_taken_for_a_number() -> None:
    """Amounts and identifiers by the thousand, as a year of spending has them."""
    chance = random.Random(7)
    rows = [
        f"S-{chance.randrange(10**6)},Supplier {chance.randrange(99)} Ltd,2024-0{chance.randrange(1, 10)}-11,{chance.randrange(10**7) / 100},GB-COH-{chance.randrange(10**8):08}"
        for _ in range(20_000)
    ]
    started = time.process_time()
    assert len(list(found_in("\n".join(rows)))) == 0
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "root", [ROOT, ROOT / "tests/example", ROOT / "tests/good"], ids=["norfolk", "example", "good"]
)
def test_real_content_raises_no_alarm(root: Path) -> None:
    settings = read_settings(root)
    assert settings.as_of
    found = load_site(settings, settings.as_of).problems
    assert [problem for problem in found if problem.code in WORDS or problem.code == "allowance-not-needed"] == []


def test_headings_explain_cells(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    (root / "docs/files/list.csv").write_text(
        'name,date_of_birth,NHS no,Sort code,Account\nAda,1985-03-04,9434765919,"200000",55779911\n', "utf-8"
    )
    problems = problems_of(root)
    assert {(found.code, found.path, found.line) for found in problems} == {
        ("date-of-birth", "docs/files/list.csv", 2),
        ("nhs-number", "docs/files/list.csv", 2),
        ("bank-account", "docs/files/list.csv", 2),
    }


def test_a_contact_is_public_however_it_is_written(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    (root / "data/contacts.yml").write_text(
        "- ref: c\n  name: Clerk\n  phone: 01603 222948\n  email: clerk@example.com\n"
        "  address: 12 Mill Road, Tidewick, ZZ4 7CC\n  why: Printed.\n  sources:\n    - title: Agenda\n",
        "utf-8",
    )
    page = root / "docs/people.md"
    page.write_text(
        page.read_text("utf-8")
        + '\n{{ show_register("contact") }}\n\nCall (01603) 222948, [+44 1603 222948](tel:+441603222948), <Clerk@Example.com>, '
        "or write to 12 Mill Road, Tidewick ZZ4 7CC.\n",
        "utf-8",
    )
    assert problems_of(root) == []


def test_an_allowance_covers_one_detail_and_no_other(tmp_path: Path) -> None:
    """Two numbers that look the same when hidden: the second is still a problem."""
    root = lay(tmp_path / "site")
    same = [f"{first} 476 5919" for first in range(400, 600) if nhs.is_valid(f"{first} 476 5919")][:2]
    assert len({*same}) == 2
    notes = root / "docs/files/notes.txt"
    notes.write_text(f"NHS number {same[0]}\nagain {same[0]}\nNHS number {same[1]}\n", "utf-8")
    (root / "data/allowances.yml").write_text(
        "- ref: a\n  file: docs/files/notes.txt\n  what: nhs-number\n  shown: ••• ••• ••19\n  why: W.\n"
        "  allowed_on: 2024-06-01\n  allowed_by: Clerk\n",
        "utf-8",
    )
    page = root / "docs/people.md"
    page.write_text(page.read_text("utf-8") + '\n{{ show_register("allowance") }}\n', "utf-8")
    assert [(found.code, found.line) for found in problems_of(root)] == [("nhs-number", 3)]


def test_an_allowance_needs_a_reason_a_day_and_a_name() -> None:
    needed = {name for name, info in Allowance.model_fields.items() if info.is_required()}
    assert {"why", "allowed_on", "allowed_by", "file", "what", "shown"} <= needed
    assert {code for code, *_ in SAID} <= set(get_args(Allowance.model_fields["what"].annotation))


def test_check_digits_decide() -> None:
    """Of ten numbers that differ in the check digit alone, one is a card and one is a person's."""
    cards = [f"411111111111111{digit}" for digit in range(10)]
    found = [card for card in cards if any(one.code == "payment-card" for one in found_in(f"Paid {card}."))]
    assert found == [card for card in cards if luhn.is_valid(card)] and len(found) == 1
    people = [f"NHS 943476591{digit}" for digit in range(10)]
    assert [text for text in people if any(one.code == "nhs-number" for one in found_in(text))] == ["NHS 9434765919"]


@pytest.mark.parametrize(
    "text",
    ["1 " * 200_000, "0" * 400_000, "a@" * 200_000, "a." * 200_000 + "@", "DOB " * 100_000, "1 a " * 100_000 + "NR1 1AA " * 10_000,
     "AA11 " * 100_000, "![" * 200_000 + "sign", "(0" * 200_000, "NHS 1234567890 " * 30_000, "lives at " * 50_000],
    ids=range(11),
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    list(found_in(text))
    assert time.process_time() - started < 6
