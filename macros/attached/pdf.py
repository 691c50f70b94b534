"""What a PDF tells beside its pages: its author, comments, other files, scripts, and words that nobody sees."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from macros.attached.pictures import look_into_picture
from macros.attached.trace import Trace, Unfit, in_text, named

MOST_PAGES = 2000
MOST_TEXT = 10_000_000
"""Characters of one document that are looked through."""

_REMARKS = {
    "/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Stamp", "/Line", "/Square",
    "/Circle", "/Polygon", "/PolyLine",
}  # fmt: skip
_CREATOR = re.compile(rb"<dc:creator\b[^>]{0,300}>(.{1,2000}?)</dc:creator>|\bpdf:Author=\"([^\"]{1,200})\"", re.DOTALL)


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """:raises Unfit: it is locked, or no PDF that can be read."""
    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise Unfit("locked-file") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unfit("broken-attachment") from None


def look_into_pdf(data: bytes) -> Iterator[Trace]:
    """Everything that a PDF tells. :raises Unfit: it cannot be read."""
    with open_pdf(data) as pdf:
        try:
            if len(pdf.pages) > MOST_PAGES:
                raise Unfit("attachment-too-much", f"{len(pdf.pages):,} pages")
            yield from named(authors_of(pdf), "properties")
            yield from _whole(pdf)
            for number, page in enumerate(pdf.pages, 1):
                yield from _marks(page, f"page {number}")
        except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RuntimeError):
            raise Unfit("broken-attachment") from None
    yield from _words(data)


def authors_of(pdf: pikepdf.Pdf) -> list[str]:
    """Everybody whom the document's properties name."""
    found = [str(pdf.docinfo["/Author"])] if "/Author" in pdf.docinfo else []
    stream = pdf.Root.get("/Metadata")
    if isinstance(stream, pikepdf.Stream):
        for match in _CREATOR.finditer(stream.read_bytes()[:1_000_000]):
            items = re.split(rb"<[^>]*>", match[1] or match[2])
            found += [item.decode("utf-8", "replace").strip() for item in items]
    return [name for name in found if name.strip()]


def _whole(pdf: pikepdf.Pdf) -> Iterator[Trace]:
    root = pdf.Root
    names: Any = root.get("/Names", {})
    if "/EmbeddedFiles" in names or "/AF" in root:
        yield Trace("file-in-file", "attachments", severity="should")
    opening = root.get("/OpenAction")
    action = opening.get("/S") if isinstance(opening, pikepdf.Dictionary) else None
    if "/JavaScript" in names or "/AA" in root or action in ("/JavaScript", "/Launch"):
        yield Trace("script-in-file", "properties")
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        yield Trace("script-in-file", "form")
    layers: Any = root.get("/OCProperties", {})
    if any(layer in list(layers.get("/OCGs", [])) for layer in layers.get("/D", {}).get("/OFF", [])):
        yield Trace("hidden-text", "layers", "a layer that is switched off", severity="should")
    for number, item in enumerate(pdf.objects):
        if number > 200_000:
            break
        if isinstance(item, pikepdf.Dictionary):
            if "/Alt" in item and re.search(r"\bsign(?:ature|ed by)\b", str(item["/Alt"]), re.IGNORECASE):
                yield Trace("signature-shown", "picture", "signature", severity="should")
            if item.get("/FT") == "/Tx" and isinstance(item.get("/V"), pikepdf.String):
                yield from in_text(str(item["/V"])[:20_000], "form")
            if item.get("/Type") == "/Sig" and "/Name" in item:
                yield from named([str(item["/Name"])], "digital signature")


