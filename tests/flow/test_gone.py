"""A page that is taken down: the article stays, marked, and its address is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.lake import run
from tasks.publish import publish
from tasks.publish.shell import connect
from tasks.replay import STEPS
from tests.tasks.fetch.site import HOST, feed, fetched, lake_over, reply, serving
from tests.tasks.parse.archive import page


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_taken_down_is_marked_and_left_alone(tmp_path: Path, status: int) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply(page("Port A"))}) as site:
        lake = lake_over(site, tmp_path)
        for batch in ("2026-11-20T0600", "2026-11-20T1200", "2026-11-22T0600", "2026-11-26T0600"):
            if batch == "2026-11-20T1200":
                site.pages["/p"] = reply(status=status)
            fetched(lake, batch)
            for step in STEPS.values():
                run(lake, step, batch)
        publish(lake)
        assert site.paths().count("/p") == 2
        assert connect(lake).execute("select title, is_gone from articles").fetchall() == [("Port A", True)]
