"""Addresses in one spelling: the same page is asked for once, however a feed writes its link."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import w3lib.url
from courlan import extract_domain

from tasks import ItemError
from tasks.settings import MODELS, read_toml

__all__ = ["host_of", "normalise", "site_of"]


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    table = read_toml(MODELS / "tracking-parameters.toml")
    return frozenset(table["names"]), tuple(table["prefixes"])


def normalise(url: str, *, base: str = "", max_chars: int = 4096) -> str:
    """The address to fetch: absolute, without fragment and tracking parameters. Raises ItemError bad_url, bad_scheme."""
    if not url.strip() or len(url) > max_chars:
        raise ItemError("bad_url", f"{url[:200]!r}: empty or longer than {max_chars} characters (settings.fetch.max_url_chars)")
    try:
        absolute = urljoin(base, re.sub(r"[\x00-\x20]+", "", url))
        parts = urlsplit(w3lib.url.safe_url_string(absolute))
        host, port = _host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError) as error:
        raise ItemError("bad_url", f"{url[:200]!r}: {error}") from error
    if parts.scheme not in {"http", "https"}:
        raise ItemError("bad_scheme", f"{url[:200]!r}: only http and https are fetched")
    if not host:
        raise ItemError("bad_url", f"{url[:200]!r}: no host")
    place = host if port in {None, 80 if parts.scheme == "http" else 443} else f"{host}:{port}"
    names, prefixes = _tracking()
    kept = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if k.lower() not in names and not k.lower().startswith(prefixes)
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.scheme}://{place}{parts.path or '/'}{query}"


def _host(name: str) -> str:
    """A host as it is asked for: a name in its ASCII form, an IPv6 address in brackets."""
    return f"[{name}]" if ":" in name else name.rstrip(".").encode("idna").decode() if name else ""


def host_of(url: str) -> str:
    """The host of a normalised address."""
    return (urlsplit(url).hostname or "").lower()


def site_of(url: str) -> str:
    """The registrable domain of an address (`www.a.co.uk` -> `a.co.uk`); its host where there is none."""
    return str(extract_domain(url, fast=True) or host_of(url))
