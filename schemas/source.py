"""`sources`: what is polled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Record


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """What is polled."""

    TABLE: ClassVar[str] = "sources"

    source_id: Annotated[str, "Id"]
    outlet_id: Annotated[str, "Outlet"]
    outlet: Annotated[str, "Its name"]
    owner_group: Annotated[str, "Its owner"]
    country: Annotated[str, "ISO 3166-1"]
    language: Annotated[str, "BCP-47"]
    kind: Annotated[str, "Kind of outlet"]
    format: Annotated[str, "feed, news_sitemap, sitemap, notices or url_list"]
    url: Annotated[str, "Address polled"]
    rights: Annotated[str, "What may be done with its text"]
    min_items_per_day: Annotated[int, "Its floor: fewer new items on a day is thin"]
    note: Annotated[str | None, "Remark for people"]
    min_dated_share: Annotated[float, "Its other floor: a smaller share of listed items with a date is thin, 0 to 1"]
