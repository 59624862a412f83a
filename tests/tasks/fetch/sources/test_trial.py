"""Sources tried before they are trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks import ConfigError
from tasks.fetch.sources.trial import table, try_sources
from tests.tasks.fetch.site import HOST, feed, lake_over, reply, serving

URLS = tuple(f"http://{HOST}/{name}" for name in ("feed.xml", "page", "none", "quiet.xml"))


def test_each_source_is_tried_and_nothing_is_kept(tmp_path: Path) -> None:
    pages = {"/feed.xml": feed(f"http://{HOST}/p"), "/page": reply(), "/quiet.xml": feed()}
    with serving(pages) as site:
        lake = lake_over(site, tmp_path, urls=URLS)
        trials = try_sources(lake.settings)
        assert [(t.source_id, t.state, t.items) for t in trials] == [
            ("s0", "ok", 1),
            ("s1", "not_a_feed", 0),
            ("s2", "http_4xx", 0),
            ("s3", "empty", 0),
        ]
        assert "/p" not in site.paths()
        assert not list(lake.storage.list(""))
        assert table(trials).splitlines()[-1] == "sources check tried=4 ok=1 other=3"
        before = len(site.paths())
        assert [t.source_id for t in try_sources(lake.settings, ["s2"])] == ["s2"]
        assert site.paths()[before:] == ["/robots.txt", "/none"]


def test_a_floor_that_is_broken_is_told(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p", f"http://{HOST}/q")}) as site:
        lake = lake_over(site, tmp_path, urls=URLS[:1])
        path = tmp_path / "sources.toml"
        path.write_text(path.read_text() + "min_items_per_day = 3\nmin_dated_share = 0.5\n")
        (trial,) = try_sources(lake.settings)
        assert (trial.state, trial.items, trial.share) == ("thin", 2, "0%")
        assert "few items: 3 a day are expected; few dates: 50% are expected" in table([trial])


def test_an_unknown_source_is_named(tmp_path: Path) -> None:
    with serving({}) as site:
        lake = lake_over(site, tmp_path, urls=URLS[:1])
        with pytest.raises(ConfigError, match="no source 'x'; known are s0"):
            try_sources(lake.settings, ["x"])
