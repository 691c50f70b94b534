"""Why a file could not be read: what the YAML reader says, turned into what an editor did.

The reader names the place where it gave up, which is often below the mistake; here the lines themselves are
looked at, so that the message points at the line to mend.
"""

from __future__ import annotations

import re

from macros.problems import Problem

KEY = r"^\s*(?:-\s+)*(?:[\w. -]+:\s+)?"
"""What stands before a value on its line: hyphens of a list and the name of a field."""


class Unreadable(Exception):
    """A file that cannot be read, with the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def in_quotes(line: str) -> str:
    """The value on a line as it would be written in double quotes."""
    value = re.sub(KEY, "", line, count=1).strip().strip("\"'").replace('"', "'")
    return f'"{value if len(value) <= 100 else value[:99] + "…"}"'


def reserved(path: str, line: int, written: str) -> Problem:
    """The problem of a value that starts with a sign which has a meaning of its own."""
    value = re.sub(KEY, "", written, count=1).strip()
    sign = value[:1] or written.strip()[:1]
    return Problem(
        "reserved-sign",
        path,
        line,
        f"The value starts with  {sign}  here, which has a special meaning:  {shown(written)}",
        f"put the value in double quotes:  {in_quotes(written)}",
    )


def shown(line: str) -> str:
    """A line of the file as a message quotes it."""
    line = line.strip()
    return line if len(line) <= 100 else line[:99] + "…"


def explain(
    problem: str, context: str, at: tuple[int, int], begun: int, text: str, path: str, first_line: int
) -> Problem:
    """One problem for what the YAML reader said.

    :param at: the line and column, counting from 0, where the reader gave up.
    :param begun: the line where the thing began that it was reading.
    """
    lines = text.split("\n")
    last = len(lines) - 1
    index, begun = min(at[0], last), min(begun, last)
    while index and not lines[index].strip():
        index -= 1

    def found(code: str, number: int, message: str, fix: str) -> Problem:
        return Problem(code, path, number + first_line, message, fix)

    if "escape" in problem:
        return found(
            "backslash-in-quotes",
            index,
            f"A backslash inside double quotation marks has a special meaning:  {shown(lines[index])}",
            "take the backslash out, or use single quotation marks  '…'  around the words",
        )
    if "cannot start any token" in problem and lines[index][at[1] : at[1] + 1] == "\t":
        return tab(path, index + first_line, lines[index])
    if "quoted scalar" in context:
        return found(
            "quote-not-closed",
            begun,
            f"A quotation mark is opened here and not closed:  {shown(lines[begun])}",
            "close it at the end of the words, or, if the words themselves have quotation marks, use the curly ones “ ”",
        )
    if (opened := _quote_left_open(lines, index)) is not None:
        return found(
            "quote-not-closed",
            opened,
            f"A quotation mark is opened here and not closed:  {shown(lines[opened])}",
            "close it at the end of the words, or, if the words themselves have quotation marks, use the curly ones “ ”",
        )
    if "mapping values are not allowed" in problem or "could not find expected ':'" in problem:
        return _about_colons(problem, lines, index, begun, found)
    if "flow" in context:
        if "expected node content" in problem:
            return found(
                "empty-place",
                index,
                f"There is nothing between two commas here:  {shown(lines[index])}",
                "where a value is not known, write  ~  between the commas, for example  [1, ~, 3]",
            )
        return found(
            "bracket-not-closed",
            begun,
            f"A bracket is opened here and not closed:  {shown(lines[begun])}",
            f"close it, or, if it belongs to the words, put them in double quotes:  {in_quotes(lines[begun])}",
        )
    if "expected key" in problem or "expected '-'" in problem or "document start" in problem:
        value = re.sub(KEY, "", lines[index], count=1)
        if value[:1] in ("'", '"'):
            return found(
                "words-after-quote",
                index,
                f"There are words after the closing quotation mark:  {shown(lines[index])}",
                f"put all of the words in one pair of double quotes:  {in_quotes(lines[index])}",
            )
        if value[:1] in ("[", "{"):
            return reserved(path, index + first_line, lines[index])
        if lines[index].lstrip(" -").startswith(":"):
            return found(
                "no-field-name",
                index,
                f"There is no name of a field before the colon:  {shown(lines[index])}",
                "write the name, a colon, a space and the value, for example  title: Annual report",
            )
        return found(
            "wrong-indentation",
            index,
            f"This line does not line up with the lines around it:  {shown(lines[index])}",
            "start it as far from the left as the other fields of the same entry, using spaces",
        )
    return reserved(path, index + first_line, lines[index])


def tab(path: str, line: int, written: str) -> Problem:
    """The problem of a tab where only spaces may stand."""
    return Problem(
        "tab-instead-of-spaces",
        path,
        line,
        "There is a tab at the start of this line, which cannot be read here.",
        f"take the tab out and use spaces:  {shown(' '.join(written.split()))}",
    )


def _quote_left_open(lines: list[str], index: int) -> int | None:
    """The last line up to an index whose value opens a quotation mark and does not close it."""
    for number in range(index, max(index - 50, -1), -1):
        match = re.match(KEY + r"([\"'])(.*)$", lines[number])
        if match and match[1] not in match[2].replace("\\" + match[1], ""):
            return number
        if match and number < index:
            return None
    return None


def _about_colons(problem: str, lines: list[str], index: int, begun: int, found: object) -> Problem:
    make = found  # a function of the caller, which knows the file
    assert callable(make)
    close = r"^\s*(?:-\s+)*([\w.-]+):([^\s/].*)$"
    number = begun if "could not find" in problem else index
    before = next(
        (
            place
            for place in range(number, -1, -1)
            if lines[place].strip() and (place < number or "could not find" in problem)
        ),
        number,
    )
    for place in (number, before):
        if (match := re.match(close, lines[place])) and ": " not in lines[place]:
            return make(
                "no-space-after-colon",
                place,
                f"There is no space after the colon:  {shown(lines[place])}",
                f"write  {match[1]}: {match[2][:80]}",
            )
    if "could not find" in problem:
        return make(
            "no-colon",
            number,
            f"There is no colon after the name of the field:  {shown(lines[number])}",
            "write the name, a colon, a space and the value, for example  title: Annual report ; if the words go on from the line above, start them further from the left",
        )
    if match := re.match(r"^\s*(?:-\s+)*([^:]+):\s+(.*:(?:\s.*|$))", lines[number]):
        return make(
            "second-colon",
            number,
            f"This line has two colons, so it cannot be read:  {shown(lines[number])}",
            f"put the words after the first colon in double quotes:  {match[1].strip()}: {in_quotes(lines[number])}",
        )
    return make(
        "wrong-indentation",
        number,
        f"This line does not fit below the one before it:  {shown(lines[number])}",
        "start it as far from the left as the lines of the same entry above it",
    )
