"""Why a file could not be read: what the YAML reader says, turned into what an editor did.

The reader names the place where it gave up, which is often below the mistake; here the lines themselves are
looked at, so that the message points at the line to mend.
"""

from __future__ import annotations

import re

from macros.problems import Problem

KEY = r"^\s*(?:-\s+)*(?:[\w. -]+:\s+)?"
"""What stands before a value on its line: hyphens of a list and the name of a field."""

NO_SPACE = re.compile(r"^\s*(?:-\s+)*([\w.-]+):([^\s/].*)$")

QUOTED_OPEN = re.compile(r"^(\s*(?:-\s+)*[\w.-]+:\s+)([\"'])(.*?)\s*$")
"""A line whose value begins with a quotation mark."""
SECOND_COLON = re.compile(r"^(\s*(?:- )*[\w-]+:\s+)([^\"'\s\[{].*?)\s*$")
"""A line that can be read once what follows its first colon is put in quotation marks."""
BEGINS = re.compile(r"^\s*(?:-(?:\s|$)|[\w.-]+:(?:\s|$)|#|$)")
"""A line that begins a value of its own and so goes on with none above it."""

Cause = tuple[str, int, str, str]
"""A code, the index of a line, a message and a fix."""


INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Control characters, also those that turn the order of writing round and so can hide what a line says."""


def invisible(sign: str) -> tuple[str, str]:
    """What is said of an invisible sign, and what to do."""
    message = f"There is an invisible control character in this line (U+{ord(sign):04X})."
    return message, "type the line again instead of pasting it"


class Unreadable(Exception):
    """A file that cannot be read, with the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def explain(
    problem: str, context: str, at: tuple[int, int], begun: int, lines: list[str], path: str, first_line: int
) -> Problem:
    """One problem for what the YAML reader said.

    :param at: the line and column, counting from 0, where the reader gave up.
    :param begun: the line where the thing began that it was reading.
    """
    index, begun = min(at[0], len(lines) - 1), min(begun, len(lines) - 1)
    while index and not lines[index].strip():
        index -= 1
    code, number, message, fix = _cause(problem, context, index, at[1], begun, lines)
    return Problem(code, path, number + first_line, message, fix)


def reserved(index: int, line: str) -> Cause:
    """A value that starts with a sign which has a meaning of its own."""
    sign = (_value(line) or line.strip())[:1]
    return (
        "reserved-sign",
        index,
        f"The value starts with  {sign}  here, which has a special meaning:  {_shown(line)}",
        f"put the value in double quotes:  {_in_quotes(line)}",
    )


def tab(index: int, line: str) -> Cause:
    """A tab where only spaces may stand."""
    return (
        "tab-instead-of-spaces",
        index,
        "There is a tab at the start of this line, which cannot be read here.",
        f"take the tab out and use spaces:  {_shown(' '.join(line.split()))}",
    )


def _value(line: str) -> str:
    return re.sub(KEY, "", line, count=1).strip()


def _shown(line: str) -> str:
    line = line.strip()
    return line if len(line) <= 100 else line[:99] + "…"


def _in_quotes(line: str) -> str:
    """The value on a line as it would be written in double quotes, with curly ones for those inside."""
    value = _value(line)
    if len(value) > 1 and value[0] + value[-1] in ("''", '""', "“”", "‘’"):
        value = value[1:-1]
    elif value[:1] in ("'", '"') and value.count(value[0]) == 1:
        value = value[1:]
    return '"' + _shown(re.sub(r'"([^"]*)"', r"“\1”", value).replace('"', "”")) + '"'


