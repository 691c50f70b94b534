"""What keeps a published site for ever: its addresses, its checksums, one package of everything, and proof."""

from macros.archive.command import add_archive
from macros.archive.finish import LISTS, finish_site
from macros.archive.redirects import redirect_page

__all__ = ["LISTS", "add_archive", "finish_site", "redirect_page"]
