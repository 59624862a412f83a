"""A taxonomy changes: history is labelled anew without the network, the diff comes first, both versions can be asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import FormerLabel, Label, Review
from tasks.lake import Lake, open_lake
from tasks.publish import publish
from tasks.publish.shell import connect
from tasks.publish.status import status
from tasks.review import Decision, record
from tasks.settings import MODELS, ROOT
from tests.conftest import Published
from tests.faults.mortal import KILLED, stable

# The second version: one code is renamed, three are joined, the others stay as they are.
RENAMED = {"trade_secret": "confidence"}
JOINED = ("patent", "copyright", "trademark")
DECIDED_AT = datetime(2026, 11, 24, 9)
QUESTION = ROOT / "schemas" / "questions" / "23_taxonomy_change.sql"


def both_versions(table: str) -> str:
    """The shipped table, version 1 in force, with the codes of a second version of dispute_type."""
    old = [t for t in table.split("\n\n") if t.startswith("[[taxon]]") and 'scheme = "dispute_type"' in t]
    made = []
    for taxon in old:
        word = next(line for line in taxon.splitlines() if line.startswith("code")).split('"')[1]
        if word not in JOINED[1:]:
            code, words = RENAMED.get(word, word), [word]
            if word in JOINED:
                code, words = "creation", list(JOINED)
            new = taxon.replace(f'code = "{word}"', f'code = "{code}"').replace('version = "1"', 'version = "2"')
            made.append(f"{new.rstrip()}\nstands_for = {json.dumps(words)}")
    return table + "\n\n".join(["", *made])


class Desk:
    """A copy of the finished sample, and two folders of models that it may be read with."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        self.lake, self.folder = lake, folder
        table = both_versions((MODELS / "taxonomy.toml").read_text())
        second = table.replace('name = "dispute_type"\nversion = "1"', 'name = "dispute_type"\nversion = "2"')
        for name, text in {"first": table, "second": second}.items():
            shutil.copytree(MODELS, folder / name)
            (folder / name / "taxonomy.toml").write_text(text)

    def do(self, verb: str, models: Path) -> subprocess.CompletedProcess[str]:
        places = [self.lake.storage.root, str(self.lake.settings.sources_file)]
        return subprocess.run(
            [sys.executable, "-m", "tests.flow.relabel", verb, *places],
            cwd=ROOT, env={**os.environ, "DISPUTEWIRE_MODELS": str(models)}, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def told(self, verb: str, models: Path) -> str:
        done = self.do(verb, models)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def second(self, verb: str) -> str:
        return self.told(verb, self.folder / "second")

    def first(self, verb: str) -> str:
        return self.told(verb, self.folder / "first")

    def correct(self, label_id: str, value: str) -> subprocess.CompletedProcess[str]:
        """A person corrects a label under the second version."""
        places = {"DISPUTEWIRE_LAKE": self.lake.storage.root, "DISPUTEWIRE_MODELS": str(self.folder / "second")}
        command = [sys.executable, "-m", "tasks", "review", "correct", label_id, value, "--by", "Ada Quill"]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, **places}, capture_output=True, text=True, timeout=300)

    def diff(self) -> dict[str, Any]:
        """The newest diff."""
        found = sorted(Path(self.lake.storage.root).glob("replays/*/diff.json"), key=lambda p: p.stat().st_mtime_ns)
        read: dict[str, Any] = json.loads(found[-1].read_text())
        return read

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """What readers see."""
        with closing(connect(self.lake)) as connection:
            return connection.execute(query).fetchall()

    def labels(self) -> tuple[list[str], list[str]]:
        """Rows of labels and of former labels that the log says count."""
        reader = self.lake.reader()
        return stable(reader.sql, Label.TABLE), stable(reader.sql, FormerLabel.TABLE)

    def decide(self, code: str, value: str) -> str:
        """A person corrects the first label with a code; its id."""
        ((label_id,),) = self.sql(f"select label_id from labels where code = '{code}' and rank = 0 order by label_id limit 1")
        told = {"decision": "correct", "value": value, "by": "Ada Quill", "at": DECIDED_AT}
        record(self.lake, [Decision(place="review", row_id=label_id, **told)])
        publish(self.lake)
        return str(label_id)


