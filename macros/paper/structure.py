"""The structure of a PDF put right: what a screen reader walks through says once what the page says once.

WeasyPrint makes an element of structure for every piece of a paragraph, list or table on every sheet, and one for each
repeated head of a table. Here the pieces of one element of the page become one, repeated heads and everything in the
margins become artifacts, heads of tables say what they head, and a term stands with what is said of it
(ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7.1, 7.5 and 7.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.pdf import tags  # type: ignore[import-untyped]

INLINE = {"abbr", "b", "cite", "code", "del", "em", "i", "kbd", "q", "small", "strong", "sub", "sup", "time", "u", "mark"}  # fmt: skip
ROLES = {"summary": "P", "details": "Div", "figure": "Div", "dl": "L", "nav": "Sect", "aside": "Sect"} | dict.fromkeys(
    INLINE, "Span"
)
"""What some elements of a page are in a PDF; WeasyPrint leaves them without a meaning."""
ONCE = ("/Link", "/Figure", "/Span")
"""Elements whose pieces stay apart, because what they hold is bound to one sheet."""
_made: dict[int, tuple[Any, Any]] = {}
"""The element of structure, and the element of the page it was made for, by the identity of the former."""

_build = tags._build_box_tree


def _followed(box: Any, *rest: Any) -> Iterator[Any]:
    """WeasyPrint's own builder, with a note of what each element was made for."""
    for made in _build(box, *rest):
        _made.setdefault(id(made), (made, box))
        yield made


tags._build_box_tree = _followed


def put_right(document: Any, pdf: Any) -> None:
    """Put the structure of a PDF right, just before it is written. What WeasyPrint calls a finisher."""
    try:
        _Structure(pdf).put_right()
    finally:
        _made.clear()


class _Structure:
    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.top = self.at(self.root["K"][0])

    def at(self, reference: Any) -> Any:
        """The object that a reference names."""
        return self.pdf.objects[int(bytes(reference).split()[0])]

    def kids(self, element: Any) -> list[Any]:
        """The elements directly below one; numbers of marked content are left out."""
        found = [self.at(kid) for kid in element["K"] if not isinstance(kid, int)]
        return [kid for kid in found if kid.get("Type") == "/StructElem"]

    def put_right(self) -> None:
        self.join(self.top)
        self.mend(self.top)
        self.tell_artifacts()

    def source(self, element: Any) -> Any:
        """The element of the page that an element of structure was made for, if any."""
        box = _made.get(id(element), (None, None))[1]
        return None if box is None else box.element

    def key(self, element: Any) -> Any:
        source = self.source(element)
        return None if source is None or element["S"] in ONCE else (id(source), element["S"])

    def join(self, element: Any) -> None:
        """Make one of the pieces of each element below this one, from the top down."""
        last: dict[Any, Any] = {}
        kept = pydyf.Array()
        for reference in element["K"]:
            kid: Any = None if isinstance(reference, int) else self.at(reference)
            key = self.key(kid) if kid is not None and kid.get("Type") == "/StructElem" else None
            first: Any = last.get(key) if key else None
            if first is None:
                kept.append(reference)
                if key:
                    last[key] = kid
                continue
            if first["S"] != "/THead":  # the head of a table is repeated, not continued
                for below in self.kids(kid):
                    below["P"] = first.reference
                first["K"].extend(kid["K"])
            kid["K"] = pydyf.Array()
        element["K"] = kept
        for kid in self.kids(element):
            self.join(kid)

    def mend(self, element: Any) -> None:
        """Give elements the meaning that they have on the page."""
        source = self.source(element)
        tag = getattr(source, "tag", "")
        if element["S"] == "/NonStruct" and tag in ROLES:
            element["S"] = f"/{ROLES[tag]}"
        if element["S"] == "/Table" and source is not None:
            self.summarise(element, source)
        if element["S"] in ("/TH", "/TD"):
            self.mend_cell(element, source)
        if element["S"] == "/L" and tag == "dl":
            self.mend_terms(element)
        for kid in self.kids(element):
            self.mend(kid)

    def summarise(self, table: Any, source: Any) -> None:
        """The caption of a table, which a page keeps for those who listen, is its summary."""
        caption = source.find("caption")
        words = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        if words:
            table["A"] = pydyf.Dictionary({"O": "/Table", "Summary": pydyf.String(words)})

    def mend_cell(self, cell: Any, source: Any) -> None:
        """A head says whether it heads a row or a column; that tells readers more than lists of identifiers."""
        cell.pop("ID", None)
        said = cell.get("A") or pydyf.Dictionary({"O": "/Table"})
        said.pop("Headers", None)
        if cell["S"] == "/TH" and source is not None:
            said["Scope"] = "/Row" if source.attrib.get("scope", "") in ("row", "rowgroup") else "/Column"
        if len(said) > 1:
            cell["A"] = said
        else:
            cell.pop("A", None)

    def mend_terms(self, terms: Any) -> None:
        """A list of terms: each item is a term, as its label, and what is said of it."""
        items = [item for kid in self.kids(terms) for item in (self.kids(kid) if kid["S"] == "/Div" else [kid])]
        kept = pydyf.Array()
        current: Any = None
        for item in items:
            body = next(iter(self.kids(item)), None)
            is_term = body is not None and getattr(self.source(body), "tag", "") == "dt"
            if body is not None and is_term:
                body["S"] = "/Lbl"
            if current is None or is_term:
                item["P"] = terms.reference
                kept.append(item.reference)
                current = item
            else:
                for below in self.kids(item):
                    below["P"] = current.reference
                current["K"].extend(item["K"])
                item["K"] = pydyf.Array()
        terms["K"] = kept

    def tell_artifacts(self) -> None:
        """Marked content that no element holds (margins, repeated heads) becomes an artifact."""
        held: dict[bytes, set[int]] = {}
        below = [self.top]
        while below:
            element = below.pop()
            numbers = {kid for kid in element["K"] if isinstance(kid, int)}
            if numbers:
                held.setdefault(bytes(element["Pg"]), set()).update(numbers)
            below.extend(self.kids(element))
        parents = self.at(self.root["ParentTree"])["Nums"]
        for number, page in enumerate(self.pdf.page_references):
            known = held.get(page, set())
            stream = self.at(self.at(page)["Contents"])
            _mark_artifacts(stream.stream, known)
            of_page = parents[2 * number + 1]
            for mcid in range(len(of_page)):
                if mcid not in known:
                    of_page[mcid] = "null"


def _mark_artifacts(content: list[Any], known: set[int]) -> None:
    """In the content of one sheet, turn what is marked with a number that no element holds into artifacts."""
    for at, part in enumerate(content):
        if isinstance(part, dict) and part.get("MCID") not in (None, *known) and content[at + 1] == b"BDC":
            content[at - 1 : at + 2] = [b"/Artifact", b"", b"BMC"]
