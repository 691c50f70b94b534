"""What is laid before MkDocs beside the files of ``docs/``: downloads, redirects, and where our own pages stand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from macros.archive import redirect_page
from macros.exports import Exported, exported
from macros.exports.publication import Publication
from macros.led_on import WHY, LedOn
from macros.ledger import read_ledger
from macros.settings import Settings
from macros.site.keeping import KeptData
from macros.site.prepared import Prepared, only_shown_here, prepare
from macros.sources import files_below


class OwnPage(File):
    """A page that is rendered here. MkDocs knows where it stands, for links, and neither reads nor writes it."""

    def __init__(self, src: str, config: MkDocsConfig, edit_uri: str) -> None:
        folder = src.removesuffix(".md").removesuffix("/index")
        super().__init__(
            src, None, config.site_dir, True, dest_uri=f"{folder}/index.html", inclusion=InclusionLevel.INCLUDED
        )
        self.generated_by = "macros"
        self.edit_uri = edit_uri

    def is_documentation_page(self) -> bool:
        """No: MkDocs has nothing to read."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing is copied: the page is written at the end."""


def add_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and downloads."""
    prepared = prepare(config)
    loaded = prepared.loaded
    _lay_over(files, config, loaded.settings)
    taken = {file.src_uri for file in files}
    for path, file in own_files(prepared).items():
        _refuse_taken(path, taken)
        files.append(file)
    for path, content in make_open_data(prepared).files.items():
        _add(files, config, path, content, taken)
    for old, new, why in _leading_on(prepared, files):
        _add(files, config, *_redirect(prepared, old, new, why), taken)
    return files


def _leading_on(prepared: Prepared, files: Files) -> Iterator[tuple[str, str, str]]:
    """Every old address with the one it leads to and why: those of the register, and those that follow from the ledger."""
    loaded = prepared.loaded
    there = {"/" + file.dest_uri.removesuffix("index.html") for file in files}
    for moved in loaded.registers.of("redirect") if "redirect" in loaded.registers.kinds else []:
        there.add(moved.from_address)
        yield moved.from_address, moved.to_address, moved.why
    lost = LedOn(loaded.registers, loaded.pages).lost(read_ledger(loaded.settings.root), there)
    yield from ((old, new, WHY) for old, new in lost.items())


def _redirect(prepared: Prepared, old: str, new: str, why: str) -> tuple[str, str]:
    office = prepared.view.office
    return redirect_page(
        old,
        new,
        why,
        office.name if office else prepared.config.site_name,
        prepared.loaded.settings.site_address,
        bool(office and office.fictional == "yes"),
    )


def only_our_own_look(config: MkDocsConfig) -> None:
    """Leave out the files of Material's theme, which no page uses. MkDocs would look at each of its 14,000 icons."""
    theme = config.theme
    of_mkdocs = theme.get_env

    def get_env() -> jinja2.Environment:
        environment = of_mkdocs()
        folder = Path(theme.custom_dir) if theme.custom_dir else None
        ours = list(files_below(folder, ("**/*",))) if folder else []

        def list_templates(extensions: Any = None, filter_func: Callable[[str], bool] | None = None) -> list[str]:
            return [path for path in ours if filter_func is None or filter_func(path)]

        setattr(environment, "list_templates", list_templates)
        return environment

    setattr(theme, "get_env", get_env)


def make_open_data(prepared: Prepared) -> Exported:
    """The downloads of the site; its pages then know them and their sizes."""
    loaded = prepared.loaded
    publication = Publication(
        loaded.registers, loaded.pages, loaded.as_of, loaded.settings.site_address, prepared.view.known.places.link_of
    )
    kept = KeptData(prepared)
    made = exported(publication, kept.data)
    kept.end()
    prepared.view.known.open_data = made
    return made


def let_go_of_downloads(prepared: Prepared) -> None:
    """Keep only the names of the downloads once MkDocs has written them: those of a large register take much memory."""
    made = prepared.view.open_data.files
    for path in made:
        made[path] = ""
        if prepared.site_files and (file := prepared.site_files.get_file_from_path(path)):
            file.content_string = ""


def own_files(prepared: Prepared) -> dict[str, File]:
    """Every page that is rendered here, as a file that MkDocs would know, by its path below docs."""
    settings = prepared.loaded.settings
    return {
        path: OwnPage(path, prepared.config, os.path.relpath(settings.root / source, settings.docs))
        for path, source in _own_pages(prepared)
    }


def _own_pages(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """The path of each page that is rendered here, and of the source that it is made from."""
    for path, record in prepared.records.items():
        yield path, prepared.view.registers.place_of(record).path
    for path, part in prepared.parts.items():
        yield path, prepared.view.registers.place_of(part.records[0]).path
    for path, page in prepared.gathered.items():
        yield path, page.home.path


def _lay_over(files: Files, config: MkDocsConfig, settings: Settings) -> None:
    """A site that shares the pages of another adds its own to them, or puts its own in their place."""
    for folder in settings.layers[:-1]:
        for path in files_below(folder, ("**/*",)):
            own = File(path, str(folder), config.site_dir, config.use_directory_urls)
            own.edit_uri = os.path.relpath(folder / path, settings.docs)
            if shared := files.get_file_from_path(path):
                files.remove(shared)
            files.append(own)


def _refuse_taken(path: str, taken: set[str]) -> None:
    if path in taken:
        raise PluginError(f"docs/{path} stands where a generated page belongs. Move or rename it.")


def _add(files: Files, config: MkDocsConfig, path: str, content: str | bytes, taken: set[str]) -> None:
    _refuse_taken(path, taken)
    files.append(File.generated(config, path, content=content))


def take_over(files: Files, config: MkDocsConfig) -> None:
    """Take every page out of MkDocs' hands once it has read them: they are written at the end, several at once.

    What MkDocs would do when it has written a page is done here: the parts of pages that are linked to are looked up.
    """
    prepared = prepare(config)
    prepared.site_files = files
    last = InclusionLevel.DRAFT if only_shown_here() else InclusionLevel.NOT_IN_NAV
    for file in files:
        page = file.page
        if isinstance(file, OwnPage):
            prepared.files[file.src_uri] = file
        elif page is not None and file.is_documentation_page() and file.inclusion.value >= last.value:
            prepared.files[file.src_uri] = file
            page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
            file.inclusion = InclusionLevel.EXCLUDED


def every_page(prepared: Prepared) -> list[File]:
    """Every page of the site, for templates that list them, such as the map of the site."""
    for file in prepared.files.values():
        if file.page is None:
            MkDocsPage(None, file, prepared.config)
    return list(prepared.files.values())
