"""The taxonomy: which version of each scheme is in force, and what the codes of every version mean.

One table, models/taxonomy.toml. The rules and weights say what they saw in words of their own (`schemas.vocabulary`); the
version in force says which code that is, so that codes can be renamed or joined without touching what decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from schemas import Taxon
from schemas.vocabulary import CARRIERS, DISPUTE_TYPES, RELEVANCES, STAGES
from tasks import ConfigError
from tasks.settings import MODELS, line_of_table, read_toml

__all__ = ["Scheme", "carry", "find", "find_each", "read", "schemes", "taxonomy", "versions"]

T = TypeVar("T")
WORDS = {"relevance": RELEVANCES, "dispute_type": DISPUTE_TYPES, "reported_stage": STAGES, "footing": CARRIERS}
PUBLIC = ("plover", "iptc")
NEEDED = ("scheme", "version", "code", "name", "definition")
OPTIONAL = ("phrase", "exact_match", *PUBLIC)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A list of codes: its name, the version in force, and what it answers of an article."""

    name: str
    version: str
    meaning: str


@cache
def schemes() -> tuple[Scheme, ...]:
    """The schemes of models/taxonomy.toml, in its order."""
    return _schemes(MODELS / "taxonomy.toml")


@cache
def taxonomy() -> tuple[Taxon, ...]:
    """Every code of every version in models/taxonomy.toml, in its order."""
    return read(MODELS / "taxonomy.toml")


def versions() -> Mapping[str, str]:
    """The version in force of each scheme."""
    return {scheme.name: scheme.version for scheme in schemes()}


def find(scheme: str, word: str) -> Taxon:
    """The code in force for a word of the classifier, or for a code of a public scheme."""
    return _by_word()[scheme, word]


def find_each(scheme: str, said: Iterable[tuple[str, T]]) -> list[tuple[Taxon, T]]:
    """The codes in force for words, each with what came with its word: words that one joins are said once, as the first."""
    found: dict[str, tuple[Taxon, T]] = {}
    for word, rest in said:
        taxon = find(scheme, word)
        found.setdefault(taxon.code, (taxon, rest))
    return list(found.values())


def carry(scheme: str, version: str, code: str) -> Taxon | None:
    """The code in force that has all words of a code of any version, as in the fold `carried`; None where they have parted."""
    own = [t for t in taxonomy() if t.scheme == scheme]
    words = next((t.words for t in own if (t.version, t.code) == (version, code)), (code,))
    return next((t for t in own if t.is_in_force and set(words) <= set(t.words)), None)


def read(path: Path) -> tuple[Taxon, ...]:
    """The taxa of a file. Raises ConfigError with file, line and mend."""
    in_force = {scheme.name: scheme.version for scheme in _schemes(path)}
    found: dict[tuple[str, str, str], Taxon] = {}
    for number, table in enumerate(read_toml(path).get("taxon", [])):
        _check_keys(table, in_force, path, number)
        taxon = _taxon(table, in_force)
        key = (taxon.scheme, taxon.version, taxon.code)
        if key in found:
            raise _refuse(path, "taxon", number, f"{' '.join(key)} stands there twice; a code has one meaning in a version")
        found[key] = taxon
    _check_whole([t for t in found.values() if t.is_in_force], in_force, path)
    return tuple(found.values())


def _schemes(path: Path) -> tuple[Scheme, ...]:
    found: dict[str, Scheme] = {}
    for number, table in enumerate(read_toml(path).get("scheme", [])):
        if set(table) != {"name", "version", "meaning"} or table["name"] in found:
            raise _refuse(
                path, "scheme", number, "a scheme stands there once, with name, version (the one in force) and meaning"
            )
        found[table["name"]] = Scheme(**table)
    return tuple(found.values())


def _taxon(table: Mapping[str, Any], in_force: Mapping[str, str]) -> Taxon:
    return Taxon(
        scheme=table["scheme"],
        version=table["version"],
        code=table["code"],
        name=table["name"],
        definition=table["definition"],
        phrase=table.get("phrase"),
        exact_match=table.get("exact_match"),
        plover=table.get("plover"),
        iptc=table.get("iptc"),
        stands_for=tuple(table.get("stands_for", ())),
        is_in_force=in_force[table["scheme"]] == table["version"],
    )


def _check_keys(table: Mapping[str, Any], in_force: Mapping[str, str], path: Path, number: int) -> None:
    if unknown := sorted(set(table) - {*NEEDED, *OPTIONAL, "stands_for"}):
        raise _refuse(path, "taxon", number, f"unknown key {unknown[0]!r}")
    if missing := [key for key in NEEDED if not isinstance(table.get(key), str)]:
        raise _refuse(path, "taxon", number, f"{missing[0]!r} is missing; a text is needed")
    if table["scheme"] not in in_force:
        raise _refuse(path, "taxon", number, f"scheme {table['scheme']!r} has no [[scheme]]; known are {', '.join(in_force)}")
    if table["scheme"] == "relevance" and "stands_for" in table:
        raise _refuse(path, "taxon", number, "the views read the codes of relevance; they keep their names")


def _check_whole(taxa: Iterable[Taxon], in_force: Mapping[str, str], path: Path) -> None:
    """Whether the versions in force have one code for each word, and name only codes in force of the public schemes."""
    said = [(t.scheme, word) for t in taxa for word in t.words]
    for scheme, words in WORDS.items():
        if wrong := [word for word in words if said.count((scheme, word)) != 1]:
            told = f"version {in_force.get(scheme)} of {scheme} (the one in force)"
            raise ConfigError(f"{path}: {told} needs one code that stands for {wrong[0]!r}, and no second; see stands_for")
    for taxon in taxa:
        for public in PUBLIC:
            code = getattr(taxon, public)
            if code and (public, code) not in said:
                raise ConfigError(f"{path}: {taxon.code}: {public} {code!r} is no code of the version of {public} in force")


@cache
def _by_word() -> Mapping[tuple[str, str], Taxon]:
    return {(t.scheme, word): t for t in taxonomy() if t.is_in_force for word in t.words}


def _refuse(path: Path, kind: str, number: int, rule: str) -> ConfigError:
    return ConfigError(f"{path}:{line_of_table(path, kind, number)}: {kind} {number + 1}: {rule}")
