"""What pages say of themselves in the words of schema.org, held to its published vocabulary, as somebody else's models have it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec_schemaorg.models as vocabulary
import pytest
from built import BuiltPage, pages_of
from selectolax.lexbor import LexborNode

SCHEMA = "https://schema.org/"
NEEDED = {
    "GovernmentOrganization": {"name", "description"},
    "Dataset": {"name", "description", "license", "creator", "distribution"},
    "Event": {"name", "startDate", "eventStatus", "location"},
    "Report": {"name", "description"},
    "GovernmentService": {"name", "description"},
}
"""What readers of such data, search engines above all, ask for."""


def item(scope: LexborNode) -> dict[str, Any]:
    """A microdata item with its properties, by the rules of the HTML standard."""
    found: dict[str, Any] = {"@type": str(scope.attributes["itemtype"]).removeprefix(SCHEMA)}

    def read(node: LexborNode) -> None:
        for child in node.iter():
            given = child.attributes
            if name := given.get("itemprop"):
                value = (
                    item(child)
                    if "itemscope" in given
                    else given.get("content") or given.get("href") or given.get("datetime") or child.text().strip()
                )
                found.setdefault(str(name), []).append(value)
            if "itemscope" not in given:
                read(child)

    read(scope)
    return {name: values[0] if isinstance(values, list) and len(values) == 1 else values for name, values in found.items()}  # fmt: skip


def allowed(model: type, name: str) -> set[str]:
    """The names of the types whose values a property may hold, those of schema.org and those of Python."""
    declared = next(
        kind.__annotations__[name] for kind in model.__mro__ if name in getattr(kind, "__annotations__", {})
    )
    return set(re.findall(r"\w+", str(declared)))


def fits(value: Any, sorts: set[str]) -> bool:
    """Whether a value is of one of the sorts that its property may hold."""
    if isinstance(value, dict):
        model = getattr(vocabulary, value["@type"], object)
        return bool({kind.__name__ for kind in model.__mro__} & sorts)
    if {"date", "datetime"} & sorts and "str" not in sorts:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return True
    enumerated = value.startswith(SCHEMA) and hasattr(vocabulary, value.removeprefix(SCHEMA))
    address = value.startswith(("http", "/", "../", "./"))
    return (
        "str" in sorts
        or enumerated
        or (address and bool({"URL", "CreativeWork"} & sorts))
        or value.startswith(f"{SCHEMA}Event")
    )


def faults(thing: dict[str, Any], inner: bool = False) -> list[str]:
    """What is wrong with an item: an unknown type, a property that its type does not have, a value of the wrong sort."""
    own = thing["@type"]
    model = getattr(vocabulary, own, None)
    if model is None:
        return [f"schema.org has no type {own}"]
    wrong = []
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in model.__struct_fields__:
            wrong.append(f"{own} has no property {name}")
            continue
        for part in value if isinstance(value, list) else [value]:
            if not part or not fits(part, allowed(model, name)):
                wrong.append(f"{name} of {own} cannot be {part}")
            wrong += faults(part, inner=True) if isinstance(part, dict) else []
    needed = (
        {"encodingFormat", "contentUrl"} if own == "DataDownload" else {"name"} if inner else NEEDED.get(own, {"name"})
    )
    return wrong + [f"{own} without {name}" for name in sorted(needed - set(thing))]


def test_the_validator_finds_faults() -> None:
    good = {
        "@type": "Event",
        "name": "A",
        "startDate": "2026-01-01",
        "eventStatus": f"{SCHEMA}EventScheduled",
        "location": "B",
    }
    person = {"@type": "Person", "name": "C"}
    assert faults(good) == []
    assert faults({"@type": "Raport"}) == ["schema.org has no type Raport"]
    assert faults(good | {"reportNumber": "1"}) == ["Event has no property reportNumber"]
    assert faults(good | {"startDate": "soon"}) == ["startDate of Event cannot be soon"]
    assert faults(good | {"location": person}) == [f"location of Event cannot be {person}"]
    assert faults({"@type": "Report", "name": "A", "description": "B", "author": "C"}) == [
        "author of Report cannot be C"
    ]


@pytest.mark.parametrize("site", ["norfolk_site", "example_site"])
def test_every_page_is_valid_in_the_words_of_schema_org(site: str, request: pytest.FixtureRequest) -> None:
    wrong: list[str] = []
    types: Counter[str] = Counter()
    for page in pages_of(request.getfixturevalue(site)):
        for scope in page.tree.css("[itemscope]:not([itemprop])"):
            thing = item(scope)
            types[thing["@type"]] += 1
            wrong += [f"{page.address}: {fault}" for fault in faults(thing)]
    assert wrong == []
    assert {*NEEDED, "WebPage"} <= set(types)


def test_the_home_page_names_the_office(norfolk_site: Path) -> None:
    tree = BuiltPage(norfolk_site, norfolk_site / "index.html").tree
    home = item(tree.css_first("[itemscope]"))
    assert home["@type"] == "GovernmentOrganization"
    assert home["name"] in tree.css_first("title").text()
