"""What is said of an article as a whole, in our own schemes and in public ones."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.label import Label
from schemas.record import identify
from tasks.classify.article import Article
from tasks.classify.cues import table
from tasks.classify.relevance import Gate

__all__ = ["METHOD", "label"]

METHOD = "rules@1"
VERSION = "1"


def label(article: Article, gate: Gate) -> list[Label]:
    """Relevance for any article; type, stage, PLOVER and IPTC codes for a dispute."""
    return list(_labels(article, gate))


def _labels(article: Article, gate: Gate) -> Iterator[Label]:
    code = {True: "tech_dispute", False: "no_dispute", None: "abstained"}[gate.is_dispute]
    yield _label(article, gate.sentence, "relevance", code, score=gate.score)
    if not gate.is_dispute or gate.stage is None:
        return
    maps = table("labels")
    for rank, (dispute_type, score, sentence) in enumerate(gate.types):
        yield _label(article, sentence, "dispute_type", dispute_type, score=score, rank=rank)
    yield _label(article, gate.stage_sentence, "reported_stage", gate.stage, score=gate.score)
    yield _label(article, gate.stage_sentence, "plover", maps["plover"][gate.stage], score=gate.score)
    if topic := maps["iptc"].get(gate.types[0][0]):
        yield _label(article, gate.types[0][2], "iptc", topic, score=gate.types[0][1])


def _label(article: Article, sentence: int, scheme: str, code: str, *, score: float, rank: int = 0) -> Label:
    return Label(
        **article.evidence(article.sentences[sentence]),
        label_id=identify("label", article.revision.revision_id, scheme, VERSION, code),
        scheme=scheme,
        version=VERSION,
        code=code,
        rank=rank,
        method=METHOD,
        score=score,
    )
