"""Conversations over the ``openai`` package's chat completions, OpenAI's and Azure's."""

from __future__ import annotations

import asyncio
from typing import Any

import openai

from tests.clients.talks import SECONDS, TOOLS, Call, Mode, Talk, Turn, read

MODEL = "simulated-model"


class OpenAIChat(Talk):
    """Over ``client.chat.completions``."""

    name = "openai chat"
    path = "/v1/chat/completions"
    root = "/v1"
    error = openai.APIStatusError
    stream_error = openai.APIError
    refused = openai.PermissionDeniedError

    def say(self, text: str) -> None:
        self.turns.append({"role": "user", "content": text})

    def give(self, call: Call, result: str) -> None:
        self.turns.append({"role": "tool", "tool_call_id": call.identifier, "content": result})

    def turn(self) -> Turn:
        if self.mode is Mode.WHOLE:
            message = self.held.chat.completions.create(**self._asked()).choices[0].message
        elif self.mode is Mode.STREAMED:
            message = self._streamed()
        else:
            message = asyncio.run(self._async())
        self.turns.append(message.model_dump(exclude_none=True, exclude={"parsed"}, mode="json"))
        calls = tuple(
            Call(
                name=call.function.name,
                given=read(call.function.arguments),
                identifier=call.id,
            )
            for call in message.tool_calls or ()
        )
        return Turn(text=message.content or "", calls=calls)

    def client(self) -> openai.OpenAI:
        """The blocking client."""
        return openai.OpenAI(
            base_url=f"{self.place.url}{self.root}",
            api_key=self.place.key,
            max_retries=0,
            timeout=SECONDS,
            default_headers=dict(self.place.headers),
        )

    def async_client(self) -> openai.AsyncOpenAI:
        """The asynchronous client."""
        return openai.AsyncOpenAI(
            base_url=f"{self.place.url}{self.root}",
            api_key=self.place.key,
            max_retries=0,
            timeout=SECONDS,
            default_headers=dict(self.place.headers),
        )

    def _asked(self) -> dict[str, Any]:
        tools = [
            {
                "type": "function",
                "function": {"name": name, "description": text, "parameters": schema},
            }
            for name, text, schema in TOOLS
        ]
        return {"model": MODEL, "messages": self.turns, "tools": tools}

    def _streamed(self) -> Any:
        with self.held.chat.completions.stream(**self._asked()) as stream:
            deltas = [event.delta for event in stream if event.type == "content.delta"]
            message = stream.get_final_completion().choices[0].message
        assert "".join(deltas) == (message.content or "")
        return message

    async def _async(self) -> Any:
        async with self.async_client() as client:
            if self.mode is Mode.ASYNC:
                made = await client.chat.completions.create(**self._asked())
                return made.choices[0].message
            async with client.chat.completions.stream(**self._asked()) as stream:
                final = await stream.get_final_completion()
                return final.choices[0].message

    @staticmethod
    def status(error: Exception) -> int:
        assert isinstance(error, openai.APIStatusError)
        return error.status_code


class AzureChat(OpenAIChat):
    """Over the package's Azure client, by deployment."""

    name = "azure chat"
    path = f"/openai/deployments/{MODEL}/chat/completions"

    def client(self) -> openai.OpenAI:
        """The blocking client."""
        return openai.AzureOpenAI(
            azure_endpoint=self.place.url,
            api_version="2024-10-21",
            api_key=self.place.key,
            max_retries=0,
            timeout=SECONDS,
            default_headers=dict(self.place.headers),
        )

    def async_client(self) -> openai.AsyncOpenAI:
        """The asynchronous client."""
        return openai.AsyncAzureOpenAI(
            azure_endpoint=self.place.url,
            api_version="2024-10-21",
            api_key=self.place.key,
            max_retries=0,
            timeout=SECONDS,
            default_headers=dict(self.place.headers),
        )


class AzureVersionedChat(OpenAIChat):
    """Over the usual client and Azure's own version of OpenAI's API."""

    name = "azure v1 chat"
    path = "/openai/v1/chat/completions"
    root = "/openai/v1"
