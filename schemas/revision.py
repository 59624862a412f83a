"""`revisions`: one distinct text of one article."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import BigInt, Observation


@dataclass(frozen=True, kw_only=True)
class Revision(Observation):
    """One distinct text of one article."""

    TABLE: ClassVar[str] = "revisions"

    revision_id: Annotated[str, "Id: of article, title and text"]
    article_id: Annotated[str, "Id: of the canonical address"]
    url: Annotated[str, "Canonical address"]
    fetched_url: Annotated[str, "Address that answered"]
    source_id: Annotated[str, "Source it was found through"]
    outlet_id: Annotated[str, "Who publishes it"]
    language: Annotated[str | None, "BCP-47"]
    article_kind: Annotated[str, "news, opinion, howto, review, notice, live or other"]
    section: Annotated[str | None, "Section as the outlet names it"]
    title: Annotated[str, "Headline"]
    authors: Annotated[tuple[str, ...], "Bylines, people only"]
    text: Annotated[str, "Body, paragraphs divided by a blank line"]
    published_at: Annotated[dt.datetime | None, "When it was published, UTC"]
    published_basis: Annotated[str, "What said so: jsonld, meta, microdata, time, feed, url, text or capture"]
    published_precision: Annotated[str, "second, day or none"]
    modified_at: Annotated[dt.datetime | None, "When the outlet says it changed it, UTC"]
    completeness: Annotated[str, "full, stub, truncated or headline"]
    correction_note: Annotated[str | None, "The outlet’s own note of a correction"]
    text_sha256: Annotated[str, "SHA-256 of title, blank line and text"]
    payload_sha256: Annotated[str | None, "SHA-256 of the page it was read from"]
    warc_file: Annotated[str, "WARC file"]
    warc_offset: Annotated[BigInt, "Where its record starts"]
    parser: Annotated[str, "Parser, name@version"]
