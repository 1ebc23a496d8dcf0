"""Conversations over the ``ollama`` package."""

from __future__ import annotations

import asyncio
from typing import Any

import ollama

from tests.clients.openai_chat import MODEL
from tests.clients.talks import SECONDS, TOOLS, Call, Mode, Talk, Turn


class OllamaChat(Talk):
    """Over ``client.chat``."""

    name = "ollama"
    path = "/api/chat"
    error = ollama.ResponseError
    stream_error = ollama.ResponseError
    refused = ollama.ResponseError

    def say(self, text: str) -> None:
        self.turns.append({"role": "user", "content": text})

    def give(self, call: Call, result: str) -> None:
        self.turns.append({"role": "tool", "tool_name": call.name, "content": result})

    def turn(self) -> Turn:
        streamed = self.mode in (Mode.STREAMED, Mode.ASYNC_STREAMED)
        if self.mode in (Mode.WHOLE, Mode.STREAMED):
            made: Any = self.held.chat(**self._asked(stream=streamed))
            bodies = list(made) if streamed else [made]
        else:
            bodies = asyncio.run(self._async(streamed=streamed))
        assert [body.done for body in bodies] == [False] * (len(bodies) - 1) + [True]
        text = "".join(body.message.content or "" for body in bodies)
        called = [call for body in bodies for call in body.message.tool_calls or ()]
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if called:
            message["tool_calls"] = [call.model_dump() for call in called]
        self.turns.append(message)
        calls = tuple(
            Call(name=call.function.name, given=dict(call.function.arguments), identifier="")
            for call in called
        )
        return Turn(text=text, calls=calls)

    def client(self) -> ollama.Client:
        """The blocking client."""
        return ollama.Client(host=self.place.url, headers=self.headers, timeout=SECONDS)

    @property
    def headers(self) -> dict[str, str]:
        """The key travels as the package's own cloud client sends it."""
        return {**self.place.headers, "Authorization": f"Bearer {self.place.key}"}

    def _asked(self, *, stream: bool) -> dict[str, Any]:
        tools = [
            {
                "type": "function",
                "function": {"name": name, "description": text, "parameters": schema},
            }
            for name, text, schema in TOOLS
        ]
        return {"model": MODEL, "messages": self.turns, "tools": tools, "stream": stream}

    async def _async(self, *, streamed: bool) -> list[Any]:
        client = ollama.AsyncClient(host=self.place.url, headers=self.headers, timeout=SECONDS)
        made: Any = await client.chat(**self._asked(stream=streamed))
        return [body async for body in made] if streamed else [made]

    @staticmethod
    def status(error: Exception) -> int:
        assert isinstance(error, ollama.ResponseError)
        return error.status_code
