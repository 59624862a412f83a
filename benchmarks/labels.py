"""`make bench-labels`: what the labels owe to their rows, their features and their threshold.

Measured on the labelled sample that ships (models/evaluation) and, where there are some, on the labelled disputes of CORPORA.
Features are made once; heads are fitted as `make train` fits them. Curve and blocks ask the heads alone, without the wide gate
before them, and ask for types and stage where a dispute is one; the threshold is tried on the whole gate.
"""

from __future__ import annotations

import json
import os
import random
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.special import expit, softmax
from scipy.stats import binomtest, chi2
from sklearn.metrics import average_precision_score

from benchmarks.reading import DISPUTES_IN_A_DAY, fresh
from models.training.heads import BLOCKS, Arrays, Features, count_words, features, fit
from models.training.weighed import weighed_rows
from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.article import Article
from tasks.classify.heads import bag, judge_wide, opening
from tasks.classify.relevance import judge, thresholds
from tasks.classify.signals import read_signals
from tasks.classify.words import Vocabulary
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS

CORPORA = Path(os.environ.get("CORPORA", "../shared/corpora"))
SHARES = (1 / 8, 1 / 4, 1 / 2, 1)
SEEDS = 5
FOLDS = 5
STEP = 0.02  # between the thresholds tried
SURE = 0.95  # of the intervals
FIGURES = ("average precision", "F1", "types micro F1", "stage accuracy")


@dataclass(frozen=True, kw_only=True)
class Found(Row):
    """A labelled text that was found and not written for this: the story it belongs to, and how it was drawn."""

    story: str
    stratum: str


def shipped() -> dict[str, list[Row]]:
    """The tables of models/evaluation."""
    return {f"sample {path.stem}": read_rows(path) for path in sorted((MODELS / "evaluation").glob("*.tsv"))}


def corpora() -> dict[str, list[Found]]:
    """The labelled disputes of CORPORA; empty where there are none."""
    return {f"corpora {path.stem}": list(read_found(path)) for path in sorted((CORPORA / "disputes").glob("*.jsonl"))}


def read_found(path: Path) -> Iterator[Found]:
    """A JSON object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Found(
            types=tuple(row["dispute_types"]),
            stage=row["stage"],
            era="",
            register="",
            title=row.get("title") or "",
            text=row.get("text") or "",
            story=row["story"],
            stratum=row.get("stratum") or "",
        )


# What the wide gate lets through


def wide_gate(sets: Mapping[str, Sequence[Row]]) -> None:
    """The disputes and the others that words and cues let through."""
    day = f"share of a day with {DISPUTES_IN_A_DAY:.0%}"
    lines = {name: [*through(rows)] for name, rows in sets.items()}
    show("let through by the wide gate", ("disputes", "recall", "others", "share", day), lines)


def strata(sets: Mapping[str, Iterable[Found]]) -> dict[str, list[Found]]:
    """The same texts by set and stratum."""
    found: dict[str, list[Found]] = {}
    for name, rows in sets.items():
        for row in sorted(rows, key=lambda row: row.stratum):
            found.setdefault(f"{name} {row.stratum}".strip(), []).append(row)
    return found


def through(rows: Sequence[Row]) -> Iterator[str]:
    rates = []
    for kind in (True, False):
        passed = [is_let_through(fresh(row)) for row in rows if row.is_dispute is kind]
        rates.append(sum(passed) / max(len(passed), 1))
        yield f"{sum(passed)}/{len(passed)}"
        yield f"{rates[-1]:.3f}"
    yield f"{rates[0] * DISPUTES_IN_A_DAY + rates[1] * (1 - DISPUTES_IN_A_DAY):.3f}"


def is_let_through(article: Article) -> bool:
    words = bag(opening(article))
    return bool(judge_wide(read_signals(article.lead), words) >= thresholds()["wide_from"])


# What rows and features are worth


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Heads over some blocks."""

    blocks: Sequence[str]
    arrays: Arrays
    vocabulary: Vocabulary

    @classmethod
    def on(cls, texts: Features, blocks: Sequence[str]) -> Fitted:
        """Heads as `make train` fits them, of some rows and some blocks."""
        arrays, vocabulary = fit(texts, blocks=blocks)
        return cls(blocks=blocks, arrays=arrays, vocabulary=vocabulary)

    def logits(self, name: str, texts: Features) -> np.ndarray:
        """(texts, answers)."""
        dense, words, bias = (self.arrays[f"{name}_{part}"].astype(np.float32) for part in ("dense", "words", "bias"))
        return np.asarray(texts.dense(self.blocks) @ dense.T + count_words(texts.articles, self.vocabulary) @ words.T + bias)


