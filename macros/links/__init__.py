"""Two nets for links: the built files on every build, and the site as a visitor and other sites meet it."""

from macros.links.command import add_links
from macros.links.inside import broken_links

__all__ = ["add_links", "broken_links"]
