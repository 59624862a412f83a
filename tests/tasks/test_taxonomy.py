"""The taxonomy is one table; a wrong one is refused where it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.vocabulary import DISPUTE_TYPES, RELEVANCES, STAGES
from tasks import ConfigError
from tasks.settings import MODELS
from tasks.taxonomy import carry, find, find_each, read, schemes, taxonomy, versions

TABLE = (MODELS / "taxonomy.toml").read_text(encoding="utf-8")
FEUD = '[[taxon]]\nscheme = "dispute_type"\nversion = "2"\ncode = "feud"\nname = "Feud"\ndefinition = "Any"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "taxonomy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def under_2(*taxa: str) -> str:
    """The table with version 2 of dispute_type in force."""
    return TABLE.replace('name = "dispute_type"\nversion = "1"', 'name = "dispute_type"\nversion = "2"') + "".join(taxa)


def test_each_scheme_has_one_version_in_force_and_each_code_a_meaning() -> None:
    assert [scheme.name for scheme in schemes()] == ["relevance", "dispute_type", "reported_stage", "footing", "plover", "iptc"]
    assert all(t.name and t.definition for t in taxonomy())
    assert {t.scheme for t in taxonomy() if t.is_in_force} == set(versions())


def test_every_word_of_the_classifier_has_its_code() -> None:
    for scheme, words in {"relevance": RELEVANCES, "dispute_type": DISPUTE_TYPES, "reported_stage": STAGES}.items():
        assert [find(scheme, word).code for word in words] == list(words)


def test_words_are_said_once_each_with_what_came_first() -> None:
    said = find_each("dispute_type", [("patent", 1), ("other", 2), ("patent", 3)])
    assert [(taxon.code, rest) for taxon, rest in said] == [("patent", 1), ("other", 2)]


@pytest.mark.parametrize(
    ("version", "code", "carried"),
    [("1", "patent", "patent"), ("0", "patent", "patent"), ("0", "feud", None), ("1", "complaint_filed", None)],
)
def test_a_code_is_carried_to_the_one_in_force_that_has_its_words(version: str, code: str, carried: str | None) -> None:
    taxon = carry("dispute_type", version, code)
    assert (taxon and taxon.code) == carried


def test_a_code_may_stand_for_several_words_and_former_codes_stay(tmp_path: Path) -> None:
    taxa = read(written(tmp_path, under_2(FEUD, f"stands_for = {list(DISPUTE_TYPES)}\n")))
    assert [t.code for t in taxa if t.scheme == "dispute_type" and t.is_in_force] == ["feud"]
    assert [t.code for t in taxa if t.scheme == "dispute_type" and not t.is_in_force] == list(DISPUTE_TYPES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TABLE + TABLE[TABLE.index("\n[[taxon]]\n") :].split("\n\n")[0], "relevance 1 tech_dispute stands there twice"),
        (TABLE + FEUD.replace("dispute_type", "mood"), r"taxonomy\.toml:\d\d\d: taxon \d\d: scheme 'mood' has no"),
        (TABLE + FEUD + 'colour = "red"\n', "unknown key 'colour'"),
        (TABLE + FEUD.replace('name = "Feud"\n', ""), "'name' is missing"),
        (TABLE + '[[scheme]]\nname = "iptc"\nversion = "1"\nmeaning = "again"\n', "a scheme stands there once"),
        (under_2(FEUD, 'stands_for = ["patent"]\n'), "version 2 of dispute_type .* stands for 'trade_secret'"),
        (under_2(FEUD, f"stands_for = {[*DISPUTE_TYPES, 'patent']}\n"), "stands for 'patent', and no second"),
        (TABLE.replace('plover = "AGREE"', 'plover = "HUG"'), "settlement: plover 'HUG' is no code"),
        (TABLE.replace('code = "abstained"', 'code = "abstained"\nstands_for = ["abstained"]'), "they keep their names"),
    ],
)
def test_a_wrong_table_is_refused_with_the_mend(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read(written(tmp_path, text))
