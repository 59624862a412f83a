"""The archive as page records: each response with what its source said of it, and entries whose page could not be had."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tasks import ItemError
from tasks.archive import Member, members, unfold
from tasks.parse.urls import host_of

__all__ = ["Damaged", "Listed", "PageRecord", "page_records"]

HEADERS = 1 << 20  # bytes beside the body that a record may have
HTML = ("text/html", "application/xhtml+xml")
FOREIGN = "archive"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a source said of a page. Times are UTC (naive)."""

    source_id: str
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PageRecord:
    """One page that was asked for. `body` is None where it could not be had; then `failure` tells why."""

    offset: int
    url: str
    captured_at: datetime | None
    body: bytes | None = None
    content_type: str | None = None
    listed: Listed | None = None
    source_id: str = FOREIGN
    failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class Damaged:
    """A record that cannot be used: where it stands and what is wrong with it."""

    offset: int
    url: str
    problem: ItemError


@dataclass(kw_only=True)
class _Response:
    """A response that still waits for the metadata record that stands right after it."""

    id: str
    record: PageRecord | Damaged
    is_html: bool


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """A metadata record of ours; `id` is the response that it stands beside, "" if none."""

    id: str
    told: Mapping[str, Any]
    place: PageRecord


def page_records(path: Path, *, max_bytes: int, max_ratio: int) -> Iterator[PageRecord | Damaged]:
    """The pages of an archive in its order. Feeds, robots.txt and requests are passed over in silence: they are not pages."""
    with path.open("rb") as file:
        read = (found for m in members(file, max_bytes=max_bytes + HEADERS) for found in _read(m, max_bytes, max_ratio))
        yield from _paired(read)


def _paired(read: Iterator[_Response | Damaged | _Beside]) -> Iterator[PageRecord | Damaged]:
    waiting: _Response | None = None
    for found in read:
        if isinstance(found, _Response):
            yield from _alone(waiting)
            waiting = found
        elif isinstance(found, Damaged):
            yield from _alone(waiting)
            waiting = None
            yield found
        else:
            is_pair = waiting is not None and found.id == waiting.id
            if not is_pair:
                yield from _alone(waiting)
            yield from _told(waiting if is_pair else None, found)
            waiting = None
    yield from _alone(waiting)


def _read(member: Member, max_bytes: int, max_ratio: int) -> Iterator[_Response | Damaged | _Beside]:
    if member.problem:
        yield Damaged(offset=member.offset, url="", problem=member.problem)
        return
    kinds = WarcRecordType.response | WarcRecordType.metadata
    try:
        for record in ArchiveIterator(io.BytesIO(member.data), record_types=kinds, parse_http=True):
            if record.record_type == WarcRecordType.response:
                yield _response(record, member, max_bytes, max_ratio)
            elif told := _metadata(record):
                yield _Beside(id=record.headers.get("WARC-Concurrent-To") or "", told=told, place=_place(record, member))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        yield Damaged(offset=member.offset, url="", problem=ItemError("warc_framing", f"not a WARC record: {error}"))


def _place(record: WarcRecord, member: Member) -> PageRecord:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    return PageRecord(offset=member.offset, url=url, captured_at=_moment(record.headers.get("WARC-Date")))


def _response(record: WarcRecord, member: Member, max_bytes: int, max_ratio: int) -> _Response:
    place = _place(record, member)
    http = {k.lower(): v for k, v in record.http_headers.items()} if record.http_headers else {}
    media = http.get("content-type")
    is_html = bool(record.http_headers) and record.http_headers.status_code == 200 and _is_html(media)
    try:
        _check_is_web(place.url)
        packed = record.reader.read()
        coded = {"content": http.get("content-encoding") or "", "transfer": http.get("transfer-encoding") or ""}
        body = unfold(member.data, packed, **coded, max_bytes=max_bytes, max_ratio=max_ratio)
        done: PageRecord | Damaged = PageRecord(
            offset=place.offset, url=place.url, captured_at=place.captured_at, body=body, content_type=media
        )
    except ItemError as problem:
        done = Damaged(offset=place.offset, url=place.url, problem=problem)
    return _Response(id=record.headers.get("WARC-Record-ID") or "", record=done, is_html=is_html)


def _check_is_web(url: str) -> None:
    if not url.startswith(("http://", "https://")) or not host_of(url):
        raise ItemError("bad_url", f"{url[:200]!r} is no address of a page")


def _is_html(media: str | None) -> bool:
    return (media or "").partition(";")[0].strip().lower() in HTML


def _metadata(record: WarcRecord) -> dict[str, Any] | None:
    if "json" not in (record.headers.get("Content-Type") or ""):
        return None
    try:
        told = json.loads(record.reader.read())
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and "resource" in told else None


def _alone(waiting: _Response | None) -> Iterator[PageRecord | Damaged]:
    """A response that nothing of ours stands beside: a page of a foreign archive, if it is one."""
    if waiting and waiting.is_html:
        yield waiting.record


def _told(response: _Response | None, beside: _Beside) -> Iterator[PageRecord | Damaged]:
    told = beside.told
    if told.get("resource") != "page":
        return
    listed = _listed(told)
    source = listed.source_id if listed else str(told.get("source_id") or FOREIGN)
    if response is None:
        url = beside.place.url or str(told.get("url") or "")
        failure = str(told.get("failure") or "warc_framing")
        if not host_of(url):
            yield Damaged(offset=beside.place.offset, url=url, problem=ItemError("bad_url", f"{url[:200]!r} is no address"))
            return
        yield replace(beside.place, url=url, listed=listed, source_id=source, failure=failure)
    elif isinstance(response.record, Damaged):
        yield response.record
    else:
        yield replace(response.record, listed=listed, source_id=source)


def _listed(told: Mapping[str, Any]) -> Listed | None:
    entries = told.get("entries")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            source = str(entry.get("source_id") or told.get("source_id") or FOREIGN)
            return Listed(
                source_id=source, title=str(entry.get("title") or ""), published_at=_moment(entry.get("published_at"))
            )
    return None


def _moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
        at = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=0)
