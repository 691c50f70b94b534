"""What documents and pictures tell beside what they show is found, at its page, paragraph or cell, and never repeated."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from files_made import A_DAY, CORE, W, docx, odt, packed, pdf, picture, xlsx
from PIL import ExifTags, PngImagePlugin
from sites import lay, problems_of

from macros.problems import FORMATS, Problem

NUMBER = "AB 12 34 56 C"


def author(made: pikepdf.Pdf) -> None:
    made.docinfo["/Author"] = "Jo Bloggs"
    with made.open_metadata(update_docinfo=False) as said:
        said["dc:creator"] = ["Kim Smith"]


def remark(made: pikepdf.Pdf, **more: object) -> None:
    mark = {
        "Type": pikepdf.Name.Annot,
        "Subtype": pikepdf.Name.Text,
        "Rect": [0, 0, 9, 9],
        "Contents": f"His NI number is {NUMBER}",
        "T": "Jo Bloggs",
    }
    made.pages[0].Annots = pikepdf.Array(
        [made.make_indirect(pikepdf.Dictionary({f"/{key}": value for key, value in (mark | more).items()}))]
    )


def other_file(made: pikepdf.Pdf) -> None:
    made.attachments["staff.xlsx"] = b"a file"


def script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def form_signed(made: pikepdf.Pdf) -> None:
    made.Root.Sig = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name="Jo Bloggs"))


def photo_inside(made: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(made, picture(gps=True))
    for key, value in {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Filter": "/DCTDecode",
        "ColorSpace": "/DeviceRGB",
    }.items():
        stream[f"/{key}"] = pikepdf.Name(value)
    stream.Width, stream.Height, stream.BitsPerComponent = 80, 60, 8
    made.pages[0].Resources.XObject = pikepdf.Dictionary(Im1=made.make_indirect(stream))


def layer_off(made: pikepdf.Pdf) -> None:
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("draft")))
    off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)


def form_filled(made: pikepdf.Pdf) -> None:
    box = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("number"), V=pikepdf.String(NUMBER))
    made.Root.AcroForm = made.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(box)])))


TITLE = "BT /F1 12 Tf 72 720 Td (A secret name) Tj ET"
COMMENTS = f'<w:comments {W}><w:comment w:id="0" w:author="Jo Bloggs"><w:p><w:r><w:t>Ring him on 07911 123456</w:t></w:r></w:p></w:comment></w:comments>'
PNG_TEXT = PngImagePlugin.PngInfo()
PNG_TEXT.add_text("Author", "Jo Bloggs")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description exif:GPSLatitude="52,37.6N" xmlns:exif="e"/></rdf:RDF></x:xmpmeta>'

PLANTED: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "words.pdf": (pdf("Nothing", f"NI {NUMBER}"), [("national-insurance-number", "page 2")]),
    "author.pdf": (pdf("Words", change=author), [("author-in-file", "properties")] * 2),
    "remark.pdf": (pdf("Words", change=remark), [("author-in-file", "page 1"), ("comments-in-file", "page 1"), ("national-insurance-number", "page 1")]),
    "redact.pdf": (pdf("Words", change=lambda made: remark(made, Subtype=pikepdf.Name.Redact, Contents="", T="")), [("hidden-text", "page 1")]),
    "ink.pdf": (pdf("Words", change=lambda made: remark(made, Subtype=pikepdf.Name.Ink, Contents="", T="")), [("signature-shown", "page 1")]),
    "inside.pdf": (pdf("Words", change=other_file), [("file-in-file", "attachments")]),
    "script.pdf": (pdf("Words", change=script), [("script-in-file", "properties")]),
    "signed.pdf": (pdf("Words", change=form_signed), [("author-in-file", "digital signature")]),
    "photo.pdf": (pdf("Words", change=photo_inside), [("place-in-image", "page 1")]),
    "boxed.pdf": (pdf(f"% \n{TITLE}\n0 0 0 rg 70 715 100 16 re f"), [("hidden-text", "page 1")]),
    "unseen.pdf": (pdf(f"% \n{TITLE.replace('Td', 'Td 3 Tr')}"), [("hidden-text", "page 1")]),
    "white.pdf": (pdf(f"% \n1 1 1 rg {TITLE}"), [("hidden-text", "page 1")]),
    "tiny.pdf": (pdf(f"% \n{TITLE.replace('12 Tf', '0.3 Tf')}"), [("hidden-text", "page 1")]),
    "beside.pdf": (pdf(f"% \n{TITLE.replace('72 720', '-500 1720')}"), [("hidden-text", "page 1")]),
    "layer.pdf": (pdf("Words", change=layer_off), [("hidden-text", "layers")]),
    "form.pdf": (pdf("Words", change=form_filled), [("national-insurance-number", "form")]),
    "locked.pdf": (pdf("Words", encryption=pikepdf.Encryption(owner="o", user="u")), [("locked-file", "")]),
    "broken.pdf": (b"%PDF-1.7\nnothing more", [("broken-attachment", "")]),
    "words.docx": (docx("First", "Born on 4 March 1985"), [("date-of-birth", "paragraph 2")]),
    "label.docx": (docx("NHS number", "943 476 5919"), [("nhs-number", "paragraph 2")]),
    "runs.docx": (docx(raw="<w:p><w:r><w:t>AB 12 </w:t></w:r><w:r><w:t>34 56 C</w:t></w:r></w:p>"), [("national-insurance-number", "paragraph 1")]),
    "author.docx": (docx("Words", more={"docProps/core.xml": CORE.format("<dc:creator>Jo Bloggs</dc:creator><cp:lastModifiedBy>Kim Smith</cp:lastModifiedBy>")}), [("author-in-file", "properties")] * 2),
    "changed.docx": (docx(raw='<w:p><w:ins w:id="1" w:author="Jo Bloggs"><w:r><w:t>new</w:t></w:r></w:ins><w:del w:id="2" w:author="Jo Bloggs"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>'), [("tracked-changes", "")]),
    "remark.docx": (docx("Words", more={"word/comments.xml": COMMENTS}), [("author-in-file", "comments"), ("comments-in-file", "comments"), ("phone-not-a-contact", "comments")]),
    "hidden.docx": (docx(raw="<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"), [("hidden-text", "")]),
    "white.docx": (docx(raw='<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>secret</w:t></w:r></w:p>'), [("hidden-text", "")]),
    "footer.docx": (docx("Words", more={"word/footer1.xml": f"<w:ftr {W}><w:p><w:r><w:t>{NUMBER}</w:t></w:r></w:p></w:ftr>"}), [("national-insurance-number", "footer 1")]),
    "signature.docx": (docx(raw='<w:p><w:r><w:drawing><wp:docPr xmlns:wp="w" id="1" name="Picture 1" descr="Signature of Jo"/></w:drawing></w:r></w:p>'), [("signature-shown", "picture")]),
    "photo.docx": (docx("Words", more={"word/media/image1.jpeg": picture(gps=True)}), [("place-in-image", "picture image1.jpeg")]),
    "macro.docx": (docx("Words", more={"word/vbaProject.bin": b"x"}), [("script-in-file", "vbaProject.bin")]),
    "cells.xlsx": (xlsx([["Name", "Remark"], ["Jo", f"NI {NUMBER}"]]), [("national-insurance-number", "sheet Staff, cell B2")]),
    "dates.xlsx": (xlsx([["Name", "Date of birth"], ["Jo", A_DAY]]), [("date-of-birth", "sheet Staff, row 2")]),
    "number.xlsx": (xlsx([["Name", "NHS number", "Sort code", "Account"], ["Jo", 9434765919, "20-00-00", 55779911]]), [("bank-account", "sheet Staff, row 2"), ("nhs-number", "sheet Staff, row 2")]),
    "mobile.xlsx": (xlsx([["Name", "Mobile"], ["Jo", 7911123456]]), [("phone-not-a-contact", "sheet Staff, row 2")]),
    "head.xlsx": (xlsx([["Name"]], head="Made by Jo, 07911 123456"), [("phone-not-a-contact", "header or footer of a sheet")]),
    "author.xlsx": (xlsx([["Name"]], author="Jo Bloggs"), [("author-in-file", "properties")]),
    "remark.xlsx": (xlsx([["Name"]], comment="call 07911 123456"), [("author-in-file", "comments"), ("comments-in-file", "comments"), ("phone-not-a-contact", "comments")]),
    "sheet.xlsx": (xlsx([["Name"]], hidden_sheet="Pay"), [("hidden-text", "sheet Pay")]),
    "row.xlsx": (xlsx([["Name"], ["Jo"]], hidden_row=2), [("hidden-text", "sheet1")]),
    "words.odt": (odt(f"<text:p>First</text:p><text:p>NI <text:span>{NUMBER}</text:span></text:p>"), [("national-insurance-number", "paragraph 2")]),
    "changed.odt": (odt("<text:tracked-changes><text:changed-region/></text:tracked-changes><text:p>x</text:p>"), [("tracked-changes", "")]),
    "remark.odt": (odt("<text:p>x<office:annotation><dc:creator>Jo Bloggs</dc:creator><text:p>hm</text:p></office:annotation></text:p>"), [("author-in-file", "comments"), ("comments-in-file", "comments")]),
    "author.odt": (odt("<text:p>x</text:p>", "<meta:initial-creator>Jo Bloggs</meta:initial-creator>"), [("author-in-file", "properties")]),
    "locked.odt": (odt("<text:p>x</text:p>", manifest="<encryption-data/>"), [("locked-file", "")]),
    "place.jpg": (picture(gps=True), [("place-in-image", "")]),
    "author.jpg": (picture(exif={ExifTags.Base.Artist: "Jo Bloggs"}), [("author-in-file", "")]),
    "comment.jpg": (picture(comment=f"NI {NUMBER}"), [("national-insurance-number", "")]),
    "xmp.jpg": (picture(xmp=XMP), [("place-in-image", "")]),
    "place.png": (picture("PNG", gps=True), [("place-in-image", "")]),
    "author.png": (picture("PNG", pnginfo=PNG_TEXT), [("author-in-file", "")]),
    "place.webp": (picture("WEBP", gps=True), [("place-in-image", "")]),
    "wide.png": (picture("PNG", (2600, 40)), [("image-too-large", "")]),
    "half.jpg": (picture(size=(400, 400))[:900], [("broken-attachment", "")]),
    "clean.pdf": (pdf("Words", "More words"), []),
    "clean.docx": (docx("Words"), []),
    "white-on-blue.docx": (docx(raw='<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/><w:shd w:fill="1F4E79"/></w:rPr><w:t>Title</w:t></w:r></w:p>'), []),
    "clean.xlsx": (xlsx([["Name", "Amount"], ["Jo", 12.5]]), []),
    "clean.png": (picture("PNG"), []),
    "banner.pdf": (pdf(f"% \n0 0 0 rg 60 710 300 30 re f 1 1 1 rg {TITLE}"), []),
    "rule.pdf": (pdf(f"% \n{TITLE}\n0 0 0 rg 70 717 200 1 re f"), []),
}  # fmt: skip
SECRETS = (
    NUMBER,
    "AB123456C",
    "Bloggs",
    "Smith",
    "07911",
    "7911",
    "943 476 5919",
    "9434765919",
    "55779911",
    "4 March 1985",
    "1985-03-04",
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Problem]]:
    """What the check says of each file, all planted in one office."""
    root = lay(tmp_path_factory.mktemp("attached") / "site")
    for name, (content, _) in PLANTED.items():
        (root / "docs/files" / name).write_bytes(content)
    by_file: dict[str, list[Problem]] = {name: [] for name in PLANTED}
    for problem in problems_of(root):
        by_file[problem.path.removeprefix("docs/files/")].append(problem)
    return by_file


@pytest.mark.parametrize("name", PLANTED)
def test_what_a_file_tells_is_found(found: dict[str, list[Problem]], name: str) -> None:
    assert sorted((problem.code, problem.field) for problem in found[name]) == sorted(PLANTED[name][1])
    assert all(problem.path == f"docs/files/{name}" and problem.line == 1 for problem in found[name])


def test_nothing_is_told_again(found: dict[str, list[Problem]]) -> None:
    every = [problem for problems in found.values() for problem in problems]
    assert len(every) > 45
    told = "".join(print_(every) for print_ in FORMATS.values())
    assert [secret for secret in SECRETS if secret in told] == []
    assert "{}" not in told and "None" not in told


def deep(levels: int) -> bytes:
    return docx(raw="<w:p>" * levels + "</w:p>" * levels)


def bomb() -> bytes:
    """A document that is a few kilobytes long and unpacks to gigabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box, box.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(b" " * 1_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """The same, but its table of contents says that it is small."""
    data = bytearray(bomb())
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def pdf_bomb() -> bytes:
    """Three layers of packing, each a thousand times as large as the next."""
    stream = zlib.compress(zlib.compress(b"0 " * 200_000_000, 1), 9)

    def put(made: pikepdf.Pdf) -> None:
        content = pikepdf.Stream(made, stream)
        content.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        made.pages[0].Contents = made.make_indirect(content)

    return pdf("Words", change=put, compress_streams=False)


HOSTILE = {
    "bomb.docx": bomb, "lying.docx": lying_bomb, "bomb.pdf": pdf_bomb,
    "deep.docx": lambda: deep(100_000),
    "laughs.docx": lambda: packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]><a>&c;</a>'}),
    "outside.docx": lambda: packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    "climbs.docx": lambda: docx("Words", more={"../../../evil.xml": "x"}),
    "many.docx": lambda: docx("Words", more={f"a{number}": "" for number in range(6_000)}),
    "nothing.docx": lambda: b"PK\x03\x04", "nothing.xlsx": lambda: packed({"a": "b"}), "zeros.pdf": lambda: b"%PDF-1.7" + bytes(1_000_000),
    "old.docx": lambda: b"\xd0\xcf\x11\xe0" + bytes(2_000), "huge.png": lambda: huge_png(), "cut.png": lambda: picture("PNG")[:60],
    "cut.webp": lambda: picture("WEBP")[:40], "gif.png": lambda: b"\x89PNG\r\n\x1a\nGIF89a",
}  # fmt: skip


