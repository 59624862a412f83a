"""One item as a source lists it, and what all readers of sources share."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from dateutil import parser as dateparser

__all__ = ["Item", "moment_of", "plain"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item as its source lists it; times are plain UTC."""

    url: str
    guid: str | None = None
    title: str = ""
    summary: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None


def plain(markup: str) -> str:
    """Text without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", markup)).split())


def moment_of(text: object) -> datetime | None:
    """An ISO 8601 moment in plain UTC; None where it is none."""
    try:
        moment = dateparser.isoparse(text.strip()) if isinstance(text, str) else None
        return moment.astimezone(UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
