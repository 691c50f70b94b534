"""Files that an editor attaches are named, shrunk and stripped; what is done is said; what cannot be mended is refused."""

from __future__ import annotations

import io
import shlex
from pathlib import Path

import pikepdf
import pytest
from files_made import CORE, docx, odt, pdf, picture, xlsx
from PIL import ExifTags, Image
from sites import lay, problems_of
from test_attached import PLANTED, SECRETS, author, photo_inside

from macros import cli
from macros.attached.cleaning import MENDED


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "site")


def attach(root: Path, *words: str | Path) -> int:
    return cli.main(["attach", "--root", str(root), *map(str, words)])


def put(root: Path, name: str, content: bytes) -> Path:
    place = root.parent / "from a phone" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    return place


def test_a_photograph_is_made_fit(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exif = {ExifTags.Base.Artist: "Jo Bloggs", ExifTags.Base.Orientation: 6}
    photo = put(root, "IMG_2034 (1).JPG", picture(size=(4032, 3024), gps=True, exif=exif))
    assert attach(root, photo) == 0
    made = root / "docs/files/img-2034-1.jpg"
    with Image.open(made) as image:
        assert image.size == (1200, 1600), "upright and smaller"
        assert not image.getexif() and not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
    said = capsys.readouterr().out
    for words in (
        "where the picture was taken",
        "names of people",
        "turned upright",
        "3024 × 4032 is now 1200 × 1600",
        "/files/img-2034-1.jpg",
        "The original stays",
    ):
        assert words in said
    assert photo.is_file() and problems_of(root) == []


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (_, found) in PLANTED.items()
        if found and all(code in MENDED and where != "digital signature" for code, where in found)
    ],
)
def test_what_can_be_mended_is(root: Path, name: str) -> None:
    assert attach(root, put(root, name, PLANTED[name][0])) == 0
    assert problems_of(root) == []
    content = (root / "docs/files" / name).read_bytes()
    assert not [secret for secret in SECRETS if secret.encode() in content]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (_, found) in PLANTED.items()
        if any(code not in (*MENDED, "signature-shown", "phone-not-a-contact") for code, _ in found)
    ],
)
def test_what_cannot_be_mended_is_refused_with_a_reason(
    root: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted((root / "docs/files").iterdir())
    assert attach(root, put(root, name, PLANTED[name][0])) == 1
    said = capsys.readouterr().out
    assert "was not taken" in said and "To fix: " in said
    assert not [secret for secret in SECRETS if secret in said]
    assert sorted((root / "docs/files").iterdir()) == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.doc", b"x", "save it as .docx"),
        ("photo.heic", b"x", "JPEG"),
        ("slides.pptx", b"PK", "PDF"),
        ("drawing.svg", b"<svg/>", "PNG"),
        ("program.exe", b"MZ", "save it as one of: pdf"),
        ("photo.jpg", b"<html>", "damaged"),
    ],
)
def test_other_types_are_refused_with_what_to_do(
    root: Path, name: str, content: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert attach(root, put(root, name, content)) == 1
    assert words in capsys.readouterr().out


def test_what_a_reader_sees_stays(root: Path) -> None:
    def titled(made: pikepdf.Pdf) -> None:
        author(made)
        photo_inside(made)
        made.docinfo["/Title"] = "Annual report"
        made.Root.Lang = "en-GB"
        with made.open_metadata(update_docinfo=False) as said:
            said["dc:title"] = "Annual report"

    assert attach(root, put(root, "Report.pdf", pdf("First page", "Second page", change=titled))) == 0
    with pikepdf.open(root / "docs/files/report.pdf") as made:
        assert len(made.pages) == 2 and str(made.docinfo["/Title"]) == "Annual report" and made.Root.Lang == "en-GB"
        assert b"Second page" in made.pages[1].Contents.read_bytes()
        assert made.open_metadata()["dc:title"] == "Annual report"
        raw = next(iter(made.pages[0].get_images().values())).read_raw_bytes()
        with Image.open(io.BytesIO(raw)) as image:
            assert image.size == (80, 60) and not image.getexif()
    core = CORE.format("<dc:title>Paper</dc:title><dc:creator>Jo Bloggs</dc:creator>")
    assert attach(root, put(root, "Paper.docx", docx("The words", more={"docProps/core.xml": core}))) == 0
    import zipfile

    with zipfile.ZipFile(root / "docs/files/paper.docx") as made_docx:
        assert b"Paper" in made_docx.read("docProps/core.xml") and b"The words" in made_docx.read("word/document.xml")
    import openpyxl

    assert attach(root, put(root, "Table.xlsx", xlsx([["Name", "Amount"], ["Road", 12.5]], author="Jo Bloggs"))) == 0
    sheet = openpyxl.load_workbook(root / "docs/files/table.xlsx").active
    assert sheet is not None and [cell.value for cell in sheet[2]] == ["Road", 12.5]
    meta = "<meta:initial-creator>Jo Bloggs</meta:initial-creator>"
    assert attach(root, put(root, "Letter.odt", odt("<text:p>Dear all</text:p>", meta))) == 0
    with zipfile.ZipFile(root / "docs/files/letter.odt") as made_odt:
        assert made_odt.namelist()[0] == "mimetype" and made_odt.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_a_clean_file_is_taken_as_it_is(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = pdf("Words")
    assert attach(root, put(root, "notice.pdf", content)) == 0
    assert (root / "docs/files/notice.pdf").read_bytes() == content
    assert attach(root, root / "docs/files/notice.pdf") == 0
    assert "nothing to change" in capsys.readouterr().out


def test_no_other_file_is_overwritten(root: Path) -> None:
    assert attach(root, put(root, "Notice.pdf", pdf("One"))) == 0
    other = pdf("Two")
    assert attach(root, put(root, "NOTICE.pdf", other)) == 0
    assert attach(root, put(root, "notice.pdf", other)) == 0
    assert {path.name for path in (root / "docs/files").glob("notice*")} == {"notice.pdf", "notice-2.pdf"}


def test_the_inbox_is_emptied_by_nobody_but_its_owner(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert attach(root) == 2
    (root / "inbox").mkdir()
    (root / "inbox/A map.png").write_bytes(picture("PNG"))
    assert attach(root) == 0
    assert (root / "docs/files/a-map.png").is_file() and (root / "inbox/A map.png").is_file()
    assert attach(root, root / "inbox/A map.png", "--name", "Map of the districts") == 0
    assert (root / "docs/files/map-of-the-districts.png").is_file()


def test_the_command_that_the_check_names_mends_the_file(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that somebody dropped into the folder by hand, and an entry that names it."""
    monkeypatch.chdir(root)
    files = root / "docs/files"
    (files / "dyke-repair.pdf").write_bytes(pdf("Words", change=author))
    (files / "My Photo.png").write_bytes(picture("PNG", gps=True))
    (files / "IMG_1.JPG").write_bytes(picture())
    commands = {
        problem.fix.split("transparency ", 1)[1].split("  ")[0].rstrip(") ")
        for problem in problems_of(root)
        if "transparency attach" in problem.fix
    }
    assert commands == {
        "attach docs/files/dyke-repair.pdf",
        'attach "docs/files/My Photo.png"',
        "attach docs/files/IMG_1.JPG",
    }
    for command in sorted(commands):
        assert cli.main(shlex.split(command)) == 0
    assert problems_of(root) == []
    assert {path.name for path in files.iterdir()} == {"dyke-repair.pdf", "my-photo.png", "img-1.jpg", "lantern.png"}


def test_a_new_name_is_asked_for_where_the_old_one_stands(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "docs/files/My Photo.png").write_bytes(picture("PNG"))
    page = root / "docs/people.md"
    page.write_text(page.read_text("utf-8") + "\n![Ada](/files/My Photo.png)\n", "utf-8")
    line = page.read_text("utf-8").count("\n")
    assert attach(root, root / "docs/files/My Photo.png") == 0
    assert f"docs/people.md, line {line} still says My Photo.png: write  my-photo.png" in capsys.readouterr().out


def test_clean_copies_elsewhere_change_nothing_here(root: Path) -> None:
    dirty = root / "docs/files/notice.pdf"
    dirty.write_bytes(content := pdf("Words", change=author))
    assert attach(root, dirty, "--out", root / "clean") == 0
    assert dirty.read_bytes() == content and (root / "clean/notice.pdf").read_bytes() != content


def test_a_shortcut_is_not_followed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = root.parent / "link.txt"
    link.symlink_to("/etc/passwd")
    assert attach(root, link) == 1
    assert not (root / "docs/files/link.txt").exists() and "root:" not in capsys.readouterr().out
