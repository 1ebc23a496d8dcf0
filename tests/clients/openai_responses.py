"""Conversations over the ``openai`` package's Responses, with the whole history in each input."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.clients.openai_chat import MODEL, OpenAIChat
from tests.clients.talks import TOOLS, Call, Mode, Turn, read


class OpenAIResponses(OpenAIChat):
    """Over ``client.responses``."""

    name = "openai responses"
    path = "/v1/responses"

    def give(self, call: Call, result: str) -> None:
        self.turns.append(
            {"type": "function_call_output", "call_id": call.identifier, "output": result}
        )

    def turn(self) -> Turn:
        if self.mode is Mode.WHOLE:
            response: Any = self.held.responses.create(**self._asked())
        elif self.mode is Mode.STREAMED:
            response = self._streamed()
        else:
            response = asyncio.run(self._async())
        for item in response.output:
            left_out = {"content": {"__all__": {"parsed"}}, "parsed_arguments": True}
            self.turns.append(item.model_dump(exclude_none=True, exclude=left_out, mode="json"))
        calls = tuple(
            Call(name=item.name, given=read(item.arguments), identifier=item.call_id)
            for item in response.output
            if item.type == "function_call"
        )
        return Turn(text=response.output_text, calls=calls)

    def _asked(self) -> dict[str, Any]:
        tools = [
            {
                "type": "function",
                "name": name,
                "description": text,
                "parameters": schema,
                "strict": False,
            }
            for name, text, schema in TOOLS
        ]
        return {"model": MODEL, "input": self.turns, "tools": tools, "store": False}

    def _streamed(self) -> Any:
        with self.held.responses.stream(**self._asked()) as stream:
            deltas = [event.delta for event in stream if event.type == "response.output_text.delta"]
            response = stream.get_final_response()
        assert "".join(deltas) == response.output_text
        return response

    async def _async(self) -> Any:
        async with self.async_client() as client:
            if self.mode is Mode.ASYNC:
                return await client.responses.create(**self._asked())
            async with client.responses.stream(**self._asked()) as stream:
                return await stream.get_final_response()


class AzureVersionedResponses(OpenAIResponses):
    """Over the usual client and Azure's own version of OpenAI's API."""

    name = "azure v1 responses"
    path = "/openai/v1/responses"
    root = "/openai/v1"
