"""PDFs of pages that people print and file: made from the built HTML, tagged for screen readers, the same on every build."""

from macros.paper.printing import Printed, print_pages

__all__ = ["Printed", "print_pages"]
