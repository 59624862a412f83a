"""Archives in the shapes of those who write them: warcio, wget and StormCrawler. The pages are ours."""

from __future__ import annotations

import gzip
import io
from base64 import b32encode
from collections.abc import Callable, Mapping
from hashlib import sha1

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Pages = Mapping[str, bytes]
DATE = "2026-03-04T05:06:07Z"
# A lake that archives arrive at has sources of its own.
SOURCE = """[[source]]
id = "partner"
outlet = "Partner"
owner_group = "Partner"
country = "GB"
language = "en"
kind = "newspaper"
format = "feed"
url = "https://partner.example/feed.xml"
rights = "test"
"""


def sha(data: bytes) -> str:
    return "sha1:" + b32encode(sha1(data).digest()).decode()


def lines(version: str, headers: Mapping[str, str], block: bytes) -> bytes:
    head = f"{version}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + f"Content-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def by_warcio(pages: Pages) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"}))
    for url, body in pages.items():
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        made = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": DATE}
        )
        writer.write_request_response_pair(writer.create_warc_record(url, "request", http_headers=asked), made)
        made.raw_stream.close()
    return out.getvalue()


def by_wget(pages: Pages) -> bytes:
    """WARC/1.0, the request first, addresses in angle brackets, chunks left in, its log as a resource at the end."""
    info = lines("WARC/1.0", {"WARC-Type": "warcinfo", "Content-Type": "application/warc-fields"}, b"software: Wget/1.21\r\n")
    records = [info]
    for n, (url, body) in enumerate(pages.items()):
        chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
        block = chunked % (len(body), body)
        common = {"WARC-Target-URI": f"<{url}>", "WARC-Date": DATE, "WARC-IP-Address": "192.0.2.7"}
        request = {"WARC-Type": "request", **common, "Content-Type": "application/http;msgtype=request"}
        answer = {
            "WARC-Type": "response",
            "WARC-Record-ID": f"<urn:uuid:{n}>",
            **common,
            "WARC-Block-Digest": sha(block),
            "Content-Type": "application/http;msgtype=response",
        }
        records += [lines("WARC/1.0", request, b"GET / HTTP/1.1\r\n\r\n"), lines("WARC/1.0", answer, block)]
    log = {"WARC-Type": "resource", "WARC-Target-URI": "metadata://gnu.org/software/wget/warc/wget.log", "WARC-Date": DATE}
    records.append(lines("WARC/1.0", {**log, "Content-Type": "text/plain"}, b"all went well\n"))
    return b"".join(gzip.compress(r, mtime=0) for r in records)


def by_stormcrawler(pages: Pages) -> bytes:
    """Common Crawl's news: the body is decoded and says so in X-Crawl headers, status lines are as the server wrote them."""
    info = {"WARC-Type": "warcinfo", "WARC-Date": DATE, "Content-Type": "application/warc-fields"}
    records = [lines("WARC/1.0", info, b"software: StormCrawler 2.11 http://stormcrawler.net/\r\n")]
    for n, (url, body) in enumerate(pages.items()):
        head = (
            "HTTP/2 200 \r\ncontent-type: text/html; charset=UTF-8\r\nX-Crawl-Content-Encoding: gzip\r\n"
            f"X-Crawl-Transfer-Encoding: chunked\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        common = {"WARC-Record-ID": f"<urn:uuid:{n}>", "WARC-Date": DATE, "WARC-Target-URI": url}
        answer = {
            "WARC-Type": "response",
            **common,
            "Content-Type": "application/http; msgtype=response",
            "WARC-Payload-Digest": sha(body),
        }
        request = {"WARC-Type": "request", **common, "Content-Type": "application/http; msgtype=request"}
        records += [lines("WARC/1.0", request, b"GET / HTTP/2\r\n\r\n"), lines("WARC/1.0", answer, head.encode() + body)]
    return b"".join(gzip.compress(r, mtime=0) for r in records)


WRITERS: dict[str, Callable[[Pages], bytes]] = {"warcio": by_warcio, "wget": by_wget, "stormcrawler": by_stormcrawler}
