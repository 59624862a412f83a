"""Our archives open in other tools: warcio and fastwarc read every record, and both find the digests right."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as Warcio
from warcio.digestverifyingreader import DigestChecker

from tasks.fetch.client import Answer
from tasks.fetch.receive import receive
from tasks.fetch.warc import Archive
from tasks.lake import Lake
from tests.tasks.fetch.site import PAGE, feed, fetched, lake_over, reply, serving


def chunked(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for piece in (PAGE[:20], PAGE[20:]):
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")


def odd(handler: Any) -> None:
    """Header bytes that are neither ASCII nor UTF-8, an empty one, one twice, and a reason with an accent."""
    body = b"HTTP/1.1 200 Tr\xe8s bien\r\nContent-Type: text/html\r\nX-City: M\xfcnchen\r\nX-Name: \xc3\xa9t\xc3\xa9\r\n"
    body += b"X-None:\r\n"
    handler.wfile.write(body + b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: %d\r\n\r\n%b" % (len(PAGE), PAGE))


PAGES: dict[str, Any] = {
    "/plain": reply(),
    "/gzip": reply(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
    "/chunked": chunked,
    "/odd": odd,
    "/empty": reply(b""),
    "/blank": reply(b"\r\n\r\n\r\n"),
    "/moved": reply(b"gone there", status=301, headers={"Location": "/plain"}),
    "/none": reply(b"not here", status=404),
}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    with serving({**PAGES, "/feed.xml": feed(*(f"http://a.example{path}" for path in PAGES))}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake)
    return lake


def archives(lake: Lake) -> list[Path]:
    return sorted(Path(lake.storage.root, "raw").rglob("*.warc.gz"))


def by_fastwarc(path: Path) -> dict[str, tuple[bool, bool]]:
    """Path of each response -> whether the digest of its block fits, and that of its payload."""
    found = {}
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
            is_block = record.verify_block_digest()
            record.parse_http()
            found[record.headers["WARC-Target-URI"]] = (is_block, record.verify_payload_digest())
    return found


def by_warcio(path: Path) -> dict[str, tuple[bool, bool]]:
    found = {}
    with path.open("rb") as stream:
        for record in Warcio(stream, check_digests=True):
            record.content_stream().read()
            checker: DigestChecker = record.digest_checker
            if record.rec_type == "response":
                is_sound = checker.passed is True
                found[record.rec_headers.get_header("WARC-Target-URI")] = (is_sound, is_sound)
            assert checker.problems == []
    return found


@pytest.mark.parametrize("read", [by_fastwarc, by_warcio])
def test_digests_of_what_was_fetched_fit(lake: Lake, read: Any) -> None:
    found = {url.rpartition("/")[2]: told for path in archives(lake) for url, told in read(path).items()}
    assert set(found) >= {"plain", "gzip", "chunked", "odd", "empty", "blank", "feed.xml"}
    assert set(found.values()) == {(True, True)}


ANSWERS = {
    "redirect": (301, (("Location", "/plain"), ("Content-Type", "text/html")), b"gone there"),
    "no-content": (204, (), b""),
    "odd": (200, (("X-City", "M\udcfcnchen"), ("X-Name", "\u00e9t\u00e9 \u4e2d"), ("X-None", "")), PAGE),
    "coded": (200, (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")), gzip.compress(PAGE)),
}


@pytest.mark.parametrize("read", [by_fastwarc, by_warcio])
def test_digests_of_any_answer_fit(tmp_path: Path, read: Any) -> None:
    """Also of what fetch would not keep today."""
    when = datetime(2026, 3, 4, 5, 6, 7)
    archive = Archive(tmp_path / "a.warc.gz", batch="2026-03-04T0506", clock="wall", captured_at=when)
    for name, (status, headers, body) in ANSWERS.items():
        url = f"http://a.example/{name}"
        answer = Answer(url=url, status=status, reason="", headers=headers, wire=body, body=body, elapsed_ms=0)
        archive.response(url, answer, when)
    archive.close()
    assert read(tmp_path / "a.warc.gz") == {f"http://a.example/{name}": (True, True) for name in ANSWERS}


@pytest.mark.parametrize("read", [by_fastwarc, by_warcio])
def test_digests_of_a_copy_fit(lake: Lake, tmp_path: Path, read: Any) -> None:
    """A copy of ours, and one that had to be packed anew."""
    before = set(archives(lake))
    [source, *_] = sorted(before, key=lambda p: -p.stat().st_size)
    (tmp_path / "plain.warc").write_bytes(gzip.decompress(source.read_bytes()))
    receive(lake, [str(source), str(tmp_path / "plain.warc")])
    copies = [p for p in archives(lake) if p not in before]
    assert len(copies) == 2
    for copy in copies:
        assert read(copy) == read(source)
        assert set(read(copy).values()) == {(True, True)}


def test_every_record_of_ours_is_one_gzip_member(lake: Lake) -> None:
    for path in archives(lake):
        with path.open("rb") as stream:
            offsets = [r.stream_pos for r in ArchiveIterator(stream, parse_http=False)]
        data = path.read_bytes()
        assert offsets[0] == 0
        assert all(data[at : at + 3] == b"\x1f\x8b\x08" for at in offsets)
        assert len(offsets) > 1
