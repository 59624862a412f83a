"""The annotated articles that the reader learns from: their form, what they cover, and how they are varied."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from benchmarks.ledger import held_out, scores, text_of
from models.training.annotated import Annotated, read_annotated, what_carries
from models.training.card import ARTICLES
from models.training.variants import SWAPPED, vary
from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks import ConfigError
from tasks.classify.reading import read_in_full
from tasks.classify.tagger import ACTS, CARRIED, FOOTINGS, ROLES, SAID
from tasks.reference import entities

FLOORS = {"name": 0.87, "role": 0.74, "reply": 0.6}
ONE = """@ trade_secret | allegation | wire | 2026
A = Lumora Labs ; company ; accuser
B = Northgate Cloud ; company ; accused
C = Dana Reyes ; person ; none ; B
T [Lumora|A] says [Northgate Cloud|B] took its secrets >> A accuses ; company_statement ; allegation
S [The company|B]'s [Dana Reyes|C] denied it; [Lumora|A] would not comment. >> B denies, A declines ; spokesperson ; denial
J US
V company_statement
"""


def articles() -> list[Annotated]:
    return list(read_annotated(sorted(ARTICLES.glob("*.txt"))))


def test_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ONE, encoding="utf-8")
    (found,) = read_annotated([tmp_path / "one.txt"])
    title, body = found.lines
    assert title.text == "Lumora says Northgate Cloud took its secrets"
    assert body.acts == {"B": "denies", "A": "declines"}
    assert [(body.text[m.start : m.end], m.who, m.is_reference) for m in body.mentions] == [
        ("The company", ("B",), True),
        ("Dana Reyes", ("C",), False),
        ("Lumora", ("A",), False),
    ]
    assert found.places == ("US",)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("A accuses", "A accusses"),
        ("; company ;", "; firm ;"),
        ("[Lumora|A] says", "[Lumora|Z] says"),
        ("spokesperson", "spokesman"),
        ("V company_statement", "V company"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, right: str, wrong: str) -> None:
    (tmp_path / "one.txt").write_text(ONE.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"one\.txt:\d"):
        list(read_annotated([tmp_path / "one.txt"]))


def test_what_carries_a_claim_goes_with_its_sentence_and_an_answer_by_name_is_on_record(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ONE, encoding="utf-8")
    (found,) = read_annotated([tmp_path / "one.txt"])
    title, body = found.lines
    assert what_carries(found, [title]) == {"company_statement"}
    assert what_carries(found, [title, body]) == {"company_statement", "named_on_record"}
    assert what_carries(found, [body]) == {"named_on_record"}


def test_every_word_of_the_reader_is_taught() -> None:
    found = articles()
    lines = [line for a in found for line in a.lines]
    taught = {
        "role": Counter(m.role for a in found for m in a.cast.values()),
        "act": Counter(act for line in lines for act in line.acts.values()),
        "footing": Counter(f for line in lines for f in line.footings),
        "said": Counter(s for line in lines for s in line.said),
        "carried": Counter(value for a in found for value in a.carried or ()),
        "type": Counter(a.dispute_type for a in found),
        "stage": Counter(a.stage for a in found),
    }
    wanted = {
        "role": ROLES,
        "act": ACTS[1:],
        "footing": FOOTINGS,
        "said": SAID,
        "carried": CARRIED,
        "type": DISPUTE_TYPES,
        "stage": STAGES,
    }
    assert {(kind, word) for kind, words in wanted.items() for word in words if taught[kind][word] < 5} == set()


def test_no_company_of_the_tables_is_in_an_invented_quarrel() -> None:
    known = {e.name for e in entities() if e.kind in {"company", "lab"}}
    both = [*articles(), *held_out()]
    assert not [m.name for a in both for m in a.cast.values() if m.kind == "company" and m.name in known]


def test_no_article_is_both_learned_from_and_measured_on() -> None:
    learned = {line.text for a in articles() for line in a.lines if len(line.text) > 40}
    assert not [line.text for a in held_out() for line in a.lines if line.text in learned]


def test_articles_that_nothing_learned_from_are_read_no_worse_than_before() -> None:
    """F1 on our own words, which flatters; the floors stand a little under what was measured."""
    told = scores(held_out(), [read_in_full(text_of(a, n)) for n, a in enumerate(held_out())])
    assert {name: value for name, value in told.items() if value < FLOORS[name]} == {}


def test_mentions_stand_where_they_say_however_an_article_is_varied() -> None:
    found, chance = articles(), Random(0)
    pool = {k: sorted({m.name for a in found for m in a.cast.values() if m.kind == k}) for k in SWAPPED}
    for one in found[::10]:
        for line in vary(one, pool, chance):
            ends = [0, *(m.end for m in line.mentions)]
            assert all(start <= m.start < m.end <= len(line.text) for start, m in zip(ends, line.mentions, strict=False))
            assert all(line.text[m.start : m.end].strip() == line.text[m.start : m.end] for m in line.mentions)
