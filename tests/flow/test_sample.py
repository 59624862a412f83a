"""The sample as a careful reader tells it (tests/expected/sample.toml), against what the views say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Published

TRUTH: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "expected" / "sample.toml").read_text())
DISPUTES: dict[str, dict[str, Any]] = TRUTH["dispute"]
ARTICLES: list[dict[str, Any]] = TRUTH["article"]


def found(sample: Published, name: str) -> dict[str, Any]:
    """The one dispute whose parties or title are those of the truth."""
    words = DISPUTES[name]["title_words"]
    query = """
        select d.* from disputes d
        where exists (
            from dispute_parties p where p.dispute_id = d.dispute_id and p.role = 'accused' and list_contains(?, p.name)
        )
    """
    cursor = sample.connection.execute(query, [[*words, *DISPUTES[name]["accused"]]])
    columns = [c[0] for c in cursor.description or ()]
    rows = cursor.fetchall()
    assert len(rows) == 1, f"{name}: {len(rows)} disputes"
    return dict(zip(columns, rows[0], strict=True))


def test_there_are_as_many_disputes_as_a_reader_finds(sample: Published) -> None:
    assert sample.sql("select count(*) from disputes") == [(len(DISPUTES),)]


@pytest.mark.parametrize("name", DISPUTES)
def test_a_dispute_stands_as_a_reader_would_put_it(sample: Published, name: str) -> None:
    truth, row = DISPUTES[name], found(sample, name)
    assert row["dispute_type"] == truth["primary_type"]
    assert row["stage"] == truth["stage"]
    assert set(row["accused"]) >= set(truth["accused"])
    assert set(row["jurisdictions"]) == set(truth["jurisdictions"])
    assert {r.removeprefix("No. ").replace("v. ", "v ") for r in row["court_refs"]} == {
        r.replace("v. ", "v ") for r in truth["court_refs"]
    }
    # That studios complained is told without the words of an accusation, and of Brambleholt only that it pays.
    assert set(row["accusers"]) >= set(truth["accusers"]) - {"Brambleholt"}


def test_few_stand_on_a_side_that_a_reader_would_not_put_there(sample: Published) -> None:
    """The reader errs now and then in long articles; what it adds is counted here, over all nine disputes."""
    added = {
        (name, side, who)
        for name, truth in DISPUTES.items()
        for side in ("accusers", "accused")
        for who in set(found(sample, name)[side]) - set(truth[side])
    }
    assert len(added) <= 8, sorted(added)


@pytest.mark.parametrize("name", [n for n, d in DISPUTES.items() if "stage_first_edition" in d])
def test_a_dispute_as_it_stood_after_the_first_edition(sample: Published, name: str) -> None:
    then = sample.sql("select stage from as_known('2026-11-21') where dispute_id = ?", [found(sample, name)["dispute_id"]])
    assert then in ([(DISPUTES[name]["stage_first_edition"],)], [])


def test_what_is_no_dispute_is_in_none(sample: Published) -> None:
    slugs = [key.rsplit("/", 1)[-1] for key in TRUTH["no_dispute"]]
    rows = sample.sql(
        "select url, is_tech_dispute, dispute_ids from articles where len(list_filter(?, lambda s: contains(url, s))) > 0",
        [slugs],
    )
    assert len(rows) >= 40
    assert [url for url, is_dispute, ids in rows if is_dispute or ids] == []


def test_each_odd_page_ends_with_its_reason(sample: Published) -> None:
    rejects = sample.sql("select item, reason from observed.rejects where step in ('fetch', 'parse')")
    for key, reason in TRUTH["odd"].items():
        outlet = key.split("/")[1]
        assert reason in {r for item, r in rejects if outlet in item}


def test_copies_are_linked_to_whose_reporting_they_are(sample: Published) -> None:
    truth = {a["key"]: (a["copy_of"], a["copy_kind"]) for a in ARTICLES if "copy_of" in a}
    for key, (original, kind) in truth.items():
        rows = sample.sql(
            "select c.copy_kind, o.url from articles c join articles o on o.article_id = c.copy_of_article_id "
            "where contains(c.url, ?)",
            [key.rsplit("/", 1)[-1]],
        )
        assert [(k, original.rsplit("/", 1)[-1] in url) for k, url in rows] == [(kind, True)]


@pytest.mark.parametrize("key", [a["key"] for a in ARTICLES if a.get("language", "en") == "en"])
def test_an_article_is_labelled_as_a_reader_would(sample: Published, key: str) -> None:
    truth = [a for a in ARTICLES if a["key"].rsplit("/", 1)[-1] == key.rsplit("/", 1)[-1]][-1]
    rows = sample.sql(
        "select dispute_type, reported_stage, len(dispute_ids) from articles where contains(url, ?)", [key.rsplit("/", 1)[-1]]
    )
    assert rows == [(truth["types"][0], truth["stage"], 1)]
