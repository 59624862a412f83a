"""Any folder of saved pages as one site with generated feeds, so that real pages can go the whole way."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.newsroom.sample import SAMPLE
from tasks.newsroom.server import Reply, Site

HOST = "pages.example"
PAGES_PER_FEED = 1000


def folder_site(directory: Path) -> Site:
    """Each `.html` and `.html.gz` under `directory`, the bytes as stored (gunzipped), and the feeds that list them."""
    files = _files(directory)
    site = {
        (HOST, f"/{name}"): Reply(content_type="text/html", file=file)  # no charset: the page must say it itself
        for name, file in files.items()
    }
    return site | _feeds(list(files))


def pages_sources(port: int, directory: Path) -> str:
    """The sources file for the folder: one source a feed; an empty folder has one empty feed."""
    feeds = [path for _, path in _feeds(list(_files(directory)))]
    return _templates().get_template("pages.toml").render(host=HOST, port=port, feeds=feeds) + "\n"


def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(SAMPLE / "templates"), autoescape=True, undefined=StrictUndefined)


def _files(directory: Path) -> dict[str, Path]:
    found = [file for file in directory.rglob("*") if file.name.endswith((".html", ".html.gz")) and file.is_file()]
    return {file.relative_to(directory).as_posix().removesuffix(".gz"): file for file in sorted(found)}


def _feeds(names: list[str]) -> Site:
    template = _templates().get_template("pages.xml")
    site: Site = {}
    for start in range(0, max(1, len(names)), PAGES_PER_FEED):
        items = [_item(name) for name in names[start : start + PAGES_PER_FEED]]
        number = start // PAGES_PER_FEED + 1
        path = "/feed.xml" if number == 1 else f"/feed-{number}.xml"
        body = template.render(host=HOST, items=items).encode()
        site[HOST, path] = Reply(content_type="application/rss+xml; charset=utf-8", body=body)
    return site


def _item(name: str) -> dict[str, str]:
    return {"title": Path(name).stem, "url": f"http://{HOST}/{quote(name)}"}
