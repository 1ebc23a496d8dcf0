"""The requests of every wire: what the newest SDKs can put where, and bodies of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import ollama._types as ollama_types
from anthropic.types import message_count_tokens_params as anthropic_count
from anthropic.types import message_create_params as anthropic_messages
from anthropic.types.beta import message_create_params as anthropic_beta
from openai.types import completion_create_params as completions
from openai.types import embedding_create_params as embeddings
from openai.types import moderation_create_params as moderations
from openai.types.chat import completion_create_params as chat
from openai.types.responses import response_create_params as responses

from tests.coverage import gemini_types as gemini
from tests.coverage.samples import sample
from tests.coverage.sdk_types import shape_of
from tests.coverage.shapes import Bodies, Leaf, Member, Members, Shape, pointers


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """The requests of one endpoint.

    Attributes:
        path: of the endpoint at the gateway.
        shape: makes the shape of the body.
        required: members that the service requires although the types leave them optional.
    """

    path: str
    shape: Callable[[], Shape]
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _typed(cls: Any) -> Callable[[], Shape]:
    def made() -> Shape:
        shape = shape_of(cls)
        assert isinstance(shape, Members)
        return Members(
            shape.name,
            lambda: tuple(_either(each) for each in shape.members if each.name not in _HEADERS),
        )

    return made


def _either(member: Member) -> Member:
    """``stream`` is one word in each of the SDKs' two types of a request."""
    if member.name == "stream":
        return Member(member.name, Leaf("boolean"), required=False)
    return member


# Arguments of an SDK's method that it sends as headers.
_HEADERS = frozenset({"betas", "user_profile_id", "workspace_id"})
_GEMINI = "/v1beta/models/some-model:"
_OLLAMA = {"ChatRequest": ("messages",), "GenerateRequest": ("prompt",), "Message": ("content",)}

WIRES: Mapping[str, Requests] = {
    "openai_chat": Requests(
        path="/v1/chat/completions", shape=_typed(chat.CompletionCreateParamsNonStreaming)
    ),
    "openai_responses": Requests(
        path="/v1/responses",
        shape=_typed(responses.ResponseCreateParamsNonStreaming),
        required={"ResponseCreateParamsNonStreaming": ("model", "input")},
    ),
    "openai_completions": Requests(
        path="/v1/completions", shape=_typed(completions.CompletionCreateParamsNonStreaming)
    ),
    "openai_embeddings": Requests(
        path="/v1/embeddings", shape=_typed(embeddings.EmbeddingCreateParams)
    ),
    "openai_moderations": Requests(
        path="/v1/moderations",
        shape=_typed(moderations.ModerationCreateParams),
    ),
    "anthropic_messages": Requests(
        path="/v1/messages", shape=_typed(anthropic_messages.MessageCreateParamsNonStreaming)
    ),
    "anthropic_count_tokens": Requests(
        path="/v1/messages/count_tokens", shape=_typed(anthropic_count.MessageCountTokensParams)
    ),
    "anthropic_beta": Requests(
        path="/v1/messages", shape=_typed(anthropic_beta.MessageCreateParamsNonStreaming)
    ),
    "gemini_generate": Requests(
        path=_GEMINI + "generateContent",
        shape=lambda: gemini.GENERATE_CONTENT,
        required=gemini.REQUIRED,
    ),
    "gemini_count_tokens": Requests(
        path=_GEMINI + "countTokens",
        shape=lambda: gemini.COUNT_TOKENS,
        required={**gemini.REQUIRED, "CountTokensRequest": ("contents",)},
    ),
    "gemini_embed": Requests(
        path=_GEMINI + "embedContent",
        shape=lambda: gemini.EMBED_CONTENT,
        required=gemini.REQUIRED,
    ),
    "gemini_batch_embed": Requests(
        path=_GEMINI + "batchEmbedContents",
        shape=lambda: gemini.BATCH_EMBED,
        required=gemini.REQUIRED,
    ),
    "ollama_chat": Requests(
        path="/api/chat", shape=_typed(ollama_types.ChatRequest), required=_OLLAMA
    ),
    "ollama_generate": Requests(
        path="/api/generate", shape=_typed(ollama_types.GenerateRequest), required=_OLLAMA
    ),
}


@cache
def _shape(wire: str) -> Shape:
    return WIRES[wire].shape()


def fields(wire: str) -> dict[str, str]:
    """Every leaf that the SDK's types name, by pointer, with its kind."""
    return pointers(_shape(wire))


def requests(wire: str) -> Iterator[dict[str, Any]]:
    """Minimal valid bodies that together hold every optional field and every variant."""
    yield from Bodies(sample, WIRES[wire].required).each(_shape(wire))
