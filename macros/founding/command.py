"""The command around :mod:`macros.founding.making`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import macros
from macros.founding.making import CannotFound, NewOffice, found_site
from macros.loading import load
from macros.record import declared_kinds

CLEAN, WRONG_USAGE = 0, 2


def add_init(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Offer the command; ``add`` takes its name and what runs it."""
    made = add("init", start_office)
    made.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    made.add_argument(
        "--name", required=True, help="the office, for example “Office of the Police and Crime Commissioner for Kent”"
    )
    made.add_argument("--short-name", required=True, help="for example OPCCK")
    made.add_argument("--area", required=True, help="for example Kent")
    made.add_argument("--force", help="the police force (default: “the police force for” the area)")
    made.add_argument("--commissioner-title", help="(default: “Police and Crime Commissioner for” the area)")


def start_office(options: argparse.Namespace) -> int:
    """Write the new site and say what comes next."""
    source = Path(macros.__file__).resolve().parent.parent
    if not (source / "Makefile").is_file():
        print(
            "A new site is made from a copy of this one's repository, because it carries its own program. Get one with "
            "git clone, and run  make env  and  .venv/bin/transparency init  in it.",
            file=sys.stderr,
        )
        return WRONG_USAGE
    office = NewOffice(
        options.name,
        options.short_name,
        options.area,
        options.force or f"the police force for {options.area}",
        options.commissioner_title or f"Police and Crime Commissioner for {options.area}",
    )
    try:
        pages = found_site(source, options.folder, office, _names_at(source))
    except (CannotFound, OSError) as reason:
        print(reason, file=sys.stderr)
        return WRONG_USAGE
    print(f"The site of {office.name} is in {options.folder}.")
    print("Next:\n  cd " + str(options.folder) + "\n  git init\n  make site")
    print("Look at  data/office.yml  and  repo_url  in mkdocs.yml, and put your own words on these pages:")
    print("".join(f"  {page}\n" for page in pages), end="")
    return CLEAN


def _names_at(source: Path) -> list[str]:
    """What the office whose site is the pattern is called, and where it is reached."""
    kinds = {name: kind for name, kind in declared_kinds().items() if name == "office"}
    names = []
    for office in load(source, kinds)[0].of("office"):
        names += [office.name, office.short_name, office.area, office.force, office.email, office.phone, office.address]
    return [name for name in names if name]
