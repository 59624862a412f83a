"""A language model on the loopback: it speaks OpenAI's chat completions and Anthropic's messages, and answers by a script."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What it is to say to a question: a form, text that is no form, or an HTTP status.
Said = Mapping[str, Any] | str | int
MAKERS = {"openai": "/v1", "anthropic": ""}


@dataclass
class Oracle:
    """`answer` is given the article as it was sent; `asked` has each request: path, headers, body."""

    answer: Callable[[str], Said]
    delay: float = 0.0
    url: str = ""
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)

    def settings(self, maker: str = "openai", **more: object) -> str:
        """Lines of a sources file's [settings] that point at it."""
        lines = {"model": f"{maker}:oracle", "base_url": self.url + MAKERS[maker], **more}
        return "\n".join(["[settings.llm]", *(f"{key} = {json.dumps(value)}" for key, value in lines.items())])

    def reply(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        is_anthropic = path.endswith("/messages")
        said = self.answer(_question(body))
        if isinstance(said, int):
            return said, {"error": {"message": "the key was s3cret-key, and something broke"}}
        return 200, _message(body, said) if is_anthropic else _completion(body, said)


def _question(body: dict[str, Any]) -> str:
    content = next(m["content"] for m in body["messages"] if m["role"] == "user")
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _completion(body: dict[str, Any], said: Mapping[str, Any] | str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said if isinstance(said, str) else None}
    if not isinstance(said, str):
        function = {"name": body["tools"][0]["function"]["name"], "arguments": json.dumps(said)}
        message["tool_calls"] = [{"id": "c1", "type": "function", "function": function}]
    choice = {"index": 0, "finish_reason": "stop" if isinstance(said, str) else "tool_calls", "message": message}
    usage = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "oracle", "choices": [choice], "usage": usage}


def _message(body: dict[str, Any], said: Mapping[str, Any] | str) -> dict[str, Any]:
    block = {"type": "text", "text": said}
    if not isinstance(said, str):
        block = {"type": "tool_use", "id": "t1", "name": body["tools"][0]["name"], "input": said}
    usage = {"input_tokens": 900, "output_tokens": 100}
    told = {"id": "1", "type": "message", "role": "assistant", "model": "oracle", "stop_sequence": None}
    return {**told, "stop_reason": "end_turn" if isinstance(said, str) else "tool_use", "content": [block], "usage": usage}


@contextlib.contextmanager
def speaking(answer: Callable[[str], Said], *, delay: float = 0.0) -> Iterator[Oracle]:
    """An oracle that listens for the length of a `with`."""
    oracle = Oracle(answer, delay)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            oracle.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, told = oracle.reply(self.path, body)
            data = json.dumps(told).encode()
            time.sleep(oracle.delay)
            with contextlib.suppress(ConnectionError):  # who asked may be gone
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        oracle.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield oracle
        finally:
            server.shutdown()
