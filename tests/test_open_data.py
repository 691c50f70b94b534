"""The data of both sites, held against the published schemas and read back by other people's tools.

Each form is made by one library and read by a different one. ``test_open_data_standards.py`` has 360Giving and OCDS.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import frictionless
import openpyxl
import pytest
import rdflib
import vobject
from datasets import ADDRESS, SITES, lay_out, loaded_site, published
from jsonschema import Draft202012Validator
from lxml import etree

from macros.exports import Exported, exported
from macros.exports.calendars import publication_dates
from macros.exports.csv_json import records_from_csv, records_from_json
from macros.exports.publication import FOLDER, Publication
from macros.office import Loaded
from macros.registers import Registers

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def loaded(site: str) -> Loaded:
    return loaded_site(site)


@pytest.fixture(scope="module")
def data(site: str) -> Exported:
    return published(site)


@pytest.fixture(scope="module")
def folder(data: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as they lie on the site."""
    return lay_out(data, tmp_path_factory.mktemp("data"))


def as_json(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_every_register_reads_back_as_it_was(loaded: Loaded, folder: Path) -> None:
    for name, kind in loaded.registers.kinds.items():
        records = loaded.registers.of(name)
        with (folder / f"{kind.plural}.csv").open(encoding="utf-8", newline="") as file:
            assert list(records_from_csv(kind, file.read())) == records, name
        assert list(records_from_json(kind, (folder / f"{kind.plural}.json").read_text())) == records, name


def test_every_entry_keeps_to_its_json_schema(loaded: Loaded, folder: Path) -> None:
    for kind in loaded.registers.kinds.values():
        schema = as_json(folder, f"{kind.plural}.schema.json")
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for entry in as_json(folder, f"{kind.plural}.json")["entries"]:
            assert not list(validator.iter_errors(entry)), entry


def test_the_data_package_is_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    package = as_json(folder, "datapackage.json")
    for resource in package["resources"]:
        assert (folder / resource["path"]).stat().st_size == resource["bytes"]
    named = {resource["path"] for resource in package["resources"]}
    guides = {path.name for path in folder.glob("*.columns.csv")}
    assert named == {path.name for path in folder.glob("*.csv")} - guides


def test_a_harvester_can_read_the_catalogue(data: Exported, folder: Path) -> None:
    graph = rdflib.Graph()
    base = f"{ADDRESS}open-data/catalogue.jsonld"
    graph.parse(data=(folder / "catalogue.jsonld").read_text(), format="json-ld", publicID=base)
    dcat, dct = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")
    sets = set(graph.objects(rdflib.URIRef(f"{ADDRESS}open-data/"), dcat.dataset))
    assert len(sets) == len(data.datasets)
    foaf, vcard = rdflib.Namespace("http://xmlns.com/foaf/0.1/"), rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
    whole = graph.value(predicate=rdflib.RDF.type, object=dcat.Catalog)
    for found in (whole, *sets):
        for name in ("title", "description", "license", "publisher", "language"):
            assert graph.value(found, dct[name]), f"{found}: {name}"
        publisher = graph.value(found, dct.publisher)
        assert (publisher, rdflib.RDF.type, foaf.Agent) in graph and graph.value(publisher, foaf.name)
    for found in sets:
        assert graph.value(found, dct.identifier) and graph.value(found, dcat.distribution)
        assert str(graph.value(graph.value(found, dcat.contactPoint), vcard.hasEmail)).startswith("mailto:")
    for distribution in graph.subjects(rdflib.RDF.type, dcat.Distribution):
        assert graph.value(distribution, dcat.accessURL) and graph.value(distribution, dct.license)
        assert "/media-types/" in str(graph.value(distribution, dcat.mediaType))
        address = str(graph.value(distribution, dcat.downloadURL))
        size = graph.value(distribution, dcat.byteSize)
        assert address.startswith(f"{ADDRESS}open-data/")
        assert (folder / address.removeprefix(f"{ADDRESS}open-data/")).stat().st_size == int(str(size))


def test_figures_that_were_revised_keep_their_earlier_values(folder: Path) -> None:
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        now = {row["observation"]: row for row in csv.DictReader(file)}
    with (folder / "revised-figures.csv").open(encoding="utf-8", newline="") as file:
        before = list(csv.DictReader(file))
    assert before
    assert all(row["status"] == "superseded" and row["value"] != now[row["observation"]]["value"] for row in before)
    assert all(row["period_start"] <= row["period_end"] for row in now.values())


def test_norfolks_revised_crime_count_is_kept() -> None:
    text = published("norfolk").files[f"{FOLDER}/revised-figures.csv"]
    assert isinstance(text, bytes)
    assert "69226" in [row["value"] for row in csv.DictReader(io.StringIO(text.decode(), newline=""))]


def test_feeds_are_read_by_another_library(folder: Path) -> None:
    feeds = sorted((folder / "feeds").rglob("*.atom"))
    assert {path.stem for path in feeds} == {"decisions", "meetings", "documents", "corrections"}
    assert len(feeds) > 4, "every pillar has its own"
    for path in feeds:
        atom = feedparser.parse(path.read_bytes())
        assert not atom.bozo, atom.get("bozo_exception")
        assert atom.feed.id and atom.feed.updated and atom.feed.title
        other = json.loads(path.with_suffix(".json").read_text())
        assert other["version"] == "https://jsonfeed.org/version/1.1"
        assert [entry.id for entry in atom.entries] == [item["id"] for item in other["items"]]
        assert len({entry.id for entry in atom.entries}) == len(atom.entries)
        assert all(
            item["url"] and item["content_text"] and item["date_published"].endswith("Z") for item in other["items"]
        )
    assert feedparser.parse((folder / "feeds" / "decisions.atom").read_bytes()).entries


ATOM = "{http://www.w3.org/2005/Atom}"


def test_feeds_keep_to_their_standards(data: Exported) -> None:
    """What RFC 4287 asks of an Atom feed and each of its entries, and version 1.1 of a JSON Feed."""
    for path, text in data.files.items():
        if path.endswith(".atom"):
            feed = etree.fromstring(text if isinstance(text, bytes) else text.encode())
            assert feed.tag == f"{ATOM}feed" and feed.find(f"{ATOM}author/{ATOM}name") is not None
            assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
            for part in (feed, *feed.findall(f"{ATOM}entry")):
                assert [len(part.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1], path
                assert urlsplit(part.findtext(f"{ATOM}id")).scheme == "urn"
                assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo
            for entry in feed.findall(f"{ATOM}entry"):
                assert entry.find(f"{ATOM}link").get("rel") == "alternate" and entry.find(f"{ATOM}summary") is not None
        elif "/feeds/" in path:
            other = json.loads(text)
            assert isinstance(other["title"], str) and other["authors"][0]["name"] and other["language"] == "en-GB"
            for item in other["items"]:
                assert isinstance(item["id"], str) and urlsplit(item["id"]).scheme
                assert item["content_text"].strip() and item["url"].strip()
                assert all(datetime.fromisoformat(item[f"date_{name}"]).tzinfo for name in ("published", "modified"))


def test_calendars_keep_to_their_standard(data: Exported) -> None:
    """What RFC 5545 asks: line ends, lines of at most 75 bytes, and the properties that an event must have."""
    for path in (path for path in data.files if path.endswith(".ics")):
        text = data.files[path]
        assert isinstance(text, bytes) and text.endswith(b"END:VCALENDAR\r\n")
        lines = text.split(b"\r\n")
        assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
        unfolded = text.decode().replace("\r\n ", "").split("\r\n")
        names = [re.split("[;:]", line)[0] for line in unfolded]
        assert names.count("PRODID") == names.count("VERSION") == 1
        events = unfolded.count("BEGIN:VEVENT")
        assert events + unfolded.count("BEGIN:VTIMEZONE") > 0
        assert all(names.count(name) == events for name in ("UID", "DTSTAMP", "SUMMARY")) or not events


def test_an_empty_calendar_still_holds_something() -> None:
    text = publication_dates(Publication(Registers({}), [], AS_OF), []).decode()
    assert "BEGIN:VTIMEZONE" in text and vobject.readOne(text)


def test_calendars_are_read_by_another_library(folder: Path, loaded: Loaded) -> None:
    for name in ("public-meetings.ics", "publication-dates.ics"):
        calendar = vobject.readOne((folder / name).read_bytes().decode())
        events = calendar.contents.get("vevent", [])
        assert len({event.uid.value for event in events}) == len(events)
        assert all(event.summary.value and event.dtstart.value for event in events)
    meetings = vobject.readOne((folder / "public-meetings.ics").read_bytes().decode()).contents["vevent"]
    titles = {meeting.title for meeting in loaded.registers.of("meeting")}
    assert {event.summary.value for event in meetings} <= titles


def test_workbooks_hold_the_same_figures_and_no_formulas(folder: Path, loaded: Loaded) -> None:
    books = sorted(folder.glob("*.xlsx"))
    assert [path.stem for path in books] == [
        "budgets",
        "contracts",
        "decisions",
        "grants",
        "premises",
        "spending-over-500",
    ]
    plural = {kind.plural: name for name, kind in loaded.registers.kinds.items()}
    for path in books:
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["Entries", "About"]
        rows = list(book["Entries"].iter_rows(min_row=2))
        records = loaded.registers.of(plural[path.stem])
        assert [row[0].value for row in rows] == [record.ref for record in records]
        assert all(cell.data_type != "f" for row in rows for cell in row)
    with_amounts = openpyxl.load_workbook(folder / "grants.xlsx")["Entries"]
    place = [cell.value for cell in with_amounts[1]].index("Amount")
    amounts = [row[place].value for row in with_amounts.iter_rows(min_row=2)]
    expected = [None if grant.amount is None else float(grant.amount) for grant in loaded.registers.of("grant")]
    assert amounts == expected


def test_two_builds_give_the_same_bytes(loaded: Loaded) -> None:
    once, again = (exported(Publication(loaded.registers, loaded.pages, AS_OF)).files for _ in range(2))
    assert [path for path in once if once[path] != again[path]] == []


def test_entries_and_events_keep_their_names_when_the_site_moves(loaded: Loaded) -> None:
    def names(address: str) -> dict[str, list[str]]:
        files = exported(Publication(loaded.registers, loaded.pages, AS_OF, address)).files
        texts = {path: text for path, text in files.items() if path.endswith((".atom", ".ics"))}
        return {
            path: re.findall(r"<id>(.*?)</id>|UID:(\S+)", text.decode() if isinstance(text, bytes) else text)
            for path, text in texts.items()
        }

    before = names("")
    assert any(len(found) > 5 for found in before.values())
    assert before == names("https://a.example.org/") == names("https://b.example.org/pcc/")


def test_without_an_address_none_is_made_up(loaded: Loaded) -> None:
    files = exported(Publication(loaded.registers, loaded.pages, AS_OF)).files
    assert "feed_url" not in json.loads(files[f"{FOLDER}/feeds/decisions.json"])
    package = json.loads(files[f"{FOLDER}/contracts-ocds.json"])
    assert package["uri"].startswith("urn:uuid:") and "publicationPolicy" not in package
    feed = json.loads(files[f"{FOLDER}/feeds/decisions.json"])
    assert feed["items"][0]["url"].startswith("../../decisions/")
