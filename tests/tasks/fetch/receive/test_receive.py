"""Archives that arrive: copied record by record, whoever wrote them; damage costs one record."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks import ConfigError
from tasks.fetch.receive import receive
from tasks.lake import Lake, open_lake, run
from tasks.replay import STEPS
from tasks.settings import Settings
from tests.tasks.fetch.site import feed, lake_over, reply, serving
from tests.tasks.fetch.writers import SOURCE
from tests.tasks.parse.archive import packed, page, record, response

URLS = [f"https://partner.example/{n}" for n in range(3)]
RECORDS = [response(url, page(f"Port {n}")) for n, url in enumerate(URLS)]


@pytest.fixture
def lake(settings_at: Callable[..., Settings]) -> Lake:
    return open_lake(settings_at(SOURCE))


def arrived(lake: Lake, folder: Path, data: bytes, name: str = "a.warc.gz") -> str:
    path = folder / name
    path.write_bytes(data)
    [batch] = receive(lake, [str(path)])
    run(lake, STEPS["parse"], batch)
    return batch


def titles(lake: Lake) -> list[str]:
    return [t for (t,) in lake.reader().sql("select title from revisions order by title")]


@pytest.mark.parametrize("data", [packed(*RECORDS), b"".join(RECORDS)], ids=["gzipped", "plain"])
def test_every_response_becomes_an_article(lake: Lake, tmp_path: Path, data: bytes) -> None:
    batch = arrived(lake, tmp_path, data)
    assert lake.state().commits["receive", batch].tally["accepted"] == 3
    assert titles(lake) == ["Port 0", "Port 1", "Port 2"]


def test_one_damaged_record_costs_one_record(lake: Lake, tmp_path: Path) -> None:
    good = [packed(r) for r in RECORDS]
    broken = bytearray(good[1])
    broken[len(broken) // 2] ^= 0xFF
    batch = arrived(lake, tmp_path, good[0] + bytes(broken) + good[2])
    tally = lake.state().commits["receive", batch].tally
    assert (tally["seen"], tally["accepted"], tally["rejected"]) == (3, 2, 1)
    assert titles(lake) == ["Port 0", "Port 2"]
    [(reason, offset)] = lake.reader().sql("select reason, warc_offset from rejects where step = 'receive'")
    assert (reason, offset) == ("warc_framing", len(good[0]))


def test_what_warcio_wrote_is_read_and_our_copy_opens_elsewhere(lake: Lake, tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    made = writer.create_warc_record(URLS[0], "response", payload=io.BytesIO(page("Port 0")), http_headers=headers)
    writer.write_record(made)
    made.raw_stream.close()
    arrived(lake, tmp_path, out.getvalue())
    assert titles(lake) == ["Port 0"]
    [copy] = Path(lake.storage.root, "raw").rglob("*.warc.gz")
    with copy.open("rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False)
        assert [r.verify_block_digest() for r in records] == [True]


def test_requests_are_no_concern_of_ours(lake: Lake, tmp_path: Path) -> None:
    asked = record("request", URLS[0], b"GET / HTTP/1.1\r\n\r\n", media="application/http; msgtype=request")
    batch = arrived(lake, tmp_path, packed(asked, RECORDS[0]))
    assert lake.state().commits["receive", batch].tally["seen"] == 1


@pytest.mark.parametrize("data", [b"", b"no archive at all", b"\x1f\x8b\x08junk"])
def test_a_file_without_a_record_is_one_reject(lake: Lake, tmp_path: Path, data: bytes) -> None:
    batch = arrived(lake, tmp_path, data)
    assert lake.state().commits["receive", batch].tally["reasons"] == {"warc_framing": 1}


def test_a_file_of_another_kind_is_refused(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a WARC file"):
        receive(lake, [str(tmp_path / "a.zip")])


def test_a_list_of_addresses_is_fetched_once(tmp_path: Path) -> None:
    pages = {"/a": reply(page("Port A")), "/b": reply(page("Port B")), "/feed.xml": feed()}
    with serving(pages) as site:
        lake = lake_over(site, tmp_path)
        arrived(lake, tmp_path, b"# two\nhttp://a.example/a\nhttp://a.example/b\nhttp://a.example/none\nmailto:x\n", "day.urls")
        batch = arrived(lake, tmp_path, (tmp_path / "day.urls").read_bytes(), "again.urls")
        tally = lake.state().commits["fetch", batch].tally
        assert (tally["seen"], tally["accepted"], tally["rejected"]) == (4, 2, 2)
        assert [p for p in site.paths() if p != "/robots.txt"] == ["/a", "/b", "/none"]
        assert {"Port A", "Port B"} <= set(titles(lake))


def test_a_list_without_an_address_is_refused(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one http"):
        arrived(lake, tmp_path, b"<html>", "day.urls")


def test_a_list_of_the_open_web_needs_a_contact(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="DISPUTEWIRE_CONTACT"):
        arrived(lake, tmp_path, b"https://www.example.org/a\n", "day.urls")
