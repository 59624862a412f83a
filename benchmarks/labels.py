"""`make bench-labels`: what the labels cost, and what they owe to their rows, their features and their threshold.

Measured on the labelled sample that ships (models/evaluation) and, where there are some, on the labelled disputes of CORPORA.
Features are made once and kept in memory; heads are fitted as `make train` fits them. Curve and blocks ask the heads alone,
without the wide gate before them, and ask for types and stage where a dispute is one; the threshold is tried on the whole gate.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, cycle, islice
from pathlib import Path

import numpy as np

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.article import Article
from tasks.classify.encoder import encode
from tasks.classify.heads import bag, judge_wide, opening
from tasks.classify.reading import read
from tasks.classify.relevance import judge, thresholds
from tasks.classify.signals import read_signals
from tasks.classify.words import Vocabulary
from tasks.evaluate import article_of
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS

CORPORA = Path(os.environ.get("CORPORA", "../shared/corpora"))
RUNS = 4
DISPUTES_IN_A_DAY = 0.08
SHARES = (1 / 8, 1 / 4, 1 / 2, 1)
SEEDS = 5
BLOCKS = ("words", "cues", "meaning")
FOLDS = 5
STEP = 0.02  # between the thresholds tried
SURE = 0.95  # of the intervals
FIGURES = ("average precision", "F1", "types micro F1", "stage accuracy")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A labelled text; story and stratum are empty where its table has none."""

    article: Article
    types: tuple[str, ...]
    stage: str | None
    story: str = ""
    stratum: str = ""
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Labelled texts and those of their features that no vocabulary moves: `meaning` is (n, 384), `cues` (n, 31)."""

    items: Sequence[Item]
    meaning: np.ndarray
    cues: np.ndarray

    @classmethod
    def of(cls, items: Sequence[Item]) -> Texts:
        """Their features, computed here and nowhere else."""
        meaning = [encode(item.article) for item in items]
        cues = [read_signals(item.article.lead).vector() for item in items]
        return cls(items=items, meaning=np.stack(meaning), cues=np.stack(cues))

    def at(self, places: Sequence[int]) -> Texts:
        """Some of them."""
        return Texts(items=[self.items[p] for p in places], meaning=self.meaning[places], cues=self.cues[places])

    @property
    def disputes(self) -> Texts:
        """Those that are disputes."""
        return self.at([place for place, item in enumerate(self.items) if item.types])

    def dense(self, blocks: Iterable[str]) -> np.ndarray:
        """Meaning and cues side by side, as far as they are among the blocks."""
        parts = [part for name, part in (("meaning", self.meaning), ("cues", self.cues)) if name in blocks]
        return np.hstack([np.empty((len(self.items), 0)), *parts])


Arrays = dict[str, np.ndarray]
Corpus = Mapping[str, Sequence[Item]]


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Heads over some blocks. `types` and `stages` are the codes that they know: few rows may lack one."""

    blocks: Sequence[str]
    vocabulary: Vocabulary
    arrays: Arrays
    types: Sequence[str]
    stages: Sequence[str]

    def logits(self, name: str, texts: Texts) -> np.ndarray:
        """(texts, answers)."""
        from models.training.__main__ import _words

        words = _words([item.article for item in texts.items], self.vocabulary)
        dense = texts.dense(self.blocks) @ self.arrays[f"{name}_dense"].T
        return np.asarray(dense + words @ self.arrays[f"{name}_words"].T + self.arrays[f"{name}_bias"])


def shipped() -> dict[str, list[Item]]:
    """The tables of models/evaluation."""
    return {f"sample {p.stem}": list(map(item_of, read_rows(p))) for p in sorted((MODELS / "evaluation").glob("*.tsv"))}


def corpora() -> dict[str, list[Item]]:
    """The labelled disputes of CORPORA; empty where there are none."""
    return {f"corpora {p.stem}": list(read_corpus(p)) for p in sorted((CORPORA / "disputes").glob("*.jsonl"))}


def item_of(row: Row) -> Item:
    return Item(article=article_of(row.row_id, row.title, row.text), types=row.types, stage=row.stage)


def read_corpus(path: Path) -> Iterator[Item]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts = row.get("title") or "", row.get("text") or ""
        yield Item(
            article=article_of(row["id"], *texts, outlet=row.get("publisher") or "", url=row.get("url") or ""),
            types=tuple(row["dispute_types"]),
            stage=row["stage"],
            story=row["story"],
            stratum=row.get("stratum") or "",
        )


# What it costs


