"""Where a site is from and what it speaks, as far as it says so itself. Country and language are two things."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

import pycountry

from tasks.settings import MODELS, read_toml

__all__ = ["country_of", "language_of"]

OTHERWISE = {"uk": "GB", "eu": "EU", "gov": "US", "mil": "US"}  # domains that are no code of ISO 3166-1, and whose they are
UNCHOSEN = "en-US"  # what publishing systems declare where nobody has chosen


def language_of(tags: Sequence[str]) -> str | None:
    """The language told first, in its longest form: of `pt` from a feed and `pt-BR` from its page, pt-BR."""
    if not tags:
        return None
    first = tags[0].split("-")[0]
    return max((tag for tag in tags if tag.split("-")[0] == first), key=lambda tag: tag.count("-"))


def country_of(url: str, language: str | None) -> str | None:
    """ISO 3166-1 by the domain, else by the region of the language; None where the two differ or neither is certain."""
    by_domain, by_region = _by_domain(url), _by_region(language)
    if by_domain and by_region and by_domain not in {by_region, "EU"}:
        return by_domain if language == UNCHOSEN else None
    if by_domain:
        return by_domain
    return by_region if language != UNCHOSEN else None


def _by_domain(url: str) -> str | None:
    last = (urlsplit(url).hostname or "").rpartition(".")[2]
    if last in OTHERWISE:
        return OTHERWISE[last]
    return last.upper() if len(last) == 2 and last not in _sold() and _is_country(last.upper()) else None


def _by_region(language: str | None) -> str | None:
    region = (language or "").split("-")[-1]
    return region if len(region) == 2 and region.isupper() and _is_country(region) else None


@cache
def _sold() -> frozenset[str]:
    table = read_toml(MODELS / "sold-domains.toml")
    return frozenset([*table["generic"], *table["ours"]])


def _is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None
