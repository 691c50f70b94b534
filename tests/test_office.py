"""The real sources can be published on the day that they are pinned to."""

from __future__ import annotations

from datetime import date

from sites import ROOT

from macros.office import load_site
from macros.problems import as_text
from macros.settings import read_settings


def test_the_office_has_no_fault() -> None:
    settings = read_settings(ROOT)
    assert settings.as_of == date(2026, 11, 22)
    must = [problem for problem in load_site(settings, settings.as_of).problems if problem.severity == "must"]
    assert not must, as_text(must)
