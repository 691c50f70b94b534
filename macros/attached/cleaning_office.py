"""A document or table of an office program without the names in its properties."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from macros.attached.cleaning import Cleaned, clean_picture, without_notes
from macros.attached.office import Parts, authors_in
from macros.attached.trace import Unfit

_GONE = {
    "creator", "lastModifiedBy", "initial-creator", "printed-by", "Manager", "Company", "Template", "HyperlinkBase",
    "keywords", "category", "description", "subject", "user-defined", "editing-duration", "template", "lastPrinted",
}  # fmt: skip
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_EMPTIED = ("docProps/custom.xml", "word/people.xml")
_PICTURES = re.compile(r"(?:word|xl)/media/.*|Pictures/.*")


def clean_office(data: bytes, ending: str) -> Cleaned:
    """The same file, its properties thinned to the title. :raises Unfit: it cannot be read."""
    parts = Parts(data)
    changes = ["taken out: names of people"] if authors_in(parts) or "word/people.xml" in parts.names else []
    changed: dict[str, bytes] = {}
    for name in parts.names:
        if name in _PROPERTIES or name in _EMPTIED:
            tree = parts.tree_of(name)
            for item in list(tree.iter()):
                parent = item.getparent()
                if parent is not None and (name in _EMPTIED or etree.QName(item).localname in _GONE):
                    parent.remove(item)
                    changed[name] = b""
            if name in changed:
                changed[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        elif _PICTURES.fullmatch(name):
            before = parts.bytes_of(name)
            after = _plain_picture(before)
            if after != before:
                changed[name] = after
                changes.append(f"taken out: what the camera wrote into {name.split('/')[-1]}")
    if not changed:
        return Cleaned(data, ending, ())
    if len(changes) == 0:
        changes.append("taken out: what the program wrote about itself")
    return Cleaned(_packed(data, changed), ending, tuple(changes))


def _plain_picture(data: bytes) -> bytes:
    if data.startswith(b"\xff\xd8"):
        return without_notes(data)
    try:
        return clean_picture(data, alone=False).data
    except Unfit:
        return data


def _packed(data: bytes, changed: dict[str, bytes]) -> bytes:
    """Packed again in the same order, each part dated as at the beginning of such files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for item in before.infolist():
            fresh = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_STORED if item.filename == "mimetype" else zipfile.ZIP_DEFLATED
            after.writestr(fresh, changed.get(item.filename, before.read(item.filename)))
    return out.getvalue()
