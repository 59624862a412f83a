"""`make bench-ledger`: how well and how fast parties, roles and replies are read, on annotated articles not learned from.

The articles (models/evaluation/articles) are of our own words, by the same hands as those that the reader was taught on: the
figures flatter. Labelled articles of other people are measured by `disputewire evaluate disputes`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence

from models.training.annotated import Annotated, read_annotated
from tasks.classify.article import Article
from tasks.classify.cues import table
from tasks.classify.reading import Reading, read_in_full
from tasks.evaluate import article_of
from tasks.settings import MODELS

RUNS = 3
ANSWERS = {"denies": "denied", "declines": "declined_to_comment", "silent": "no_response", "admits": "confirmed"}
Pair = tuple[str, str]


def held_out() -> list[Annotated]:
    """The disputes among the annotated articles kept for measuring."""
    found = read_annotated(sorted((MODELS / "evaluation" / "articles").glob("*.txt")))
    return [article for article in found if article.dispute_type != "none"]


def text_of(annotated: Annotated, number: int) -> Article:
    title, *body = (line.text for line in annotated.lines)
    return article_of(f"{number} {title}", title, " ".join(body))


def scores(articles: Sequence[Annotated], readings: Sequence[Reading]) -> dict[str, float]:
    """F1 of parties by name alone, of parties with their role, of replies."""
    told = [(a, r.to_prediction()) for a, r in zip(articles, readings, strict=True)]
    return {
        "name": f1((roles(a), parties(p)) for a, p in told)(lambda one, other: same(one[0], other[0])),
        "role": f1((roles(a), parties(p)) for a, p in told)(lambda one, other: one[1] == other[1] and same(one[0], other[0])),
        "reply": f1((replies(a), answers(p)) for a, p in told)(
            lambda one, other: one[1] == other[1] and same(one[0], other[0])
        ),
    }


def roles(annotated: Annotated) -> list[Pair]:
    return [(m.name, m.role) for m in annotated.cast.values() if m.role != "none"]


def parties(prediction: dict[str, list[dict[str, str]]]) -> list[Pair]:
    return [(p["name"], p["role"]) for p in prediction["parties"]]


def replies(annotated: Annotated) -> list[Pair]:
    """The weightiest reply of each that is more than something said."""
    order = table("crosswalk")["order"]
    found: dict[str, str] = {}
    for line in annotated.lines:
        for letter, act in line.acts.items():
            if act in ANSWERS:
                found[letter] = min(found.get(letter, ANSWERS[act]), ANSWERS[act], key=order.index)
    return [(annotated.cast[letter].name, reply) for letter, reply in found.items()]


def answers(prediction: dict[str, list[dict[str, str]]]) -> list[Pair]:
    return [(r["party"], r["response"]) for r in prediction["responses"] if r["response"] != "other_statement"]


def same(one: str, other: str) -> bool:
    """Equal, or one is part of the other."""
    short, longer = sorted((one.casefold().removeprefix("the "), other.casefold().removeprefix("the ")), key=len)
    return f" {short} " in f" {longer} "


def f1(pairs: Iterable[tuple[list[Pair], list[Pair]]]) -> Callable[[Callable[[Pair, Pair], bool]], float]:
    """Micro F1 under a rule of what matches; each is matched once."""
    rows = list(pairs)

    def under(matches: Callable[[Pair, Pair], bool]) -> float:
        hits = 0
        for gold, told in rows:
            left = list(told)
            for one in gold:
                if match := next((other for other in left if matches(one, other)), None):
                    left.remove(match)
                    hits += 1
        size = sum(len(gold) + len(told) for gold, told in rows)
        return round(2 * hits / size, 4) if size else 0.0

    return under


def main() -> None:
    """Print both tables."""
    articles = held_out()
    texts = [text_of(a, n) for n, a in enumerate(articles)]
    read_in_full(texts[0])
    speeds = []
    for _ in range(RUNS):
        fresh, began = [text_of(a, n) for n, a in enumerate(articles)], time.process_time()
        readings = [read_in_full(text) for text in fresh]
        speeds.append(len(fresh) / (time.process_time() - began))
    letters = statistics.mean(len(t.evidence_text) for t in texts)
    print(f"{len(articles)} annotated disputes of {letters:.0f} letters that nothing learned from")
    for name, value in scores(articles, readings).items():
        print(f"  {value:6.3f} F1 {name}")
    print(
        f"  {statistics.median(speeds):6.1f} articles a second of one core ({min(speeds):.1f}-{max(speeds):.1f} in {RUNS} runs)"
    )


if __name__ == "__main__":
    main()
