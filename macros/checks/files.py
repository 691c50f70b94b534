"""Files carry the names of their records, stand in the right folder, and attachments are there."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from macros.checks.context import Checked, problem_at
from macros.field_facts import fields_of
from macros.fields import ATTACHED, slug_of
from macros.files import fault_of_place, files_below, not_opened
from macros.problems import Problem

FOR_THE_HOST = ("CNAME", "_headers", "_redirects")
"""Files beside the pages that tell the host of the site something."""


LARGEST_ATTACHED = 25_000_000
"""Bytes of a file beside the pages. A longer one is too much for a phone, and stays in the history for ever."""

STARTS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    "ics": (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
} | dict.fromkeys(("xlsx", "ods", "odt", "docx"), (b"PK\x03\x04",))
"""How a file of each type begins. Text has no such mark, and holds no zero bytes."""

INSTEAD = {
    "doc": "open it and save it as .docx or as PDF", "xls": "open it and save it as .xlsx", "ppt": "save it as PDF",
    "pptx": "save it as PDF", "odp": "save it as PDF", "docm": "save it as .docx, without macros",
    "xlsm": "save it as .xlsx, without macros", "heic": "save or share it as JPEG", "heif": "save or share it as JPEG",
    "svg": "save it as PNG", "zip": "unpack it and attach the files in it", "msg": "print it to a PDF",
    "eml": "print it to a PDF", "rtf": "open it and save it as .docx or as PDF", "html": "print it to a PDF",
    "db": "take it away; Windows makes it for itself", "ini": "take it away; Windows makes it for itself", "tmp": "take it away; a program left it there",
    "gif": "save it as PNG", "tif": "save it as JPEG", "tiff": "save it as JPEG", "bmp": "save it as PNG",
}  # fmt: skip
"""Files that are not published, and what to do instead."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def check_file_names(checked: Checked) -> Iterator[Problem]:
    """A file that holds one record is named after its reference; ``plan.md`` stands in a folder so named."""
    for found in checked.registers.as_read():
        if not found.alone or found.path in type(found.record).files:
            continue
        if found.path.rpartition("/")[2].rpartition(".")[0] == found.record.slug != "plan":
            continue
        path = PurePosixPath(found.path)
        name = path.parent.name if path.stem == "plan" else path.stem
        if slug_of(name) == found.record.slug and name != name.lower():
            what = "folder" if path.stem == "plan" else "file"
            message = f"The name of the {what}, “{name}”, has capital letters, and addresses have none."
            fix = f"name the {what}  {name.lower()}{'' if path.stem == 'plan' else path.suffix}"
            yield problem_at(found, ("ref",), "name-disagrees", message, fix)
        elif slug_of(name) != found.record.slug:
            where = (
                f"the folder  {found.record.slug}"
                if path.stem == "plan"
                else f"the file  {found.record.slug}{path.suffix}"
            )
            yield problem_at(
                found,
                ("ref",),
                "name-disagrees",
                f"The file is named “{name}”, and the reference in it is “{found.record.ref}”.",
                f"name {where} , or correct the reference",
            )


def check_folders(checked: Checked) -> Iterator[Problem]:
    """A record that is filed by plan or by year stands in the folder of that plan or year."""

    @cache
    def misnamed() -> set[str]:
        return {problem.path for problem in check_file_names(checked)}

    for found in checked.registers.as_read():
        by_year = "year" in (found.record.page_address or "")
        if not by_year and not found.path.startswith("content/plans/"):
            continue
        parts = found.path.split("/")
        plan = getattr(found.record, "plan", None)
        if (
            parts[:2] == ["content", "plans"]
            and isinstance(plan, str)
            and slug_of(plan) != parts[2]
            and f"content/plans/{parts[2]}/plan.md" not in misnamed()
        ):
            yield problem_at(
                found,
                ("plan",),
                "folder-disagrees",
                f"The file stands in the folder “{parts[2]}”, and the plan written in it is “{plan}”.",
                f"write  plan: {parts[2]}  or move the file to content/plans/{slug_of(plan)}/",
            )
        year = getattr(found.record, "year", None)
        if isinstance(year, str) and by_year:
            folder = parts[-2]
            signed = getattr(found.record, "signed_on", None)
            if folder.isdigit() and folder != year:
                yield problem_at(
                    found,
                    ("year",),
                    "folder-disagrees",
                    f"The file stands in the folder “{folder}”, and the year written in it is “{year}”.",
                    f"write  year: {folder}"
                    + (f"  or move the file to the folder {year}" if re.fullmatch(r"\d{4}", year) else ""),
                )
            elif signed is not None and str(signed.year) != year and signed <= checked.as_of:
                yield problem_at(
                    found,
                    ("year",),
                    "folder-disagrees",
                    f"The year is “{year}”, and the notice was signed on {signed}.",
                    f"write  year: {signed.year}  and keep the file in the folder {signed.year}",
                )