def _marks(page: pikepdf.Page, where: str) -> Iterator[Trace]:
    remarks = 0
    marks: Any = page.obj.get("/Annots", [])
    for mark in marks if isinstance(marks, pikepdf.Array) else []:
        if not isinstance(mark, pikepdf.Dictionary):
            continue
        sort = mark.get("/Subtype")
        remarks += sort in _REMARKS
        if sort == "/Redact":
            yield Trace("hidden-text", where, "marked to be blacked out and still there")
        elif sort == "/FileAttachment":
            yield Trace("file-in-file", where, severity="should")
        elif sort == "/Ink":
            yield Trace("signature-shown", where, "drawn by hand", severity="should")
        if "/Contents" in mark:
            yield from in_text(str(mark["/Contents"])[:20_000], where)
        if sort in _REMARKS and "/T" in mark:
            yield from named([str(mark["/T"])], where)
    if remarks:
        yield Trace("comments-in-file", where, str(remarks), severity="should")
    for name, picture in list(page.get_images().items())[:100]:
        raw = picture.read_raw_bytes() if picture.get("/Filter") == "/DCTDecode" else b""
        if re.search(r"signature", str(name), re.IGNORECASE):
            yield Trace("signature-shown", where, "signature", severity="should")
        if b"Exif" in raw[:65_536] or b"xap/1.0" in raw[:65_536]:
            try:
                yield from look_into_picture(raw, where, alone=False)
            except Unfit:
                continue


def _words(data: bytes) -> Iterator[Trace]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise Unfit("broken-attachment") from None
    read = 0
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage().get_text_range().replace("\r\n", "\n")
            read += len(text)
            if read > MOST_TEXT:
                raise Unfit("attachment-too-much", "a very long text")
            yield from in_text(text, f"page {number + 1}")
            if reason := _hidden(page) or _out_of_sight(page):
                yield Trace("hidden-text", f"page {number + 1}", reason[0], severity="must" if reason[1] else "should")
            page.close()
    except pypdfium2.PdfiumError:
        raise Unfit("broken-attachment") from None
    finally:
        document.close()


def _hidden(page: Any) -> tuple[str, bool] | None:
    """How words are hidden on a page, and whether somebody tried to black them out."""
    texts: list[tuple[float, float, float, float]] = []
    pictures = 0
    clear = white = 0
    below: list[tuple[float, float, float, float]] = []
    for number, thing in enumerate(page.get_objects(max_depth=1)):
        if number > 50_000:
            break
        box = thing.get_bounds()
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
            below.append(box)
        elif thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            if box[2] - box[0] < 1 or box[3] - box[1] < 0.5:
                continue
            if pdfium.FPDFTextObj_GetTextRenderMode(thing.raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                clear += 1
                continue
            colour = _colour(thing)
            if colour and min(colour) > 250 and not any(_covers(under, box) for under in below):
                white += 1
                continue
            texts.append(box)
        elif thing.type == pdfium.FPDF_PAGEOBJ_PATH and _filled(thing):
            below.append(box)
            colour = _colour(thing)
            if (
                colour
                and max(colour) < 70
                and pdfium.FPDFPath_CountSegments(thing.raw) <= 6
                and any(_covers(box, words) for words in texts)
            ):
                return "words under a box that only looks like a black-out", True
    if clear and not pictures:
        return "words that are not drawn", False
    return ("white words on white paper", False) if white else None


def _out_of_sight(page: Any) -> tuple[str, bool] | None:
    """Whether words stand beside the sheet, or are too small for anybody to see."""
    left, bottom, right, top = page.get_bbox()
    for number, thing in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        if number > 50_000:
            break
        box = thing.get_bounds()
        wide = box[2] - box[0]
        if wide > 1 and (box[2] < left or box[0] > right or box[3] < bottom or box[1] > top):
            return "words beside the sheet", False
        if wide > 1 and 0 < box[3] - box[1] < 0.5:
            return "words too small to be seen", False
    return None


def _covers(box: tuple[float, float, float, float], words: tuple[float, float, float, float]) -> bool:
    """Whether a box lies over the middle line of some words, for more than a letter's width."""
    middle = (words[1] + words[3]) / 2
    across = min(box[2], words[2]) - max(box[0], words[0])
    return box[1] < middle < box[3] and across > 4 and box[3] - box[1] > (words[3] - words[1]) / 2


def _filled(thing: Any) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(thing.raw, mode, stroked)) and mode.value != 0


def _colour(thing: Any) -> tuple[int, int, int] | None:
    """Red, green and blue of an opaque filling, 0 to 255; nothing where something shows through."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(thing.raw, *parts) or parts[3].value < 250:
        return None
    return parts[0].value, parts[1].value, parts[2].value
