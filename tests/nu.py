"""The Nu HTML checker over every page of built sites. Run by ``make nightly``, because it needs Java.

Usage: ``python tests/nu.py SITE …``
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

JAR = Path(__file__).parent / "nightly" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

READ_FROM_A_FOLDER = "Resource violates Content Security Policy"
"""Said of every style and script, because the checker reads files and no ``'self'`` is there. The browser tests look."""


def faults(site: Path) -> list[str]:
    """What the checker says against a built site, errors and warnings."""
    command = [
        "java",
        "-jar",
        str(JAR),
        "--skip-non-html",
        "--format",
        "json",
        "--exit-zero-always",
        "--stdout",
        str(site),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [
        f"{found['url'].split(site.name, 1)[-1]}, line {found.get('lastLine', '?')}: {found['message']}"
        for found in json.loads(said)["messages"]
        if READ_FROM_A_FOLDER not in found["message"]
    ]


def main() -> int:
    if not shutil.which("java") or not JAR.is_file():
        print(
            "The HTML checker needs Java. To fix: apt-get install default-jre-headless npm, then make nightly",
            file=sys.stderr,
        )
        return 1
    found = [fault for site in sys.argv[1:] for fault in faults(Path(site).resolve())]
    print("\n".join([*found, f"The HTML checker found {len(found)} faults."]))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
