"""A bill of materials: every library that the program uses, from the hash-pinned lock, as CycloneDX 1.6."""

from __future__ import annotations

import json
import re
from pathlib import Path

LOCK = "requirements.lock"
BILL = "bill-of-materials.cdx.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)


def bill_of_materials(lock: str) -> str:
    """The libraries of a lock with their versions, package addresses and checksums, sorted by name."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{_plain(name)}@{version}",
            "name": _plain(name),
            "version": version,
            "purl": f"pkg:pypi/{_plain(name)}@{version}",
            "hashes": [{"alg": "SHA-256", "content": value} for value in re.findall(r"sha256:([0-9a-f]{64})", rest)],
        }
        for name, version, rest in PINNED.findall(lock)
    ]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": sorted(components, key=lambda component: str(component["bom-ref"])),
    }
    return json.dumps(bill, indent=1) + "\n"


def write_bill(sources: Path, folder: Path) -> None:
    """Put the bill into a folder, where the sources have a lock."""
    if (sources / LOCK).is_file():
        (folder / BILL).write_text(bill_of_materials((sources / LOCK).read_text("utf-8")), "utf-8")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
