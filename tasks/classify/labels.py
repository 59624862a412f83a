"""What is said of an article as a whole, in our own schemes and in public ones."""

from __future__ import annotations

from collections.abc import Iterator

from schemas import Taxon
from schemas.label import Label
from schemas.record import identify
from tasks.classify.article import Article
from tasks.classify.relevance import Gate
from tasks.taxonomy import find, find_each

__all__ = ["METHOD", "label"]

METHOD = "rules@3"
# What gives the labels: the encoder and the weights over it; their sums stand in models/training/README.md.
LEARNED = "minilm-linear@1"


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


def _label(article: Article, sentence: int, taxon: Taxon, *, score: float, rank: int = 0) -> Label:
    return Label(
        **article.evidence(article.sentences[sentence]),
        label_id=identify("label", article.revision.revision_id, taxon.scheme, taxon.version, taxon.code),
        scheme=taxon.scheme,
        version=taxon.version,
        code=taxon.code,
        rank=rank,
        method=LEARNED,
        score=score,
    )