@pytest.fixture
def desk(sample: Published, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(sample.lake.storage.root, tmp_path / "lake")
    yield Desk(open_lake(replace(sample.lake.settings, lake=str(tmp_path / "lake"))), tmp_path)


def test_a_diff_is_read_before_anything_moves_and_a_kill_is_made_good(desk: Desk) -> None:
    before, shown = desk.labels(), desk.sql("from labels order by all")
    told = desk.second("foresee")
    assert told.rstrip().endswith("not switched")
    flips = desk.diff()["labels"]
    assert f"labels_flipped={len(flips)} " in told
    assert {(f["before"]["code"], f["after"]["code"]) for f in flips} == {
        ("trade_secret", "confidence"), ("patent", "creation"), ("copyright", "creation"),
    }  # fmt: skip
    for flip in flips:
        assert (flip["scheme"], flip["before"]["version"], flip["after"]["version"]) == ("dispute_type", "1", "2")
        assert flip["before"]["sentence"] == flip["after"]["sentence"] != ""
        assert flip["url"].startswith("http")
        assert flip["title"]
    page = Path(desk.lake.storage.root, "replays", desk.diff()["replay"], "diff.md").read_text()
    assert "| dispute_type | trade_secret (v1) | confidence (v2) |" in page
    assert desk.labels() == before

    assert desk.do("killed", desk.folder / "second").returncode == KILLED
    assert desk.labels() == before
    assert set(desk.lake.state().replays) == {desk.diff()["replay"]}

    assert "not switched" not in desk.second("replay")
    assert desk.lake.state().replays == {}
    assert desk.labels() != before
    assert desk.sql("from labels order by all") == shown, "readers see it once it is published"


def test_both_versions_can_be_asked_and_only_the_new_one_counts(desk: Desk) -> None:
    types = "select article_id, dispute_type from articles where is_tech_dispute order by all"
    disputes = "select dispute_id, dispute_type from disputes order by all"
    titles = "select dispute_id, title from disputes where dispute_type = '{}' order by all"
    known = "select dispute_id, dispute_type from as_known(date '2026-11-20') order by all"
    decided = {
        desk.decide("no_dispute", "abstained"): ("abstained", "1"),
        desk.decide("trade_secret", "copyright"): ("creation", "2"),
    }
    asked = {query: desk.sql(query) for query in (types, disputes, known, titles.format("trade_secret"))}
    desk.second("replay")
    desk.second("publish")

    versions = desk.sql(
        "select version, is_former, count(*) from labels where scheme = 'dispute_type' group by all order by all"
    )
    assert [(version, is_former) for version, is_former, _ in versions] == [("1", True), ("2", False)]
    assert desk.sql("select distinct scheme from labels where is_former") == [("dispute_type",)]
    rows = desk.sql(QUESTION.read_text())
    assert {row[1:6] for row in rows} == {
        ("dispute_type", "1", "2", "trade_secret", "confidence"), ("dispute_type", "1", "2", "patent", "creation"),
        ("dispute_type", "1", "2", "copyright", "creation"), ("dispute_type", "1", "2", "trade_secret", "creation"),
    }  # fmt: skip
    assert {(row[4], row[5]) for row in rows if row[8] == "review"} == {("trade_secret", "creation")}
    assert all(row[6] and row[7] for row in rows)

    def renamed(code: str | None) -> str | None:
        return "creation" if code in JOINED else RENAMED.get(str(code), code)

    assert desk.sql(types) == [(a, renamed(c)) for a, c in asked[types]]
    assert desk.sql(disputes) == [(d, renamed(c)) for d, c in asked[disputes]]
    assert desk.sql(titles.format("confidence")) == asked[titles.format("trade_secret")] != []
    assert desk.sql(known) == [(d, renamed(c)) for d, c in asked[known]]
    counted = {code for (code,) in desk.sql("select distinct dispute_type from trend")}
    assert {"confidence", "creation"} <= counted
    assert not counted & {"trade_secret", *JOINED}
    for label_id, (code, version) in decided.items():
        shown = desk.sql(f"select code, version, method from labels where label_id = '{label_id}' and not is_former")
        assert shown == [(code, version, "review")]

    label_id = list(decided)[1]
    assert desk.correct(label_id, "trade_secret").returncode != 0, "a code of the version that went"
    assert desk.correct(label_id, "confidence").returncode == 0
    last = max(desk.lake.reader().rows(Review), key=lambda r: r.known_at)
    assert (last.row_id, last.version, last.code, last.value) == (label_id, "2", "confidence", "confidence")


def test_there_and_back_again(desk: Desk) -> None:
    labels, none = desk.labels()
    assert none == []
    assert "rows_changed=0 labels_flipped=0" in desk.first("replay")
    assert desk.labels() == (labels, []), "an unchanged version keeps nothing"
    desk.second("replay")
    second = desk.labels()
    assert len(second[1]) == sum("dispute_type" in row for row in labels)
    assert "rows_changed=0 labels_flipped=0" in desk.second("replay")
    assert desk.labels() == second
    assert "replay due: taxonomy dispute_type version=2 in_force=1 batches=2" in status(desk.lake)
    desk.first("replay")
    back = desk.labels()
    assert back[0] == labels
    assert len(back[1]) == sum("dispute_type" in row for row in second[0])
    assert "replay due" not in status(desk.lake)
    desk.first("publish")
    assert desk.sql("select distinct version, is_former from labels where scheme = 'dispute_type' order by all") == [
        ("1", False), ("2", True),
    ]  # fmt: skip