def _cause(problem: str, context: str, index: int, column: int, begun: int, lines: list[str]) -> Cause:
    line = lines[index]
    if (found := _web_remark(lines, index)) or (found := _other_signs(lines, index)):
        return found
    if "escape" in problem:
        return (
            "backslash-in-quotes",
            index,
            f"A backslash inside double quotation marks has a special meaning:  {_shown(line)}",
            "take the backslash out, or use single quotation marks  '…'  around the words",
        )
    if "cannot start any token" in problem and line[column : column + 1] == "\t":
        return tab(index, line)
    if "quoted scalar" in context:
        return _quote_not_closed(begun, lines)
    if (opened := _quote_left_open(lines, index)) is not None:
        return _quote_not_closed(opened, lines)
    if "mapping values are not allowed" in problem:
        return _colon_where_none_fits(lines, index)
    if "could not find expected ':'" in problem:
        return _colon_missing(lines, begun)
    if "flow" in context and "expected node content" in problem:
        return (
            "empty-place",
            index,
            f"There is nothing between two commas here:  {_shown(line)}",
            "where a value is not known, write  ~  between the commas, for example  [1, ~, 3]",
        )
    if "flow" in context:
        return (
            "bracket-not-closed",
            begun,
            f"A bracket is opened here and not closed:  {_shown(lines[begun])}",
            _close(lines[begun]),
        )
    if "expected key" in problem or "expected '-'" in problem or "document start" in problem:
        return _words_that_do_not_fit(lines, index)
    return reserved(index, line)


def _close(line: str) -> str:
    """What to do about a bracket that is opened on a line and not closed."""
    if re.search(r"\{\s*[\w-]+:\s", line) and line.rstrip().count("{") > line.count("}"):
        return "write  }  after its last value"
    return f"close it, or, if it belongs to the words, put them in double quotes:  {_in_quotes(line)}"


def _web_remark(lines: list[str], index: int) -> Cause | None:
    """A remark as web pages have them, which stands among fields or above them."""
    for number, line in enumerate(lines[: index + 1]):
        if line.lstrip().startswith("<!--"):
            message = f"A remark of a web page cannot stand here:  {_shown(line)}"
            return "reserved-sign", number, message, "start a remark with the sign  #  and a space"
    return None


BLANKS = "\u00a0\u2000-\u200a\u202f\u3000"
"""Signs that look like a space and are none."""


def _other_signs(lines: list[str], index: int) -> Cause | None:
    """A space or a colon that only looks like one, where the reader gave up or on the line above."""
    for number in (index, index - 1):
        line = lines[number] if number >= 0 else ""
        if re.match(rf"[\s-]*[{BLANKS}]", line) or re.match(rf"[\s-]*[\w.-]+:[{BLANKS}]", line):
            plain = re.sub(f"[{BLANKS}]", " ", line)
            message = f"There is a sign in this line that looks like a space and is none:  {_shown(plain)}"
            return "not-a-space", number, message, "type the spaces of this line again instead of pasting them"
        if match := re.match(r"([\s-]*[\w.-]+) ?[\uff1a\ua789\u2236=] ?(\S.*)$", line):
            message = f"There is no colon after the name of the field:  {_shown(line)}"
            return "no-colon", number, message, f"write  {match[1].strip(' -')}: {_shown(match[2])}"
    return None


def _quote_not_closed(index: int, lines: list[str]) -> Cause:
    return (
        "quote-not-closed",
        index,
        f"A quotation mark is opened here and not closed:  {_shown(lines[index])}",
        "close it at the end of the words, or, if the words themselves have quotation marks, use the curly ones “ ”",
    )


def _quote_left_open(lines: list[str], index: int) -> int | None:
    """The nearest line, from an index upwards, whose value opens a quotation mark and does not close it."""
    for number in range(index, max(index - 50, -1), -1):
        if match := re.match(KEY + r"([\"'])(.*)$", lines[number]):
            if match[1] not in match[2].replace("\\" + match[1], ""):
                return number
            if number < index:
                return None
    return None


def _no_space(lines: list[str], index: int) -> Cause | None:
    if (match := NO_SPACE.match(lines[index])) and ": " not in lines[index]:
        return (
            "no-space-after-colon",
            index,
            f"There is no space after the colon:  {_shown(lines[index])}",
            f"write  {match[1]}: {_shown(match[2])}",
        )
    return None


def _colon_missing(lines: list[str], index: int) -> Cause:
    message = f"There is no colon after the name of the field:  {_shown(lines[index])}"
    fix = "write the name, a colon, a space and the value, for example  title: Annual report ; if the words go on from the line above, start them further from the left"
    return _no_space(lines, index) or ("no-colon", index, message, fix)


