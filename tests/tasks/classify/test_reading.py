"""An article read whole, and the step that reads a batch."""

from __future__ import annotations

import pytest

from schemas import Label, Party, Reject, Revision, Sketch
from schemas.record import columns, identify
from tasks import classify
from tasks.classify.reading import read, read_in_full
from tasks.lake import Job, Lake, Phase, Step, Work, run
from tests.tasks.classify.wire import article, revision, sample

BATCH = "2026-11-20T0600"
QUARREL = ("Quorrel Robotics sues Limber Hand", "Quorrel Robotics sued Limber Hand Inc over stolen code in a federal court.")


def test_the_golden_example() -> None:
    reading = read(sample())
    assert reading.to_prediction()["dispute_types"] == ["trade_secret"]
    assert reading.to_prediction()["stage"] == "allegation"
    assert {("Lumora Labs", "accuser"), ("Northgate Cloud", "accused")} <= {(p.name, p.role) for p in reading.parties}
    replies = {(r["party"], r["response"]) for r in reading.to_prediction()["responses"]}
    assert {("Northgate Cloud", "denied"), ("Lumora Labs", "declined_to_comment")} <= replies
    assert "anonymous" in reading.to_prediction()["attribution"]
    assert not {"complaint_filed"} & {e.event_kind for e in reading.timeline if e.reality == "actual"}


def test_all_evidence_is_word_for_word() -> None:
    golden = sample()
    for row in read(golden).rows():
        assert golden.evidence_text[row.start_char : row.end_char] == row.sentence  # type: ignore[attr-defined]


def test_reading_twice_gives_the_same() -> None:
    assert list(read(sample()).rows()) == list(read(sample()).rows())


def test_what_is_no_dispute_has_labels_only() -> None:
    reading = read(article("Rain, then cold", "It rained."))
    assert [type(row) for row in reading.rows()] == [Label]
    assert reading.to_prediction()["is_tech_dispute"] is False


def classified(lake: Lake, *revisions: Revision) -> Lake:
    """A lake in which these revisions are new and then read."""

    def parsed(job: Job, part: str) -> Work:
        return Work(rows=revisions)

    def sketched(job: Job) -> Work:
        return Work(rows=[sketch(r) for r in revisions])

    run(lake, Step(name="fetch", version="1"), BATCH)
    run(lake, Step(name="parse", version="1", phases=(Phase(name="p", parts=lambda job: ["0"], work=parsed),)), BATCH)
    run(lake, Step(name="deduplicate", version="1", settle=sketched), BATCH)
    run(lake, classify.STEP, BATCH)
    return lake


def sketch(of: Revision) -> Sketch:
    """Only whose it is counts here; the rest is filled by type."""
    plain = {"VARCHAR": "", "INTEGER": 0, "BIGINT": 0, "DOUBLE": 0.0}
    filled = {c.name: plain.get(c.sql_type, ()) for c in columns(Sketch)}
    own = {name: getattr(of, name) for name in ("revision_id", "article_id", "known_at", "batch_id")}
    return Sketch(**(filled | own))  # type: ignore[arg-type]


def test_the_sum_closes_and_tells_why(lake: Lake) -> None:
    german = revision("Patentstreit beigelegt", "Die Firmen einigen sich.", language="de")
    classified(lake, revision(*QUARREL), revision("Rain, then cold", "It rained."), german)
    tally = lake.state().commits["classify", BATCH].tally
    assert (tally["seen"], tally["accepted"], tally["skipped"]) == (3, 1, 2)
    assert tally["reasons"] == {"no_dispute": 1, "language": 1}
    reader = lake.reader()
    assert [(r.item, r.reason) for r in reader.rows(Reject)] == [(german.revision_id, "language")]
    assert {p.revision_id for p in reader.rows(Party)} == {identify("revision", *QUARREL)}


def test_an_empty_batch_is_committed(lake: Lake) -> None:
    classified(lake)
    assert lake.state().commits["classify", BATCH].tally["seen"] == 0


def test_a_rule_that_fails_costs_one_article(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(read_article: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(classify, "read", fail)
    classified(lake, revision(*QUARREL))
    tally = lake.state().commits["classify", BATCH].tally
    assert (tally["seen"], tally["rejected"], tally["reasons"]) == (1, 1, {"internal": 1})
    assert [r.message for r in lake.reader().rows(Reject)] == ["ZeroDivisionError: a bug"]


@pytest.mark.parametrize(
    ("sentence", "role", "affiliation"),
    [
        ("Ann Lee, chief executive of Quorrel Robotics, said the code was stolen.", "chief executive", "quorrel-robotics"),
        ("Ann Lee, general counsel at Quorrel Robotics, said the code was stolen.", "general counsel", "quorrel-robotics"),
        ("Quorrel Robotics chief executive Ann Lee said the code was stolen.", "chief executive", "quorrel-robotics"),
        ("Ann Lee said the code was stolen.", None, None),
    ],
)
def test_a_person_is_told_with_role_and_affiliation(sentence: str, role: str | None, affiliation: str | None) -> None:
    reading = read_in_full(article(QUARREL[0], f"{QUARREL[1]} {sentence}"))
    told = {(m.person_role, m.affiliation_id) for m in reading.mentions if m.name == "Ann Lee"}
    assert told == {(role, affiliation)}
    assert not [m for m in reading.mentions if m.kind != "person" and (m.person_role or m.affiliation_id)]
