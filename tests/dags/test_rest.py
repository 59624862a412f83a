"""Airflow's REST API when its database is busy: a batch is triggered once, or the error is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import httpx
import pytest

from dags.standalone.home import Home
from dags.standalone.rest import TRIES, Client
from dags.standalone.services import Services


def client(statuses: list[int], asked: list[dict[str, str]]) -> Client:
    """A client of a server that answers these statuses in turn, the last one for ever."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(statuses[min(len(asked), len(statuses)) - 1], json={})

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://127.0.0.1")
    return Client(cast("Home", Path()), cast("Services", None), http, pause=0)


@pytest.mark.parametrize("statuses", [[200], [500, 200], [500, 503, 409]])
def test_a_busy_database_is_asked_again_by_the_same_name(statuses: list[int]) -> None:
    asked: list[dict[str, str]] = []
    name = client(statuses, asked).trigger("fetch", "2026-11-20T0600")
    assert [a["dag_run_id"] for a in asked] == [name] * len(statuses)
    assert {a["partition_key"] for a in asked} == {"2026-11-20T0600"}


@pytest.mark.parametrize(("status", "times"), [(500, TRIES), (422, 1)])
def test_an_error_that_stays_is_told(status: int, times: int) -> None:
    asked: list[dict[str, str]] = []
    with pytest.raises(httpx.HTTPStatusError):
        client([status], asked).trigger("fetch", "2026-11-20T0600")
    assert len(asked) == times