def cost(rows: Sequence[Row]) -> None:
    """Speed over a mix as a day has it, load time, memory and size. Asked first: time and peak are those of the process."""
    imports, held = time.process_time(), peak_mb()
    read(fresh(rows[0]))
    loading = time.process_time() - imports
    mix = day_of(rows)
    spent = [read_all(mix) for _ in range(RUNS + 1)][1:]
    speeds = [len(mix) / seconds.sum() for seconds in spent]
    is_dispute = np.array([row.is_dispute for row in mix])
    letters = statistics.mean(len(row.title) + len(row.text) for row in mix)
    print(f"cost of {len(mix)} articles of {letters:.0f} letters, {is_dispute.sum()} of them disputes; seconds of one core")
    print(f"  {statistics.median(speeds):6.0f} articles a second ({min(speeds):.0f}-{max(speeds):.0f} in {RUNS} runs)")
    for kind, where in (("a dispute", is_dispute), ("another", ~is_dispute)):
        print(f"  {statistics.median(seconds[where].mean() for seconds in spent) * 1000:6.2f} ms {kind}")
    print(f"  {imports:6.2f} s imports, then {loading:.2f} s until the first article is read")
    print(f"  {peak_mb():6.0f} MB at most, {held:.0f} MB before the first article")
    for folder in ("encoder", "labels"):
        print(f"  {sum(path.stat().st_size for path in (MODELS / folder).iterdir()) / 1e6:6.2f} MB models/{folder}")
    print(flush=True)


def day_of(rows: Sequence[Row]) -> list[Row]:
    """Every dispute once and, in a fixed disorder, as many others as a day has for them, the same ones again and again."""
    disputes, others = [r for r in rows if r.is_dispute], [r for r in rows if not r.is_dispute]
    wanted = round(len(disputes) * (1 - DISPUTES_IN_A_DAY) / DISPUTES_IN_A_DAY)
    mix = [*disputes, *islice(cycle(others), wanted)]
    random.Random(0).shuffle(mix)
    return mix


def read_all(mix: Iterable[Row]) -> np.ndarray:
    """Seconds of this process, an article each."""
    return np.array([seconds_of(fresh(row)) for row in mix])


def seconds_of(article: Article) -> float:
    began = time.process_time()
    read(article)
    return time.process_time() - began


def fresh(row: Row) -> Article:
    """An article that holds nothing split or cut yet."""
    return article_of(row.row_id, row.title, row.text)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def wide_gate(sets: Corpus) -> None:
    """What the gate of words and cues lets through, by set and stratum."""
    lines = {f"{name} {kind}".strip(): [*through(part)] for name, items in sets.items() for kind, part in strata(items).items()}
    day = f"share of a day with {DISPUTES_IN_A_DAY:.0%}"
    show("let through by the wide gate", ("disputes", "recall", "others", "share", day), lines)


def strata(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.stratum, []).append(item)
    return dict(sorted(found.items()))


def through(items: Sequence[Item]) -> Iterator[str]:
    rates = []
    for kind in (True, False):
        passed = [is_let_through(item.article) for item in items if bool(item.types) is kind]
        rates.append(sum(passed) / max(len(passed), 1))
        yield f"{sum(passed)}/{len(passed)}"
        yield f"{rates[-1]:.3f}"
    yield f"{rates[0] * DISPUTES_IN_A_DAY + rates[1] * (1 - DISPUTES_IN_A_DAY):.3f}"


def is_let_through(article: Article) -> bool:
    words = bag(opening(article))
    return bool(judge_wide(read_signals(article.lead), words) >= thresholds()["wide_from"])


# What rows and features are worth


def fit(texts: Texts, blocks: Sequence[str]) -> Fitted:
    """Heads as models/training fits them, of some rows and some blocks; weights are not cut to sixteen bits."""
    from models.training.__main__ import TERM_ROWS, _head, _words

    articles = [item.article for item in texts.items if "words" in blocks]
    vocabulary = Vocabulary.of(map(opening, articles), at_least=TERM_ROWS)
    disputes = texts.disputes
    types, stages = [i.types[0] for i in disputes.items], [i.stage or "" for i in disputes.items]
    arrays: Arrays = {}
    for name, part, wanted in (
        ("relevance", texts, [int(bool(i.types)) for i in texts.items]),
        ("type", disputes, list(map(DISPUTE_TYPES.index, types))),
        ("stage", disputes, list(map(STAGES.index, stages))),
    ):
        words = _words([i.article for i in part.items], vocabulary)
        arrays |= _head(name, part.dense(blocks), words, np.array(wanted), np.array([i.weight for i in part.items]))
    return Fitted(
        blocks=blocks,
        vocabulary=vocabulary,
        arrays=arrays,
        types=[code for code in DISPUTE_TYPES if code in types],
        stages=[code for code in STAGES if code in stages],
    )


def measure(heads: Fitted, texts: Texts) -> tuple[float, ...]:
    """FIGURES of some texts."""
    from sklearn.metrics import average_precision_score

    wanted = np.array([bool(item.types) for item in texts.items])
    score = 1 / (1 + np.exp(-heads.logits("relevance", texts)[:, 0]))
    disputes = texts.disputes
    stages = np.array(heads.stages)[heads.logits("stage", disputes).argmax(axis=1)]
    return (
        float(average_precision_score(wanted, score)),
        f1(wanted, score >= thresholds()["dispute_from"]),
        types_f1(heads, disputes),
        float(np.mean(stages == np.array([item.stage for item in disputes.items]))),
    )


