"""Imported once by the process that reading processes are forked from: a first page read there is one that none of them reads.

Tables, dictionaries and patterns are loaded by the first page, which takes a hundred times as long as the next one.
"""

from __future__ import annotations

from datetime import datetime

from tasks.parse.page import read_page

__all__: list[str] = []

SENTENCE = "Two robot makers settled their quarrel over source code on Friday, a court in Osier said. "
TITLE = "A quarrel ends"
PAGE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{SENTENCE * 8}</p></article></body></html>"

read_page(PAGE.encode(), url="https://warm.invalid/a", captured_at=datetime(2026, 1, 1))
