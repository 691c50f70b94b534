"""Lay the editing page into a built site: its document, what it may edit, and the program, which must be the very one."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import shutil
from pathlib import Path
from string import Template
from typing import Any

from macros.archive.manifest import digest, read_manifest
from macros.forms.editing_page.collections import collections
from macros.registers import Registers
from macros.settings import Admin

HERE = Path(__file__).parent
FOLDER = "admin"
PROGRAM = "sveltia-cms.js"
CHECKSUMS = "program.sha256"

GITHUB = "https://api.github.com"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self' data: blob:{hosts}; media-src 'self' blob:; base-uri 'none'; form-action 'none'"
)
"""What the editing page allows itself. Its program puts its styles into the page, so those must be allowed inline."""

HEADER = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"connect-src 'self' data: blob: {GITHUB}; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
"""What ``_headers`` sends with every page of a site that has an editing page, because that file cannot leave one page
out on all hosts. Each page's own policy is as strict as before."""


class NoProgram(Exception):
    """The editing page cannot be laid into the site. The message says what to do."""


def lay_editing_page(admin: Admin, registers: Registers, site: Path, name: str) -> None:
    """Write ``/admin/`` into a built site.

    :raises NoProgram: the program is not there or is not the one that this repository names, or a page has the address.
    """
    folder = site / FOLDER
    if folder.exists():
        raise NoProgram("docs/admin stands where the editing page belongs. Rename it, or take admin out of mkdocs.yml.")
    wanted = read_manifest((HERE / CHECKSUMS).read_text("utf-8"), CHECKSUMS)
    for path, value in wanted.items():
        source = admin.program / path
        if not source.is_file() or digest(source) != value:
            state = "is not the file that this repository names" if source.is_file() else "is not there"
            raise NoProgram(
                f"The editing page is on in mkdocs.yml, and of its program {admin.program / path} {state}. "
                "Run  make admin  (it needs npm), or take admin out of mkdocs.yml."
            )
    folder.mkdir()
    for path in wanted:
        shutil.copyfile(admin.program / path, folder / Path(path).name)
    for own in ("editing.css", "editing.js"):
        shutil.copyfile(HERE / own, folder / own)
    document = Template((HERE / "index.html").read_text("utf-8")).substitute(
        policy=policy(admin), integrity=_integrity(folder / PROGRAM), title=html.escape(f"Edit: {name}")
    )
    (folder / "index.html").write_text(document, "utf-8")
    written = json.dumps(configuration(admin, registers, name), ensure_ascii=False)
    (folder / "config.json").write_text(written + "\n", "utf-8")
    _leave_room_in_headers(site / "_headers")


def policy(admin: Admin) -> str:
    """The page's own content security policy: another host only where it writes to one."""
    return POLICY.format(hosts=f" {GITHUB}" if admin.repository else "")


def configuration(admin: Admin, registers: Registers, name: str) -> dict[str, Any]:
    """What Sveltia CMS is told. What somebody saves becomes a pull request; nobody publishes from the page."""
    if admin.repository:
        backend = {
            "name": "github",
            "repo": admin.repository,
            "branch": admin.branch,
            # A token needs no other host; signing in by a window of GitHub would need a server for it.
            "auth_methods": ["token"],
        }
    else:
        backend = {"name": "test-repo"}
    return {
        "backend": backend,
        **({"publish_mode": "editorial_workflow"} if admin.repository else {}),
        "app_title": name,
        "show_preview_links": False,
        "media_folder": "docs/files",
        "public_folder": "/files",
        "media_libraries": {"default": {"config": {"slugify_filename": True}}},
        "slug": {"encoding": "ascii", "clean_accents": True, "lowercase": True},
        "output": {"omit_empty_optional_fields": True, "yaml": {"quote": "none", "indent_sequences": True}},
        "collections": [{**one, "publish": False} if admin.repository else one for one in collections(registers)],
    }


def _integrity(path: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _leave_room_in_headers(path: Path) -> None:
    """Let a host that reads ``_headers`` send a policy under which the editing page works."""
    if not path.is_file():
        return
    key = "  Content-Security-Policy: "
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(key + HEADER if line.startswith(key) else line for line in lines), "utf-8")