def f1(wanted: np.ndarray, given: np.ndarray) -> float:
    total = wanted.sum() + given.sum()
    return float(2 * (wanted & given).sum() / total) if total else 0.0


def types_f1(heads: Fitted, disputes: Texts) -> float:
    """Micro: the likeliest type, and further ones from `second_from` on, against all types of a row."""
    logits = heads.logits("type", disputes)
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    rank = (-chances).argsort(axis=1, kind="stable").argsort(axis=1)
    limits = thresholds()
    given = (rank == 0) | ((chances >= limits["second_from"]) & (rank < limits["most_types"]))
    wanted = np.array([[code in item.types for code in heads.types] for item in disputes.items])
    unknown = sum(code not in heads.types for item in disputes.items for code in item.types)
    return float(2 * (wanted & given).sum() / (wanted.sum() + unknown + given.sum()))


def curve(training: Texts, sets: Mapping[str, Texts]) -> None:
    """Figures by the number of rows: mean of SEEDS draws, the least and the most."""
    found: dict[str, dict[int, list[tuple[float, ...]]]] = {name: {} for name in sets}
    for share in SHARES:
        size = round(len(training.items) * share)
        for seed in range(SEEDS if share < 1 else 1):
            heads = fit(training.at(drawn(len(training.items), seed)[:size]), BLOCKS)
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


def worth(training: Texts, sets: Mapping[str, Texts]) -> None:
    """Figures by the blocks of features that heads are fitted on."""
    choices = [choice for size in range(1, len(BLOCKS) + 1) for choice in combinations(BLOCKS, size)]
    fitted = {" + ".join(choice): fit(training, choice) for choice in choices}
    for name, texts in sets.items():
        lines = {choice: [f"{figure:.3f}" for figure in measure(heads, texts)] for choice, heads in fitted.items()}
        show(f"blocks, {told(name, texts)}", FIGURES, lines)


def told(name: str, texts: Texts) -> str:
    return f"{name}, {len(texts.items)} of which {len(texts.disputes.items)} disputes"


# What the threshold is worth


def threshold(sets: Corpus) -> None:
    """`dispute_from` chosen on all stories but a fifth and tried on that fifth, and as it ships; weights are those shipped."""
    items = [item for part in sets.values() for item in part]
    owners = np.array([name for name, part in sets.items() for _ in part])
    places = {"all": owners != "", **{name: owners == name for name in sets}}
    places["random stratum"] = np.array([item.stratum == "random" for item in items])
    scores, wanted = np.array([judge(item.article).score for item in items]), np.array([bool(i.types) for i in items])
    fixed = thresholds()["dispute_from"]
    chosen, given = cross_validate(wanted, scores, folds_of(items))
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


def folds_of(items: Sequence[Item]) -> np.ndarray:
    """A fold for each, the same for all of a story."""
    stories = sorted({item.story for item in items})
    random.Random(0).shuffle(stories)
    place = {story: number % FOLDS for number, story in enumerate(stories)}
    return np.array([place[item.story] for item in items])


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
    low, high = wilson(hits, int(wanted.sum()))
    yield f"{hits}/{wanted.sum()} ({low:.2f}-{high:.2f})"
    low, high = poisson(false)
    yield f"{false}/{(~wanted).sum()} ({low:.1f}-{high:.1f})"


def wilson(found: int, count: int) -> tuple[float, float]:
    """The interval of a share (Wilson 1927)."""
    z = statistics.NormalDist().inv_cdf((1 + SURE) / 2)
    share, shrink = found / count, 1 + z * z / count
    middle, half = share + z * z / (2 * count), z * (share * (1 - share) / count + (z / (2 * count)) ** 2) ** 0.5
    return (middle - half) / shrink, (middle + half) / shrink


def poisson(found: int) -> tuple[float, float]:
    """The exact interval of an expected number (Garwood 1936)."""
    from scipy.stats import chi2

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
    tables = sorted((MODELS / "evaluation").glob("*.tsv"))
    cost([row for row in read_rows(*tables) if row.text])
    labelled = corpora()
    sets = {**shipped(), **labelled}
    wide_gate(sets)
    if labelled:
        threshold(labelled)
    else:
        print(f"no labelled disputes at {CORPORA}: no threshold tried\n")
    from models.training.weighed import weighed_rows

    training = Texts.of([replace(item_of(row), weight=weight) for row, weight in weighed_rows()])
    measured = {name: Texts.of(items) for name, items in sets.items()}
    curve(training, measured)
    worth(training, measured)


if __name__ == "__main__":
    main()
