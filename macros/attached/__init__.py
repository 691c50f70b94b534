"""Documents and pictures that are published beside the pages: what is in them that nobody sees, and clean copies.

``reading`` looks into files in a process of their own, so that none can stop the check; ``pdf``, ``office`` and
``pictures`` know the formats; ``cleaning`` makes a copy that tells nothing about its author.
"""

from macros.attached.reading import Reader
from macros.attached.trace import LOOKED_INTO, Trace

__all__ = ["LOOKED_INTO", "Reader", "Trace"]
