"""Ask the Library of Congress's own reader whether an archive is a valid BagIt package.

Its package has no wheel, so it is no part of the hash-pinned tests: ``make nightly`` installs it for itself.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

import bagit


def main(package: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package) as packed:
            packed.extractall(folder)
        (bag,) = Path(folder).iterdir()
        bagit.Bag(str(bag)).validate()
    print(f"{package} is a valid BagIt package.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