def _colon_where_none_fits(lines: list[str], index: int) -> Cause:
    before = next((place for place in range(index - 1, -1, -1) if lines[place].strip()), index)
    if found := _no_space(lines, before):
        return found
    if match := re.match(r"^\s*(?:-\s+)*([^:]+):\s+(.*:(?:\s.*|$))", lines[index]):
        return (
            "second-colon",
            index,
            f"This line has two colons, so it cannot be read:  {_shown(lines[index])}",
            f"put the words after the first colon in double quotes:  {match[1].strip()}: {_in_quotes(lines[index])}",
        )
    return (
        "wrong-indentation",
        index,
        f"This line does not fit below the one before it:  {_shown(lines[index])}",
        "start it as far from the left as the lines of the same entry above it",
    )


def _words_that_do_not_fit(lines: list[str], index: int) -> Cause:
    line = lines[index]
    if match := re.fullmatch(r"\s*(?:- )?\"([\w-]+)\"\s*:\s*\"?([^\"]*)\"?,?\s*", line):
        message = f"There is a comma at the end of this line, which cannot be read here:  {_shown(line)}"
        return "words-after-quote", index, message, f"write  {match[1]}: {match[2]}"
    if _value(line)[:1] in ("'", '"'):
        return (
            "words-after-quote",
            index,
            f"There are words after the closing quotation mark:  {_shown(line)}",
            f"put all of the words in one pair of double quotes:  {_in_quotes(line)}",
        )
    if _value(line)[:1] in ("[", "{"):
        return reserved(index, line)
    if line.lstrip(" -").startswith(":"):
        return (
            "no-field-name",
            index,
            f"There is no name of a field before the colon:  {_shown(line)}",
            "write the name, a colon, a space and the value, for example  title: Annual report",
        )
    return (
        "wrong-indentation",
        index,
        f"This line does not line up with the lines around it:  {_shown(line)}",
        "start it as far from the left as the other fields of the same entry, using spaces",
    )


def mended(code: str, index: int, lines: list[str]) -> str | None:
    """The line as the editor most likely meant it, so that reading can go on; nothing where that would be a guess."""
    line = lines[index]
    if code == "tab-instead-of-spaces":
        return _without_tab(index, lines)
    if code == "second-colon" and (match := SECOND_COLON.match(line)):
        return match[1] + _literal(match[2])
    if code == "no-space-after-colon" and (match := NO_SPACE.match(line)):
        at = match.end(1) + 1
        return f"{line[:at]} {line[at:]}"
    following = next((below for below in lines[index + 1 :] if below.strip()), "")
    if not (match := QUOTED_OPEN.match(line)) or not BEGINS.match(following):
        return None
    if code == "backslash-in-quotes" and len(match[3]) > 1 and match[3][-1] == match[2]:
        return match[1] + _literal(match[3][:-1])
    if code == "quote-not-closed" and match[2] not in match[3]:
        return match[1] + _literal(match[3])
    return match[1] + _literal(match[2] + match[3]) if code == "words-after-quote" else None


def _literal(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _without_tab(index: int, lines: list[str]) -> str | None:
    """The line with spaces at its start: as many as the nearest line above has that begins alike."""
    words = lines[index].lstrip()
    above = [before for before in reversed(lines[max(index - 50, 0) : index]) if before.strip()]
    if not above or "\t" in above[0][: len(above[0]) - len(above[0].lstrip())]:
        return None
    if re.fullmatch(r"[\w.-]+:", (first := above[0].split(" #")[0].rstrip()).lstrip(" -")):
        return " " * (len(first) - len(first.lstrip(" -")) + 2) + words
    begins = r"\s*-\s" if words.startswith("- ") else r"\s*(?:-\s+)*(?=[\w.-]+:(?:\s|$))"
    lead = next((match[0] for before in above if (match := re.match(begins, before))), None)
    if lead is None or "\t" in lead:
        return None
    return " " * (len(lead) - 2 * words.startswith("- ")) + words
