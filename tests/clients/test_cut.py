"""A stream that ends with a refusal of the gateway's, as the SDKs see it: their own error.

So end streams whose person withdraws the consent while they run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import anthropic
import ollama
import openai
import pytest
from google.genai import errors

from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.ollama_chat import OllamaChat
from tests.clients.openai_chat import MODEL, AzureChat, AzureVersionedChat, OpenAIChat
from tests.clients.openai_responses import AzureVersionedResponses, OpenAIResponses
from tests.clients.own_replies import REFUSED, cut, told
from tests.clients.places import Place
from tests.clients.talks import Mode, Talk
from tests.simulators.replies import stream_body

TALKS: tuple[type[Talk], ...] = (
    *(OpenAIChat, AzureChat, AzureVersionedChat, OpenAIResponses, AzureVersionedResponses),
    *(AnthropicMessages, Gemini, OllamaChat),
)


def facts(error: Exception) -> tuple[Any, Any]:
    """The code, and what is to be asked with, as far as the SDK keeps them."""
    if isinstance(error, ollama.ResponseError):
        return re.findall(r"\((\w+);", error.error), None
    if isinstance(error, openai.APIError):
        body: Any = error.body
        assert error.code == body["code"]
        return [body["code"]], body["consent"]
    if isinstance(error, anthropic.APIStatusError):
        body = error.body
        return [body["error"]["code"]], body["error"]["details"]["consent"]
    assert isinstance(error, errors.ClientError)
    body = error.details["error"]["details"][1]["value"]
    return [body["code"]], body["consent"]


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize("mode", [Mode.STREAMED, Mode.ASYNC_STREAMED])
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
def test_a_cut_is_the_sdks_own_error(talk: type[Talk], mode: Mode, *, place: Place) -> None:
    wire, whole = told(talk.path)
    pieces = whole.cuts.pieces(whole.body)
    assert len(pieces) > 3
    for end in {0, 1, len(pieces) // 2, len(pieces) - 1}:
        content_type, body = cut(wire, b"".join(pieces[:end]))
        place.upstream.script(stream_body(body, content_type=content_type))
        with talk(place, mode) as talking:
            talking.say("Hello")
            with pytest.raises(talk.stream_error) as caught:
                talking.turn()
        codes, consent = facts(caught.value)
        assert codes == ["consent_required"]
        assert consent == (None if talk is OllamaChat else REFUSED.details["consent"])


def complete(place: Place) -> list[Any]:
    with OpenAIChat(place, Mode.STREAMED).client() as client:
        return list(client.completions.create(model=MODEL, prompt="Hello", stream=True))


def generate(place: Place) -> list[Any]:
    client = OllamaChat(place, Mode.STREAMED).client()
    return list(client.generate(MODEL, "Hello", stream=True))


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize(
    ("path", "use", "error"),
    [
        ("/v1/completions", complete, openai.APIError),
        ("/api/generate", generate, ollama.ResponseError),
    ],
)
def test_so_it_is_where_a_prompt_is_answered(
    path: str, use: Callable[[Place], Any], error: type[Exception], *, place: Place
) -> None:
    wire, whole = told(path)
    pieces = whole.cuts.pieces(whole.body)
    for end in (0, 1, 2):
        content_type, body = cut(wire, b"".join(pieces[:end]))
        place.upstream.script(stream_body(body, content_type=content_type))
        with pytest.raises(error) as caught:
            use(place)
        assert facts(caught.value)[0] == ["consent_required"]


@pytest.mark.parametrize("end", [0, 1, 2])
def test_an_array_that_is_cut_is_still_json(end: int) -> None:
    wire, whole = told(Gemini.path, array=True)
    content_type, body = cut(wire, whole.body[: (0, len(whole.body) // 2, -1)[end]])
    items = json.loads(body)
    assert content_type == "application/json"
    assert items[-1]["error"]["status"] == "PERMISSION_DENIED"
    assert all("candidates" in item for item in items[:-1])
    assert (len(items) > 1) is (end > 0)
