"""Prose holds no HTML, its signs do what was meant, its links are safe, and its images are there and have words."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from macros.checks.context import Checked
from macros.problems import Problem
from macros.prose_passages import NOTHING, InProse, in_page
from macros.prose_signs import file_links, leads_to_a_file


def _found(checked: Checked) -> Iterator[InProse]:
    """What was found in the prose of each record when its file was read, and what is found in each page."""
    yield from (located.prose for located in checked.registers.as_read() if located.prose is not NOTHING)
    yield from (in_page(page.body, page.path, page.body_line) for page in checked.pages)


def check_prose(checked: Checked) -> Iterator[Problem]:
    """Faults in an editor's prose, at their line; in ``docs/`` too."""
    for found in _found(checked):
        yield from found.faults


def check_links_to_files(checked: Checked) -> Iterator[Problem]:
    """A link on a page to another page's file works where that file is there."""
    there = {page.src for page in checked.pages}
    for page in checked.pages:
        for line, written in file_links(page.body):
            src = posixpath.normpath(posixpath.join(posixpath.dirname(page.src), written.split("#")[0]))
            if src not in there:
                fault = leads_to_a_file(line, written)
                yield Problem(fault.code, page.path, page.body_line + line, fault.message, fault.fix)


def check_images(checked: Checked) -> Iterator[Problem]:
    """Every image of our own that prose shows is in the folder of attachments."""
    for image in (image for found in _found(checked) for image in found.images):
        name = image.target.lstrip("/").removeprefix("files/")
        if not image.target.startswith("/files/") or not checked.has_file(name):
            message = f"The image “{image.target}” is not in docs/files/."
            fix = f"put it there and write  /files/{name.split('/')[-1]}"
            if checked.has_file(name):
                message = f"The image “{image.target}” would not be found from every page."
                fix = f"write  /files/{name}"
            yield Problem("missing-image", image.path, image.line, message, fix, image.field)
