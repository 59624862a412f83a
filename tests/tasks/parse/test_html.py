"""Which characters a page's bytes are, and that no nesting or damage gets past this room."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import ItemError
from tasks.parse import read_page
from tasks.parse.html import clean, decode, read_tree

RUSSIAN = "Суд отложил заседание до понедельника, сообщили обе стороны спора."
JAPANESE = "裁判所は月曜日まで審理を延期したと両社が明らかにした。"


@pytest.mark.parametrize(
    ("html", "content_type", "codec", "text"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", "text/html; charset=latin-1", "utf-8", "café"),
        ("café".encode("utf-16"), None, "utf-16-le", "café"),
        (b"<meta charset=iso-8859-1>\x93caf\xe9\x94", None, "cp1252", "“café”"),
        (b"<meta charset=utf-8>caf\xe9 " * 20, None, "cp1252", "café"),
        ("café über".encode(), "text/html; charset=iso-8859-1", "utf-8", "café über"),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=koi8-r", "koi8-r", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "text/html", "cp1251", RUSSIAN),
        (JAPANESE.encode("shift_jis"), "text/html; charset=Shift_JIS", "cp932", JAPANESE),
        (b"<meta charset=utf-16>plain", None, "utf-8", "plain"),
        (b"+ADw-script+AD4-", "text/html; charset=utf-7", "utf-8", "+ADw-script+AD4-"),
        (b"plain", "text/html; charset=rot13", "utf-8", "plain"),
        (b"plain", "text/html; charset=no-such-thing", "utf-8", "plain"),
    ],
)
def test_bytes_become_characters_by_mark_transport_declaration_detection(
    html: bytes, content_type: str | None, codec: str, text: str
) -> None:
    decoded = decode(html, content_type)
    assert (decoded.codec, decoded.replaced) == (codec, 0)
    assert text in decoded.text


def test_a_few_broken_characters_are_replaced_and_counted() -> None:
    decoded = decode(b"<meta charset=utf-8>" + "é".encode() * 100 + b"\xff\xfe tail")
    assert (decoded.codec, decoded.replaced) == ("utf-8", 2)
    assert decoded.text.endswith("tail")


@pytest.mark.parametrize("depth", [250, 1000, 3000, 100_000])
def test_text_survives_any_depth(depth: int) -> None:
    html = "<title>T</title><body>" + "<div>" * depth + "<p>Down here.</p>" + "</div>" * depth + "<p>And after &amp; all.</p>"
    words = " ".join(read_tree(html, max_depth=2000).itertext())
    assert "Down here." in words
    assert "And after & all." in words


@pytest.mark.parametrize(
    ("dirty", "wanted"),
    [("a\x00b\x07c", "abc"), ("e\u0301", "é"), (" a \t\n b\r\nc ", "a b c"), ("\ud800x\u200b\u202ey", "xy"), ("\ufeffz", "z")],
)
def test_text_is_nfc_without_controls(dirty: str, wanted: str) -> None:
    assert clean(dirty) == wanted


TAGS = [
    "<p>",
    "</p>",
    "<article>",
    "<h1>",
    "<script type='application/ld+json'>",
    "{",
    "[",
    '"@type"',
    "</script>",
    "<!--",
    "-->",
]
WILD = [
    "&#xD800;",
    "&#0;",
    "<a href='http://['>",
    "<time datetime='9999-99-99'>",
    "By Ann Lee",
    "<table><tr>",
    "\x00",
    "<title>",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TAGS + WILD), st.text(max_size=8)), max_size=40))
def test_any_page_gives_clean_text_or_one_declared_error(pieces: list[str]) -> None:
    html = "".join(pieces).encode("utf-8", "surrogatepass")
    try:
        page = read_page(html, url="http://a.example/x", captured_at=datetime(2026, 11, 20))
    except ItemError as error:
        assert error.reason in {"not_a_page", "too_deep", "empty_text"}
        return
    for text in (page.title, page.text, *page.authors):
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c != "\n" for c in text)
        text.encode()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=big5"]))
def test_any_bytes_decode(html: bytes, content_type: str | None) -> None:
    assert isinstance(decode(html, content_type).text, str)
