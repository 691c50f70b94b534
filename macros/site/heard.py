"""What MkDocs warns of, for the words of a refusal."""

from __future__ import annotations

import logging


class Heard(logging.Handler):
    """Keeps what MkDocs warns of, to say it when a build is refused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())
