"""The site on this computer while somebody edits: each page as it stands now, or what is wrong, and never a dead server."""

from macros.preview.server import Showing, serve

__all__ = ["Showing", "serve"]
