"""A month of Common Crawl's news as addresses of its archives, or the part of it that is asked for.

The list of a month is `crawl-data/CC-NEWS/YYYY/MM/warc.paths.gz`, one key a line, oldest first (about one an hour or two).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

from tasks import ConfigError
from tasks.arrivals import arrive
from tasks.fetch.receive.wanted import wanted
from tasks.settings import Settings

__all__ = ["CCNEWS", "asked_for", "month_paths"]

CCNEWS = "crawl-data/CC-NEWS/"
MONTH = re.compile(r"20\d{2}/(?:0[1-9]|1[0-2])")
KEY = re.compile(re.escape(CCNEWS) + r"\d{4}/\d{2}/[A-Za-z0-9_.-]{1,200}\.warc(?:\.gz)?")
# No control characters, and no braces: a scheduler may take those for a template.
PATH = re.compile(r"[^\x00-\x1f{}]{1,2048}\.warc(?:\.gz)?")
LIST_BYTES = 1 << 22
MOST = 1000  # archives of one run: a scheduler maps no more at once


def asked_for(settings: Settings, form: Mapping[str, Any]) -> list[str]:
    """The archives that a form asks for: `paths` as they are, then those of `month` from `first` to `last` (from 1).

    A form is text from outside: all of it is checked before anything starts. Raises ConfigError, StorageError.
    """
    wanted(_texts(form, "languages"), _texts(form, "hosts"))
    paths = _texts(form, "paths")
    if wrong := next((path for path in paths if not PATH.fullmatch(path)), None):
        raise ConfigError(f"path {wrong[:200]!r}: a WARC file (.warc or .warc.gz) is expected, its name without braces")
    if month := form.get("month"):
        paths += month_paths(settings, str(month), first=form.get("first"), last=form.get("last"))
    if not 0 < len(paths) <= MOST:
        raise ConfigError(f"{len(paths)} archives are asked for, 1 to {MOST} can be: give a month or paths, and first and last")
    return paths


def month_paths(settings: Settings, month: str, *, first: int | None = None, last: int | None = None) -> list[str]:
    """Addresses of a month's archives, "2026/11", from the `first` to the `last`, both counted from 1 and taken in."""
    if not MONTH.fullmatch(month):
        raise ConfigError(f"month {month[:80]!r}: year and month are expected, such as 2026/11")
    begin, end = _number("first", first) or 1, _number("last", last)
    name = f"s3://{settings.receive.ccnews_bucket}/{CCNEWS}{month}/warc.paths.gz"
    lines = _unpacked(arrive(name).read(max_bytes=LIST_BYTES), name).split()
    if wrong := next((line for line in lines if not KEY.fullmatch(line)), None):
        raise ConfigError(f"{name}: {wrong[:200]!r} is no key of a news archive below {CCNEWS}")
    return [f"s3://{settings.receive.ccnews_bucket}/{line}" for line in lines[begin - 1 : end]]


def _texts(form: Mapping[str, Any], name: str) -> list[str]:
    given = form.get(name) or []
    if not isinstance(given, list) or not all(isinstance(value, str) for value in given):
        raise ConfigError(f"{name}: a list of texts is expected")
    return list(given)


def _number(name: str, given: object) -> int | None:
    if given is None or (isinstance(given, int) and given > 0):
        return given
    raise ConfigError(f"{name} {given!r:.80}: a number from 1 on is expected")


def _unpacked(packed: bytes, name: str) -> str:
    engine = zlib.decompressobj(31)
    try:
        text = engine.decompress(packed, LIST_BYTES).decode("ascii")
    except (zlib.error, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: not a gzipped list of keys: {error}") from error
    if not engine.eof:
        raise ConfigError(f"{name}: cut short, or longer than {LIST_BYTES} bytes")
    return text
