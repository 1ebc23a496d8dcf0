"""Conversations over the ``anthropic`` package."""

from __future__ import annotations

import asyncio
from typing import Any

import anthropic

from tests.clients.openai_chat import MODEL
from tests.clients.talks import SECONDS, TOOLS, Call, Mode, Talk, Turn


class AnthropicMessages(Talk):
    """Over ``client.messages``."""

    name = "anthropic"
    path = "/v1/messages"
    error = anthropic.APIStatusError
    stream_error = anthropic.APIError
    refused = anthropic.PermissionDeniedError

    def say(self, text: str) -> None:
        self.turns.append({"role": "user", "content": text})

    def give(self, call: Call, result: str) -> None:
        block = {"type": "tool_result", "tool_use_id": call.identifier, "content": result}
        self.turns.append({"role": "user", "content": [block]})

    def turn(self) -> Turn:
        if self.mode is Mode.WHOLE:
            message: Any = self.held.messages.create(**self._asked())
        elif self.mode is Mode.STREAMED:
            message = self._streamed()
        else:
            message = asyncio.run(self._async())
        blocks = message.content
        self.turns.append(
            {
                "role": "assistant",
                "content": [
                    block.model_dump(exclude_none=True, exclude={"parsed_output"}, mode="json")
                    for block in blocks
                ],
            }
        )
        calls = tuple(
            Call(name=block.name, given=dict(block.input), identifier=block.id)
            for block in blocks
            if block.type == "tool_use"
        )
        text = "".join(block.text for block in blocks if block.type == "text")
        return Turn(text=text, calls=calls)

    def client(self) -> anthropic.Anthropic:
        """The blocking client."""
        return anthropic.Anthropic(
            base_url=self.place.url,
            api_key=self.place.key,
            max_retries=0,
            timeout=SECONDS,
            default_headers=dict(self.place.headers),
        )

    def _asked(self) -> dict[str, Any]:
        tools = [
            {"name": name, "description": text, "input_schema": schema}
            for name, text, schema in TOOLS
        ]
        return {"model": MODEL, "max_tokens": 500, "messages": self.turns, "tools": tools}

    def _streamed(self) -> Any:
        with self.held.messages.stream(**self._asked()) as stream:
            said = "".join(stream.text_stream)
            message = stream.get_final_message()
        assert said == "".join(block.text for block in message.content if block.type == "text")
        return message

    async def _async(self) -> Any:
        made = anthropic.AsyncAnthropic(
            base_url=self.place.url,
            api_key=self.place.key,
            max_retries=0,
            timeout=SECONDS,
            default_headers=dict(self.place.headers),
        )
        async with made as client:
            if self.mode is Mode.ASYNC:
                return await client.messages.create(**self._asked())
            async with client.messages.stream(**self._asked()) as stream:
                return await stream.get_final_message()

    @staticmethod
    def status(error: Exception) -> int:
        assert isinstance(error, anthropic.APIStatusError)
        return error.status_code
