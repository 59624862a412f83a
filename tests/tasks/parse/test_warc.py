"""The archive as page records: what is paired, what is passed over, and what damage costs."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest

from tasks.parse.warc import Damaged, PageRecord, page_records
from tests.tasks.parse.archive import metadata, packed, page, record, response, told

URLS = [f"http://paper.example/{n}" for n in range(6)]


def read(tmp_path: Path, data: bytes) -> list[PageRecord | Damaged]:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    return list(page_records(path, max_bytes=1 << 20, max_ratio=200))


def outcome(found: PageRecord | Damaged) -> str:
    return found.problem.reason if isinstance(found, Damaged) else found.url.rpartition("/")[2]


def test_responses_are_paired_with_what_their_source_said(tmp_path: Path) -> None:
    data = packed(
        record("warcinfo", "", b"software: x\r\n", media="application/warc-fields"),
        response("http://paper.example/robots.txt", b"User-agent: *", media="text/plain"),
        metadata("http://paper.example/robots.txt", told("s", "", resource="robots"), beside="http://paper.example/robots.txt"),
        response(URLS[0], page("Kiel")),
        metadata(URLS[0], told("first", "Kiel says"), beside=URLS[0]),
        metadata(URLS[1], told("second", "Bremen says", failure="http_4xx")),
        response(URLS[2], page("Husum")),
    )
    first, second, third = read(tmp_path, data)
    assert isinstance(first, PageRecord)
    assert isinstance(second, PageRecord)
    assert isinstance(third, PageRecord)
    assert (first.url, first.source_id, first.listed and first.listed.title) == (URLS[0], "first", "Kiel says")
    assert first.body == page("Kiel")
    assert str(first.captured_at) == "2026-03-04 05:06:07"
    assert (second.body, second.failure, second.source_id) == (None, "http_4xx", "second")
    assert (third.source_id, third.listed) == ("archive", None)


def test_of_a_foreign_archive_only_pages_count(tmp_path: Path) -> None:
    data = packed(
        record("request", URLS[0], b"GET / HTTP/1.1\r\n\r\n", media="application/http; msgtype=request"),
        response(URLS[0], page("Kiel")),
        response(URLS[1], b"gone", status="404 Not Found"),
        response(URLS[2], b"\x89PNG", media="image/png"),
        record("metadata", URLS[0], b"fetchTimeMs: 12", media="application/warc-fields"),
        response(URLS[3], page("Bremen"), media="application/xhtml+xml; charset=utf-8"),
    )
    assert [outcome(f) for f in read(tmp_path, data)] == ["0", "3"]


@pytest.mark.parametrize("is_packed", [True, False])
def test_records_keep_the_offset_where_they_start(tmp_path: Path, is_packed: bool) -> None:
    records = [response(url, page(url)) for url in URLS]
    pack = packed if is_packed else b"".join
    data = pack(records) if not is_packed else packed(*records)
    for found in read(tmp_path, data):
        piece = data[found.offset :]
        assert isinstance(found, PageRecord)
        assert found.url.encode() in (zlib.decompressobj(31).decompress(piece) if is_packed else piece[:400])


@pytest.mark.parametrize("place", [0, 3, 40, 200, -3, -12])
def test_a_flipped_byte_costs_one_record(tmp_path: Path, place: int) -> None:
    records = [packed(response(url, page(url))) for url in URLS]
    broken = bytearray(records[2])
    broken[place] ^= 0xFF
    found = [outcome(f) for f in read(tmp_path, b"".join([*records[:2], bytes(broken), *records[3:]]))]
    assert [f for f in found if f.isdigit()] == ["0", "1", "3", "4", "5"]
    assert [f for f in found if not f.isdigit()] == ["warc_framing"]


@pytest.mark.parametrize("length", [0, 7, 100_000, 10**17])
def test_a_lying_length_costs_one_record(tmp_path: Path, length: int) -> None:
    records = [response(url, page(url)) for url in URLS]
    records[2] = response(URLS[2], page("x"), length=length)
    found = [outcome(f) for f in read(tmp_path, b"".join(records))]
    assert [f for f in found if f.isdigit()] == ["0", "1", "3", "4", "5"]
    assert "warc_framing" in found


def test_a_negative_length_costs_one_record(tmp_path: Path) -> None:
    records = [response(url, page(url)) for url in URLS]
    records[2] = records[2].replace(b"Content-Length: ", b"Content-Length: -")
    assert [o for f in read(tmp_path, b"".join(records)) if (o := outcome(f)).isdigit()] == ["0", "1", "3", "4", "5"]


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_short_last_record_is_not_taken_for_whole(tmp_path: Path, is_packed: bool) -> None:
    records = [response(url, page(url)) for url in URLS[:3]]
    data = packed(*records) if is_packed else b"".join(records)
    assert [outcome(f) for f in read(tmp_path, data[:-40])] == ["0", "1", "warc_framing"]


def test_a_bomb_is_stopped_and_its_neighbours_stay(tmp_path: Path) -> None:
    bomb = response(URLS[1], bytes(30_000_000))
    inner = response(URLS[2], gzip.compress(bytes(3_000_000)), headers="Content-Encoding: gzip\r\n")
    data = packed(response(URLS[0], page("a")), bomb, inner, response(URLS[3], page("b")))
    assert [outcome(f) for f in read(tmp_path, data)] == ["0", "too_big_decoded", "too_big_decoded", "3"]


RAW = zlib.compressobj(wbits=-15)
HTML = page("Kiel")
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(HTML), HTML)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(HTML, mtime=0)),
        ("Content-Encoding: deflate", zlib.compress(HTML)),
        ("Content-Encoding: deflate", RAW.compress(HTML) + RAW.flush()),
        ("Content-Encoding: br", brotli.compress(HTML)),
        ("Content-Encoding: gzip, gzip", gzip.compress(gzip.compress(HTML, mtime=0), mtime=0)),
        ("Content-Encoding: gzip", HTML),
        ("Content-Encoding: identity", HTML),
        ("Transfer-Encoding: chunked", CHUNKED),
        ("Transfer-Encoding: chunked", HTML),
        ("Content-Encoding: gzip", gzip.compress(HTML, mtime=0) + b"junk after it"),
    ],
)
def test_bodies_come_out_of_their_codings(tmp_path: Path, headers: str, body: bytes) -> None:
    (found,) = read(tmp_path, packed(response(URLS[0], body, headers=f"{headers}\r\n")))
    assert isinstance(found, PageRecord), found
    assert found.body == HTML


@pytest.mark.parametrize("headers", ["Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: gzip, gzip, gzip"])
def test_a_body_that_is_cut_or_of_no_known_coding_is_refused(tmp_path: Path, headers: str) -> None:
    (found,) = read(tmp_path, packed(response(URLS[0], gzip.compress(HTML)[:-20], headers=f"{headers}\r\n")))
    assert outcome(found) == "decode"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://", "http://["])
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    (found,) = read(tmp_path, packed(response(url, page("a"))))
    assert outcome(found) == "bad_url"


@pytest.mark.parametrize("data", [b"", b"not an archive", b"\x1f\x8b\x08 nothing", b"\x00" * 5000])
def test_what_is_no_archive_ends_in_a_reason(tmp_path: Path, data: bytes) -> None:
    assert {outcome(f) for f in read(tmp_path, data)} <= {"warc_framing"}
    assert len(read(tmp_path, data)) == (1 if data else 0)
