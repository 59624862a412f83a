"""Tables of labelled rows: what is read, what is refused, and those that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks import ConfigError
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS

HEADER = "types\tstage\tera\tregister\ttitle\ttext\n"
TRAINING = read_rows(*sorted((MODELS / "training" / "rows").glob("*.tsv")))
EVALUATION = read_rows(*sorted((MODELS / "evaluation").glob("*.tsv")))


def written(folder: Path, text: str) -> Path:
    path = folder / "rows.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row(tmp_path: Path) -> None:
    path = written(
        tmp_path, f'{HEADER}patent,copyright\tappeal\t2014\twire\tA "row" over both\tIt went on.\n\t\t2026\ttech\tA phone\t\n'
    )
    dispute, phone = read_rows(path)
    assert (dispute.types, dispute.stage, dispute.title) == (("patent", "copyright"), "appeal", 'A "row" over both')
    assert (phone.is_dispute, phone.stage, phone.text) == (False, None, "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title\n", "rows.tsv:1: the columns are types, stage"),
        (f"{HEADER}patent\tappeal\t2014\twire\n", "rows.tsv:2: 4 columns; 6 are expected"),
        (f"{HEADER}patents\tappeal\t2014\twire\tA\t\n", "rows.tsv:2: type 'patents'; known are trade_secret"),
        (f"{HEADER}patent\t\t2014\twire\tA\t\n", "rows.tsv:2: stage ''; a dispute has one of allegation"),
        (f"{HEADER}\tappeal\t2014\twire\tA\t\n", "rows.tsv:2: stage 'appeal'"),
        (f"{HEADER}\t\t2014\twire\t\t\n", "rows.tsv:2: a title is needed"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("'", "['\"]")):
        read_rows(written(tmp_path, text))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.tsv: .*a table of labelled rows is expected"):
        read_rows(tmp_path / "none.tsv")


def plain(row: Row) -> str:
    return "".join(c for c in row.title.lower() if c.isalnum())


def test_the_rows_that_ship_cover_every_class_with_as_many_that_are_none() -> None:
    for code in DISPUTE_TYPES:
        assert sum(code in row.types for row in TRAINING) >= 100
    for stage in STAGES:
        assert sum(row.stage == stage for row in TRAINING) >= 100
    assert sum(not row.is_dispute for row in TRAINING) >= 0.9 * sum(row.is_dispute for row in TRAINING)


def test_no_row_is_learned_from_twice_or_measured_on_as_well() -> None:
    assert len({(row.title, row.text) for row in TRAINING}) == len(TRAINING)
    assert not {plain(row) for row in TRAINING} & {plain(row) for row in EVALUATION}
