"""Pages that somebody saved: a batch of one response, at the address that the page gives itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks import ConfigError
from tasks.fetch.receive import receive
from tasks.lake import Lake, open_lake, run
from tasks.replay import STEPS
from tasks.settings import Settings
from tests.tasks.fetch.writers import SOURCE

CANONICAL = '<link rel="canonical" href="https://paper.example/canonical">'
GRAPH = '<meta property="og:url" content="https://paper.example/graph">'
SAVED = "<!-- saved from url=(0029)https://paper.example/saved -->"
SAVED_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def saved(*, before: str = "", head: str = "") -> bytes:
    text = "The court by the harbour heard both sides on Monday and put the matter off for another week."
    return f"<!DOCTYPE html>\n{before}\n<html><head><title>Kiel</title>{head}</head><body><p>{text}</p></body></html>".encode()


@pytest.fixture
def lake(settings_at: Callable[..., Settings]) -> Lake:
    return open_lake(settings_at(SOURCE))


def arrived(lake: Lake, folder: Path, data: bytes, name: str = "a.html") -> str:
    (folder / name).write_bytes(data)
    os.utime(folder / name, (SAVED_AT.timestamp(),) * 2)
    [batch] = receive(lake, [str(folder / name)])
    return batch


@pytest.mark.parametrize(
    ("before", "head", "url"),
    [
        ("", CANONICAL, "canonical"),
        (SAVED, GRAPH + CANONICAL, "canonical"),
        (SAVED, GRAPH, "graph"),
        (SAVED, "", "saved"),
        (SAVED, '<link rel="canonical" href="/a/path">', "saved"),
        (SAVED, '<link rel="canonical" href="file:///home/me/a.html">', "saved"),
        ("", '<link rel="canonical" href="">' + GRAPH, "graph"),
    ],
)
def test_a_saved_page_is_a_batch_at_its_own_address(lake: Lake, tmp_path: Path, before: str, head: str, url: str) -> None:
    batch = arrived(lake, tmp_path, saved(before=before, head=head))
    assert batch.startswith("2026-03-04-arrival-")
    tally = lake.state().commits["receive", batch].tally
    assert (tally["seen"], tally["accepted"]) == (1, 1)
    run(lake, STEPS["parse"], batch)
    rows = lake.reader().sql("select fetched_url, title, known_at, published_at, published_basis from revisions")
    assert rows == [(f"https://paper.example/{url}", "Kiel", SAVED_AT.replace(tzinfo=None), None, "capture")]


def test_the_same_page_is_one_batch(lake: Lake, tmp_path: Path) -> None:
    page = saved(head=CANONICAL)
    assert arrived(lake, tmp_path, page) == arrived(lake, tmp_path, page, "copy.HTM".lower())
    assert len(lake.state().commits) == 1


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (saved(), "has to say where it was: give it an absolute"),
        (saved(head='<link rel="canonical" href="/only/a/path">'), "has to say where it was"),
        (saved(head='<meta property="og:url" content="javascript:alert(1)">'), "has to say where it was"),
        (saved(head='<link rel="canonical" href="https://">'), "has to say where it was"),
        (b"", "no HTML"),
        (b"\x89PNG and so on", "no HTML"),
        (b"<" * (21 << 20), "at most 20971520 bytes"),
    ],
)
def test_a_page_without_an_address_is_refused_with_its_mend(lake: Lake, tmp_path: Path, data: bytes, match: str) -> None:
    with pytest.raises(ConfigError, match=match) as told:
        arrived(lake, tmp_path, data)
    assert "a.html" in str(told.value)
    assert not lake.state().commits
