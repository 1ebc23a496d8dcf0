"""The SDKs, each over a transport: how it is made, asked and heard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import httpx2
import ollama
import openai
from google import genai

KEY = "sk-recipient-secret"
AUTHORIZED = {"authorization": f"Bearer {KEY}"}


@dataclass(frozen=True, kw_only=True)
class Client:
    """An SDK: how it is made, asked and heard, and what it raises when refused.

    Attributes:
        path: that it calls; what is not served yet is left out.
        wire: that its recipient is declared with.
        whole, stream: an answer to one user message, by a blocking client.
        later, pieces: the same by an asynchronous one.
        refused: raised for a refusal with status 403.
    """

    path: str
    wire: str
    whole: Callable[[str, Any, str], str]
    stream: Callable[[str, Any, str], Iterator[str]]
    later: Callable[[str, Any, str], Any]
    pieces: Callable[[str, Any, str], AsyncIterator[str]]
    refused: type[Exception]

    def __repr__(self) -> str:
        return self.wire


def said(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def openai_client(url: str, transport: Any) -> openai.OpenAI:
    http = httpx2.Client(transport=transport)
    return openai.OpenAI(base_url=f"{url}/v1", api_key=KEY, http_client=http)


def openai_async(url: str, transport: Any) -> openai.AsyncOpenAI:
    http = httpx2.AsyncClient(transport=transport)
    return openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, http_client=http)


def openai_whole(url: str, transport: Any, text: str) -> str:
    made = openai_client(url, transport).chat.completions.create(model="m", messages=said(text))
    return str(made.choices[0].message.content)


def openai_stream(url: str, transport: Any, text: str) -> Iterator[str]:
    client = openai_client(url, transport)
    for chunk in client.chat.completions.create(model="m", messages=said(text), stream=True):
        yield from (choice.delta.content or "" for choice in chunk.choices)


async def openai_later(url: str, transport: Any, text: str) -> str:
    client = openai_async(url, transport)
    made = await client.chat.completions.create(model="m", messages=said(text))
    return str(made.choices[0].message.content)


async def openai_pieces(url: str, transport: Any, text: str) -> AsyncIterator[str]:
    client = openai_async(url, transport)
    stream = await client.chat.completions.create(model="m", messages=said(text), stream=True)
    async for chunk in stream:
        for choice in chunk.choices:
            yield choice.delta.content or ""


def anthropic_client(url: str, transport: Any) -> anthropic.Anthropic:
    http = httpx2.Client(transport=transport)
    return anthropic.Anthropic(base_url=url, api_key=KEY, http_client=http)


def anthropic_async(url: str, transport: Any) -> anthropic.AsyncAnthropic:
    http = httpx2.AsyncClient(transport=transport)
    return anthropic.AsyncAnthropic(base_url=url, api_key=KEY, http_client=http)


def anthropic_whole(url: str, transport: Any, text: str) -> str:
    made: Any = anthropic_client(url, transport).messages.create(
        model="m", max_tokens=99, messages=said(text)
    )
    return "".join(block.text for block in made.content)


def anthropic_stream(url: str, transport: Any, text: str) -> Iterator[str]:
    client = anthropic_client(url, transport)
    with client.messages.stream(model="m", max_tokens=99, messages=said(text)) as stream:
        yield from stream.text_stream


async def anthropic_later(url: str, transport: Any, text: str) -> str:
    made: Any = await anthropic_async(url, transport).messages.create(
        model="m", max_tokens=99, messages=said(text)
    )
    return "".join(block.text for block in made.content)


async def anthropic_pieces(url: str, transport: Any, text: str) -> AsyncIterator[str]:
    client = anthropic_async(url, transport)
    async with client.messages.stream(model="m", max_tokens=99, messages=said(text)) as stream:
        async for piece in stream.text_stream:
            yield piece


def ollama_client(url: str, transport: Any) -> ollama.Client:
    return ollama.Client(host=url, transport=transport, headers=AUTHORIZED)


def ollama_whole(url: str, transport: Any, text: str) -> str:
    made = ollama_client(url, transport).chat(model="m", messages=said(text))
    return str(made.message.content)


def ollama_stream(url: str, transport: Any, text: str) -> Iterator[str]:
    client = ollama_client(url, transport)
    for part in client.chat(model="m", messages=said(text), stream=True):
        yield part.message.content or ""


async def ollama_later(url: str, transport: Any, text: str) -> str:
    client = ollama.AsyncClient(host=url, transport=transport, headers=AUTHORIZED)
    made = await client.chat(model="m", messages=said(text))
    return str(made.message.content)


async def ollama_pieces(url: str, transport: Any, text: str) -> AsyncIterator[str]:
    client = ollama.AsyncClient(host=url, transport=transport, headers=AUTHORIZED)
    async for part in await client.chat(model="m", messages=said(text), stream=True):
        yield part.message.content or ""


def gemini(url: str, **clients: Any) -> genai.Client:
    options = genai.types.HttpOptions(base_url=url, **clients)
    return genai.Client(api_key=KEY, http_options=options)


def gemini_whole(url: str, transport: Any, text: str) -> str:
    client = gemini(url, httpx_client=httpx2.Client(transport=transport))
    return str(client.models.generate_content(model="m", contents=text).text)


def gemini_stream(url: str, transport: Any, text: str) -> Iterator[str]:
    client = gemini(url, httpx_client=httpx2.Client(transport=transport))
    for part in client.models.generate_content_stream(model="m", contents=text):
        yield part.text or ""


async def gemini_later(url: str, transport: Any, text: str) -> str:
    client = gemini(url, httpx_async_client=httpx2.AsyncClient(transport=transport))
    return str((await client.aio.models.generate_content(model="m", contents=text)).text)


async def gemini_pieces(url: str, transport: Any, text: str) -> AsyncIterator[str]:
    client = gemini(url, httpx_async_client=httpx2.AsyncClient(transport=transport))
    async for part in await client.aio.models.generate_content_stream(model="m", contents=text):
        yield part.text or ""


ALL = (
    Client(
        path="/v1/chat/completions", wire="openai", whole=openai_whole, stream=openai_stream,
        later=openai_later, pieces=openai_pieces, refused=openai.PermissionDeniedError,
    ),
    Client(
        path="/v1/messages", wire="anthropic", whole=anthropic_whole, stream=anthropic_stream,
        later=anthropic_later, pieces=anthropic_pieces, refused=anthropic.PermissionDeniedError,
    ),
    Client(
        path="/api/chat", wire="ollama", whole=ollama_whole, stream=ollama_stream,
        later=ollama_later, pieces=ollama_pieces, refused=ollama.ResponseError,
    ),
    Client(
        path="/v1beta/models/m:generateContent", wire="gemini", whole=gemini_whole,
        stream=gemini_stream, later=gemini_later, pieces=gemini_pieces,
        refused=genai.errors.ClientError,
    ),
)  # fmt: skip
