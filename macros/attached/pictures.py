"""What a picture tells beside what it shows: where it was taken, by whom, and with what."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image, IptcImagePlugin, UnidentifiedImageError

from macros.attached.trace import Trace, Unfit, in_text, named

MOST_PIXELS = 60_000_000
"""A sheet of A3 at 300 dots an inch has 17 million."""
WIDEST = 2000
"""Pixels along the longer side. No page shows more."""
HEAVIEST = 1_500_000
"""Bytes of a picture that a phone can be asked to fetch."""

_PEOPLE = (
    ExifTags.Base.Artist, ExifTags.Base.XPAuthor, ExifTags.Base.CameraOwnerName, ExifTags.Base.HostComputer,
    ExifTags.Base.BodySerialNumber, ExifTags.Base.Copyright,
)  # fmt: skip
_WORDS = (ExifTags.Base.ImageDescription, ExifTags.Base.XPComment, ExifTags.Base.XPTitle, ExifTags.Base.UserComment)
_BYLINES = ((2, 80), (2, 122), (2, 110))
_PLACES = ((2, 90), (2, 92), (2, 26))
_XMP_PEOPLE = re.compile(
    r"<(?:dc:creator|dc:rights|photoshop:CaptionWriter|aux:OwnerName)\b[^>]*>(.{1,600}?)</(?:dc|photoshop|aux):",
    re.DOTALL,
)
_XMP_PERSON = re.compile(
    r"\b(?:photoshop:AuthorsPosition|aux:OwnerName|photoshop:CaptionWriter|dc:creator)=\"([^\"]{1,200})\""
)
_XMP_PLACE = re.compile(r"exif:GPSLatitude\b|photoshop:City\b|Iptc4xmpCore:Location\b|Iptc4xmpExt:Location")


def open_picture(data: bytes) -> Image.Image:
    """A picture whose size is known and bearable. Its pixels are not decoded yet.

    :raises Unfit: it is none, is damaged, or is so large that it would only be a burden.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"))
        except Image.DecompressionBombError:
            raise Unfit("attachment-too-much") from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
            raise Unfit("broken-attachment") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit("attachment-too-much")
    return picture


def look_into_picture(data: bytes, where: str = "", alone: bool = True) -> Iterator[Trace]:
    """Everything that a picture tells. ``alone`` is a file of its own, which is also checked for its size.

    :raises Unfit: it cannot be read.
    """
    picture = open_picture(data)
    yield from _properties(picture, where)
    if not alone:
        return
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Unfit("broken-attachment") from None
    if max(picture.size) > WIDEST or len(data) > HEAVIEST:
        yield Trace(
            "image-too-large", where, f"{picture.width} × {picture.height}, {len(data) // 1000:,} kB", severity="should"
        )


def _properties(picture: Image.Image, where: str) -> Iterator[Trace]:
    try:
        exif = picture.getexif()
        located = exif.get_ifd(ExifTags.IFD.GPSInfo)
        inner = exif.get_ifd(ExifTags.IFD.Exif)
    except Exception:  # whatever a damaged block makes the library say, it is not fit to be published
        raise Unfit("broken-attachment") from None
    tags: dict[Any, Any] = {**inner, **dict(exif)}
    xmp = _text(picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or "")
    iptc = _iptc(picture)
    if {1, 2, 3, 4} & set(located) or _XMP_PLACE.search(xmp) or any(iptc.get(key) for key in _PLACES):
        yield Trace("place-in-image", where)
    people = [_text(tags[tag]) for tag in _PEOPLE if tags.get(tag)]
    people += [re.sub(r"<[^>]*>", " ", found[1]) for found in _XMP_PEOPLE.finditer(xmp)]
    people += [found[1] for found in _XMP_PERSON.finditer(xmp)]
    people += [part for key in _BYLINES for part in iptc.get(key, [])]
    people += [
        _text(value) for key, value in picture.info.items() if str(key).lower() in ("author", "artist", "copyright")
    ]
    yield from named(people, where)
    words = [_text(tags[tag]) for tag in _WORDS if tags.get(tag)]
    words += [
        _text(picture.info[key]) for key in picture.info if str(key).lower() in ("comment", "description", "title")
    ]
    words += [part for key in ((2, 120), (2, 105), (2, 40)) for part in iptc.get(key, [])]
    yield from in_text("\n\n".join(words)[:20_000], where)


def _iptc(picture: Image.Image) -> dict[Any, list[str]]:
    try:
        found = IptcImagePlugin.getiptcinfo(picture) or {}  # type: ignore[arg-type] # any opened picture will do
    except Exception:
        return {}
    return {
        key: [_text(part) for part in (value if isinstance(value, list) else [value])] for key, value in found.items()
    }


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        wide = value.count(b"\0") * 3 > len(value)
        value = value.decode("utf-16-le" if wide else "utf-8", "replace")
    return str(value).replace("\0", " ").strip()[:20_000]
