"""The promise to analysts: every view, its columns, their order and their types, in both DuckDBs."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tasks.publish import snapshot
from tasks.publish.shell import connect
from tasks.publish.views import MATERIALISED, folds, views
from tests.sql.desk import Room

TYPES = {
    "V": "VARCHAR", "V[]": "VARCHAR[]", "D": "DATE", "T": "TIMESTAMP", "I": "INTEGER", "F": "DOUBLE", "B": "BOOLEAN",
    "L": "BIGINT", "MAP": "MAP(VARCHAR, INTEGER)",
}  # fmt: skip
DISPUTES = (
    "dispute_id V, title V, dispute_type V, dispute_types V[], stage V, stage_since_on D, accusers V[], accused V[], "
    "is_accuser_reported B, asset V, asset_kind V, jurisdictions V[], contexts V[], court_refs V[], opened_on D, "
    "last_moved_on D, answer V, days_unanswered I, government_step I, article_count I, voice_count I, sentence V, score F"
)
PROMISED = {
    "disputes": DISPUTES,
    "as_known(date '2026-11-20')": DISPUTES,
    "claims": "claim_id V, dispute_id V, claim_kind V, wording V, claimant V, about V, is_anonymous_only B, "
    "unnamed_source_count I, first_said_at T, first_on_record_at T, answer V, answer_claim_id V, answered_at T, "
    "contradicts_claim_ids V[], due_on D, outcome V, is_standing B, article_count I, voice_count I, sentence V, score F",
    "statements": "statement_id V, claim_id V, answers_claim_id V, dispute_id V, article_id V, revision_id V, speaker V, "
    "speaker_id V, claimant V, about V, attribution V, stance V, claim_kind V, hedge V, quote_form V, relayed_from V, "
    "anonymity_reason V, said_at T, known_at T, sentence V, start_char I, end_char I, url V, method V, score F",
    "timeline": "event_id V, dispute_id V, event_on D, date_precision V, event_kind V, reality V, actor V, target V, "
    "jurisdiction V, government_step I, is_official_named B, official_ref V, court_ref V, stage_after V, first_reported_at T, "
    "known_at T, sentence V, url V, method V, score F",
    "dispute_parties": "dispute_id V, entity_id V, name V, role V, country V, since_on D, article_count I, sentence V",
    "articles": "article_id V, revision_id V, revision_count I, url V, outlet V, owner_group V, country V, language V, "
    "article_kind V, title V, authors V[], text V, published_at T, published_basis V, first_seen_at T, completeness V, "
    "correction_note V, is_gone B, story_id V, copy_of_article_id V, copy_kind V, credited_outlet V, is_tech_dispute B, "
    "dispute_type V, reported_stage V, dispute_ids V[], warc_file V, warc_offset L",
    "stories": "story_id V, title V, first_article_id V, first_outlet V, first_published_at T, last_published_at T, "
    "article_count I, voice_count I, dispute_ids V[]",
    "voices": "claim_id V, dispute_id V, voice_id V, outlet V, owner_group V, first_published_at T, article_ids V[], "
    "fold_reasons V[]",
    "contexts": "dispute_id V, context_kind V, relation V, article_id V, known_at T, sentence V, url V, method V, score F",
    "labels": "article_id V, revision_id V, scheme V, version V, code V, score F, method V, sentence V, known_at T",
    "disagreements": "article_id V, scheme V, code V, llm_code V, sentence V, llm_sentence V, score F, llm_score F, url V",
    "court_refs": "dispute_id V, ref V, ref_kind V, first_seen_at T, article_id V, sentence V, url V",
    "jurisdictions": "dispute_id V, country V, role V, sentence V",
    "unanswered": "claim_id V, dispute_id V",
    "anonymous_only": "claim_id V, dispute_id V",
    "government": "event_id V, dispute_id V",
    "promises": "claim_id V, dispute_id V",
    "entities": "entity_id V, name V, kind V, country V, wikidata_id V, aliases V[], accused_count I, accuser_count I, "
    "declined_count I, lei V, former_names V[], affiliation V",
    "edits": "article_id V, from_revision_id V, to_revision_id V, effect V, old_sentence V, new_sentence V, known_at T",
    "coverage": "source_id V, outlet V, day D, state V, polls_due I, polls_ok I, items_listed I, items_fetched I, "
    "items_parsed I, baseline F, reason V, items_new I, items_dated I, is_news_lost B",
    "funnel": "day D, step V, seen I, accepted I, duplicate I, skipped I, rejected I, deferred I, reason_counts MAP, "
    "sources_due I, sources_ok I, coverage_state V",
    "trend": "day D, dispute_type V, disputes_opened I, article_count I, statement_count I, step_count I, sources_due I, "
    "sources_ok I, is_complete B, coverage_state V, without_data V[], is_news_lost B",
    "drift": "day D, measure V, dispute_type V, article_count I, judged_count I, value F, trailing_mean F, days I, z F, "
    "is_drifting B, is_complete B",
    "lineage": "row_id V, record V, revision_id V, url V, warc_file V, warc_offset L, payload_sha256 V, fetched_at T, "
    "batch_id V, step_version V",
}
CLI = Path(sys.executable).parent / "duckdb"


def _promised(view: str) -> list[tuple[str, str]]:
    pairs = [column.rsplit(" ", 1) for column in PROMISED[view].split(", ")]
    return [(name, TYPES[kind]) for name, kind in pairs]


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_the_columns_promised(opened: duckdb.DuckDBPyConnection, view: str) -> None:
    columns = [(row[0], row[1]) for row in opened.execute(f"describe from {view}").fetchall()]
    assert columns[: len(_promised(view))] == _promised(view)


def test_no_view_is_missing_from_the_promise() -> None:
    assert {name.partition("(")[0] for name in PROMISED} == set(views())


def test_the_script_runs_in_the_other_duckdb(golden: Room) -> None:
    """duckdb-cli is a version behind: the same rows must come out of the same script."""
    queries = [f"select '{view.partition('(')[0]}' as view, count(*) as n from {view}" for view in PROMISED]
    query = " union all ".join(queries) + " order by all"
    told = subprocess.run(
        [CLI, "-init", "views.sql", "-json", "-c", query],
        cwd=golden.lake.storage.root,
        capture_output=True,
        check=True,
        text=True,
    )
    with closing(connect(golden.lake)) as connection:
        rows = connection.execute(query).fetchall()
    assert [(r["view"], r["n"]) for r in json.loads(told.stdout)] == rows
    assert dict(rows)["disputes"] == 1


def test_a_materialised_view_is_the_fold_itself(golden: Room) -> None:
    shown = snapshot.read(golden.lake.storage)
    assert shown is not None
    bare = snapshot.Snapshot(number=0, fingerprint="", files=shown.files, reference=shown.reference)
    with closing(connect(golden.lake)) as read, duckdb.connect() as folded:
        folded.execute(snapshot.script_of(golden.lake.storage, bare, is_local=True))
        for view, order in MATERIALISED.items():
            query = f"from {view} order by {order}"
            assert read.execute(query).fetchall() == folded.execute(query).fetchall(), view


def test_views_carry_their_comments(golden: Room) -> None:
    with closing(connect(golden.lake)) as connection:
        query = "select view_name, comment from duckdb_views() where schema_name = 'main' and not internal"
        comments = dict(connection.execute(query).fetchall())
    assert comments == {v.name: v.comment for v in views().values() if v.name != "as_known"}
    assert all(f.comment for f in (*views().values(), *folds().values()))
