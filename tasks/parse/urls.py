"""Which article an address stands for: one spelling of it, and the canonical one only where it is the same site's."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from tld import get_fld

from schemas.record import identify
from tasks.parse.metadata import Declared
from tasks.settings import MODELS, read_toml

__all__ = ["article_id", "canonical_of", "host_of", "path_of", "site_of"]

AMP = re.compile(r"(?:/amp(?:\.html)?|\.amp(?:\.html)?)/?$", re.IGNORECASE)
MAX_CHARS = 4096


def canonical_of(declared: Declared, *, url: str) -> str:
    """The address that the page gives as its own, if it is on the same registrable site; else where it was found."""
    stated = [
        link.get("href") or "" for link in declared.tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for candidate in [*stated, *declared.metas(["og:url"])]:
        try:
            absolute = str(urljoin(url, candidate.strip()))
        except ValueError:
            continue
        # A front page as canonical is a template's mistake, and would fold a whole site into one article.
        if (
            _is_web(absolute)
            and site_of(absolute) == site_of(url)
            and (path_of(absolute).strip("/") or not path_of(url).strip("/"))
        ):
            return absolute[:MAX_CHARS].partition("#")[0]
    return url.partition("#")[0]


def article_id(url: str) -> str:
    """The id of an article: its address without scheme, www, AMP marks, fragment and tracking parameters."""
    return identify("article", _identity(url))


def host_of(url: str) -> str:
    """The host of an address, lower case; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path of an address; "" where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """The registrable domain (example.co.uk); the host where that has none."""
    host = host_of(url)
    return _registrable(host) or ".".join(host.split(".")[-2:])


def _registrable(host: str) -> str | None:
    found: str | None = get_fld(f"http://{host}/", fail_silently=True)
    return found


def _identity(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return url
    host = re.sub(r"^(?:www|m|amp|mobile)\.(?=[^.]+\.)", "", (parts.hostname or "").rstrip("."))
    path = AMP.sub("", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~")).rstrip("/")
    names, prefixes = _tracking()
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k.lower(), names, prefixes)]
    return f"{host}{port}{path}?{urlencode(sorted(pairs))}" if pairs else f"{host}{port}{path}"


def _is_tracking(name: str, names: frozenset[str], prefixes: tuple[str, ...]) -> bool:
    return name in names or name == "amp" or name.startswith(prefixes)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and bool(host_of(url))


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    table = read_toml(MODELS / "tracking-parameters.toml")
    return frozenset(table["names"]), tuple(table["prefixes"])
