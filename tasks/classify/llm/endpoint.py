"""The model at the other end: the one room of classify that reaches the network, through pydantic_ai.

Any endpoint that speaks OpenAI's chat completions or Anthropic's messages will do. The key goes into its requests only.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from tasks import ConfigError
from tasks.classify.llm.answer import Answer
from tasks.classify.llm.prompt import instructions, wrap
from tasks.settings import Llm

if TYPE_CHECKING:
    from pydantic_ai import Agent
    from pydantic_ai.providers import Provider

__all__ = ["Endpoint", "Reply"]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back: an answer, or why there is none (never in the endpoint's words); tokens both ways, as far as told."""

    answer: Answer | None = None
    reason: str = ""
    tokens: int = 0


@dataclass(kw_only=True)
class Endpoint:
    """Asks one question at a time. Nothing is imported or opened before the first; leaving the `with` closes all."""

    settings: Llm
    key: str = field(repr=False)
    _opened: ExitStack = field(default_factory=ExitStack, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def ask(self, text: str) -> Reply:
        """The model's answer on an article. Raises ConfigError where it cannot be asked at all."""
        agent = self._agent  # before the clock starts: the libraries take seconds to load
        return self._runner.run(self._ask(agent, text))

    async def _ask(self, agent: Agent[None, Answer], text: str) -> Reply:
        from pydantic_ai.exceptions import ModelHTTPError, UnexpectedModelBehavior
        from pydantic_ai.usage import RunUsage

        usage = RunUsage()
        try:
            async with asyncio.timeout(self.settings.timeout_seconds):
                told = await agent.run(wrap(text), usage=usage)
        except UnexpectedModelBehavior:
            return Reply(reason="refused schema", tokens=usage.total_tokens)
        except ModelHTTPError as error:
            return Reply(reason=f"failed http {error.status_code}", tokens=usage.total_tokens)
        except Exception as error:  # noqa: BLE001  the one guard of this phase: an endpoint costs an article its second opinion
            return Reply(reason=f"failed {type(error).__name__}", tokens=usage.total_tokens)
        return Reply(answer=told.output, tokens=usage.total_tokens)

    @cached_property
    def _runner(self) -> asyncio.Runner:
        return self._opened.enter_context(asyncio.Runner())

    @cached_property
    def _agent(self) -> Agent[None, Answer]:
        if not (self.key or self.settings.base_url):
            raise ConfigError(f"[llm] model {self.settings.model!r} needs a key: set DISPUTEWIRE_LLM_KEY")
        try:
            from pydantic_ai import Agent
            from pydantic_ai.models import infer_model
        except ImportError as error:
            raise ConfigError("[llm] model is set, but its libraries are not there: pip install 'disputewire[llm]'") from error
        # `openai:` alone would be the Responses API, which hardly any compatible endpoint speaks.
        name = re.sub(r"^openai:", "openai-chat:", self.settings.model)
        return Agent(
            infer_model(name, self._provider),
            output_type=Answer,
            instructions=instructions(),
            retries=0,
            model_settings={"temperature": 0.0, "max_tokens": self.settings.max_answer_tokens},
        )

    def _provider(self, maker: str) -> Provider[Any]:
        from pydantic_ai.providers import infer_provider_class

        make: Any = infer_provider_class(maker)
        # An endpoint without a key gets a word in its place, never a key that the environment has for another.
        provider: Provider[Any] = make(base_url=self.settings.base_url or None, api_key=self.key or "none")
        provider.client.max_retries = 0  # a question is asked once; the budget counts it
        self._runner.run(provider.__aenter__())
        self._opened.callback(lambda: self._runner.run(provider.__aexit__(None, None, None)))
        return provider
