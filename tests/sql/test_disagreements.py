"""Second opinions of a language model: shown beside the default, read by no fold."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from schemas import FormerLabel, Label, Revision
from schemas.record import SECOND_OPINION
from tasks.lake import captured_at
from tasks.publish import publish
from tasks.publish.shell import connect
from tests.sql import desk
from tests.sql.desk import Room
from tests.sql.test_reviews import decided

MODEL = f"{SECOND_OPINION}openai:oracle@1"
FOLDED = ("disputes", "claims", "statements", "timeline", "articles", "stories", "trend", "entities")


def opened(folder: Path, *labels: tuple[str, str, str]) -> Room:
    """The golden quarrel’s first day, where a model says these of the wire’s article: scheme, code, sentence."""
    rows = desk.golden()[desk.FIRST]
    wire = next(r for r in rows if isinstance(r, Revision) and "harbour" in r.url)
    said = [desk.at(wire, text, Label, scheme=scheme, code=code, score=1.0, method=MODEL) for scheme, code, text in labels]
    folder.mkdir()
    room = desk.open_room(folder)
    room.bring(desk.FIRST, [*rows, *said])
    publish(room.lake)
    return room


def ask(room: Room, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(room.lake)) as connection:
        return connection.execute(query).fetchall()


SAID = (
    ("relevance", "no_dispute", desk.DECLINED),
    ("dispute_type", "patent", desk.DENIED),
    ("reported_stage", "allegation", desk.ACCUSED),
)
SHOWN = "select scheme, code, llm_code, sentence, llm_sentence, score, llm_score, url from disagreements order by scheme"


@pytest.mark.usefixtures("taxa")
def test_what_differs_is_shown_with_both_sentences(tmp_path: Path) -> None:
    room = opened(tmp_path / "both", *SAID)
    url = "https://harbour-wire.example/osier"
    assert ask(room, SHOWN) == [
        ("dispute_type", "trade_secret", "patent", desk.ACCUSED, desk.DENIED, 0.9, 1.0, url),
        ("relevance", "tech_dispute", "no_dispute", desk.ACCUSED, desk.DECLINED, 0.9, 1.0, url),
    ]
    told = "select is_second_opinion, count(*) from labels where article_id = (select any_value(article_id) from disagreements)"
    assert ask(room, f"{told} group by all order by all") == [(False, 3), (True, 3)]


@pytest.mark.usefixtures("taxa")
def test_no_fold_reads_a_second_opinion(tmp_path: Path) -> None:
    alone, both = opened(tmp_path / "alone"), opened(tmp_path / "both", *SAID)
    with closing(connect(alone.lake)) as default, closing(connect(both.lake)) as second:
        for view in (*FOLDED, f"as_known(date '{desk.FIRST[:10]}')"):
            query = f"from {view} order by all"
            assert second.execute(query).fetchall() == default.execute(query).fetchall(), view
        assert default.execute(SHOWN).fetchall() == []


@pytest.mark.usefixtures("taxa")
def test_what_was_said_under_a_former_version_is_no_disagreement(tmp_path: Path) -> None:
    room = opened(tmp_path / "both")
    before = next(r for r in desk.golden()[desk.FIRST] if isinstance(r, Label) and r.scheme == "dispute_type")
    told = {**asdict(before), "label_id": "old", "code": "patent", "method": MODEL, "batch_id": desk.SECOND}
    room.bring(desk.SECOND, [FormerLabel(**{**told, "known_at": captured_at(desk.SECOND)})])
    publish(room.lake)
    assert ask(room, "select code, is_former, is_second_opinion from labels where label_id = 'old'") == [("patent", True, True)]
    assert ask(room, SHOWN) == []


@pytest.mark.usefixtures("taxa")
def test_a_person_settles_it(tmp_path: Path) -> None:
    room = opened(tmp_path / "both", SAID[1])
    labels = [r for r in desk.golden()[desk.FIRST] if isinstance(r, Label) and r.scheme == "dispute_type"]
    room.bring(desk.SECOND, [decided(label, "patent", review_id=label.label_id) for label in labels])
    publish(room.lake)
    assert ask(room, SHOWN) == []
