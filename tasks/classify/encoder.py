"""Meaning: title and lead as a vector, by a small sentence encoder that ships with its card (models/encoder).

all-MiniLM-L6-v2 (Apache-2.0), weights in eight bits, run by onnxruntime on one core. One text at a time: in eight bits a
batch's other texts would move the numbers.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tasks.classify.article import Article
from tasks.settings import MODELS

__all__ = ["SIZE", "encode"]

SIZE = 384
# What the encoder sees at most, in pieces of words: a title and two to three sentences.
MAX_TOKENS = 96


def encode(article: Article) -> np.ndarray:
    """A vector of length 1 and size 384 for title and lead; the title stands first, the lead as its second text."""
    title, lead = article.lead.revision.title, article.lead.revision.text
    tokens = _tokenizer().encode(title, lead) if lead else _tokenizer().encode(title)
    ids = np.array([tokens.ids], dtype=np.int64)
    (vectors,) = _session().run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    return np.asarray(vectors[0], dtype=np.float32)


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODELS / "encoder" / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(MODELS / "encoder" / "minilm.onnx", options, providers=["CPUExecutionProvider"])