def measure(heads: Fitted, texts: Features) -> tuple[float, ...]:
    """FIGURES of some texts."""
    score = expit(heads.logits("relevance", texts)[:, 0])
    disputes = texts.disputes
    stages = heads.logits("stage", disputes).argmax(axis=1)
    return (
        float(average_precision_score(texts.is_dispute, score)),
        f1(texts.is_dispute, score >= thresholds()["dispute_from"]),
        f1(*types_of(heads, disputes)),
        float(np.mean([STAGES[place] == stage for place, stage in zip(stages, disputes.stages, strict=True)])),
    )


def f1(wanted: np.ndarray, given: np.ndarray) -> float:
    """Of one answer, or micro of several side by side."""
    total = wanted.sum() + given.sum()
    return float(2 * (wanted & given).sum() / total) if total else 0.0


def types_of(heads: Fitted, disputes: Features) -> tuple[np.ndarray, np.ndarray]:
    """Wanted: all types of a row. Given: the likeliest, and further ones from `second_from` on. Both (disputes, types)."""
    chances, limits = softmax(heads.logits("type", disputes), axis=1), thresholds()
    rank = (-chances).argsort(axis=1, kind="stable").argsort(axis=1)
    wanted = np.array([[code in codes for code in DISPUTE_TYPES] for codes in disputes.types])
    return wanted, (rank == 0) | ((chances >= limits["second_from"]) & (rank < limits["most_types"]))


def curve(training: Features, sets: Mapping[str, Features]) -> None:
    """Figures by the number of rows: mean of SEEDS draws, the least and the most."""
    found: dict[str, dict[int, list[tuple[float, ...]]]] = {name: {} for name in sets}
    for share in SHARES:
        size = round(len(training.articles) * share)
        for seed in range(SEEDS if share < 1 else 1):
            heads = Fitted.on(training.at(drawn(len(training.articles), seed)[:size]), BLOCKS)
            for name, texts in sets.items():
                found[name].setdefault(size, []).append(measure(heads, texts))
    for name, sizes in found.items():
        lines = {f"{size} rows": [spread(values) for values in zip(*draws, strict=True)] for size, draws in sizes.items()}
        show(f"learning curve, {told(name, sets[name])}", FIGURES, lines)


def drawn(count: int, seed: int) -> list[int]:
    return random.Random(seed).sample(range(count), count)


def spread(values: Sequence[float]) -> str:
    mean = f"{statistics.mean(values):.3f}"
    return f"{mean} ({min(values):.3f}-{max(values):.3f})" if len(values) > 1 else f"{mean} {'':13}"


def worth(training: Features, sets: Mapping[str, Features]) -> None:
    """Figures by the blocks of features that heads are fitted on."""
    choices = [choice for size in range(1, len(BLOCKS) + 1) for choice in combinations(BLOCKS, size)]
    fitted = {" + ".join(choice): Fitted.on(training, choice) for choice in choices}
    for name, texts in sets.items():
        lines = {choice: [f"{figure:.3f}" for figure in measure(heads, texts)] for choice, heads in fitted.items()}
        show(f"blocks, {told(name, texts)}", FIGURES, lines)


def told(name: str, texts: Features) -> str:
    return f"{name}, {len(texts.articles)} of which {texts.is_dispute.sum()} disputes"


# What the threshold is worth


