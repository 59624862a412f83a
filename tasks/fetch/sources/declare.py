"""From what a site offers to a declaration: what was detected, what is not certain, and a list that still loads.

Who owns an outlet, what kind it is and what may be done with its text stand on no page. They are asked of a person before
anything is written, because a list with an open question is refused whole: a half-filled table would stop the next run of
all the others.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from schemas import Source
from tasks import ConfigError, ItemError
from tasks.fetch.sources.discover import Discovery, Offer, discover
from tasks.fetch.sources.origin import country_of, language_of
from tasks.fetch.urls import normalise, site_of
from tasks.reference import OPEN, TEXTS, slug, sources
from tasks.settings import load, read_toml

__all__ = ["Given", "add", "append", "declaration", "missing", "offers_table", "suggest"]

# What a person says of a source, by key; None where they leave it to the site.
Given = Mapping[str, str | int | None]
Told = Mapping[str, str | int | float]
SHARE = 0.5  # of dated items, asked for where nearly all are dated now
NEARLY_ALL = 0.9
QUESTIONS = {
    "outlet": "who publishes it",
    "owner_group": "who owns the outlet: outlets of one owner are one voice",
    "country": "where the outlet is from, ISO 3166-1 or EU; the site does not say for certain",
    "language": "BCP-47; the site does not say",
    "kind": "wire, newspaper, tech_press, law_press, finance_press, regulator or court",
    "rights": "what may be done with its text",
}


def add(url: str, given: Given, *, form: str | None, to: Path | None) -> tuple[str, int]:
    """Ask a site, choose, and add the choice to the list. What to tell, and the exit status: 0 written, 1 the site offers
    nothing (of that format), 2 a person has to say more. Raises ConfigError."""
    path = to or Path(os.environ.get("DISPUTEWIRE_SOURCES") or "")
    if path == Path():
        raise ConfigError("no list is named: say --to FILE or set DISPUTEWIRE_SOURCES; the sample's own list stays as it is")
    # A list brings its settings along. One that is not there yet has none: then the cautious defaults hold.
    found = discover(load({**os.environ, "DISPUTEWIRE_SOURCES": str(path if path.exists() else os.devnull)}), url)
    table = offers_table(found)
    offer = next((o for o in found.usable if form in {None, o.format}), None)
    if offer is None:
        return f"{table}\nsources add offers=0 url={found.url}{f' format={form}' if form else ''}: nothing to declare", 1
    told = suggest(found, offer, given)
    text = declaration(found, offer, told)
    if wanted := missing(told):
        options = " ".join(f"--{key.replace('_', '-')}" for key in wanted)
        return f"{table}\n\n{text}\nsources add offers={len(found.usable)}: nothing is written, say also {options}", 2
    append(path, told, text)
    return f"{table}\n\n{text}\nsources add offers={len(found.usable)} id={told['id']} to={path}", 0


def suggest(found: Discovery, offer: Offer, given: Given) -> dict[str, str | int | float]:
    """The keys of a source: as given, else as detected, else a question (`?`) that only a person can answer."""
    language = language_of(found.languages)
    outlet = found.names[0] if found.names else None
    detected = {"outlet": outlet, "language": language, "country": country_of(found.url, language)}
    told = {key: given.get(key) or detected.get(key) or f"{OPEN} {QUESTIONS.get(key, key)}" for key in TEXTS}
    id_ = given.get("id") or slug(str(given.get("outlet") or outlet or site_of(found.url)))[:64]
    floor = given.get("min_items_per_day")
    return {
        **told,
        "id": id_,
        "format": offer.format,
        "url": offer.url,
        "min_items_per_day": _floor(offer) if floor is None else floor,
        "min_dated_share": SHARE if offer.dated >= NEARLY_ALL * offer.items else 0.0,
    }


def missing(told: Told) -> list[str]:
    """The keys that are still questions."""
    return [key for key, value in told.items() if str(value).startswith(OPEN)]


def declaration(found: Discovery, offer: Offer, told: Told) -> str:
    """The table as TOML, with what was seen and what a person still has to check."""
    newest = f", newest {offer.newest:%Y-%m-%d %H:%M}" if offer.newest else ""
    notes = [
        f"# Found {found.asked_at:%Y-%m-%d} at {found.url}: {offer.items} items, {offer.dated} dated{newest}.",
        "# Check: the outlet's name, its owner and its rights are what people say; the floors are a third of what came and",
        "# half of the dates. `disputewire sources check` tries it again.",
    ]
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    return "\n".join(["[[source]]", *notes, *lines, ""])


def append(path: Path, told: Told, text: str) -> None:
    """Add a table to a list, whose own bytes stay as they are. Raises ConfigError: declared already, or it would not load."""
    before = path.read_bytes() if path.exists() else b""
    for source in _declared(path, before):
        _refuse_twin(path, source, told)
    gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".disputewire-", dir=path.parent) as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(before + gap + text.encode())
        try:
            sources(draft)
        except ConfigError as error:
            raise ConfigError(str(error).replace(str(draft), str(path))) from None
        if before:
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)


def offers_table(found: Discovery) -> str:
    """A line an offer, the chosen one first; those that failed say why."""
    usable = found.usable
    shown = [*usable, *(o for o in found.offers if o not in usable)]
    lines = [f"{'format':12}  {'state':14} items dated  {'newest':16}  url"]
    for o in shown:
        newest = f"{o.newest:%Y-%m-%d %H:%M}" if o.newest else "-"
        why = "".join(c for c in o.message if c.isprintable())[:200]
        lines.append(f"{o.format:12}  {o.state:14} {o.items:5} {o.dated:5}  {newest:16}  {why or o.url}")
    return "\n".join(lines)


def _declared(path: Path, before: bytes) -> tuple[Source, ...]:
    has_any = bool(before) and bool(read_toml(path).get("source"))
    return sources(path) if has_any else ()


def _refuse_twin(path: Path, source: Source, told: Told) -> None:
    if source.source_id == told["id"]:
        raise ConfigError(f"{path}: source id {source.source_id!r} is declared already; name another with --id")
    if _same(source.url) == _same(str(told["url"])):
        raise ConfigError(f"{path}: {source.url} is declared already, as source {source.source_id!r}")


def _same(url: str) -> str:
    """An address for comparing: with or without TLS, `www.` and a last slash it is the same list."""
    try:
        url = normalise(url)
    except ItemError:
        return url
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _floor(offer: Offer) -> int:
    """A third of what came a day, so that a slow weekend is not yet thin."""
    if not offer.newest or not offer.oldest:
        return 0
    days = max(1.0, (offer.newest - offer.oldest).total_seconds() / 86_400)
    return int(offer.dated / days / 3)
