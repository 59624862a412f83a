"""Articles made by hand, and the golden one of the sample."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from schemas import Revision
from schemas.record import identify
from tasks.classify.article import Article
from tasks.settings import ROOT

GOLDEN = "2026-11-20T0600/harbour-wire/lumora-labs-northgate-cloud-trade-secrets"


def revision(title: str, text: str = "", **changes: Any) -> Revision:
    """A revision with plausible columns; `changes` overrides any of them."""
    moment = dt.datetime(2026, 11, 20, 6)
    columns: dict[str, Any] = {
        "revision_id": identify("revision", title, text),
        "article_id": identify("article", title),
        "url": "https://harbour-wire.example/a",
        "fetched_url": "https://harbour-wire.example/a",
        "source_id": "harbour-wire",
        "outlet_id": "harbour-wire",
        "language": "en",
        "article_kind": "news",
        "section": None,
        "title": title,
        "authors": (),
        "text": text,
        "published_at": moment,
        "published_basis": "feed",
        "published_precision": "second",
        "modified_at": None,
        "completeness": "full" if text else "headline",
        "correction_note": None,
        "text_sha256": identify(title, text),
        "payload_sha256": None,
        "warc_file": "raw/a.warc.gz",
        "warc_offset": 0,
        "parser": "test@1",
        "known_at": moment,
        "batch_id": "2026-11-20T0600",
    }
    return Revision(**(columns | changes))


def article(title: str, text: str = "", **changes: Any) -> Article:
    """What the rules see of it."""
    return Article(revision=revision(title, text, **changes), outlet="Harbour Wire")


def sample(key: str = GOLDEN) -> Article:
    """An article of the sample newsroom: edition/outlet/slug."""
    page = tomllib.loads((ROOT / "sample" / "editions" / f"{key}.toml").read_text(encoding="utf-8"))
    return article(page["title"], page["body"].strip())
