"""Copies of documents and pictures that say nothing about who made them, where and with what.

What a reader sees is never changed, but for the size of a picture. What cannot be mended without deciding something
(comments, changes, hidden words) is refused, because only the author knows what was meant.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import ExifTags, Image, ImageCms, ImageOps

from macros.attached.pdf import authors_of, look_into_pdf, open_pdf
from macros.attached.pictures import HEAVIEST, look_into_picture, open_picture
from macros.attached.trace import Trace

MENDED = ("author-in-file", "place-in-image", "image-too-large")
"""What a clean copy no longer has."""
REFUSED = ("comments-in-file", "hidden-text", "file-in-file")
"""What only the author can mend, beside everything that must not be published at all."""

WIDTH = 1600
"""Pixels along the longer side of a picture that was larger than a page shows."""

_KEPT_OF_XMP = ("{http://purl.org/dc/elements/1.1/}title", "{http://purl.org/dc/elements/1.1/}language")
_STANDARDS = ("http://www.aiim.org/pdfua/", "http://www.aiim.org/pdfa/")


@dataclass(frozen=True)
class Cleaned:
    """A clean copy, the ending that its name should have, and what was changed, in words."""

    data: bytes
    ending: str
    changes: tuple[str, ...]


def stands_in_the_way(trace: Trace) -> bool:
    """Whether something keeps a file from being taken at all."""
    return trace.code not in MENDED and (trace.severity == "must" or trace.code in REFUSED)


def clean_picture(data: bytes, alone: bool = True) -> Cleaned:
    """A picture of bearable size without anything that was written into it.

    ``alone`` is a file of its own; one inside a document keeps its size and form. :raises Unfit: it cannot be read.
    """
    picture = open_picture(data)
    form = picture.format or "PNG"
    told = [trace.code for trace in look_into_picture(data, alone=alone)]
    extra: list[Any] = [
        key
        for key in picture.info
        if key in ("exif", "xmp", "comment", "photoshop", "icc_profile", "XML:com.adobe.xmp")
    ]
    extra += [key for key, value in picture.info.items() if isinstance(value, str) and key not in extra]
    usual = form in ("JPEG", "PNG", "WEBP")
    if not told and not extra and usual:
        return Cleaned(data, _ending(form), ())
    changes = []
    if "place-in-image" in told:
        changes.append("taken out: where the picture was taken")
    if "author-in-file" in told:
        changes.append("taken out: names of people")
    if extra:
        changes.append("taken out: what the camera or program wrote into it")
    if picture.getexif().get(ExifTags.Base.Orientation, 1) != 1:
        changes.append("turned upright")
    picture = _in_plain_colours(ImageOps.exif_transpose(picture))
    if alone and max(picture.size) > WIDTH and "image-too-large" in told:
        before = f"{picture.width} × {picture.height}"
        picture.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
        changes.append(f"made smaller: {before} is now {picture.width} × {picture.height}")
    clear = picture.mode in ("RGBA", "LA", "PA", "P")
    wanted = form if usual else "PNG" if clear else "JPEG"
    made = _saved(picture, wanted)
    if alone and wanted == "PNG" and not clear and len(made) > HEAVIEST:
        wanted, made = "JPEG", _saved(picture, "JPEG")
    if wanted != form:
        changes.append(f"saved as {wanted}, which every browser shows lightly")
    return Cleaned(made, _ending(wanted), tuple(changes))


def _ending(form: str) -> str:
    return {"JPEG": "jpg", "MPO": "jpg"}.get(form, form.lower())


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """In the colours of the web, where a profile says that they are others."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return changed or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read is no profile
    return picture if picture.mode in ("RGB", "RGBA", "L", "LA", "P", "1") else picture.convert("RGB")


def _saved(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    plain = picture if form != "JPEG" or picture.mode in ("RGB", "L") else picture.convert("RGB")
    plain = plain.copy()
    seen = plain.info.get("transparency")
    plain.info = {"transparency": seen} if seen is not None and form == "PNG" else {}
    options = {"JPEG": {"quality": 82, "optimize": True, "progressive": True}, "WEBP": {"quality": 82}}.get(
        form, {"optimize": True}
    )
    plain.save(out, form, **options)
    return out.getvalue()


def clean_pdf(data: bytes) -> Cleaned:
    """A PDF whose properties say its title and language and no more. :raises Unfit: it cannot be read."""
    named = sorted({trace.code for trace in look_into_pdf(data)} & {"author-in-file", "place-in-image"})
    with open_pdf(data) as pdf:
        facts: Any = pdf.docinfo
        told = [key for key in facts if key not in ("/Title", "/CreationDate", "/ModDate", "/Producer", "/Trapped")]
        if not named and not told and "/Metadata" not in pdf.Root:
            return Cleaned(data, "pdf", ())
        changes = ["taken out: names of people"] if authors_of(pdf) else []
        for key in [key for key in facts if key != "/Title"]:
            del facts[key]
        thin = _thin_metadata(pdf)
        if told or thin:
            changes.append("taken out: what the program wrote about itself and the making of the file")
        if "place-in-image" in named:
            changes.append("taken out: where its pictures were taken")
        for page in pdf.pages:
            sheet: Any = page.obj
            pictures: Any = page.get_images()
            for key in ("/Metadata", "/PieceInfo", "/Thumb"):
                if key in sheet:
                    del sheet[key]
            for picture in pictures.values():
                if picture.get("/Filter") == "/DCTDecode":
                    raw = picture.read_raw_bytes()
                    if (plain := without_notes(raw)) != raw:
                        picture.write(plain, filter=pikepdf.Name.DCTDecode, decode_parms=picture.get("/DecodeParms"))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    if not changes:
        return Cleaned(data, "pdf", ())
    return Cleaned(out.getvalue(), "pdf", tuple(changes))


def _thin_metadata(pdf: pikepdf.Pdf) -> bool:
    """Leave of the second set of properties only the title, the language and the standards that the file keeps to."""
    if "/Metadata" not in pdf.Root:
        return False
    try:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
            gone = [
                key
                for key in said
                if key not in _KEPT_OF_XMP and not str(key).startswith(tuple(f"{{{one}" for one in _STANDARDS))
            ]
            for key in gone:
                del said[key]
            return bool(gone)
    except Exception:  # properties that cannot be read cannot be thinned
        del pdf.Root["/Metadata"]
        return True


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without the blocks in which cameras and programs write, its pixels untouched."""
    kept = bytearray(jpeg[:2])
    place = 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] not in (0xDA, 0xD9):
        length = int.from_bytes(jpeg[place + 2 : place + 4], "big") + 2
        if jpeg[place + 1] not in (0xE1, 0xED, 0xFE):
            kept += jpeg[place : place + length]
        place += length
    return bytes(kept + jpeg[place:])
