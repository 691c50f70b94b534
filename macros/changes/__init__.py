"""What a pull request changes for the public, and which of it would happen silently.

``revision`` reads the sources of an earlier commit, ``compare`` sets two states of the registers side by side,
``substance`` says which changes need a note, ``sentences`` puts them into words, ``refusals`` into problems.
"""

from macros.changes.command import add_changes, problems_since
from macros.changes.compare import Changes, compare
from macros.changes.revision import NoHistory, Side, side_at, side_now

__all__ = ["Changes", "NoHistory", "Side", "add_changes", "compare", "problems_since", "side_at", "side_now"]
