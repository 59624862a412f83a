"""A span of the past from archives: whoever wrote them, chosen by language and host, in slices, by month."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from tasks import ConfigError, StorageError, arrivals
from tasks.fetch.receive import receive
from tasks.fetch.receive.months import asked_for, month_paths
from tasks.lake import Lake, open_lake, run
from tasks.replay import STEPS
from tasks.settings import Settings
from tasks.storage import connect
from tests.tasks.breaking import breaking
from tests.tasks.fetch.writers import SOURCE, WRITERS, by_stormcrawler
from tests.tasks.parse.archive import metadata, packed, page, response, told

GERMAN = "Das Gericht im Hafen hat am Montag beide Seiten gehört und die Sache um eine Woche vertagt. " * 4
ENGLISH = "The court by the harbour heard both sides on Monday and put the matter off for another week. " * 4


def paged(title: str, text: str = "", *, root: str = "<html>", head: str = "") -> bytes:
    return (
        f"{root}<head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{text or ENGLISH}</p></body></html>".encode()
    )


@pytest.fixture
def lake(settings_at: Callable[..., Settings]) -> Lake:
    return open_lake(settings_at(SOURCE))


def received(lake: Lake, folder: Path, data: bytes, *, name: str = "a.warc.gz", **chosen: list[str]) -> str:
    path = folder / name
    path.write_bytes(data)
    [batch] = receive(lake, [str(path)], **chosen)
    return batch


def tally(lake: Lake, batch: str) -> dict[str, int]:
    told = lake.state().commits["receive", batch].tally
    assert told["seen"] == sum(told[k] for k in ("accepted", "duplicate", "skipped", "rejected", "deferred"))
    return {k: told[k] for k in ("accepted", "skipped", "rejected")} | dict(told["reasons"])


def kept(lake: Lake) -> list[str]:
    return sorted(u.rpartition("/")[2] for (u,) in lake.reader().sql("select url from captures"))


@pytest.mark.parametrize("shape", ["by member", "whole", "plain"])
@pytest.mark.parametrize("writer", WRITERS)
def test_archives_of_every_writer_read_alike(lake: Lake, tmp_path: Path, writer: str, shape: str) -> None:
    pages = {f"https://paper.example/{n}": paged(f"Port {n}") for n in range(3)}
    data = WRITERS[writer](pages)
    if shape != "by member":
        data = gzip.decompress(data) if shape == "plain" else gzip.compress(gzip.decompress(data))
    batch = received(lake, tmp_path, data, name="a.warc" if shape == "plain" else "a.warc.gz")
    run(lake, STEPS["parse"], batch)
    assert tally(lake, batch) == {"accepted": 3, "skipped": 0, "rejected": 0}
    rows = lake.reader().sql("select url, title, text, known_at, published_at, published_basis from revisions order by url")
    assert rows == [
        (url, f"Port {n}", ENGLISH.strip(), datetime(2026, 3, 4, 5, 6, 7), None, "capture") for n, url in enumerate(pages)
    ]
    captures = lake.reader().sql("select status, known_at from captures")
    assert captures == [(200, datetime(2026, 3, 4, 5, 6, 7))] * 3


def test_the_dates_of_file_and_capture_are_no_date_of_the_article(lake: Lake, tmp_path: Path) -> None:
    """What counts is what the page says; where it says nothing, nothing is said, whatever the archive is called."""
    dated = paged("Dated", head='<meta property="article:published_time" content="2026-02-20T08:00:00Z">')
    pages = {"https://paper.example/dated": dated, "https://paper.example/none": paged("None")}
    name = "CC-NEWS-20260304050000-00042.warc.gz"
    batch = received(lake, tmp_path, by_stormcrawler(pages), name=name)
    run(lake, STEPS["parse"], batch)
    rows = lake.reader().sql(
        "select title, published_at, published_basis, published_precision, known_at from revisions order by title"
    )
    captured_at = datetime(2026, 3, 4, 5, 6, 7)
    assert rows == [
        ("Dated", datetime(2026, 2, 20, 8), "meta", "second", captured_at),
        ("None", None, "capture", "none", captured_at),
    ]
    assert lake.reader().sql("select title from revisions where published_at >= '2026-02-01'") == [("Dated",)]


PAGES = {
    "en-root": paged("A", root='<html class="x" lang="en-GB">'),
    "de-root": paged("B", GERMAN, root="<html lang='de'>"),
    "de-meta": paged("C", GERMAN, head='<meta http-equiv="Content-Language" content="de-AT">'),
    "en-text": paged("D", ENGLISH),
    "de-text": paged("E", GERMAN, head="<script>var the = 'and of the court that was with them for all this';</script>"),
    "pt-br": paged("F", root='<html lang="pt_BR">'),
    "short": paged("G", "Kurz."),
}
LANGUAGES = packed(*(response(f"https://paper.example/{n}", body) for n, body in PAGES.items()))


@pytest.mark.parametrize(
    ("languages", "names"),
    [
        ([], sorted(PAGES)),
        (["en"], ["en-root", "en-text"]),
        (["en-GB"], ["en-root"]),
        (["DE"], ["de-meta", "de-root", "de-text"]),
        (["pt-BR", "en"], ["en-root", "en-text", "pt-br"]),
        (["pt"], ["pt-br"]),
        (["fr"], []),
    ],
)
def test_pages_are_chosen_by_language(lake: Lake, tmp_path: Path, languages: list[str], names: list[str]) -> None:
    batch = received(lake, tmp_path, LANGUAGES, languages=languages)
    assert kept(lake) == names
    left = len(PAGES) - len(names)
    assert tally(lake, batch) == {"accepted": len(names), "skipped": left, "rejected": 0} | ({"language": left} if left else {})
    assert lake.reader().sql("select count(*) from rejects") == [(0,)]
    run(lake, STEPS["parse"], batch)
    assert lake.state().commits["parse", batch].tally["accepted"] == len(names)


HOSTED = {
    "https://example.com/a": True,
    "http://news.EXAMPLE.com:8080/b": True,
    "https://badexample.com/c": False,
    "https://example.com.evil.test/d": False,
    "https://paper.test/?u=example.com/e": False,
    "https://münchen.example/f": True,
    "http://[bad/g": False,
}


def test_pages_are_chosen_by_host_and_those_below_it(lake: Lake, tmp_path: Path) -> None:
    data = packed(*(response(url, page("x")) for url in HOSTED))
    batch = received(lake, tmp_path, data, hosts=["Example.com.", "münchen.example"])
    assert kept(lake) == sorted(u.rpartition("/")[2] for u, is_in in HOSTED.items() if is_in)
    assert tally(lake, batch) == {"accepted": 3, "skipped": 4, "rejected": 0, "host": 4}


def test_what_stands_beside_a_page_goes_with_it(lake: Lake, tmp_path: Path) -> None:
    urls = ["https://a.example/in", "https://b.test/out", "https://a.example/listed", "https://b.test/listed"]
    data = packed(
        response(urls[0], page("In")),
        metadata(urls[0], told("s", "In"), beside=urls[0]),
        response(urls[1], page("Out")),
        metadata(urls[1], told("s", "Out"), beside=urls[1]),
        metadata(urls[2], told("s", "Only listed here", failure="http_4xx")),
        metadata(urls[3], told("s", "Only listed there", failure="http_4xx")),
    )
    batch = received(lake, tmp_path, data, hosts=["a.example"])
    run(lake, STEPS["parse"], batch)
    assert lake.reader().sql("select title from revisions order by title") == [("In",), ("Only listed here",)]


def test_a_bomb_in_a_body_costs_one_record(lake: Lake, tmp_path: Path) -> None:
    coded, twice = "Content-Encoding: gzip\r\n", "Content-Encoding: gzip, gzip\r\n"
    bombs = [
        response("https://paper.example/1", gzip.compress(bytes(64 << 20)), headers=coded),
        response(
            "https://paper.example/2",
            gzip.compress(gzip.compress(bytes(64 << 20))),
            headers=twice,
        ),
    ]
    data = packed(response("https://paper.example/0", page("a")), *bombs, response("https://paper.example/3", page("b")))
    batch = received(lake, tmp_path, data, languages=["en"])
    assert kept(lake) == ["0", "3"]
    told = tally(lake, batch)
    assert (told["accepted"], told["rejected"]) == (2, 2)
    rows = lake.reader().sql("select item, reason from rejects order by item")
    assert [(i[-1], r in {"ratio", "too_big_decoded", "decode"}) for i, r in rows] == [("1", True), ("2", True)]


def test_the_same_object_under_another_choice_is_another_batch(lake: Lake, tmp_path: Path) -> None:
    choices: list[dict[str, list[str]]] = [
        {},
        {"languages": ["en"]},
        {"hosts": ["en.example"]},
        {"languages": ["de", "en"]},
        {"languages": ["en"], "hosts": ["paper.example"]},
    ]
    names = [received(lake, tmp_path, LANGUAGES, **choice) for choice in choices]
    assert len(set(names)) == len(names)
    assert received(lake, tmp_path, LANGUAGES, languages=["EN", "de", "de"]) == names[3]
    assert len(lake.state().commits) == len(names)


def test_an_archive_of_the_news_crawl_is_named_as_one(lake: Lake, bucket: str) -> None:
    key = "crawl-data/CC-NEWS/2026/03/CC-NEWS-20260304050000-00042.warc.gz"
    connect().put_object(Bucket=bucket, Key=key, Body=by_stormcrawler({"https://paper.example/1": page("Kiel")}))
    [batch] = receive(lake, [f"s3://{bucket}/{key}"])
    assert batch.startswith(f"{datetime.now(UTC):%Y-%m-%d}-ccnews-")
    assert receive(lake, [f"s3://{bucket}/{key}"]) == [batch]
    connect().put_object(Bucket=bucket, Key=key, Body=by_stormcrawler({"https://paper.example/1": page("Husum")}))
    assert receive(lake, [f"s3://{bucket}/{key}"]) != [batch]


def test_what_is_kept_goes_out_in_slices(lake: Lake, tmp_path: Path) -> None:
    """Response and what was said of it stay in one file; the rows are those of an archive in one piece."""
    urls = [f"https://paper.example/{n}" for n in range(30)]
    pairs = [(response(u, page(f"Port {u}")), metadata(u, told("s", f"Port {u}"), beside=u)) for u in urls]
    data = packed(*(record for pair in pairs for record in pair))
    small = replace(lake, settings=replace(lake.settings, receive=replace(lake.settings.receive, slice_bytes=4000)))
    batch = received(small, tmp_path, data)
    files = lake.state().files("warc", batch=batch)
    assert len(files) > 4
    assert sum(f.rows for f in files) == 30
    run(lake, STEPS["parse"], batch)
    rows = lake.reader().sql("select count(*), count(distinct source_id), min(source_id) from revisions")
    assert rows == [(30, 1, "s")]
    for key, offset, length in lake.reader().sql("select warc_file, warc_offset, warc_length from captures"):
        member = Path(lake.storage.root, key).read_bytes()[offset : offset + length]
        assert b"WARC-Type: response" in gzip.decompress(member)
    assert {m[0] for m in lake.reader().sql("select warc_file from captures")} == {f.key for f in files}


def test_members_are_copied_as_they_stand_and_replay_needs_no_source(lake: Lake, tmp_path: Path) -> None:
    data = by_stormcrawler({f"https://paper.example/{n}": paged(f"Port {n}") for n in range(3)})
    batch = received(lake, tmp_path, data)
    (tmp_path / "a.warc.gz").unlink()
    [file] = lake.state().files("warc", batch=batch)
    copy = Path(lake.storage.root, file.key).read_bytes()
    for offset, length in lake.reader().sql("select warc_offset, warc_length from captures"):
        assert copy[offset : offset + length] in data
    run(lake, STEPS["parse"], batch)
    assert lake.reader().sql("select count(*) from revisions") == [(3,)]


def test_one_damaged_record_of_an_object_costs_one_record(lake: Lake, bucket: str) -> None:
    parts = [packed(response(f"https://paper.example/{n}", page(f"Port {n}"))) for n in range(6)]
    parts[2] = parts[2][: len(parts[2]) // 2] + b"\x00" + parts[2][len(parts[2]) // 2 + 1 :]
    parts[4] = parts[4][:-30]
    connect().put_object(Bucket=bucket, Key="a.warc.gz", Body=b"".join(parts))
    [batch] = receive(lake, [f"s3://{bucket}/a.warc.gz"])
    assert kept(lake) == ["0", "1", "3", "5"]
    assert tally(lake, batch) == {"accepted": 4, "skipped": 0, "rejected": 2, "warc_framing": 2}
    offsets = lake.reader().sql("select warc_offset, message from rejects order by all")
    assert [o for o, _ in offsets] == [len(b"".join(parts[:2])), len(b"".join(parts[:4]))]
    assert all(f"at byte {offset}: " in message for offset, message in offsets)


@pytest.mark.parametrize("writer", ["warcio", "wget"])
@pytest.mark.parametrize("shape", ["plain", "whole"])
def test_a_flipped_bit_is_found_where_only_the_digest_tells(lake: Lake, tmp_path: Path, writer: str, shape: str) -> None:
    data = gzip.decompress(WRITERS[writer]({f"https://paper.example/{n}": paged(f"Port {n}") for n in range(3)}))
    at = data.index(b"<title>Port 1") + 7
    data = data[:at] + b"F" + data[at + 1 :]
    batch = received(lake, tmp_path, gzip.compress(data) if shape == "whole" else data)
    assert kept(lake) == ["0", "2"]
    assert tally(lake, batch) == {"accepted": 2, "skipped": 0, "rejected": 1, "warc_framing": 1}
    assert lake.reader().sql("select item from rejects") == [("https://paper.example/1",)]


def test_memory_does_not_grow_with_what_is_kept(lake: Lake, tmp_path: Path) -> None:
    noise = Random(8)
    with (tmp_path / "a.warc.gz").open("wb") as out:
        for n in range(700):
            out.write(packed(response(f"https://paper.example/{n}", noise.randbytes(100_000))))
    small = replace(lake, settings=replace(lake.settings, receive=replace(lake.settings.receive, slice_bytes=8 << 20)))
    assert (tmp_path / "a.warc.gz").stat().st_size > 64 << 20
    tracemalloc.start()
    try:
        [batch] = receive(small, [str(tmp_path / "a.warc.gz")])
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()
    assert tally(lake, batch)["accepted"] == 700
    assert len(lake.state().files("captures")) >= 8


def test_what_broke_half_way_is_not_in_and_comes_in_whole_later(
    lake: Lake, bucket: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = Random(4)
    data = packed(*(response(f"https://paper.example/{n}", noise.randbytes(100_000)) for n in range(9)))
    connect().put_object(Bucket=bucket, Key="a.warc.gz", Body=data)
    small = replace(lake, settings=replace(lake.settings, receive=replace(lake.settings.receive, slice_bytes=150_000)))
    monkeypatch.setattr(arrivals, "PAUSE_SECONDS", 0.001)
    with breaking(s3_endpoint) as way:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", way.endpoint)
        way.cuts = [600_000, *[0] * 20]
        with pytest.raises(StorageError, match="on from byte"):
            receive(small, [f"s3://{bucket}/a.warc.gz"])
        assert not lake.state().commits
        assert list(lake.storage.list("raw/"))
        way.cuts = [600_000]
        receive(small, [f"s3://{bucket}/a.warc.gz"])
    assert kept(lake) == [str(n) for n in range(9)]
    # What the first try left is what the second made again: nothing is there that the log does not name.
    assert {s.key for s in lake.storage.list("raw/")} == {f.key for f in lake.state().files("warc")}


@pytest.fixture
def crawl(bucket: str, lake: Lake) -> Lake:
    """A bucket laid out as Common Crawl's: a month of four archives and its list."""
    keys = [f"crawl-data/CC-NEWS/2026/11/CC-NEWS-2026110{n}000000-0000{n}.warc.gz" for n in range(1, 5)]
    for n, key in enumerate(keys):
        connect().put_object(Bucket=bucket, Key=key, Body=by_stormcrawler({f"https://paper.example/{n}": page(f"Port {n}")}))
    listed = gzip.compress("\n".join(keys).encode() + b"\n")
    connect().put_object(Bucket=bucket, Key="crawl-data/CC-NEWS/2026/11/warc.paths.gz", Body=listed)
    return replace(lake, settings=replace(lake.settings, receive=replace(lake.settings.receive, ccnews_bucket=bucket)))


