"""Signs of Markdown that would not do what an editor meant: a reader would see the signs, or lose words.

Headings, lists, tables, notes and links are looked at line by line, as Markdown reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.prose_faults import ProseFault, without_code

_HEADING = re.compile(r"(#{1,6})([^#\n].{0,400}|$)")
_BEGINS_BLOCK = frozenset("-*1•▪●◦‣∙■○➢")
"""What the first sign of a line is, after spaces, where one of the next patterns can match."""
_LIST = re.compile(r"[ ]{0,3}(?:[-*]|1\.)[ ]+\S")
_ANY_ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,3}\.)[ ]")
_BULLET = re.compile(r"[ ]{0,3}[•·▪●◦‣∙■○➢][ \t]*(?=\S)")
_TIGHT = re.compile(r"-[A-Za-z(£“]")
_RULE = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*){0,60}\|?[ ]*$")
_NOTE = re.compile(r"\[\^([^\]\s]{1,60})\](:?)")
_PLACEHOLDER = re.compile(
    r"(?i)\bTODO\b|(?-i:\bX{3,8}\b)|lorem ipsum|\[(?:insert|add|name|date|amount|tbc|to be (?:confirmed|added))[^\]\n]{0,60}\](?![(\[:])"
)
_APART = re.compile(r"\[([^\[\]\n]{1,300})\][ ]+\(((?:/|https?:|mailto:|www\.)[^()\s]{0,500})\)")
_ROUND_FIRST = re.compile(r"\(([^()\n]{1,300})\)\[((?:/|https?:|mailto:|www\.)[^\[\]\s]{0,500})\]")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{0,300})\]\(\s{0,5}<?([^()\s>]{1,500})")
_NAMED = re.compile(r"(?<!\\)\[([^\[\]\n^]{1,200})\]\[([^\[\]\n]{0,200})\]")
_DEFINED = re.compile(r"^[ ]{0,3}\[([^\[\]^\n]{1,200})\]:", re.MULTILINE)
_CALL = re.compile(r"\{{1,2}\s*(show_[a-z_]{1,60})\s*\([^\n]{0,300}")


def signs(text: str, on_a_page: bool) -> Iterator[ProseFault]:
    """Every sign that is not where Markdown wants it, at its line.

    :param on_a_page: whether the text is a page of ``docs/``, whose title is its largest heading and which may call macros.
    """
    written = text.split("\n")
    without = without_code(text)
    lines = written if without is text else without.split("\n")
    text = without
    # Words in a heading may be code; a line of a block of code is no heading.
    headings = [
        (number, match)
        for number, blank in enumerate(lines)
        if blank.startswith("#") and _HEADING.match(blank) and (match := _HEADING.match(written[number]))
    ]
    yield from _headings(headings, on_a_page)
    yield from _blocks(lines)
    # Most prose has none of the signs that what follows looks for, and looking for one sign costs next to nothing.
    if "[^" in text:
        yield from _notes(lines)
    if "[" in text:
        yield from _links(text, lines, on_a_page)
    yield from _words(text, lines, on_a_page)


def _headings(found: list[tuple[int, re.Match[str]]], on_a_page: bool) -> Iterator[ProseFault]:
    above = 1 if on_a_page else min((len(match[1]) for _, match in found), default=1) - 1
    open_parts: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for number, match in found:
        level, words = len(match[1]), match[2].strip().strip("#").strip()
        if not words:
            message = "There are no words in this heading."
            yield ProseFault(
                number, "empty-heading", message, f"write  {match[1]} What this part is about , or take the line out"
            )
            continue
        if not match[2].startswith((" ", "\t")):
            message = f"There is no space after the signs of this heading:  {words[:60]}"
            fix = f"write  {match[1]} {words[:60]} ; if it is no heading, put a backslash before the sign:  \\#"
            yield ProseFault(number, "heading-without-space", message, fix)
        elif on_a_page and level == 1:
            message = f"“{words[:60]}” is a heading as large as the title of the page, and a page has one title."
            yield ProseFault(number, "second-title", message, f"write  ## {words[:60]}")
            level = 2
        elif level > above + 1:
            message = f"The heading “{words[:60]}” is {level - above} levels below the one before it, which misleads people who listen to the page."
            yield ProseFault(number, "heading-level-skipped", message, f"write  {'#' * (above + 1)} {words[:60]}")
            level = above + 1
        open_parts = [*(open_parts + [""] * 6)[: level - 1], words.casefold()]
        if tuple(open_parts) in seen:
            message = f"There is another heading “{words[:60]}” in the same part above."
            fix = "give each its own words, so that people find the right one in a list of headings"
            yield ProseFault(number, "same-heading-twice", message, fix, "should")
        seen.add(tuple(open_parts))
        above = level


def _blocks(lines: list[str]) -> Iterator[ProseFault]:
    """Lists and tables, each of which Markdown knows only at the start of a block of lines."""
    start = 0
    for number, line in enumerate([*lines, ""]):
        if line.strip() and not (line.startswith("#") and _HEADING.match(line)):
            continue
        if number > start:
            yield from _block(lines[start:number], start)
        start = number + 1


def _block(block: list[str], start: int) -> Iterator[ProseFault]:
    cells = [number for number, line in enumerate(block) if "|" in line]
    rule = next((number for number in cells if "-" in block[number] and _RULE.match(block[number])), None)
    if rule is not None:
        yield from _table(block, start, rule)
        return
    if len(block) > 1 and len(cells) == len(block) and all(line.strip().startswith("|") for line in block):
        message = "These lines are meant as a table, and its second line is missing."
        fix = "put a line of hyphens below the names of the columns, for example  | --- | --- |"
        yield ProseFault(start, "broken-table", message, fix)
        return
    plain = not (_ANY_ITEM.match(block[0]) or block[0].startswith((" ", "\t", ">", "|", "[^", ":")))
    for number, line in enumerate(block):
        if line.lstrip(" ")[:1] not in _BEGINS_BLOCK:
            continue
        if mark := _BULLET.match(line):
            message = "This line starts with a dot that was pasted, and would not be shown as part of a list."
            yield ProseFault(start + number, "pasted-bullet", message, f"write  - {line[mark.end() :][:60]}")
            return
        if _TIGHT.match(line):
            message = (
                f"There is no space after the hyphen, so this line would not be shown as part of a list:  {line[:60]}"
            )
            yield ProseFault(start + number, "no-space-after-hyphen", message, f"write  - {line[1:][:60]}")
            return
        if plain and number and _LIST.match(line):
            message = "This list would be shown as part of the sentence above it."
            yield ProseFault(start + number, "list-without-empty-line", message, "put an empty line above this one")
            return


def _cells(row: str) -> int:
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    return len(re.split(r"(?<!\\)\|", row))


def _table(block: list[str], start: int, rule: int) -> Iterator[ProseFault]:
    if rule == 0:
        message = "This table has no names above its columns."
        yield ProseFault(start, "broken-table", message, "write a line above this one, for example  | Year | Amount |")
        return
    if rule > 1:
        message = "This table would be shown as part of the sentence above it."
        yield ProseFault(start + rule - 1, "broken-table", message, "put an empty line above this one")
        return
    columns = _cells(block[0])
    if not block[0].replace("|", "").strip():
        message = "The columns of this table have no names, so nobody who listens to it knows what a figure is."
        yield ProseFault(
            start, "broken-table", message, "write the names of the columns, for example  | Year | Amount |"
        )
    for number, row in enumerate(block):
        if number and (cells := _cells(row)) != columns and "|" in row:
            what = "line of hyphens" if number == rule else "row"
            message = f"This {what} has {cells} cell{'s' * (cells != 1)}, and the table has {columns} columns."
            fix = "put a  |  between the cells, one cell for each column; leave a cell empty where nothing is known"
            yield ProseFault(start + number, "broken-table", message, fix)


def _notes(lines: list[str]) -> Iterator[ProseFault]:
    called: dict[str, int] = {}
    noted: dict[str, int] = {}
    for number, line in enumerate(lines):
        for match in _NOTE.finditer(line):
            at_start = not line[: match.start()].strip()
            (noted if match[2] and at_start else called).setdefault(match[1], number)
    for name in called.keys() - noted.keys():
        message = f"There is a mark  [^{name}]  here, and no note that belongs to it."
        yield ProseFault(
            called[name], "note-missing", message, f"write the note in a line of its own below:  [^{name}]: …"
        )
    for name in noted.keys() - called.keys():
        message = f"No word of the text leads to the note  [^{name}]."
        yield ProseFault(
            noted[name], "note-missing", message, f"put  [^{name}]  after the word it belongs to, or take the note out"
        )


def _links(text: str, lines: list[str], on_a_page: bool) -> Iterator[ProseFault]:
    defined = {" ".join(found[1].lower().split()) for found in _DEFINED.finditer(text)}
    for number, line in enumerate(lines):
        for match in _APART.finditer(line):
            message = "There is a space between the two pairs of brackets, so this would not be a link."
            yield ProseFault(number, "broken-link-signs", message, f"write  [{match[1][:60]}]({match[2]})")
        for match in _ROUND_FIRST.finditer(line):
            message = "The brackets of this link are the wrong way round."
            yield ProseFault(number, "broken-link-signs", message, f"write  [{match[1][:60]}]({match[2]})")
        for match in _NAMED.finditer(line):
            name = " ".join((match[2] or match[1]).lower().split())
            if name not in defined and not line[match.end() :].startswith("("):
                message = f"No address is given for “{(match[2] or match[1])[:60]}”, so this would not be a link."
                yield ProseFault(number, "broken-link-signs", message, f"write  [{match[1][:60]}](/the-address/)")
        for match in _LINK.finditer(line):
            if fault := _address(number, match[2]):
                yield fault
            elif not on_a_page and TO_A_FILE.fullmatch(match[2]):
                yield leads_to_a_file(number, match[2])


TO_A_FILE = re.compile(r"(?i)(?!\w+:)[^#?]*\.(?:md|markdown)(?:#.*)?")


def file_links(text: str) -> Iterator[tuple[int, str]]:
    """Each link to the file of a page, with its line. On a page of ``docs/`` they work where the file is there."""
    for number, line in enumerate(without_code(text).split("\n")):
        yield from ((number, match[2]) for match in _LINK.finditer(line) if TO_A_FILE.fullmatch(match[2]))


def leads_to_a_file(line: int, written: str) -> ProseFault:
    """What is said of a link to a file from which no page is made, or that is not found from here."""
    path = re.sub(r"(?i)^(?:\.{0,2}/)*(?:docs/)?|(?:(?:^|/)index)?\.(?:md|markdown)", "", written)
    message = f"The link “{written[:60]}” leads to a file and not to the page that is made from it."
    fix = f"write the address of the page, as the browser shows it, for example  /{path.lower().strip('/')}/"
    return ProseFault(line, "link-to-a-file", message, fix)


def _address(number: int, written: str) -> ProseFault | None:
    if re.match(r"www\.|(?:[\w-]+\.)+(?:uk|com|org|net)(?:/|$)", written):
        message = f"The link “{written[:60]}” would be looked for on this site."
        return ProseFault(number, "link-without-https", message, f"write  https://{written}")
    if re.match(r"(?i)https?://(?:localhost|127\.|0\.0\.0\.0|\[::1\])", written):
        message = f"The link “{written[:60]}” leads to your own computer, where nobody else gets."
        own = re.sub(r"(?i)^https?://[^/]*", "", written) or "/"
        return ProseFault(number, "link-to-own-computer", message, f"write  {own}")
    match = re.fullmatch(r"(?i)mailto:([^?]*)(\?.*)?", written)
    if match and not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[A-Za-z]{2,}", match[1]):
        message = f"“{match[1][:60]}” is not an email address."
        return ProseFault(number, "not-an-email", message, "write for example  mailto:office@example.org")
    return None


def _words(text: str, lines: list[str], on_a_page: bool) -> Iterator[ProseFault]:
    small = text.lower()
    placeholder = "[" in text or "XXX" in text or "todo" in small or "lorem" in small
    call = not on_a_page and "show_" in text and "{" in text
    for number, line in enumerate(lines) if placeholder or call else ():
        if placeholder and (match := _PLACEHOLDER.search(line)):
            message = f"“{match[0][:60]}” seems to stand for words that are still to come."
            yield ProseFault(number, "placeholder-left", message, "write the words, or take it out", "should")
        if call and (match := _CALL.search(line)):
            message = f"“{match[1]}” works only on the pages in docs/; here it would be shown as it stands."
            yield ProseFault(number, "macro-out-of-place", message, "take the braces and what stands in them out")
    if "**" in text:
        yield from _bold(lines)


def _bold(lines: list[str]) -> Iterator[ProseFault]:
    opened = 0
    for number, line in enumerate([*lines, ""]):
        if not line.strip():
            opened = number + 1
        elif not lines[number + 1 : number + 2] or not lines[number + 1].strip():
            paragraph = re.sub(r"\{[{%].{0,500}?[}%]\}", "", "\n".join(lines[opened : number + 1]))
            starred = [place for place in range(opened, number + 1) if "**" in lines[place]]
            if starred and len(re.findall(r"(?<![\\*])\*\*(?!\*)", paragraph)) % 2 and "***" not in paragraph:
                at = starred[-1]
                message = "Two stars make words bold from here on, and no two stars end it in the same paragraph."
                fix = "write  **the words**  with two stars on each side, or take the stars out"
                yield ProseFault(at, "bold-not-closed", message, fix)
