"""A newsroom on loopback, so that the whole pipeline can be run, shown and tested without the internet.

`serve` shows the sample as it stood at one edition, `serve_pages` any folder of saved pages; `sources_toml` is the
sources file that lets `fetch` poll it. Nothing but 127.0.0.1 is bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.newsroom.pages import folder_site, pages_sources
from tasks.newsroom.sample import EDITIONS, SAMPLE, sample_site
from tasks.newsroom.server import Newsroom, running

__all__ = ["EDITIONS", "PORT", "Newsroom", "serve", "serve_pages", "sources_toml"]

PORT = 8765
SOURCES = SAMPLE.parent / "config" / "sources.toml"


@contextmanager
def serve(*, edition: str, port: int = PORT) -> Iterator[Newsroom]:
    """Serve the sample, as it stood at `edition` (a folder of `sample/editions`), until the block ends."""
    with running(Newsroom(sample_site, sources_toml, edition=edition), port) as newsroom:
        yield newsroom


@contextmanager
def serve_pages(directory: Path, *, port: int = PORT) -> Iterator[Newsroom]:
    """Serve every `.html` and `.html.gz` under a folder, as stored, with generated feeds."""
    newsroom = Newsroom(lambda _: folder_site(directory), lambda taken: sources_toml(taken, directory), edition="")
    with running(newsroom, port):
        yield newsroom


def sources_toml(port: int, directory: Path | None = None) -> str:
    """The sources file for what is served at `port`: the sample's, or one source a feed of a folder of pages."""
    if directory is None:
        return SOURCES.read_text(encoding="utf-8").replace(f"127.0.0.1:{PORT}", f"127.0.0.1:{port}")
    return pages_sources(port, directory)
