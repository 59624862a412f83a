"""What is asked for of an archive: pages of some hosts, in some languages. The rest is counted and left where it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.vocabulary import Reason
from tasks import ConfigError
from tasks.fetch.receive.records import Written
from tasks.fetch.urls import host_of
from tasks.language import ENOUGH_CHARS, detect, family, normalise_tag

__all__ = ["Wanted", "wanted"]

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})+")
HEAD_BYTES = 65536
TEXT_BYTES = 262144
TEXT_CHARS = 2000
ROOT = re.compile(r"<html\b[^>]{0,2000}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z][\w-]{1,40})", re.IGNORECASE)
META = re.compile(r"<meta\b[^>]{0,500}?content-language[^>]{0,500}>", re.IGNORECASE)
CONTENT = re.compile(r"content\s*=\s*[\"']?([A-Za-z][\w-]{1,40})", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
SILENT = ("script", "style", "noscript", "template")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Languages (BCP-47) and hosts, sorted; none of them: all."""

    languages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells one choice from another; nothing where all is wanted."""
        if not self.languages and not self.hosts:
            return ()
        return ("languages", *self.languages, "hosts", *self.hosts)

    def has_host(self, url: str) -> bool:
        """Whether an address lies on one of the hosts, or below it."""
        host = _host(url) if self.hosts else ""
        return not self.hosts or any(host == name or host.endswith(f".{name}") for name in self.hosts)

    def refusal(self, record: Written, *, max_bytes: int, max_ratio: int) -> Reason | None:
        """Why a response is not wanted; None where it is. Raises ItemError where its body cannot be read."""
        if not self.has_host(record.url):
            return "host"
        if not self.languages:
            return None
        found = language_of(record, record.body(max_bytes=max_bytes, max_ratio=max_ratio))
        return None if found and any(_is_of(found, wish) for wish in self.languages) else "language"


def wanted(languages: Iterable[str], hosts: Iterable[str]) -> Wanted:
    """The choice as people or a form gave it. Raises ConfigError."""
    return Wanted(languages=tuple(sorted(set(map(_tag, languages)))), hosts=tuple(sorted(set(map(_name, hosts)))))


def language_of(record: Written, body: bytes) -> str | None:
    """What a page says of its language, else what its text reads like; None for what is too short to tell."""
    text = _text(record, body)
    head = text[:HEAD_BYTES]
    meta = META.search(head)
    stated = [ROOT.search(head), CONTENT.search(meta[0]) if meta else None]
    tags = [*(found[1] for found in stated if found), record.http.get("content-language", "")]
    if tag := next(filter(None, map(normalise_tag, tags)), None):
        return tag
    words = _words(text)
    return detect(words) if len(words) >= ENOUGH_CHARS else None


def _is_of(tag: str, wish: str) -> bool:
    """RFC 4647, basic filtering: `en` takes `en-GB` as well; names of one language count as one."""
    return tag == wish or tag.startswith(f"{wish}-") or ("-" not in wish and family(tag) == family(wish))


def _tag(text: str) -> str:
    tag = normalise_tag(text)
    if tag is None or len(tag) != len(text.strip()):
        raise ConfigError(f"language {text[:80]!r}: a BCP-47 tag such as en or pt-BR is expected")
    return tag


def _name(text: str) -> str:
    try:
        name = text.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not NAME.fullmatch(name):
        raise ConfigError(f"host {text[:80]!r}: a name such as example.com is expected, without scheme, port and path")
    return name


def _host(url: str) -> str:
    try:
        host = host_of(url).rstrip(".")
        return host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        return ""


def _text(record: Written, body: bytes) -> str:
    """The start of a page as text, by its mark of byte order or what it or its server says; else as UTF-8."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body[:TEXT_BYTES].decode("utf-16", "replace")
    stated = CHARSET.search(record.http.get("content-type", "")) or CHARSET.search(body[:2048].decode("latin-1"))
    try:
        return body[:TEXT_BYTES].decode(stated[1] if stated else "utf-8", "replace")
    except (LookupError, ValueError):
        return body[:TEXT_BYTES].decode("utf-8", "replace")


def _words(text: str) -> str:
    """What stands between the tags, from the start on."""
    found, size, silent = list[str](), 0, ""
    for piece in text.split("<"):
        tag, _, words = piece.partition(">")
        name = tag[:12].split(None, 1)[0].lower() if tag.strip() else ""
        if silent:
            silent = "" if name == f"/{silent}" else silent
        elif name in SILENT:
            silent = name
        if not silent and (plain := " ".join(words.split())):
            found.append(plain)
            size += len(plain)
        if size >= TEXT_CHARS:
            break
    return " ".join(found)
