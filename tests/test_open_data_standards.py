"""Grants in the 360Giving standard and contracts in the Open Contracting one, held against the standards themselves."""

from __future__ import annotations

import json
import re
import socket
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import flattentool
import ocdsmerge
import pyshacl
import pytest
import rdflib
from datasets import (
    ADDRESS,
    RELEASE,
    SITES,
    STANDARDS,
    dcat_ap_shapes,
    lay_out,
    loaded_site,
    needs_360giving,
    ocds_schemas,
    ocds_standard,
    published,
)
from jsonschema import Draft202012Validator, FormatChecker, validators
from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012

from macros.exports.contracting import LOTS, contracts_released
from macros.exports.publication import Publication
from macros.record import declared_kinds
from macros.registers import Located, Registers
from macros.sources import Tree

FORMATS = FormatChecker(["date", "email"])

CORE = ("id", "title", "description", "currency", "amountAwarded", "awardDate")
"""Fields that every grant has by the 360Giving standard, beside the two organisations."""


@FORMATS.checks("uri")
def has_a_scheme(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and " " not in value)


@FORMATS.checks("date-time", raises=ValueError)
def is_a_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


every_site = pytest.mark.parametrize("site", SITES)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for anything outside this computer is told at once that there is nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("the tests have no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def given_away(site: str) -> tuple[Any, list[Any]]:
    files = published(site).files
    package = files.get("open-data/grants-360giving.json")
    return package and json.loads(package), json.loads(files["open-data/grants-360giving-left-out.json"])


def contracts(site: str) -> tuple[Any, list[Any]]:
    files = published(site).files
    package = files["open-data/contracts-ocds.json"]
    return json.loads(package), json.loads(files["open-data/contracts-ocds-left-out.json"])


@every_site
def test_grants_have_what_360giving_needs(site: str) -> None:
    package, left_out = given_away(site)
    given = [grant for grant in loaded_site(site).registers.of("grant") if grant.direction == "given"]
    identifiers = [grant["id"] for grant in package["grants"]]
    assert len(identifiers) == len(set(identifiers))
    assert len(given) == len(identifiers) + len(left_out)
    assert all(re.fullmatch(r"Withdrawn\.|Not known: .+\.", entry["reason"]) for entry in left_out)
    for grant in package["grants"]:
        assert all(grant[name] not in ("", None) for name in CORE), grant
        assert grant["currency"] == "GBP" and isinstance(grant["amountAwarded"], (int, float))
        date.fromisoformat(grant["awardDate"])
        for side in ("recipientOrganization", "fundingOrganization"):
            assert len(grant[side]) == 1 and grant[side][0]["id"] and grant[side][0]["name"]


@needs_360giving
@every_site
def test_grants_keep_to_the_schema_of_360giving(site: str) -> None:
    package_schema = json.loads((STANDARDS / "360giving" / "360-giving-package-schema.json").read_text())
    grant_schema = json.loads((STANDARDS / "360giving" / "360-giving-schema.json").read_text())
    named = package_schema["properties"]["grants"]["items"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(named, Resource(grant_schema, DRAFT202012))
    validator = Draft202012Validator(package_schema, registry=registry, format_checker=FORMATS)
    assert not [found.message for found in validator.iter_errors(given_away(site)[0])]


@every_site
def test_the_tool_of_360giving_makes_a_sheet_of_the_grants(site: str, tmp_path: Path) -> None:
    """Flatten Tool is what 360Giving itself turns JSON into a spreadsheet with, and back."""
    folder = lay_out(published(site), tmp_path)
    place, sheet = folder / "grants-360giving.json", tmp_path / "sheet"
    flattentool.flatten(
        str(place), output_name=str(sheet), main_sheet_name="grants", root_list_path="grants", output_format="csv"
    )
    back = tmp_path / "back.json"
    flattentool.unflatten(
        str(sheet), input_format="csv", output_name=str(back), root_list_path="grants", default_configuration=""
    )
    names = {
        grant["id"]: grant["recipientOrganization"][0]["name"] for grant in json.loads(place.read_text())["grants"]
    }
    again = json.loads(back.read_text())["grants"]
    assert {grant["id"]: grant["recipientOrganization"][0]["name"] for grant in again} == names


def checked(package: Any) -> dict[str, Any]:
    """What the Open Contracting Partnership's own checker says of a package."""
    config = LibCoveOCDSConfig({"standard_zip": ocds_standard(), "context": "api"})
    said: dict[str, Any] = ocds_json_output(json_data=package, lib_cove_ocds_config=config)
    return said


FAULTS = (
    "validation_errors",
    "additional_closed_codelist_values",
    "additional_open_codelist_values",
    "additional_checks",
    "deprecated_fields",
    "conformance_errors",
    "json_deref_error",
)


@every_site
def test_the_standards_own_checker_finds_nothing(site: str, no_network: None) -> None:
    package, _ = contracts(site)
    said = checked(package)
    assert {name: said[name] for name in FAULTS if said.get(name)} == {}
    assert said["count"] == len(package["releases"]) > 0
    # Only the extension for lots, which the checker would fetch, is unknown to it here.
    unknown = {(found["path"], found["field_name"]) for found in said["all_additional_fields"]}
    assert unknown <= {("/releases/tender", "lots"), *(("/releases/tender/lots", name) for name in LOT)}
    assert package.get("extensions", []) == ([LOTS] if unknown else [])


def test_the_checker_would_find_a_fault(no_network: None) -> None:
    package, _ = contracts("norfolk")
    package["releases"][0]["tag"] = ["sold"]
    package["releases"][1]["date"] = "2026-03-09"
    package["releases"][2]["tender"]["status"] = ""
    del package["releases"][3]["ocid"]
    said = checked(package)
    assert {found["path"] for found in said["validation_errors"]} == {"releases/1/date", "releases/3"}
    assert said["additional_closed_codelist_values"]["releases/tag"]["values"] == ["sold"]
    assert said["additional_checks"] == {"empty_field": [{"json_location": "releases/2/tender/status"}]}


@every_site
def test_the_catalogue_keeps_to_the_shapes_of_dcat_ap(site: str) -> None:
    """The application profile of DCAT for European data portals, by its own shapes and another library's checker."""
    shapes = rdflib.Graph().parse(data=dcat_ap_shapes(), format="json-ld")
    text = published(site).files["open-data/catalogue.jsonld"]
    graph = rdflib.Graph().parse(data=text, format="json-ld", publicID=f"{ADDRESS}open-data/catalogue.jsonld")
    # By RDF Schema whatever has a name is a resource; that it is one need not be written down.
    conforms, _, words = pyshacl.validate(graph, shacl_graph=shapes, inference="rdfs")
    assert conforms, words[:3000]
    graph.remove((None, rdflib.URIRef("http://purl.org/dc/terms/title"), rdflib.Literal("Gifts and hospitality")))
    assert not pyshacl.validate(graph, shacl_graph=shapes, inference="rdfs")[0]


LOT = {
    "id": str,
    "title": str,
    "description": str,
    "value": dict,
}
"""The fields of a lot that we fill, by the extension's schema; ``id`` is the one it needs."""


@every_site
def test_lots_keep_to_their_extension(site: str) -> None:
    package, _ = contracts(site)
    known = {contract.ref: contract for contract in loaded_site(site).registers.of("contract")}
    for release in package["releases"]:
        lots = release["tender"].get("lots", [])
        contract = known[re.sub(r"-\d{4}-\d\d-\d\d-[a-z-]+$", "", release["id"])]
        assert [lot["title"] for lot in lots] == [lot.title for lot in contract.lots]
        assert len({lot["id"] for lot in lots}) == len(lots)
        assert all(isinstance(value, LOT[name]) for lot in lots for name, value in lot.items())
    assert any("lots" in release["tender"] for release in package["releases"])


@every_site
def test_contracts_keep_to_the_schema_of_ocds(site: str) -> None:
    schemas = ocds_schemas()
    registry: Registry[Any] = Registry().with_resource(
        RELEASE, Resource.from_contents(schemas["release-schema.json"], DRAFT4)
    )
    schema = schemas["release-package-schema.json"]
    validator = validators.validator_for(schema)(schema, registry=registry, format_checker=FORMATS)
    package, left_out = contracts(site)
    assert not [f"{found.json_path}: {found.message}" for found in validator.iter_errors(package)]
    assert len(loaded_site(site).registers.of("contract")) == len(package["releases"]) + len(left_out)
    for release in package["releases"]:
        parties = {party["id"] for party in release["parties"]}
        suppliers = [found for award in release.get("awards", []) for found in award.get("suppliers", [])]
        assert {found["id"] for found in [release["buyer"], *suppliers]} <= parties
        awards = {award["id"] for award in release.get("awards", [])}
        assert {contract["awardID"] for contract in release.get("contracts", [])} <= awards


@every_site
def test_releases_of_each_process_merge_into_a_record(site: str) -> None:
    """The standard's own library takes them; its schema is given so that nothing is fetched."""
    merger = ocdsmerge.Merger(ocds_schemas()["release-schema.json"])
    processes: dict[str, list[Any]] = {}
    for release in contracts(site)[0]["releases"]:
        processes.setdefault(release["ocid"], []).append(release)
    for ocid, releases in processes.items():
        assert merger.create_compiled_release(releases)["ocid"] == ocid


def released(**fields: object) -> Any:
    """The release of one made-up contract."""
    kinds = {"contract": declared_kinds()["contract"]}
    registers = Registers(kinds)
    known = {"ref": "c1", "title": "A contract", "buyers": ["A", "B"], "ocid": "ocds-abc123-1"}
    record = kinds["contract"].model_validate({**known, "published_on": "2026-03-09", **fields})
    registers.located["contract"].append(Located(record, "data/contracts.yml", Tree({}, {(): 1}), False))
    package, left_out = contracts_released(Publication(registers, [], date(2026, 11, 22)))
    assert package and not left_out
    assert checked(package)["validation_errors"] == []
    return package["releases"][0]


def test_what_is_not_known_is_said_and_not_made_up() -> None:
    complete = released(stage="complete", doubt="Seen in a report only.")
    assert complete["tender"]["status"] == "complete" and "awards" not in complete and "contracts" not in complete
    assert complete["tag"] == ["tender"]
    assert complete["tender"]["description"] == "What is uncertain: Seen in a report only."
    award = released(stage="awarded", value="1000")["awards"][0]
    assert award["description"] == "Not known: who the supplier is, the day of the award."
    assert "suppliers" not in award and "date" not in award
    assert [party["roles"] for party in complete["parties"]] == [["buyer"], ["buyer"]]


def test_every_stage_is_valid() -> None:
    for stage in ("planned", "tender", "awarded", "in force", "complete", "ended"):
        lots = [{"title": "North", "value": "10", "gross_value": "12"}, {"title": "South"}]
        release = released(stage=stage, supplier="S", value="22.50", awarded_on="2026-03-01", lots=lots)
        assert release["tender"]["lots"][0]["description"] == "Value £10 before tax, £12 with tax."
        assert ("value" in release["tender"]["lots"][0]) == (stage in ("planned", "tender"))
