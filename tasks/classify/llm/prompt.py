"""What is sent: instructions of our own, and the article as data between two lines that it cannot know."""

from __future__ import annotations

import hashlib
from functools import cache

from tasks.classify.cues import table
from tasks.taxonomy import taxonomy

__all__ = ["instructions", "key_of", "method_of", "wrap"]


@cache
def instructions() -> str:
    """The wording of models/cues/llm.toml, and each word of the form with the definition of the code in force for it."""
    told = [t for t in taxonomy() if t.scheme in table("llm")["codes"] and t.is_in_force]
    words = [f"{t.scheme} {word}: {t.definition}" for t in told for word in t.words]
    return "\n".join([table("llm")["instructions"].strip(), "", *words])


def wrap(text: str) -> str:
    """The article between two fences that are made from it: a text cannot hold the hash of itself."""
    fence = f"ARTICLE {hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return f"{fence}\n{text}\n{fence}"


def key_of(text: str, model: str) -> str:
    """Where the answer to this question is kept in the lake."""
    question = "\x1f".join([text, model, table("llm")["version"]])
    return f"llm/{hashlib.sha256(question.encode()).hexdigest()}.json"


def method_of(model: str) -> str:
    """`llm-<model>@<version of the wording>`."""
    return f"llm-{model}@{table('llm')['version']}"
