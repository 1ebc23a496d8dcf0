"""What the gateway does not serve or not allow, as the SDKs see it; nothing is sent."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Any

import openai
import pytest

from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.ollama_chat import OllamaChat
from tests.clients.openai_chat import MODEL, OpenAIChat
from tests.clients.places import Place
from tests.clients.talks import Mode, Talk

EMAIL = "jane.roe@example.com"
Use = Callable[[Any], Any]


def case(name: str, talk: type[Talk], use: Use) -> Any:
    return pytest.param(talk, use, "gateway", id=name)


NOT_SERVED = [
    case("files", OpenAIChat, lambda client: client.files.list()),
    case("batches", OpenAIChat, lambda client: client.batches.list()),
    case("image", OpenAIChat, lambda client: client.images.generate(model=MODEL, prompt=EMAIL)),
    case("a stored response", OpenAIChat, lambda client: client.responses.retrieve("resp_1")),
    case("a stored chat", OpenAIChat, lambda client: client.chat.completions.retrieve("x")),
    case("anthropic batches", AnthropicMessages, lambda client: client.messages.batches.list()),
    case("anthropic models", AnthropicMessages, lambda client: client.models.retrieve("x")),
    case("gemini files", Gemini, lambda client: list(client.files.list())),
    case("gemini caches", Gemini, lambda client: list(client.caches.list())),
    case("ollama pull", OllamaChat, lambda client: client.pull(EMAIL)),
    case("ollama embed", OllamaChat, lambda client: client.embed(MODEL, EMAIL)),
]


@pytest.mark.parametrize(("talk", "use", "place"), NOT_SERVED, indirect=["place"])
def test_what_is_not_served_is_not_found(talk: type[Talk], use: Use, *, place: Place) -> None:
    client = talk(place, Mode.WHOLE).client()
    with pytest.raises(talk.error) as caught:
        use(client)
    assert talk.status(caught.value) == 404
    assert EMAIL not in str(caught.value)
    assert place.upstream.requests == []


@pytest.mark.parametrize("place", ["gateway"], indirect=True)
@pytest.mark.parametrize(
    "asked",
    [
        {"previous_response_id": "resp_of_another"},
        {"conversation": "conv_1"},
        {"background": True},
        {"prompt": {"id": "pmpt_1"}},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_what_the_provider_remembers_is_refused(place: Place, asked: dict[str, Any]) -> None:
    with (
        OpenAIChat(place, Mode.WHOLE).client() as client,
        pytest.raises(openai.APIStatusError) as caught,
    ):
        client.responses.create(model=MODEL, input=f"I am {EMAIL}", **asked)
    assert 400 <= caught.value.status_code < 500
    assert place.upstream.requests == []


@pytest.mark.parametrize("place", ["gateway"], indirect=True)
@pytest.mark.parametrize("path", ["/v1/realtime?model=m", "/v1/responses", "/ws"])
def test_a_websocket_is_not_opened(place: Place, path: str) -> None:
    connection = http.client.HTTPConnection(place.url.removeprefix("http://"), timeout=20)
    headers = {
        "Authorization": f"Bearer {place.key}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "c2ltdWxhdGVkIGtleSAxMg==",
    }
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 404
    assert (b"WebSockets" in body) is path.startswith("/v1/")
    assert place.upstream.requests == []


@pytest.mark.parametrize("place", ["gateway"], indirect=True)
def test_a_wrong_key_is_the_sdks_own_error(place: Place) -> None:
    strange = Place(url=place.url, key="sk-wrong", upstream=place.upstream, through_gateway=True)
    with (
        OpenAIChat(strange, Mode.WHOLE).client() as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": EMAIL}])
    assert place.upstream.requests == []