def check_docs_files(checked: Checked) -> Iterator[Problem]:
    """The folder of pages holds pages, and files of types that cannot run: everything in it is published."""
    for docs in checked.layers:
        for src in files_below(docs, ("**/*",)):
            inside = PurePosixPath(src)
            if inside.suffix == ".md":
                continue
            path = PurePosixPath(os.path.relpath(docs / src, checked.root)).as_posix()
            kept = inside.parts[0] == "files" and inside.suffix.removeprefix(".") in ATTACHED
            for_the_host = len(inside.parts) == 1 and (inside.suffix == ".txt" or inside.name in FOR_THE_HOST)
            if fault := fault_of_place(docs, src):
                yield replace(fault, path=path)
            elif not kept and not for_the_host:
                message = "This file would be published as it stands; it is neither a page nor a file of a usual type."
                fix = f"put documents and images in docs/files/, with one of these endings: {', '.join(ATTACHED)}"
                if (
                    instead := "take it away; a program left it there"
                    if inside.name[:2] in ("~$", ".~")
                    else INSTEAD.get(inside.suffix[1:].lower())
                ):
                    message, fix = f"Files of this type ({inside.suffix}) are not published.", instead
                if inside.parts[0] == "files" and inside.suffix.lower().removeprefix(".") in ATTACHED:
                    fix = f"write its ending in small letters; this does it for you:  transparency attach {typed(path)}"
                yield Problem("not-a-page", path, 1, message, fix)
            elif kept:
                yield from _faults_of_attached(docs / src, path)


def typed(path: str) -> str:
    """A path as it is typed in a command."""
    return shlex.quote(path).replace("'", '"') if re.fullmatch(r"[\w ./()&+,-]*", path) else shlex.quote(path)


def _faults_of_attached(place: Path, path: str) -> Iterator[Problem]:
    """A file that everyone is to open is small enough, has a plain name, and is of the type that its name says."""
    if not all(NAME.fullmatch(part) for part in PurePosixPath(path.split("docs/files/", 1)[-1]).parts):
        message = "The name of this file has spaces or other signs that do not go into an address."
        fix = f"name it  {slug_of(place.stem) or 'document'}{place.suffix}  ; this does it for you:  transparency attach {typed(path)}"
        yield Problem("not-an-attachment", path, 1, message, fix)
    try:
        size = place.stat().st_size
        with place.open("rb") as file:
            start = file.read(2048)
    except OSError as error:
        yield not_opened(path, error)
        return
    if size > LARGEST_ATTACHED:
        message = f"This file has {size // 1_000_000:,} megabytes, and {LARGEST_ATTACHED // 1_000_000} are the most that is published."
        yield Problem(
            "file-too-large", path, 1, message, "save it smaller, for example with smaller pictures, or in parts"
        )
    ending = place.suffix.removeprefix(".")
    marks = STARTS.get(ending)
    if not (start.startswith(marks) if marks else b"\0" not in start):
        message = f"The name of this file ends in .{ending}, and what is in it is something else."
        yield Problem("not-what-it-says", path, 1, message, "save it again as what it is, and let its name say so")


def check_attachments(checked: Checked) -> Iterator[Problem]:
    """A file that an entry names is in the folder of attachments."""
    for kind, model in checked.registers.kinds.items():
        for facts in fields_of(model):
            for found in checked.registers.located[kind] if facts.attached else ():
                value = getattr(found.record, facts.name)
                for index, name in enumerate(value if facts.many else [value] if value else []):
                    if not checked.has_file(name):
                        yield problem_at(
                            found,
                            (facts.name, index) if facts.many else (facts.name,),
                            "missing-attachment",
                            f"The file “{name}” is not in docs/files/.",
                            f"put it there as  docs/files/{name} , or correct its name",
                        )
