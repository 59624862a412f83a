"""What is said of an article as a whole, in our own schemes and in public ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas import Statement, Taxon
from schemas.label import Label
from schemas.record import identify
from schemas.vocabulary import CARRIERS
from tasks.classify.article import Article
from tasks.classify.crosswalk import fold_attribution
from tasks.classify.relevance import Gate
from tasks.classify.tagger import Tags
from tasks.taxonomy import find, find_each

__all__ = ["METHOD", "label", "label_footings"]

METHOD = "rules@3"
# What gives the labels: the encoder and the weights over it; their sums stand in models/training/README.md.
LEARNED = "minilm-linear@1"
# What statements and reader tell of an article as a whole; from which probability on a court's papers carry the claim.
READ = "footings@1"
COURT, CARRIES = "court_filing", 0.4


def label(article: Article, gate: Gate) -> list[Label]:
    """Relevance for any article; type, stage, PLOVER and IPTC codes for a dispute."""
    return list(_labels(article, gate))


def _labels(article: Article, gate: Gate) -> Iterator[Label]:
    word = {True: "tech_dispute", False: "no_dispute", None: "abstained"}[gate.is_dispute]
    yield _label(article, gate.sentence, find("relevance", word), score=gate.score)
    if not gate.is_dispute or gate.stage is None:
        return
    types = find_each("dispute_type", ((word, (score, sentence)) for word, score, sentence in gate.types))
    for rank, (dispute_type, (score, sentence)) in enumerate(types):
        yield _label(article, sentence, dispute_type, score=score, rank=rank)
    stage = find("reported_stage", gate.stage)
    yield _label(article, gate.stage_sentence, stage, score=gate.stage_score)
    if stage.plover:
        yield _label(article, gate.stage_sentence, find("plover", stage.plover), score=gate.stage_score)
    first, (score, sentence) = types[0]
    if first.iptc:
        yield _label(article, sentence, find("iptc", first.iptc), score=score)


def label_footings(article: Article, statements: Sequence[Statement], tags: Tags) -> list[Label]:
    """On what the claim of a dispute and its answers stand: what the statements say, and whether a court's papers carry it."""
    found = {value: (s.start_char, s.score) for value, s in fold_attribution(statements).items() if value != COURT}
    likely, sentence = tags.carriers()[COURT]
    if likely >= CARRIES:
        found[COURT] = article.sentences[sentence].start, round(likely, 4)
    first = article.sentences[min(1, len(article.sentences) - 1)]
    found = found or {"unattributed": (first.start, round(1 - likely, 4))}
    at = {s.start: s.index for s in article.sentences}
    taxa = find_each("footing", ((value, found[value]) for value in CARRIERS if value in found))
    return [
        _label(article, at[start], taxon, score=score, rank=n, method=READ) for n, (taxon, (start, score)) in enumerate(taxa)
    ]


def _label(article: Article, sentence: int, taxon: Taxon, *, score: float, rank: int = 0, method: str = LEARNED) -> Label:
    return Label(
        **article.evidence(article.sentences[sentence]),
        label_id=identify("label", article.revision.revision_id, taxon.scheme, taxon.version, taxon.code),
        scheme=taxon.scheme,
        version=taxon.version,
        code=taxon.code,
        rank=rank,
        method=method,
        score=score,
    )
