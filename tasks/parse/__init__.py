"""Parse: the archive in, revisions out. It reads WARC and nothing else, so any day can be parsed again without the network."""

from __future__ import annotations

from tasks.parse.page import EntryLike, Page, listed_page, read_page
from tasks.parse.step import STEP
from tasks.parse.urls import article_id

__all__ = ["STEP", "EntryLike", "Page", "article_id", "listed_page", "read_page"]
