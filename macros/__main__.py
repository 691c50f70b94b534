"""``python -m macros`` is the same command as ``transparency``."""

from __future__ import annotations

import sys

from macros.cli import main

if __name__ == "__main__":
    sys.exit(main())
