"""The reference tables that people edit, as rows: sources and outlets, entities.

A wrong file is refused before anything is fetched, with file, line and the mend.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pycountry

from schemas import Entity, Outlet, Source
from tasks import ConfigError
from tasks.settings import MODELS, ROOT, line_of, line_of_table, read_toml

__all__ = ["OPEN", "TEXTS", "entities", "fingerprint", "outlets", "slug", "sources"]

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
TEXTS = ("id", "outlet", "owner_group", "country", "language", "kind", "format", "url", "rights")
SOURCE_KEYS = {*TEXTS, "min_items_per_day", "min_dated_share", "note"}
OPEN = "?"  # begins what `sources add` could not find out and a person has to say
OUTLET_KINDS = {"wire", "newspaper", "tech_press", "law_press", "finance_press", "regulator", "court"}
ENTITIES = (ROOT / "config" / "entities.toml", ROOT / "config" / "regulators.toml")
FORMATS = {"feed", "news_sitemap", "sitemap", "notices", "url_list"}


def slug(name: str) -> str:
    """`Docket & Code` -> `docket-code`: the id of an outlet."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def sources(path: Path) -> tuple[Source, ...]:
    """The sources of a file, in its order. Raises ConfigError with file, line and mend."""
    tables = read_toml(path).get("source", [])
    if not isinstance(tables, list) or not tables:
        raise ConfigError(f"{path}: no [[source]] table; declare at least one (docs/adding-a-source.md)")
    found: dict[str, Source] = {}
    for number, table in enumerate(tables):
        source = _source(table, path, number)
        if source.source_id in found:
            line = line_of_table(path, "source", number)
            raise ConfigError(f"{path}:{line}: source id {source.source_id!r} is used twice; give each source its own")
        found[source.source_id] = source
    return tuple(found.values())


def outlets(declared: tuple[Source, ...]) -> tuple[Outlet, ...]:
    """One outlet for each name that sources give; the first source of an outlet describes it."""
    first = {s.outlet_id: s for s in reversed(declared)}
    return tuple(
        Outlet(
            outlet_id=s.outlet_id, name=s.outlet, owner_group=s.owner_group, country=s.country, language=s.language, kind=s.kind
        )
        for s in sorted(first.values(), key=lambda s: s.outlet_id)
    )


@cache
def entities() -> tuple[Entity, ...]:
    """Companies, bodies and people of config/entities.toml and config/regulators.toml, sorted by id."""
    found: dict[str, Entity] = {}
    for path in ENTITIES:
        for number, table in enumerate(read_toml(path).get("entity", [])):
            if str(table.get("id")) in found or not ID.fullmatch(str(table.get("id", ""))):
                line = line_of_table(path, "entity", number)
                raise ConfigError(f"{path}:{line}: entity id {table.get('id')!r} is missing, used twice or not a slug")
            found[table["id"]] = _entity(table)
    return tuple(found[key] for key in sorted(found))


def fingerprint() -> str:
    """A sum over what decides how a text is read, besides code: tables, weights and entities."""
    files = (*sorted(path for path in MODELS.rglob("*") if path.is_file()), *ENTITIES)
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.name}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _entity(table: Mapping[str, Any]) -> Entity:
    return Entity(
        entity_id=table["id"],
        name=table["name"],
        kind=table["kind"],
        country=table.get("country"),
        jurisdiction=table.get("jurisdiction"),
        wikidata_id=table.get("wikidata"),
        lei=table.get("lei"),
        aliases=tuple(table.get("aliases", ())),
        products=tuple(table.get("products", ())),
        affiliation=table.get("affiliation"),
        former_names=tuple(table.get("former", ())),
    )


def _source(table: Mapping[str, Any], path: Path, number: int) -> Source:
    def refuse(key: str, rule: str) -> ConfigError:
        line = line_of_table(path, "source", number)
        at = line_of(path, key, after=line) if key in table else line
        given = repr(table[key]) if key in table else "is missing"
        return ConfigError(f"{path}:{at}: source {table.get('id', '?')!r}: {key} {given}: {rule}")

    for key in sorted(set(table) - SOURCE_KEYS):
        raise refuse(key, f"unknown key; known are {', '.join(sorted(SOURCE_KEYS))}")
    for key in sorted(TEXTS):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise refuse(key, "a text is needed; docs/adding-a-source.md says which")
        if table[key].strip().startswith(OPEN):
            raise refuse(key, "left open for a person to fill in")
    rules = {
        "id": (bool(ID.fullmatch(table["id"])), "an id is [a-z0-9][a-z0-9_-]{0,63}"),
        "country": (_is_country(table["country"]), "two letters of ISO 3166-1, or EU"),
        "language": (bool(LANGUAGE.fullmatch(table["language"])), "BCP-47, such as en or pt-BR"),
        "kind": (table["kind"] in OUTLET_KINDS, f"one of {', '.join(sorted(OUTLET_KINDS))}"),
        "format": (table["format"] in FORMATS, f"one of {', '.join(sorted(FORMATS))}"),
        "url": (_is_web(table["url"]), "http:// or https:// with a host, and no user or password"),
        "min_items_per_day": (_is_count(table.get("min_items_per_day", 0)), "a whole number from 0"),
        "min_dated_share": (_is_share(table.get("min_dated_share", 0)), "a number from 0 to 1"),
    }
    for key, (holds, rule) in rules.items():
        if not holds:
            raise refuse(key, rule)
    return Source(
        source_id=table["id"],
        outlet_id=slug(table["outlet"]),
        min_items_per_day=table.get("min_items_per_day", 0),
        min_dated_share=float(table.get("min_dated_share", 0)),
        note=table.get("note"),
        **{k: table[k] for k in TEXTS if k != "id"},
    )


def _is_country(code: str) -> bool:
    return code == "EU" or (code.isupper() and pycountry.countries.get(alpha_2=code) is not None)


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.username or parts.password)
    except ValueError:
        return False
