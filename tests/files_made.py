"""Documents, tables and pictures made for the tests, with what is to be found in them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pikepdf
from openpyxl.comments import Comment
from PIL import ExifTags, Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A file of an office program, of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, raw: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A Word document; ``raw`` is put among the paragraphs as it stands."""
    body = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"<w:document {W}><w:body>{body}{raw}</w:body></w:document>",
    }
    return packed(parts | (more or {}))


def odt(body: str, meta: str = "", manifest: str = "") -> bytes:
    """A document in the open format."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "content.xml": f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>",
        }
    )


def xlsx(rows: list[list[Any]], **said: Any) -> bytes:
    """A table; ``hidden_sheet``, ``hidden_row``, ``comment``, ``head`` and ``author`` add what their names say."""
    book = openpyxl.Workbook()
    book.properties.creator = said.get("author", "")
    book.properties.lastModifiedBy = said.get("author")
    sheet = book.active
    assert sheet is not None
    sheet.title = "Staff"
    for row in rows:
        sheet.append(row)
    if said.get("comment"):
        sheet["A1"].comment = Comment(said["comment"], "Jo Bloggs")
    if said.get("hidden_row"):
        sheet.row_dimensions[said["hidden_row"]].hidden = True
    if said.get("head"):
        sheet.oddHeader.left.text = said["head"]
    if said.get("hidden_sheet"):
        book.create_sheet(said["hidden_sheet"]).sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(*pages: str, change: Any = None, **options: Any) -> bytes:
    """A PDF; each page is what its content stream says, or plain words. ``change`` is called with the document."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for words in pages:
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        stream = words if words.startswith("%") else f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
        page.Contents = made.make_stream(stream.encode("latin-1"))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def picture(
    form: str = "JPEG", size: tuple[int, int] = (80, 60), exif: dict[int, Any] | None = None, **info: Any
) -> bytes:
    """A picture; ``gps=True`` says where it was taken."""
    image = Image.new("RGB", size, (90, 120, 150))
    facts = Image.Exif()
    for tag, value in (exif or {}).items():
        facts[tag] = value
    if info.pop("gps", False):
        where = facts.get_ifd(ExifTags.IFD.GPSInfo)
        where[1], where[2], where[3], where[4] = "N", (52.0, 37.0, 40.0), "E", (1.0, 17.0, 51.0)
    out = io.BytesIO()
    image.save(out, form, exif=facts.tobytes(), **info)
    return out.getvalue()


A_DAY = date(1985, 3, 4)