def form(**given: object) -> dict[str, object]:
    return {"month": "2026/11", "first": 1, "last": None, "paths": [], "languages": [], "hosts": [], **given}


def test_a_month_is_its_archives_or_a_part_of_them(crawl: Lake) -> None:
    paths = asked_for(crawl.settings, form())
    assert [p[-13:-8] for p in paths] == ["00001", "00002", "00003", "00004"]
    assert asked_for(crawl.settings, form(first=2, last=3)) == paths[1:3]
    assert asked_for(crawl.settings, form(month=None, paths=["a.warc.gz"])) == ["a.warc.gz"]
    batches = receive(crawl, paths[1:3])
    assert len(set(batches)) == 2
    assert kept(crawl) == ["1", "2"]


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"month": "2026-11"}, "such as 2026/11"),
        ({"month": "2026/13"}, "such as 2026/11"),
        ({"month": "../../2026/11"}, "such as 2026/11"),
        ({"first": 0}, "from 1 on"),
        ({"last": "x"}, "from 1 on"),
        ({"first": 9}, "0 archives are asked for"),
        ({"month": None}, "0 archives are asked for"),
        ({"languages": ["english please"]}, "BCP-47"),
        ({"languages": "en"}, "a list of texts"),
        ({"hosts": ["https://example.com/"]}, "a name such as example.com"),
        ({"hosts": ["*.example.com"]}, "a name such as example.com"),
        ({"hosts": [7]}, "a list of texts"),
        ({"month": None, "paths": ["a.warc"] * 1001}, "1 to 1000"),
        ({"paths": ["{{ conn.lake.password }}.warc"]}, "without braces"),
        ({"paths": ["a.zip"]}, "a WARC file"),
    ],
)
def test_a_form_is_text_from_outside(crawl: Lake, given: dict[str, object], match: str) -> None:
    with pytest.raises(ConfigError, match=match):
        asked_for(crawl.settings, form(**given))


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (b"plain text", "not a gzipped list"),
        (gzip.compress(b"crawl-data/CC-NEWS/2026/11/a.warc.gz\n", mtime=0)[:-6], "cut short"),
        (gzip.compress(bytes(64 << 20), mtime=0), "cut short, or longer"),
        (gzip.compress(b"crawl-data/CC-NEWS/2026/11/../../../secret.warc.gz\n", mtime=0), "no key of a news archive"),
        (gzip.compress(b"s3://elsewhere/a.warc.gz\n", mtime=0), "no key of a news archive"),
    ],
)
def test_a_list_of_a_month_that_is_none_is_refused(crawl: Lake, bucket: str, body: bytes, match: str) -> None:
    connect().put_object(Bucket=bucket, Key="crawl-data/CC-NEWS/2026/11/warc.paths.gz", Body=body)
    with pytest.raises(ConfigError, match=match):
        month_paths(crawl.settings, "2026/11")


def test_a_month_that_is_not_there_is_named(crawl: Lake) -> None:
    with pytest.raises(StorageError, match=r"CC-NEWS/2025/01/warc\.paths\.gz"):
        month_paths(crawl.settings, "2025/01")


def test_a_choice_is_for_archives_only(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="leave them out"):
        received(lake, tmp_path, b"https://paper.example/\n", name="a.urls", languages=["en"])
