"""What is wrong in an editor's prose: raw HTML, links that lead nowhere good, images without words.

What is shown is safe in any case (see ``prose``); this says so to the editor, at the line.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from macros.problems import Severity

SCHEMES = {"http", "https", "mailto", "tel"}
"""Where a link in prose may lead."""


@dataclass(frozen=True)
class ProseFault:
    """Something wrong in prose, ``line`` counting from 0 at its first line."""

    line: int
    code: str
    message: str
    fix: str
    severity: Severity = "must"


@dataclass(frozen=True)
class Target:
    """Where a link or image points, as it is written; ``words`` are the alternative text of an image."""

    line: int
    written: str
    words: str | None = None

    @property
    def scheme(self) -> str:
        """The scheme that a browser would see, whatever stands in the way of seeing it."""
        plain = re.sub(r"[\s\\<\x00-\x1f]", "", unescape(unescape(self.written)))
        match = re.match(r"([a-z][a-z0-9+.-]*):", plain.lower())
        return match[1] if match else ""

    @property
    def elsewhere(self) -> bool:
        """Whether it leads to another site, or to no site."""
        return bool(self.scheme) or self.written.lstrip("<").startswith("//")


# Every repetition has an end, so that no text takes long to look through.
_FENCE = re.compile(r"^(~{3,}|`{3,})[ ]*[\w#.+-]*[ ]*\n.*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!\\)(`{1,20})(?!`)((?:(?!\n[ ]*\n).){1,2000}?)(?<!`)\1(?!`)", re.DOTALL)
_HTML = re.compile(r"<(?!https?://|mailto:|[^<>\s!]{1,200}@[^<>\s@]{1,200}>)(?:[A-Za-z]|/[A-Za-z]|[!?])[^>\n]{0,200}>?")
_AUTOLINK = re.compile(r"<(?!tel:|[a-z]\d?:[a-z]+>)([A-Za-z][A-Za-z0-9+.-]{0,40}:[^>\n]{0,500})>")
_INLINE = re.compile(r"\]\(\s{0,20}(<[^>\n]{0,2000}>|(?:[^()]|\([^()]{0,500}\)){0,2000})")
_DEFINED = re.compile(r"^[ ]{0,3}\[(?!\^)([^\[\]]{1,200})\]:(?=[ ]{0,20}\n?[ ]{0,20}(\S{1,2000}))", re.MULTILINE)
_IMAGE = re.compile(r"!\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,500})\](?:(\()|[ ]?\[([^\[\]]{0,200})\])?")


NO_WORDS = re.compile(
    r"(?i)[\w() .-]+\.(?:jpe?g|png|webp|gif|svg|heic)|(?:an? )?(?:image|picture|photo|img|screenshot|graphic)[ _-]?\d*|alt(?: text)?"
)
"""Words for an image that say nothing of what it shows."""


def without_code(text: str) -> str:
    """The text with code blanked out, keeping its line ends."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    if "`" not in text and "~~~" not in text:
        return text
    return _CODE.sub(blank, _FENCE.sub(blank, text))


def _address(written: str) -> str:
    """The address in the round brackets of a link, without the title that may follow it."""
    if written.startswith("<"):
        return written[1:].rstrip(">")
    return " ".join(re.split(r"\s+[\"'(]", written.strip())[0].split())


def _targets(text: str) -> tuple[list[Target], list[Target]]:
    """The links and the images of a text whose code is blanked out."""

    ends = [found.start() for found in re.finditer("\n", text)]

    def line(position: int) -> int:
        return bisect.bisect_left(ends, position)

    def name(words: str) -> str:
        return " ".join(words.lower().split())

    links = {found.start(): Target(line(found.start()), _address(found[1])) for found in _INLINE.finditer(text)}
    links |= {found.start(): Target(line(found.start()), found[1]) for found in _AUTOLINK.finditer(text)}
    definitions = list(_DEFINED.finditer(text))
    defined = {name(found[1]): found for found in definitions}
    images = []
    for found in _IMAGE.finditer(text):
        bracket = found.start(2) - 1
        if found[2] and bracket in links:
            images.append(Target(line(found.start()), links.pop(bracket).written, found[1]))
        elif definition := defined.get(name(found[3] or found[1])):
            images.append(Target(line(found.start()), definition[2].strip("<>"), found[1]))
    shown = {image.written for image in images}
    for found in definitions:
        if found[2].strip("<>") not in shown:
            links[found.start()] = Target(line(found.start()), found[2].strip("<>"))
    return [links[position] for position in sorted(links)], images


def faults(text: str) -> Iterator[ProseFault]:
    """Raw HTML, images without words or from elsewhere, and links that no reader should follow."""
    text = without_code(text)
    if "]" not in text and "<" not in text:  # every link, image and tag has one of them, and most prose has none
        return
    links, images = _targets(text)
    for link in links:
        if link.scheme and link.scheme not in SCHEMES:
            message = (
                f"The link “{link.written[:60]}” does not lead to a web page, an email address or a telephone number."
            )
            yield ProseFault(
                link.line, "unsafe-link", message, "write an address that starts with https://, mailto: or tel:"
            )
        if not link.written:
            message = "A link here leads nowhere."
            yield ProseFault(link.line, "empty-link", message, "put the address between the round brackets")
    for image in images:
        if not (image.words or "").strip() or NO_WORDS.fullmatch((image.words or "").strip()):
            message = f"The image “{image.written[:60]}” has no words for people who cannot see it."
            fix = f"say what it shows between the square brackets:  ![Map of the six districts]({image.written[:60]})"
            yield ProseFault(image.line, "image-without-words", message, fix)
        if image.elsewhere:
            message = f"The image “{image.written[:60]}” is not kept on this site."
            fix = "put the image in docs/files/ and write  /files/  and its name"
            yield ProseFault(image.line, "image-from-elsewhere", message, fix)
    told: set[int] = set()
    opened: set[str] = set()
    for found in _HTML.finditer(_AUTOLINK.sub(lambda match: " " * len(match[0]), text)):
        name = re.split(r"[\s/>]", found[0].lstrip("</").lower())[0]
        line = text.count("\n", 0, found.start())
        if line in told or (found[0].startswith("</") and found[0][2:-1].lower() in opened):
            continue
        told.add(line)
        opened.add(name)
        message = f"There is HTML in the text: “{found[0][:60]}”. It would be shown as it stands, not obeyed."
        yield ProseFault(line, "raw-html", message, _instead(name, found[0]))


def _instead(name: str, tag: str) -> str:
    """What an editor writes instead of HTML."""
    if "mso" in tag.lower() or ":" in name or (name in ("span", "font", "p") and "style" in tag.lower()):
        return "paste the words again as plain text (Ctrl, Shift and V), and write headings and lists in Markdown"
    if name in ("table", "thead", "tbody", "tr", "td", "th"):
        return "write the table in Markdown:  | Year | Amount |  , below it  | --- | --- |  , then a line for each row"
    if name == "br":
        return "take it out, and leave an empty line where a new paragraph begins"
    if name == "a":
        return "write  [the words](https://the.address/)"
    if name == "img":
        return "put the image in docs/files/ and write  ![What it shows](/files/name.jpg)"
    if name in ("iframe", "video", "embed", "object", "script"):
        return "write a link to it instead:  [the words](https://the.address/)"
    return "write it in Markdown, for example **bold**, or put a backtick ` on each side to show the sign itself"


def images_in(text: str) -> Iterator[tuple[int, str]]:
    """Each image of our own that the prose shows, with its line counting from 0."""
    for image in _targets(without_code(text))[1]:
        if not image.elsewhere:
            yield image.line, image.written
