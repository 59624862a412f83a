"""The page of the day: made from what was known then, every line with its source, and nothing live in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tasks.publish import publish, site
from tests.sql import desk
from tests.sql.desk import Room

PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</q><svg onload=alert(1)>", "{{ 7 * 7 }}", "{% raw %}",
)  # fmt: skip


class Nodes(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def page(room: Room, name: str) -> str:
    return (room.lake.storage.read(f"site/{name}") or b"").decode()


def test_each_day_is_told_as_it_was_known(shown: Room) -> None:
    assert "is reported to accuse Vantage Cloud" in page(shown, "2026-11-20.html")
    assert "complaint filed" not in page(shown, "2026-11-20.html")
    assert "complaint filed" in page(shown, "2026-11-23.html")
    assert page(shown, "index.html") == page(shown, "2026-11-23.html")


def test_gaps_edits_and_overdue_promises_are_told(shown: Room) -> None:
    told = page(shown, "index.html")
    assert "Circuit Ledger (gap: timeout)" in told
    assert "softened" in told
    assert "due 2026-11-21" in told


def test_counts_by_day_stand_beside_what_was_seen(shown: Room) -> None:
    told = page(shown, "index.html")
    assert "<td>2026-11-23</td><td>0</td><td>1</td><td>1 of 4</td><td>not all (gap)</td>" in told
    assert "<td>2026-11-22</td><td>0</td><td>0</td><td>0 of 4</td><td>not all (gap)</td>" in told
    assert "<td>2026-11-20</td><td>1</td><td>3</td><td>4 of 4</td><td>all</td>" in told
    assert "2026-11-23" not in page(shown, "2026-11-20.html")


def test_every_line_cites(shown: Room) -> None:
    told = page(shown, "index.html")
    assert told.count("<q>") == told.count("<cite>") >= told.count("<article>") > 0


def test_no_script_a_policy_and_harmless_links(shown: Room) -> None:
    nodes = Nodes()
    nodes.feed(page(shown, "index.html"))
    assert "script" not in {tag for tag, _ in nodes.tags}
    policies = [a["content"] for tag, a in nodes.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies and "default-src 'none'" in str(policies[0])
    links = [a for tag, a in nodes.tags if tag == "a"]
    assert links
    for link in links:
        assert re.match(r"https?://", str(link["href"]))
        assert link["rel"] == "noopener nofollow"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_from_outside_stays_text(room: Room, payload: str) -> None:
    accused = f"Osier Labs accused Vantage Cloud {payload} of theft."
    article = desk.revision(desk.FIRST, "Harbour Wire", "osier", payload, accused, url="javascript:alert(1)")
    party = desk.at(article, accused, desk.Party, entity_id="x", name=payload, role="accused")
    said = desk.said(article, accused)
    room.bring(desk.FIRST, [article, party, said, desk.link(article, accused, "d1"), desk.claims(said, said.statement_id)])
    publish(room.lake)
    nodes = Nodes()
    nodes.feed(page(room, "index.html"))
    assert {tag for tag, _ in nodes.tags} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "p", "article", "h2", "dl", "dt", "dd", "q", "cite",
        "table", "tr", "th", "td",
    }  # fmt: skip
    assert not [a for _, attributes in nodes.tags for a in attributes if a.startswith("on")]
    assert "49" not in page(room, "index.html").split("<body>")[1]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
    ],
)
def test_only_web_addresses_are_links(url: str, kept: str) -> None:
    assert site._web(url) == kept
