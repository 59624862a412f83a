"""Asking about the articles of one batch: answers that are kept first, then within a budget, and no longer than it helps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from schemas import Label, Party, Statement
from tasks.classify.article import Article
from tasks.classify.llm.answer import Answer
from tasks.classify.llm.endpoint import Endpoint
from tasks.classify.llm.opinion import Opinion, prove
from tasks.classify.llm.prompt import key_of, method_of
from tasks.lake import Tally
from tasks.settings import Llm, Settings
from tasks.storage import Storage

__all__ = ["Desk", "keep_asking", "only_remember"]


@contextmanager
def keep_asking(settings: Settings, cache: Storage, tally: Tally) -> Iterator[Desk]:
    """A desk that asks what it does not remember, and keeps each answer under `llm/` of the cache, for ever."""
    with Endpoint(settings=settings.llm, key=settings.llm_key) as endpoint:
        yield Desk(settings=settings.llm, cache=cache, tally=tally, endpoint=endpoint)


@contextmanager
def only_remember(settings: Settings, cache: Storage, tally: Tally) -> Iterator[Desk]:
    """A desk without a network: what it does not remember keeps its default labels."""
    yield Desk(settings=settings.llm, cache=cache, tally=tally, endpoint=None)


@dataclass(kw_only=True)
class Desk:
    """Second opinions of one batch, each exit counted in `tally`. `failures` are those since the last usable answer."""

    settings: Llm
    cache: Storage
    tally: Tally
    endpoint: Endpoint | None
    calls: int = 0
    tokens: int = 0
    failures: int = 0

    def rows(self, article: Article) -> Iterator[Label | Party | Statement]:
        """What the model says of an article; nothing where there is no answer that holds."""
        if opinion := self.opinion(article):
            yield from opinion.rows(method_of(self.settings.model))

    def opinion(self, article: Article) -> Opinion | None:
        """What the model says of an article, once every sentence that it quotes was found in it."""
        calls = self.calls
        answer = self._answer(article.evidence_text[: self.settings.max_chars])
        if answer is None:
            return None
        opinion = prove(article, answer)
        if opinion is None:
            self.tally.note("llm refused evidence")
        if self.calls > calls:
            self.failures = 0 if opinion else self.failures + 1
        return opinion

    def _answer(self, text: str) -> Answer | None:
        if (data := self.cache.read(key_of(text, self.settings.model))) is not None:
            return self._remember(data)
        if self.endpoint is None:
            self.tally.note("llm not remembered")
        elif self.failures >= self.settings.circuit_after:
            self.tally.note("llm not asked after failures")
        elif self.calls >= self.settings.max_calls or self.tokens >= self.settings.max_tokens:
            self.tally.note("llm over budget")
        else:
            return self._ask(self.endpoint, text)
        return None

    def _remember(self, data: bytes) -> Answer | None:
        try:
            answer = Answer.model_validate(json.loads(data)["answer"])
        except (ValueError, KeyError):
            # Of a form that has changed since without a new version of the wording.
            self.tally.note("llm refused schema")
            return None
        self.tally.note("llm remembered")
        return answer

    def _ask(self, endpoint: Endpoint, text: str) -> Answer | None:
        self.tally.note("llm asked")
        reply = endpoint.ask(text)
        self.calls, self.tokens = self.calls + 1, self.tokens + reply.tokens
        if reply.answer is None:
            self.failures += 1
            self.tally.note(f"llm {reply.reason}")
            return None
        self._keep(text, reply.answer, reply.tokens)
        return reply.answer

    def _keep(self, text: str, answer: Answer, tokens: int) -> None:
        """One that another worker kept meanwhile stays: the same question, asked at temperature 0."""
        kept = {"method": method_of(self.settings.model), "tokens": tokens, "answer": answer.model_dump(mode="json")}
        self.cache.create(key_of(text, self.settings.model), json.dumps(kept, ensure_ascii=False, indent=1).encode())
