"""What a document or table of an office program tells beside its pages: changes, remarks, hidden parts, authors."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from macros.attached.pictures import look_into_picture
from macros.attached.trace import Trace, Unfit, in_text, named
from macros.personal import with_headings

MOST_PARTS = 5_000
MOST_BYTES = 60_000_000
"""Of one part, unpacked."""
MOST_IN_ALL = 250_000_000
MOST_CELLS = 3_000_000

_WORDS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\d*\.xml|content\.xml|styles\.xml")
_REMARKS = re.compile(r"(?:word|xl)/(?:comments\w*|threadedComments/.*)\.xml|xl/comments/.*\.xml")
_PEOPLE = re.compile(r"word/people\.xml|xl/persons/.*\.xml")
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
_PICTURES = re.compile(r"(?:word|xl)/media/.*|Pictures/.*|docProps/thumbnail.*")
_OTHER_FILES = re.compile(r"(?:word|xl)/embeddings/.*|Object \d+/.*")
_SCRIPTS = re.compile(r".*vbaProject\.bin|Basic/.*|Scripts/.*", re.IGNORECASE)
_AUTHOR_TAGS = {"creator", "lastModifiedBy", "initial-creator", "printed-by", "Manager"}
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "tracked-changes"}
_BIRTH = re.compile(r"birth|\bd\.?o\.?b\b", re.IGNORECASE)


class Parts:
    """The parts of a packed file, each read only so far as it is bearable."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unfit("broken-attachment") from None
        self.names = self._zip.namelist()
        if len(self.names) > MOST_PARTS or sum(item.file_size for item in self._zip.infolist()) > MOST_IN_ALL:
            raise Unfit("attachment-too-much", "much more than its size lets expect, once it is unpacked")
        if any(item.flag_bits & 1 for item in self._zip.infolist()):
            raise Unfit("locked-file")
        self._read = 0

    def bytes_of(self, name: str) -> bytes:
        """:raises Unfit: it is damaged, or larger than any real one."""
        try:
            with self._zip.open(name) as part:
                data = part.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, EOFError, OSError, KeyError, NotImplementedError, RuntimeError, ValueError):
            raise Unfit("broken-attachment") from None
        except Exception as error:  # each way of packing has faults of its own
            raise Unfit("broken-attachment") from error
        self._read += len(data)
        if len(data) > MOST_BYTES or self._read > MOST_IN_ALL:
            raise Unfit("attachment-too-much", "much more than its size lets expect, once it is unpacked")
        return data

    def tree_of(self, name: str) -> Any:
        """A part as XML. Nothing outside it is fetched, and no entity is unfolded."""
        data = self.bytes_of(name)
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise Unfit("broken-attachment")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise Unfit("broken-attachment") from None


def look_into_office(data: bytes, ending: str) -> Iterator[Trace]:
    """Everything that a document or table tells. :raises Unfit: it cannot be read."""
    parts = Parts(data)
    if "META-INF/manifest.xml" in parts.names and b"encryption-data" in parts.bytes_of("META-INF/manifest.xml"):
        raise Unfit("locked-file")
    needed = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}.get(ending, "content.xml")
    if needed not in parts.names:
        raise Unfit("broken-attachment")
    yield from named(authors_in(parts), "properties")
    for name in parts.names:
        yield from _part(parts, name, ending)
    if ending in ("xlsx", "ods"):
        yield from _tables(data)


def authors_in(parts: Parts) -> list[str]:
    """Everybody whom the properties name."""
    found = []
    for name in _PROPERTIES:
        if name in parts.names:
            tree = parts.tree_of(name)
            found += [item.text for item in tree.iter() if _name(item) in _AUTHOR_TAGS and (item.text or "").strip()]
            if name.endswith("custom.xml"):
                found += [text for text in tree.itertext() if re.search(r"[A-Z]\w+ [A-Z]\w+", text)]
    return found


def _part(parts: Parts, name: str, ending: str) -> Iterator[Trace]:
    if _SCRIPTS.fullmatch(name):
        yield Trace("script-in-file", name.split("/")[-1])
    elif _OTHER_FILES.fullmatch(name) and not name.endswith("/"):
        yield Trace("file-in-file", name.split("/")[-1], severity="should")
    elif _PICTURES.fullmatch(name) and name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")):
        try:
            yield from look_into_picture(parts.bytes_of(name), f"picture {name.split('/')[-1]}", alone=False)
        except Unfit:
            return  # a picture that is damaged shows nothing, and tells nothing
    elif _REMARKS.fullmatch(name):
        tree = parts.tree_of(name)
        remarks = [item for item in tree.iter() if _name(item) in ("comment", "threadedComment")]
        if remarks:
            yield Trace("comments-in-file", "comments", str(len(remarks)), severity="should")
            authors = [value for item in remarks for key, value in item.attrib.items() if key.endswith("author")]
            authors += [item.text or "" for item in tree.iter() if _name(item) == "author"]
            yield from named(authors, "comments")
        yield from in_text("\n\n".join(tree.itertext()), "comments")
    elif _PEOPLE.fullmatch(name):
        people = [
            v
            for item in parts.tree_of(name).iter()
            for k, v in item.attrib.items()
            if k.endswith(("author", "displayName"))
        ]
        yield from named(people, "list of authors")
    elif name.startswith("xl/revisions/"):
        yield Trace("tracked-changes", "workbook")
    elif re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
        for said in re.findall(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})<", parts.bytes_of(name))[:20]:
            yield from in_text(unescape(said.decode("utf-8", "replace")), "header or footer of a sheet")
        if re.search(rb"<(?:\w+:)?(?:row|col)\b[^>]*\bhidden=\"(?:1|true)\"", parts.bytes_of(name)):
            yield Trace(
                "hidden-text", name.split("/")[-1].removesuffix(".xml"), "hidden rows or columns", severity="should"
            )
    elif _WORDS.fullmatch(name):
        yield from _words(parts.tree_of(name), "" if name in ("word/document.xml", "content.xml") else _where(name))


