"""The endpoints beside conversations: embeddings, moderations, counts, prompts."""

from __future__ import annotations

import pytest
from google.genai import types

from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.ollama_chat import OllamaChat
from tests.clients.openai_chat import MODEL, AzureChat, OpenAIChat
from tests.clients.places import Place
from tests.clients.talks import Mode, through
from tests.simulators.completions import ToolCall
from tests.simulators.openai_embeddings import vector
from tests.simulators.replies import tool_script

EMAIL = "jane.roe@example.com"
TEXT = f"I am {EMAIL}."
DEPLOYMENT = f"/openai/deployments/{MODEL}"


def at(*paths: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", through(*paths), indirect=True)


@at("/v1/completions")
def test_text_completions(place: Place) -> None:
    with OpenAIChat(place, Mode.WHOLE).client() as client:
        whole = client.completions.create(model=MODEL, prompt=TEXT)
        stream = client.completions.create(model=MODEL, prompt=TEXT, stream=True)
        said = "".join(choice.text for chunk in stream for choice in chunk.choices)
    assert whole.choices[0].text == said == TEXT
    place.check_seen(EMAIL)


@at("/v1/embeddings")
@pytest.mark.parametrize("given", [TEXT, [TEXT, "Hello"]])
def test_embeddings(place: Place, given: str | list[str]) -> None:
    with OpenAIChat(place, Mode.WHOLE).client() as client:
        packed = client.embeddings.create(model=MODEL, input=given)
        floats = client.embeddings.create(model=MODEL, input=given, encoding_format="float")
    for made, request in zip((packed, floats), place.upstream.requests, strict=True):
        sent = request.json()["input"]
        expected = [vector(text) for text in ([sent] if isinstance(sent, str) else sent)]
        assert [one.embedding for one in made.data] == expected
    place.check_seen(EMAIL)


@at("/v1/moderations")
def test_moderations(place: Place) -> None:
    with OpenAIChat(place, Mode.WHOLE).client() as client:
        made = client.moderations.create(model="omni-moderation-latest", input=[TEXT, "Hello"])
    assert [one.flagged for one in made.results] == [False, False]
    place.check_seen(EMAIL)


@at(f"{DEPLOYMENT}/embeddings", f"{DEPLOYMENT}/completions")
def test_azures_deployments(place: Place) -> None:
    with AzureChat(place, Mode.WHOLE).client() as client:
        made = client.embeddings.create(model=MODEL, input=TEXT)
        said = client.completions.create(model=MODEL, prompt=TEXT).choices[0].text
    assert len(made.data) == 1
    assert said == TEXT
    assert all(one.target.startswith(DEPLOYMENT) for one in place.upstream.requests)
    place.check_seen(EMAIL)


@at("/v1/messages/count_tokens")
def test_anthropics_count_of_tokens(place: Place) -> None:
    with AnthropicMessages(place, Mode.WHOLE).client() as client:
        made = client.messages.count_tokens(
            model=MODEL, system="Be kind.", messages=[{"role": "user", "content": TEXT}]
        )
    assert made.input_tokens == 9
    place.check_seen(EMAIL)


@at("/v1/messages")
def test_anthropics_raw_events(place: Place) -> None:
    with AnthropicMessages(place, Mode.WHOLE).client() as client:
        stream = client.messages.create(
            model=MODEL, max_tokens=9, messages=[{"role": "user", "content": TEXT}], stream=True
        )
        events = list(stream)
    assert events[0].type == "message_start"
    assert events[-1].type == "message_stop"
    deltas = [event.delta for event in events if event.type == "content_block_delta"]
    assert "".join(delta.text for delta in deltas if delta.type == "text_delta") == TEXT
    place.check_seen(EMAIL)


@at(f"/v1beta/models/{MODEL}:countTokens")
def test_geminis_count_of_tokens(place: Place) -> None:
    with Gemini(place, Mode.WHOLE).client() as client:
        made = client.models.count_tokens(model=MODEL, contents=TEXT)
    assert made.total_tokens == 9
    place.check_seen(EMAIL)


@at(f"/v1beta/models/{MODEL}:batchEmbedContents")
def test_geminis_embeddings(place: Place) -> None:
    contents = [types.Content(parts=[types.Part(text=text)]) for text in (TEXT, "Hello")]
    with Gemini(place, Mode.WHOLE).client() as client:
        made = client.models.embed_content(model=MODEL, contents=contents)
    assert len(made.embeddings or ()) == 2
    assert (made.embeddings or [])[1].values == vector("Hello")
    place.check_seen(EMAIL)


@at(f"/v1beta/models/{MODEL}:streamGenerateContent")
@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_both_versions_of_geminis_api(place: Place, version: str) -> None:
    with Gemini(place, Mode.WHOLE).client(api_version=version) as client:
        whole = client.models.generate_content(model=MODEL, contents=TEXT)
        stream = client.models.generate_content_stream(model=MODEL, contents=TEXT)
        said = "".join(chunk.text or "" for chunk in stream)
    assert whole.text == said == TEXT
    place.check_seen(EMAIL)


@at(f"/v1beta/models/{MODEL}:streamGenerateContent")
def test_geminis_own_chat_keeps_a_history_of_pieces(place: Place) -> None:
    with Gemini(place, Mode.WHOLE).client() as client:
        chat = client.chats.create(model=MODEL)
        for number in range(3):
            text = f"Turn {number}: {TEXT}"
            assert "".join(one.text or "" for one in chat.send_message_stream(text)) == text
            assert chat.send_message(text).text == text
    place.check_seen(EMAIL)


@at(f"/v1beta/models/{MODEL}:generateContent")
def test_gemini_calls_functions_by_itself(place: Place) -> None:
    asked: list[str] = []

    def find_customer(email: str) -> str:
        """Finds a customer."""
        asked.append(email)
        return f"Customer {email}"

    call = ToolCall(name="find_customer", arguments=f'{{"email": "{EMAIL}"}}')
    place.upstream.script(*tool_script(call, text="Found."))
    config = types.GenerateContentConfig(tools=[find_customer])
    with Gemini(place, Mode.WHOLE).client() as client:
        made = client.models.generate_content(model=MODEL, contents=TEXT, config=config)
    assert made.text == "Found."
    assert asked == [EMAIL]
    assert len(place.upstream.requests) == 2
    place.check_seen(EMAIL)


@at("/api/generate")
def test_ollamas_prompts(place: Place) -> None:
    client = OllamaChat(place, Mode.WHOLE).client()
    whole = client.generate(model=MODEL, prompt=TEXT, system="Be kind.")
    stream = client.generate(model=MODEL, prompt=TEXT, stream=True)
    said = "".join(chunk.response or "" for chunk in stream)
    assert whole.response == said == TEXT
    place.check_seen(EMAIL)
