"""``transparency review BASE``: everything that somebody who decides about a pull request wants to know, in one summary."""
