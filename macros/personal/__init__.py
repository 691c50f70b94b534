"""What must not be published by accident: people's numbers, addresses and dates, found in any text.

``findings`` says what was found and shows it masked; ``numbers``, ``contacts`` and ``places`` know the forms;
``passages`` reads the files of the site as text.
"""

from macros.personal.findings import Finding, canonical, digest, masked, masked_name
from macros.personal.passages import found_in_file, found_on_lines
from macros.personal.searching import found_in, hidden, with_headings

__all__ = [
    "Finding",
    "canonical",
    "digest",
    "found_in",
    "found_in_file",
    "found_on_lines",
    "hidden",
    "masked",
    "masked_name",
    "with_headings",
]
