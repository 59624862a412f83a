"""A home on one machine: a triggerer is started only where something is watched."""

from __future__ import annotations

from pathlib import Path

import pytest

from dags.standalone.home import WATCHED, open_home


@pytest.mark.parametrize(
    ("named", "given", "is_watching"),
    [
        ({}, {}, False),
        ({"DISPUTEWIRE_INBOX": "/somewhere"}, {}, True),
        ({}, {"DISPUTEWIRE_QUEUE": "http://127.0.0.1:9/1/q"}, True),
        # `make run` watches nothing, whatever the shell names: what arrives is not for its lake.
        ({"DISPUTEWIRE_QUEUE": "http://127.0.0.1:9/1/q"}, dict.fromkeys(WATCHED, ""), False),
    ],
)
def test_a_queue_or_an_inbox_takes_a_triggerer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: dict[str, str], given: dict[str, str], is_watching: bool
) -> None:
    for name in WATCHED:
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert open_home(tmp_path, schedule="off", extra=given).is_watching() is is_watching
