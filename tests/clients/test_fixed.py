"""Answers with a fixed text, as the real SDKs read them: like any other answer."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.proxy.wire.fixed_answer import ORIGIN, FixedReply
from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.ollama_chat import OllamaChat
from tests.clients.openai_chat import MODEL, AzureChat, AzureVersionedChat, OpenAIChat
from tests.clients.openai_responses import AzureVersionedResponses, OpenAIResponses
from tests.clients.own_replies import TEXTS, fixed, served
from tests.clients.places import Place
from tests.clients.talks import Mode, Talk
from tests.simulators.replies import Cuts, every_byte

TALKS: tuple[type[Talk], ...] = (
    *(OpenAIChat, AzureChat, AzureVersionedChat, OpenAIResponses, AzureVersionedResponses),
    *(AnthropicMessages, Gemini, OllamaChat),
)
STREAMED = (Mode.STREAMED, Mode.ASYNC_STREAMED)


def reply_for(talk: type[Talk], text: str, *, streamed: bool) -> FixedReply:
    """The answer where the SDK of a conversation asks."""
    if talk is Gemini and streamed:
        path = talk.path.replace("generateContent", "streamGenerateContent")
        return fixed(path, text, streamed=True, query=b"alt=sse")
    return fixed(talk.path, text, streamed=streamed)


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
def test_the_sdk_reads_the_text(talk: type[Talk], mode: Mode, *, place: Place) -> None:
    with talk(place, mode) as talking:
        for text in TEXTS.values():
            served(place, reply_for(talk, text, streamed=mode in STREAMED))
            talking.turns.clear()
            talking.say("Hello")
            turn = talking.turn()
            assert (turn.text, turn.calls) == (text, ())


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
def test_the_sdk_reads_it_byte_by_byte(talk: type[Talk], *, place: Place) -> None:
    text = TEXTS["line ends"] + TEXTS["emoji"]
    served(place, reply_for(talk, text, streamed=True), cuts=Cuts(plan=every_byte))
    with talk(place, Mode.STREAMED) as talking:
        talking.say("Hello")
        assert talking.turn().text == text


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_completions(text: str, *, place: Place) -> None:
    asked: dict[str, Any] = {"model": MODEL, "prompt": "Hello"}
    with OpenAIChat(place, Mode.WHOLE).client() as client:
        served(place, fixed("/v1/completions", text, streamed=False))
        whole = client.completions.create(**asked)
        served(place, fixed("/v1/completions", text, streamed=True))
        chunks = list(client.completions.create(**asked, stream=True))
    assert (whole.choices[0].text, whole.choices[0].finish_reason) == (text, "stop")
    assert (whole.system_fingerprint, whole.model) == (ORIGIN, MODEL)
    assert "".join(chunk.choices[0].text for chunk in chunks) == text
    assert chunks[-1].choices[0].finish_reason == "stop"


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_generate(text: str, *, place: Place) -> None:
    client = OllamaChat(place, Mode.WHOLE).client()
    served(place, fixed("/api/generate", text, streamed=False))
    whole = client.generate(MODEL, "Hello")
    served(place, fixed("/api/generate", text, streamed=True))
    lines = list(client.generate(MODEL, "Hello", stream=True))
    assert (whole.response, whole.done, whole.eval_count) == (text, True, 0)
    assert "".join(line.response or "" for line in lines) == text
    assert [line.done for line in lines] == [False, True]


@pytest.mark.parametrize("place", ["direct"], indirect=True)
def test_where_there_is_a_place_the_answer_says_what_it_is(place: Place) -> None:
    with OpenAIChat(place, Mode.WHOLE).client() as client:
        served(place, fixed("/v1/chat/completions", "No.", streamed=False))
        chat = client.chat.completions.create(model=MODEL, messages=[])
        served(place, fixed("/v1/responses", "No.", streamed=False))
        response = client.responses.create(model=MODEL, input="Hello")
    assert (chat.system_fingerprint, chat.model) == (ORIGIN, MODEL)
    assert chat.usage is not None
    assert chat.usage.total_tokens == 0
    assert (response.metadata, response.model) == ({"origin": ORIGIN}, MODEL)
    assert response.usage is not None
    assert response.usage.total_tokens == 0
