"""The table of wires: endpoint by endpoint, what reads requests and answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from gateway.proxy.context import Wire
from gateway.proxy.wire import (
    anthropic_error,
    anthropic_messages,
    anthropic_messages_fixed,
    gemini_embeddings,
    gemini_error,
    gemini_generate,
    gemini_generate_fixed,
    ollama_answer,
    ollama_chat,
    ollama_error,
    ollama_fixed,
    ollama_generate,
    openai_chat,
    openai_chat_fixed,
    openai_completions,
    openai_completions_fixed,
    openai_embeddings,
    openai_responses,
    openai_responses_error,
    openai_responses_fixed,
)
from gateway.proxy.wire.anthropic_messages_answer import MessagesAnswer, TokenCount
from gateway.proxy.wire.gemini_generate_answer import GenerateAnswer, GenerateArrayAnswer
from gateway.proxy.wire.openai_chat_answer import ChatAnswer
from gateway.proxy.wire.openai_completions_answer import CompletionsAnswer
from gateway.proxy.wire.openai_error import error_body
from gateway.proxy.wire.openai_responses_answer import ResponsesAnswer

OPENAI_CHAT = Wire(
    name="openai",
    path="/v1/chat/completions",
    endpoint="/v1/chat/completions",
    read_request=openai_chat.read_request,
    new_answer=ChatAnswer,
    error_body=error_body,
    fixed_answer=openai_chat_fixed.fixed_answer,
    table=openai_chat.TABLE,
)

_DAY = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"
# A few short words, among them at most two short numbers, and a day: no room for more. There
# is one way only to read a name, so that a long list of them is read in one go.
_BETA = (
    "[a-z]{1,16}(-[a-z]{1,16}){0,6}"
    "((-[0-9]{1,3}[a-z]?){1,2}(-[a-z]{1,16}){0,3})?"
    f"-{_DAY}"
)
ANTHROPIC_MESSAGES = Wire(
    name="anthropic",
    path="/v1/messages",
    endpoint="/v1/messages",
    read_request=anthropic_messages.read_request,
    new_answer=MessagesAnswer,
    error_body=anthropic_error.error_body,
    error_name="error",
    key_header="x-api-key",
    key_prefix="",
    headers={"anthropic-version": "2023-06-01"},
    forwards={
        "anthropic-version": _DAY,
        "anthropic-beta": f"{_BETA}(, ?{_BETA}){{0,19}}",
    },
    query={"beta": "true"},
    fixed_answer=anthropic_messages_fixed.fixed_answer,
    table=anthropic_messages.TABLE,
)
_ANTHROPIC = (
    ANTHROPIC_MESSAGES,
    dataclasses.replace(
        ANTHROPIC_MESSAGES,
        path="/v1/messages/count_tokens",
        endpoint="/v1/messages/count_tokens",
        read_request=anthropic_messages.read_count,
        new_answer=TokenCount,
        fixed_answer=None,
    ),
)

_GEMINI_MODEL = "/v1beta/models/{model}:"
GEMINI_GENERATE = Wire(
    name="gemini",
    path=f"{_GEMINI_MODEL}generateContent",
    endpoint=f"{_GEMINI_MODEL}generateContent",
    read_request=gemini_generate.read_request,
    new_answer=GenerateAnswer,
    error_body=gemini_error.error_body,
    key_header="x-goog-api-key",
    key_prefix="",
    fixed_answer=gemini_generate_fixed.fixed_answer,
    table=gemini_generate.TABLE,
)
_GEMINI_STREAM = dataclasses.replace(
    GEMINI_GENERATE,
    path=f"{_GEMINI_MODEL}streamGenerateContent",
    endpoint=f"{_GEMINI_MODEL}streamGenerateContent",
    read_request=gemini_generate.read_stream_request,
    fixed_query="alt=sse",
)
_GEMINI_BETA = (
    GEMINI_GENERATE,
    _GEMINI_STREAM,
    dataclasses.replace(
        _GEMINI_STREAM,
        new_answer=GenerateArrayAnswer,
        stream_types=frozenset({"application/json"}),
        fixed_query="",
        fixed_answer=gemini_generate_fixed.fixed_array,
    ),
    *(
        dataclasses.replace(
            GEMINI_GENERATE,
            path=_GEMINI_MODEL + method,
            endpoint=_GEMINI_MODEL + method,
            read_request=read_request,
            new_answer=gemini_embeddings.FiguresAnswer,
            fixed_answer=None,
            table=table,
        )
        for method, read_request, table in (
            ("countTokens", gemini_generate.read_count, gemini_generate.COUNT_TABLE),
            ("embedContent", gemini_embeddings.read_request, gemini_embeddings.TABLE),
            ("batchEmbedContents", gemini_embeddings.read_batch, gemini_embeddings.BATCH_TABLE),
        )
    ),
)
_GEMINI = (
    *_GEMINI_BETA,
    *(
        dataclasses.replace(
            wire,
            path=wire.path.replace("/v1beta/", "/v1/"),
            endpoint=wire.endpoint.replace("/v1beta/", "/v1/"),
        )
        for wire in _GEMINI_BETA
    ),
)


_AZURE_QUERY = {"api-version": rf"{_DAY}(-preview)?|preview|latest|v1"}


def _on_azure(wire: Wire) -> Iterable[Wire]:
    """An endpoint of OpenAI's as Azure has it: under its own version, and by deployment."""
    yield dataclasses.replace(wire, path=f"/openai{wire.path}")
    path = f"/openai/deployments/{{model}}{wire.path.removeprefix('/v1')}"
    yield _at_azure(wire, path)


