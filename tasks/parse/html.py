"""Bytes of a page to a tree: which characters they are, and a nesting that no later room can choke on."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import lxml.html
from charset_normalizer import from_bytes
from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from tasks import ItemError
from tasks.parse.words import WORDS

__all__ = ["Decoded", "clean", "decode", "lines", "read_tree", "shallow"]

DETECTION_BYTES = 65536
ENOUGH_BYTES = 40
PATIENCE = 0.1  # a page is still what it says it is while no more than this share of its high characters is broken
# All C0 and C1 controls but tab and newline, lone surrogates, noncharacters, and marks that only turn the direction.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
BLANKS = re.compile(r"[^\S\n]+")
HEAD_TAGS = {"html", "head", "title", "meta", "link", "base", "body"}
TEXT_TAGS = {"h1", "h2", "h3", "p", "time", "li", "blockquote"}
INLINE_TAGS = {
    "a",
    "abbr",
    "b",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
SILENT_TAGS = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "header",
    "footer",
    "form",
    "button",
    "select",
    "iframe",
}


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Characters of a page, the codec that gave them, and how many had to be replaced."""

    text: str
    codec: str
    replaced: int


def decode(html: bytes, content_type: str | None = None) -> Decoded:
    """Order: byte order mark, transport, declaration, detection. Never fails: what no codec explains is replaced."""
    marked, bom = read_bom(html)
    if marked and bom:
        return _decoded(html[len(bom) :], marked)
    tried = [_decoded(html, codec) for codec in _candidates(html, content_type)]
    fits = [d for d in tried if _is_fit(d)] or [_decoded(html, _detected(html))]
    return fits[0] if _is_fit(fits[0]) else min([*tried, *fits], key=lambda d: d.replaced)


def _candidates(html: bytes, content_type: str | None) -> Iterator[str]:
    head = html[:8192]
    said = [http_content_type_encoding(content_type), html_body_declared_encoding(head)]
    known = [codec for codec in (_text_codec(name) for name in said) if codec]
    # A one-byte codec fits any bytes; those that are UTF-8 by every rule were only mislabelled.
    if not html.isascii() and _is_utf8(html) and all(_is_one_byte(codec) for codec in known):
        yield "utf-8"
    yield from known
    if not known and _is_utf8(html):
        yield "utf-8"


def _text_codec(name: str | None) -> str | None:
    codec = resolve_encoding(name) if name else None
    if codec is None or "utf-7" in codec.replace("_", "-"):  # UTF-7 hides markup in plain letters
        return None
    try:
        b"a".decode(codec, "replace")
    except (LookupError, UnicodeError, ValueError):  # rot13, zlib and the like are codecs too, but not of text
        return None
    # A declaration that can be read as ASCII cannot be in UTF-16 or UTF-32 (HTML standard, 13.2.3.2).
    return "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec


def _is_one_byte(codec: str) -> bool:
    return len(b"\xc3\xa9".decode(codec, "replace")) == 2


def _is_utf8(html: bytes) -> bool:
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _detected(html: bytes) -> str:
    # Too few high bytes tell nothing: the HTML standard's default for them (13.2.3.2, step 9) is windows-1252.
    if sum(byte > 127 for byte in html[:DETECTION_BYTES]) < ENOUGH_BYTES:
        return "cp1252"
    best = from_bytes(html[:DETECTION_BYTES], steps=5, cp_isolation=list(WORDS.codecs)).best()
    return best.encoding if best else "cp1252"


def _decoded(html: bytes, codec: str) -> Decoded:
    text = html.decode(codec, "replace")
    return Decoded(text=text, codec=codecs.lookup(codec).name, replaced=text.count("\ufffd"))


def _is_fit(decoded: Decoded) -> bool:
    if not decoded.replaced:
        return True
    high = sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", decoded.text))
    return decoded.replaced <= PATIENCE * high


def clean(text: str) -> str:
    """One line of text as rows hold it: NFC, no controls, blanks folded."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """Text as rows hold it, line by line: NFC, no controls but newline, blanks folded and edges trimmed."""
    folded = BLANKS.sub(" ", CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")))
    return unicodedata.normalize("NFC", "\n".join(line.strip() for line in folded.split("\n"))).strip()


def read_tree(text: str, *, max_depth: int) -> lxml.html.HtmlElement:
    """The tree of a page. libxml2 stops silently below a depth, so such a page is read flat instead.

    Raises ItemError: not_a_page where there is nothing to read, too_deep where even the flat page is refused.
    """
    tree, is_cut = _parsed(text)
    if is_cut or _depth(tree) > max_depth:
        tree, is_cut = _parsed(shallow(text))
        if is_cut:
            raise ItemError("too_deep", f"nested deeper than {max_depth} ([parse] max_depth) and not readable flat")
    return tree


def _parsed(text: str) -> tuple[lxml.html.HtmlElement, bool]:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True, remove_comments=True)
    data = CONTROLS.sub("", text.replace("\r", "\n")).encode()
    try:
        tree = lxml.html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError, ValueError) as error:
        raise ItemError("not_a_page", f"no markup in it: {error}") from error
    return tree, any("depth" in problem.message.lower() for problem in parser.error_log)


def _depth(tree: lxml.html.HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def shallow(text: str) -> str:
    """The page without its nesting: head, headings and blocks of text side by side."""
    flat = _Flat()
    flat.feed(text)
    flat.close()
    return "".join(flat.parts)


class _Flat(HTMLParser):
    """Keeps what carries text or metadata and forgets what it stood in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("type") or ""
        self.is_data = tag == "script" and "ld+json" in kind
        if tag in SILENT_TAGS and not self.is_data:
            self.silent.append(tag)
        elif not self.silent and (self.is_data or tag in HEAD_TAGS | TEXT_TAGS):
            self.parts.append(self.get_starttag_text() or "")
        elif not self.silent and tag not in INLINE_TAGS and self.parts[-1:] != ["<p>"]:
            self.parts.append("<p>")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.silent = self.silent[: self.silent.index(tag)] if tag in self.silent else self.silent
        elif self.is_data or tag in HEAD_TAGS | TEXT_TAGS:
            self.is_data = False
            self.parts.append(f"</{tag}>" if tag not in {"html", "body"} else "")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data if self.is_data else data.replace("&", "&amp;").replace("<", "&lt;"))