def huge_png() -> bytes:
    """A picture that says it has ten thousand million dots."""
    data = bytearray(picture("PNG"))
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_stops_the_check(name: str, tmp_path: Path) -> None:
    root = lay(tmp_path / "site")
    (root / "docs/files" / name).write_bytes(HOSTILE[name]())
    started = os.times()
    problems = [problem for problem in problems_of(root) if problem.path.endswith(name)]
    assert sum(os.times()[:4]) - sum(started[:4]) < 100, "seconds of work, those of the process apart included"
    wanted = {"locked-file", "broken-attachment", "attachment-too-much", "not-what-it-says", "file-too-large"}
    if name not in ("climbs.docx", "bomb.pdf"):  # nothing is wrong with the one, and the other is not unpacked
        assert {problem.code for problem in problems} & wanted, problems
    assert not re.search(r"root:|Traceback", "".join(problem.message for problem in problems))


def test_a_file_is_looked_into_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    root = lay(tmp_path / "site")
    (root / "docs/files/notice.pdf").write_bytes(pdf(f"NI {NUMBER}", change=author))
    first = problems_of(root)
    kept = list((tmp_path / "kept").rglob("*.json"))
    assert len(kept) == 3 and not [secret for secret in SECRETS for path in kept if secret in path.read_text("utf-8")]
    monkeypatch.setattr("macros.attached.reading.Reader._ask", lambda *_: pytest.fail("looked into again"))
    assert problems_of(root) == first and len(first) == 3


def test_the_offices_own_name_is_nobodys_secret(tmp_path: Path) -> None:
    root = lay(tmp_path / "site")

    def ours(made: pikepdf.Pdf) -> None:
        made.docinfo["/Author"] = "Office of the Police and Crime Commissioner for Fenmarch (invented)"

    (root / "docs/files/notice.pdf").write_bytes(pdf("Words", change=ours))
    assert problems_of(root) == []
