"""Conversations over the ``google-genai`` package."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from google import genai
from google.genai import errors, types

from tests.clients.openai_chat import MODEL
from tests.clients.talks import SECONDS, TOOLS, Call, Mode, Talk, Turn


class Gemini(Talk):
    """Over ``client.models`` and ``client.aio.models``."""

    name = "gemini"
    path = f"/v1beta/models/{MODEL}:generateContent"
    error = errors.APIError
    stream_error = errors.APIError
    refused = errors.ClientError

    def say(self, text: str) -> None:
        self.turns.append(types.Content(role="user", parts=[types.Part(text=text)]))

    def give(self, call: Call, result: str) -> None:
        part = types.Part.from_function_response(name=call.name, response={"result": result})
        self.turns.append(types.Content(role="user", parts=[part]))

    def turn(self) -> Turn:
        if self.mode is Mode.WHOLE:
            bodies = [self.held.models.generate_content(**self._asked())]
        elif self.mode is Mode.STREAMED:
            bodies = list(self.held.models.generate_content_stream(**self._asked()))
        else:
            bodies = asyncio.run(self._async())
        parts = [part for body in bodies for part in _parts(body)]
        self.turns.append(types.Content(role="model", parts=parts))
        called = [part.function_call for part in parts if part.function_call]
        calls = tuple(
            Call(name=call.name or "", given=dict(call.args or {}), identifier=call.id or "")
            for call in called
        )
        return Turn(
            text="".join(part.text or "" for part in parts if not part.thought), calls=calls
        )

    def client(self, **options: Any) -> genai.Client:
        """The client, blocking and asynchronous; options are those of HTTP."""
        http = types.HttpOptions(
            base_url=self.place.url,
            headers=dict(self.place.headers),
            timeout=int(SECONDS * 1000),
            **options,
        )
        return genai.Client(api_key=self.place.key, http_options=http)

    def _asked(self) -> dict[str, Any]:
        declared = [
            types.FunctionDeclaration(name=name, description=text, parameters_json_schema=schema)
            for name, text, schema in TOOLS
        ]
        config = types.GenerateContentConfig(tools=[types.Tool(function_declarations=declared)])
        return {"model": MODEL, "contents": self.turns, "config": config}

    async def _async(self) -> list[types.GenerateContentResponse]:
        client = self.client().aio
        try:
            if self.mode is Mode.ASYNC:
                return [await client.models.generate_content(**self._asked())]
            stream = await client.models.generate_content_stream(**self._asked())
            return [chunk async for chunk in stream]
        finally:
            await client.aclose()

    @staticmethod
    def status(error: Exception) -> int:
        assert isinstance(error, errors.APIError)
        return error.code


def _parts(body: types.GenerateContentResponse) -> list[types.Part]:
    content = body.candidates[0].content if body.candidates else None
    return list(content.parts or ()) if content is not None else []


def result_of(text: str) -> str:
    """The result inside of a function's response, as an echo of the simulator tells it."""
    found: str = json.loads(text)["result"]
    return found
