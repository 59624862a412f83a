"""The reference tables keep the rules that their readers lean on: entities, regulators, live sources."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pycountry
import pytest

from tasks.classify.entities import known_names
from tasks.reference import entities, outlets, slug, sources

CONFIG = Path(__file__).parent.parent / "config"
COMPANIES = {"company", "lab", "trade_body", "union", "group", "person"}
BODIES = {"regulator", "court", "ministry", "agency", "legislature", "police"}
KEYS = {"id", "name", "kind", "country", "jurisdiction", "wikidata", "lei", "aliases", "former", "products", "affiliation"}
# Under a treaty of their own: the law they apply is no country's, nor the Union's.
INTERNATIONAL = {"world-trade-organization", "wipo", "european-patent-office", "european-court-of-human-rights", "interpol"}
# Words of everyday English (or of another body) that are also somebody's short name: only a longer form may stand.
EVERYDAY = frozenset(
    [
        "X", "Block", "Line", "Square", "Signal", "Target", "Circle", "Gemini", "Bolt",
        "Ring", "Sharp", "Wise", "Charter", "Gateway", "Otto", "Cruise", "Lime", "King",
        "Sky", "Free", "Three", "Orange", "Palm", "Brave", "Opera", "Unity", "Arm",
        "Booking", "Humane", "Equity", "Snap", "Windows", "Claude", "Alexa", "Congress", "Senate",
        "Government", "Commission", "Parliament", "ICO", "CAT", "BIS", "EC", "AG", "UPC",
        "McAfee", "Ellison", "Dow Jones", "Oversight Board",
    ]
)  # fmt: skip


def tables(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CONFIG / name).read_text(encoding="utf-8"))["entity"]
    return found


ENTITIES, REGULATORS = tables("entities.toml"), tables("regulators.toml")
LIVE = tomllib.loads((CONFIG / "sources.live.toml").read_text(encoding="utf-8"))["source"]


def spellings(table: dict[str, Any]) -> Iterator[str]:
    yield table["name"]
    yield from table.get("aliases", [])
    yield from table.get("former", [])
    yield from table.get("products", [])


def is_country(code: str) -> bool:
    return code == "EU" or pycountry.countries.get(alpha_2=code) is not None


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_tables_are_as_large_as_promised() -> None:
    assert len(ENTITIES) >= 300
    assert len(REGULATORS) >= 160
    assert len(LIVE) >= 36
    assert 1 <= sum(table["kind"] == "person" for table in ENTITIES) <= 40


def is_lei(code: str) -> bool:
    """Twenty signs of which the last two check the others (ISO 17442, ISO 7064 mod 97-10)."""
    return re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", code) is not None and int("".join(str(int(c, 36)) for c in code)) % 97 == 1


def has_form(table: dict[str, Any]) -> bool:
    return (
        set(table) <= KEYS
        and re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", table["id"]) is not None
        and is_country(table["country"])
        and re.fullmatch(r"Q[1-9][0-9]*", table.get("wikidata", "Q1")) is not None
        and is_lei(table.get("lei", "HWUPKR0MPOU8FGXBT394"))
        and all(re.fullmatch(r"\w\S*( \S+)*", name) and len(name) >= 2 for name in spellings(table))
    )


def test_every_entity_has_its_form() -> None:
    assert not [table["id"] for table in ENTITIES + REGULATORS if not has_form(table)]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Not A Slug"},
        {"country": "UK"},
        {"wikidata": "95"},
        {"lei": "HWUPKR0MPOU8FGXBT395"},
        {"aliases": [" Google"]},
        {"aliases": ["G"]},
        {"site": "x"},
    ],
    ids=str,
)
def test_a_broken_form_is_seen(change: dict[str, Any]) -> None:
    sound = {"id": "google", "name": "Google", "kind": "company", "country": "US"}
    assert has_form(sound)
    assert not has_form(sound | change)


def test_kinds_stand_in_their_file() -> None:
    assert {table["kind"] for table in ENTITIES} == COMPANIES
    assert {table["kind"] for table in REGULATORS} == BODIES


def test_only_bodies_have_a_jurisdiction_and_all_but_the_international_have() -> None:
    assert not [table["id"] for table in ENTITIES if "jurisdiction" in table]
    assert {table["id"] for table in REGULATORS if "jurisdiction" not in table} == INTERNATIONAL
    assert all(is_country(table.get("jurisdiction", "EU")) for table in REGULATORS)


def test_a_person_belongs_to_an_entity_and_nobody_else_does() -> None:
    known = {table["id"] for table in ENTITIES if table["kind"] != "person"}
    assert not [table["id"] for table in ENTITIES if table["kind"] == "person" and table.get("affiliation") not in known]
    assert not [table["id"] for table in ENTITIES + REGULATORS if table["kind"] != "person" and "affiliation" in table]


def test_ids_and_identifiers_stand_once() -> None:
    assert not repeated(table["id"] for table in ENTITIES + REGULATORS)
    assert not repeated(table["wikidata"] for table in ENTITIES + REGULATORS if "wikidata" in table)
    assert not repeated(table["lei"] for table in ENTITIES if "lei" in table)


def test_no_spelling_names_two() -> None:
    assert not repeated(spelling for table in ENTITIES + REGULATORS for spelling in spellings(table))


def test_no_two_differ_by_case_alone() -> None:
    owners: dict[str, set[str]] = {}
    for table in ENTITIES + REGULATORS:
        for spelling in spellings(table):
            owners.setdefault(spelling.casefold(), set()).add(table["id"])
    assert not {spelling: ids for spelling, ids in owners.items() if len(ids) > 1}


def test_everyday_words_stand_only_in_a_longer_form() -> None:
    assert not {spelling for table in ENTITIES + REGULATORS for spelling in spellings(table)} & EVERYDAY


@pytest.mark.parametrize(
    ("name", "entity_id"),
    [
        ("Alphabet Inc", "alphabet"),
        ("Facebook", "meta"),
        ("Twitter", "x-corp"),
        ("ChatGPT", "openai"),
        ("Research In Motion", "blackberry"),
        ("U.S. Justice Department", "us-justice-department"),
        ("9th U.S. Circuit Court of Appeals", "ninth-circuit"),
        ("Northern District of California", "us-district-court-for-the-northern-district-of-california"),
        ("Information Commissioner’s Office", "ico"),
        ("Irish Data Protection Commission", "data-protection-commission"),
        ("CJEU", "court-of-justice-of-the-european-union"),
    ],
)
def test_a_name_leads_to_its_entity(name: str, entity_id: str) -> None:
    assert [table["id"] for table in ENTITIES + REGULATORS if name in spellings(table)] == [entity_id]


@pytest.mark.parametrize(
    ("entity_id", "former"),
    [("meta", "Facebook"), ("x-corp", "Twitter"), ("block", "Square Inc"), ("blackberry", "Research In Motion")],
)
def test_a_former_name_is_known_as_one_and_matched(entity_id: str, former: str) -> None:
    (entity,) = [entity for entity in entities() if entity.entity_id == entity_id]
    assert former in entity.former_names
    assert former not in entity.aliases
    _, owners = known_names()
    assert owners[former] is entity


@pytest.mark.parametrize(
    ("entity_id", "country", "jurisdiction"),
    [
        ("court-of-justice-of-the-european-union", "LU", "EU"),
        ("unified-patent-court", "LU", "EU"),
        ("data-protection-commission", "IE", "IE"),
        ("california-attorney-general", "US", "US"),
    ],
)
def test_the_seat_is_not_the_law(entity_id: str, country: str, jurisdiction: str) -> None:
    (table,) = [table for table in REGULATORS if table["id"] == entity_id]
    assert (table["country"], table["jurisdiction"]) == (country, jurisdiction)


def test_the_reference_tables_are_read_whole() -> None:
    assert {entity.entity_id for entity in entities()} == {table["id"] for table in ENTITIES + REGULATORS}


def test_live_sources_are_accepted_and_point_at_the_public_web() -> None:
    found = sources(CONFIG / "sources.live.toml")
    assert len(found) == len(LIVE)
    assert {source.kind for source in found} >= {"wire", "tech_press", "law_press", "regulator", "court"}
    assert {source.country for source in found} >= {"US", "GB", "EU"}
    assert {source.format for source in found} == {"feed", "news_sitemap"}
    assert not repeated(source.url for source in found)
    assert all(urlsplit(source.url).scheme == "https" for source in found)
    assert all((source.note or "").startswith("not yet tried") for source in found)


def test_two_sources_of_an_outlet_agree_on_it() -> None:
    found = sources(CONFIG / "sources.live.toml")
    about = {(s.outlet_id, s.outlet, s.owner_group, s.country, s.language, s.kind) for s in found}
    assert len(about) == len(outlets(found)) == len({slug(table["outlet"]) for table in LIVE})