def threshold(sets: Mapping[str, Sequence[Found]]) -> None:
    """`dispute_from` chosen on all stories but a fifth and tried on that fifth, and as it ships; weights are those shipped."""
    rows = [row for part in sets.values() for row in part]
    owners = np.array([name for name, part in sets.items() for _ in part])
    places = {"all": owners != "", **{name: owners == name for name in sets}}
    places["random stratum"] = np.array([row.stratum == "random" for row in rows])
    scores, wanted = np.array([judge(fresh(row)).score for row in rows]), np.array([row.is_dispute for row in rows])
    fixed = thresholds()["dispute_from"]
    chosen, given = cross_validate(wanted, scores, folds_of(rows))
    told_chosen = ", ".join(f"{value:.2f}" for value in chosen)
    for title, verdict in (
        (f"dispute_from chosen: {told_chosen}", given),
        (f"dispute_from as it ships: {fixed}", scores >= fixed),
    ):
        lines = {n: [*figures_of(wanted[where], verdict[where])] for n, where in places.items() if wanted[where].any()}
        show(title, ("F1", "hits", "false alarms"), lines)


def cross_validate(wanted: np.ndarray, scores: np.ndarray, folds: np.ndarray) -> tuple[list[float], np.ndarray]:
    """The threshold of each fold, chosen on the others, and the verdicts that they give."""
    chosen, given = [], np.zeros(len(scores), dtype=bool)
    for fold in range(FOLDS):
        inside = folds == fold
        chosen.append(choose(wanted[~inside], scores[~inside]))
        given[inside] = scores[inside] >= chosen[-1]
    return chosen, given


def folds_of(rows: Sequence[Found]) -> np.ndarray:
    """A fold for each, the same for all of a story."""
    stories = sorted({row.story for row in rows})
    random.Random(0).shuffle(stories)
    place = {story: number % FOLDS for number, story in enumerate(stories)}
    return np.array([place[row.story] for row in rows])


def choose(wanted: np.ndarray, scores: np.ndarray) -> float:
    """The threshold of the best F1; of equals the one in the middle. Under `abstain_from` there is none to choose."""
    tried = np.arange(thresholds()["abstain_from"], 1, STEP).round(2)
    reached = np.array([f1(wanted, scores >= value) for value in tried])
    best = tried[reached == reached.max()]
    return float(best[len(best) // 2])


def figures_of(wanted: np.ndarray, given: np.ndarray) -> Iterator[str]:
    """F1, hits of all there are with the interval of recall, false alarms of all others with that of their number."""
    yield f"{f1(wanted, given):.3f}"
    hits, false = int((wanted & given).sum()), int((given & ~wanted).sum())
    low, high = binomtest(hits, int(wanted.sum())).proportion_ci(SURE, method="wilson")
    yield f"{hits}/{wanted.sum()} ({low:.2f}-{high:.2f})"
    low, high = poisson(false)
    yield f"{false}/{(~wanted).sum()} ({low:.1f}-{high:.1f})"


def poisson(found: int) -> tuple[float, float]:
    """The exact interval of an expected number (Garwood 1936)."""
    low = float(chi2.ppf((1 - SURE) / 2, 2 * found)) / 2 if found else 0.0
    return low, float(chi2.ppf((1 + SURE) / 2, 2 * found + 2)) / 2


def show(title: str, columns: Sequence[str], lines: Mapping[str, Sequence[str]]) -> None:
    """A table: its title, then a heading and a line each, as wide as they need to be."""
    cells = [("", *columns), *((name, *line) for name, line in lines.items())]
    first, *widths = (max(map(len, column)) for column in zip(*cells, strict=True))
    print(title)
    for name, *others in cells:
        line = "  ".join((f"{name:{first}}", *(f"{cell:>{width}}" for cell, width in zip(others, widths, strict=True))))
        print(f"  {line}".rstrip())
    print(flush=True)


def main() -> None:
    """Print the tables."""
    labelled = corpora()
    wide_gate({**shipped(), **strata(labelled)})
    if labelled:
        threshold(labelled)
    else:
        print(f"no labelled disputes at {CORPORA}: no threshold tried\n")
    rows, says = zip(*weighed_rows(), strict=True)
    training = features(rows, says=says)
    measured = {name: features(rows) for name, rows in {**shipped(), **labelled}.items()}
    curve(training, measured)
    worth(training, measured)


if __name__ == "__main__":
    main()