def _where(name: str) -> str:
    return re.sub(r"\d+", "", name.split("/")[-1].removesuffix(".xml"))


def _name(item: Any) -> str:
    return str(item.tag).rpartition("}")[2] if isinstance(item.tag, str) else ""


def _words(tree: Any, part: str) -> Iterator[Trace]:
    """The paragraphs of a document: what was changed, what is hidden, and what they say."""
    changed = hidden = remarks = 0
    shaded = any(_name(item) in ("shd", "highlight", "fill", "solidFill") for item in tree.iter())
    number = 0
    passage: list[tuple[str, str]] = []
    for item in tree.iter():
        name = _name(item)
        attributes = {key.rpartition("}")[2]: value for key, value in item.attrib.items()} if len(item.attrib) else {}
        if (name in _CHANGES and (name == "tracked-changes" or "author" in attributes)) or name.endswith("PrChange"):
            changed += 1 if name != "tracked-changes" else len(item)
        elif (
            (name == "vanish" and attributes.get("val", "1") not in ("0", "false") and _said_beside(item))
            or name in ("hidden-text", "hidden-paragraph")
            or (name == "color" and attributes.get("val", "").upper() == "FFFFFF" and not shaded and _said_beside(item))
            or attributes.get("display") in ("none", "false")
            or attributes.get("visibility") in ("collapse", "filter")
        ):
            hidden += 1
        elif name == "annotation":
            remarks += 1
            yield from named([child.text or "" for child in item if _name(child) == "creator"], "comments")
        elif name in ("docPr", "cNvPr", "frame", "signatureline", "title", "desc"):
            said = " ".join([*attributes.values(), item.text or ""])
            if re.search(r"\bsign(?:ature|ed by)\b|signatureline", said + " " + name, re.IGNORECASE):
                yield Trace("signature-shown", part or "picture", "signature", severity="should")
        elif name == "p":
            number += 1
            text = "".join(_text_of(item))
            if text.strip():
                passage = [*passage[-1:], (f"{part or 'paragraph'} {number}", text)]
                yield from _in_passage(passage)
    if changed:
        yield Trace("tracked-changes", part, str(changed))
    if hidden:
        yield Trace("hidden-text", part, "words marked as hidden", severity="should")
    if remarks:
        yield Trace("comments-in-file", "comments", str(remarks), severity="should")


def _in_passage(passage: list[tuple[str, str]]) -> Iterator[Trace]:
    """What a paragraph says, and what it says only together with the one before, as a label does above its number."""
    where, text = passage[-1]
    if len(passage) < 2 or len(passage[0][1]) > 60:
        yield from in_text(text, where)
        return
    before = {trace.mark for trace in in_text(passage[0][1], "")}
    yield from (one for one in in_text(f"{passage[0][1]} {text}", where) if one.mark not in before)


def _text_of(paragraph: Any) -> Iterator[str]:
    for item in paragraph.iter():
        name = _name(item)
        if name in ("tab", "br", "s", "line-break"):
            yield " "
        if item.text and (name in ("t", "delText", "instrText", "a", "span", "h") or name == "p"):
            yield item.text
        if item.tail and item is not paragraph and "opendocument" in str(item.tag):
            yield item.tail


def _said_beside(mark: Any) -> bool:
    """Whether the run that a mark belongs to has any words."""
    run = mark.getparent().getparent() if mark.getparent() is not None else None
    return run is not None and any(_name(item) == "t" and (item.text or "").strip() for item in run.iter())


def _tables(data: bytes) -> Iterator[Trace]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = 0
        for facts in book.sheets_metadata:
            if facts.visible != SheetVisibleEnum.Visible:
                yield Trace("hidden-text", f"sheet {facts.name}", "a hidden sheet", severity="should")
            sheet = book.get_sheet_by_name(facts.name)
            cells += sheet.height * sheet.width
            if cells > MOST_CELLS:
                raise Unfit("attachment-too-much", "more than three million cells")
            yield from _rows(sheet.to_python(skip_empty_area=True), facts.name, sheet.start or (0, 0))
    except (CalamineError, ValueError, OSError):
        raise Unfit("broken-attachment") from None


def _rows(rows: list[list[Any]], sheet: str, start: tuple[int, int]) -> Iterator[Trace]:
    headings: list[str] = []
    for down, row in enumerate(rows):
        texts = [_as_text(cell) for cell in row]
        if not headings and sum(bool(text) for text in texts) > min(1, len(texts) - 1):
            headings = texts
        alone = set()
        for across, text in enumerate(texts):
            if len(text) > 5:
                for trace in in_text(text, f"sheet {sheet}, cell {_letters(start[1] + across)}{start[0] + down + 1}"):
                    alone.add((trace.code, trace.mark))
                    yield trace
        dated = [
            _day_of(cell) if _BIRTH.search(head) else text
            for head, cell, text in zip(headings, row, texts, strict=False)
        ]
        if row is not rows[0] and (said := with_headings(headings, dated)):
            where = f"sheet {sheet}, row {start[0] + down + 1}"
            yield from (one for one in in_text(said, where) if (one.code, one.mark) not in alone)


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def _day_of(cell: Any) -> str:
    """A day that a table keeps as a number: days since the end of 1899."""
    if isinstance(cell, float) and 3_000 < cell < 50_000:
        return (date(1899, 12, 30) + timedelta(days=int(cell))).isoformat()
    return _as_text(cell)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
