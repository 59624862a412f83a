"""`make train`: all weights of `models`, made anew from the rows and articles beside this file.

The encoder is all-MiniLM-L6-v2 as its makers publish it, written as ONNX in eight bits. The heads are logistic regressions over
its vector, the cues and the words of title and lead. One thread and no chance: on one machine the same bytes come out.
"""

from __future__ import annotations

import io
import zipfile

import numpy as np

from models.training.card import CARD, write_card
from models.training.encoder import write_encoder
from models.training.heads import Arrays, features, fit
from models.training.reader import write_reader
from models.training.weighed import weighed_rows
from tasks.settings import MODELS

LABELS, ENCODER, READER = MODELS / "labels", MODELS / "encoder", MODELS / "reader"


def main() -> None:
    """Make all weights and tell their sums."""
    write_encoder(ENCODER)
    rows, says = zip(*weighed_rows(), strict=True)
    arrays, vocabulary = fit(features(rows, says=says))
    (LABELS / "words.txt").write_text("".join(f"{term}\n" for term in vocabulary.places), encoding="utf-8")
    (LABELS / "weights.npz").write_bytes(_packed(arrays))
    articles = write_reader(READER)
    write_card()
    disputes = sum(r.is_dispute for r in rows)
    print(f"train rows={len(rows)} articles={articles} disputes={disputes} terms={len(vocabulary.places)} card={CARD.name}")


def _packed(arrays: Arrays) -> bytes:
    """An .npz with no clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            held = io.BytesIO()
            np.lib.format.write_array(held, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), held.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
