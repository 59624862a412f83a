"""`make bench-backfill`: an archive of news taken in as a batch; MB/s, records/s and the most memory that it took.

Makes an archive as the news crawl writes it (pages of invented words, a gzip member a record), SIZE_MB long, and takes it in
three times, each in a process of its own: from disk; from a bucket (an S3 look-alike on the loopback, in a third process);
from disk by language and host. Peak memory is that of the process that takes in, as the system counted it.
"""

from __future__ import annotations

import gzip
import multiprocessing
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE_MB = int(os.environ.get("SIZE_MB", "1000"))
DISTINCT = 1500  # pages that differ; the archive goes round them
PAGE_WORDS = 3000
CHOICE = {"languages": ["en"], "hosts": ["h1.example", "h2.example"]}


def page(rng: random.Random, words: list[str], number: int) -> bytes:
    text = "".join(f"<p>{' '.join(rng.choices(words, k=60))}.</p>\n" for _ in range(PAGE_WORDS // 60))
    language = "en" if number % 2 else "de"
    return f'<html lang="{language}"><head><title>Page {number}</title></head><body>{text}</body></html>'.encode()


def member(number: int, body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Crawl-Content-Encoding: gzip\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2026-11-01T00:00:00Z\r\n"
        f"WARC-Target-URI: https://h{number % 10}.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", compresslevel=6, mtime=0)


def write(path: Path) -> int:
    """Write the archive; its unpacked size."""
    rng = random.Random(11)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 10))) for _ in range(8000)]
    pages = [page(rng, words, number) for number in range(DISTINCT)]
    members = [member(number, body) for number, body in enumerate(pages)]
    number = 0
    with path.open("wb") as file:
        while file.tell() < SIZE_MB * 10**6:
            file.write(members[number % DISTINCT])
            number += 1
    return sum(len(pages[n % DISTINCT]) for n in range(number))


def take_in(address: str, lake_at: str, choice: dict[str, list[str]]) -> None:
    """Receive one archive and print what it took; runs in a process of its own."""
    from tasks.fetch.receive import receive
    from tasks.lake import open_lake
    from tasks.settings import load

    lake = open_lake(load({"DISPUTEWIRE_LAKE": lake_at}))
    ready = peak_mb()
    began = time.perf_counter()
    [batch] = receive(lake, [address], **choice)
    took = time.perf_counter() - began
    tally = lake.state().commits["receive", batch].tally
    files = len(lake.state().files("warc"))
    print(f"  {tally['seen']} records, {tally['accepted']} kept in {files} files, {took:.1f} s: ", end="")
    print(f"{SIZE_MB / took:.0f} MB/s packed, {tally['seen'] / took:.0f} records/s, ", end="")
    print(f"peak {peak_mb():.0f} MB ({ready:.0f} MB before)", flush=True)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(address: str, lake_at: Path, choice: dict[str, list[str]] | None = None) -> None:
    child = multiprocessing.get_context("spawn").Process(target=take_in, args=(address, str(lake_at), choice or {}))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(child.exitcode)


@contextmanager
def bucket_with(path: Path, key: str) -> Iterator[str]:
    """The archive in a bucket of a look-alike that runs in another process, so that its memory is not counted."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.environ |= {
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    from tasks.storage import connect

    try:
        until_open(port)
        connect().create_bucket(Bucket="commoncrawl")
        connect().upload_file(str(path), "commoncrawl", key)
        yield f"s3://commoncrawl/{key}"
    finally:
        server.terminate()
        server.wait()


def until_open(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("the S3 look-alike did not start")


def main() -> None:
    """Print a paragraph a way in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "CC-NEWS-20261101000000-00001.warc.gz"
        size = write(path)
        print(f"an archive of {path.stat().st_size / 1e6:.0f} MB, {size / 1e6:.0f} MB of pages", flush=True)
        print("from disk", flush=True)
        alone(str(path), Path(folder) / "disk")
        print(f"from disk, only {CHOICE}", flush=True)
        alone(str(path), Path(folder) / "chosen", CHOICE)
        print("from a bucket", flush=True)
        with bucket_with(path, f"crawl-data/CC-NEWS/2026/11/{path.name}") as address:
            alone(address, Path(folder) / "bucket")


if __name__ == "__main__":
    main()