def _at_azure(wire: Wire, path: str) -> Wire:
    return dataclasses.replace(
        wire,
        name="azure",
        path=path,
        endpoint=path,
        key_header="api-key",
        key_prefix="",
        query=_AZURE_QUERY,
    )


OPENAI_RESPONSES = Wire(
    name="openai",
    path="/v1/responses",
    endpoint="/v1/responses",
    read_request=openai_responses.read_request,
    new_answer=ResponsesAnswer,
    error_body=error_body,
    error_name=openai_responses_error.ERROR,
    fixed_answer=openai_responses_fixed.fixed_answer,
    table=openai_responses.TABLE,
)
# Azure has them under its own version, or without a deployment in the path.
_RESPONSES = (
    OPENAI_RESPONSES,
    dataclasses.replace(OPENAI_RESPONSES, path="/openai/v1/responses"),
    _at_azure(OPENAI_RESPONSES, "/openai/responses"),
)

_OPENAI = (
    OPENAI_CHAT,
    dataclasses.replace(
        OPENAI_CHAT,
        path="/v1/completions",
        endpoint="/v1/completions",
        read_request=openai_completions.read_request,
        new_answer=CompletionsAnswer,
        fixed_answer=openai_completions_fixed.fixed_answer,
        table=openai_completions.TABLE,
    ),
    dataclasses.replace(
        OPENAI_CHAT,
        path="/v1/embeddings",
        endpoint="/v1/embeddings",
        read_request=openai_embeddings.read_embeddings,
        new_answer=openai_embeddings.EmbeddingsAnswer,
        fixed_answer=None,
        table=openai_embeddings.EMBEDDINGS,
    ),
)
_OPENAI_MODERATIONS = dataclasses.replace(
    OPENAI_CHAT,
    path="/v1/moderations",
    endpoint="/v1/moderations",
    read_request=openai_embeddings.read_moderations,
    new_answer=openai_embeddings.ModerationsAnswer,
    fixed_answer=None,
    table=openai_embeddings.MODERATIONS,
)
# No deployment moderates.
_MODERATIONS = (
    _OPENAI_MODERATIONS,
    dataclasses.replace(_OPENAI_MODERATIONS, path="/openai/v1/moderations"),
)

OLLAMA_CHAT = Wire(
    name="ollama",
    path="/api/chat",
    endpoint="/api/chat",
    read_request=ollama_chat.read_request,
    new_answer=ollama_answer.ChatAnswer,
    error_body=ollama_error.error_body,
    stream_types=frozenset({"application/x-ndjson"}),
    fixed_answer=ollama_fixed.fixed_chat,
    table=ollama_chat.TABLE,
)
OLLAMA_GENERATE = dataclasses.replace(
    OLLAMA_CHAT,
    path="/api/generate",
    endpoint="/api/generate",
    read_request=ollama_generate.read_request,
    new_answer=ollama_answer.GenerateAnswer,
    fixed_answer=ollama_fixed.fixed_generate,
    table=ollama_generate.TABLE,
)

WIRES: tuple[Wire, ...] = (
    OLLAMA_CHAT,
    OLLAMA_GENERATE,
    *_MODERATIONS,
    *_ANTHROPIC,
    *_GEMINI,
    *_RESPONSES,
    *_OPENAI,
    *(each for wire in _OPENAI for each in _on_azure(wire)),
)

_MODEL = "[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}"
_FIXED = {wire.path: wire for wire in WIRES if "{model}" not in wire.path}
_OPEN = [
    (re.compile(re.escape(wire.path).replace(r"\{model\}", f"({_MODEL})")), wire)
    for wire in WIRES
    if "{model}" in wire.path
]


def find_wire(path: str, query: bytes = b"") -> tuple[Wire, str | None] | None:
    """The endpoint at a path, with the model that the path names, or None.

    Args:
        path: of the address.
        query: of the address; one path may give its answers in two forms.
    """
    fixed = _FIXED.get(path)
    if fixed is not None:
        return fixed, None
    for pattern, wire in _OPEN:
        found = pattern.fullmatch(path)
        if found is not None and _asks_for(wire, query):
            return wire, found[1]
    return None


def _asks_for(wire: Wire, query: bytes) -> bool:
    """Whether the query has what addresses of the wire always have."""
    return set(parse_qsl(wire.fixed_query)) <= set(parse_qsl(query.decode("latin-1")))


def nearest(path: str) -> Wire:
    """The wire whose errors a client of this path reads, though no endpoint is there."""
    for wire in reversed(WIRES):
        if path.startswith(wire.path[: wire.path.index("/", 1) + 1]):
            return wire
    return OPENAI_CHAT
