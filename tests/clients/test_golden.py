"""The SDKs read the golden streams as their lanes say: the streams are what providers send."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.ollama_chat import OllamaChat
from tests.clients.openai_chat import MODEL, AzureChat, OpenAIChat
from tests.clients.places import Place
from tests.clients.talks import Mode
from tests.golden.answers import WireStream
from tests.golden.anthropic import golden_streams as anthropic_streams
from tests.golden.gemini import golden_streams as gemini_streams
from tests.golden.ollama import golden_chat_streams, golden_generate_streams
from tests.golden.openai_others import golden_azure_streams, golden_completion_streams
from tests.golden.openai_responses import golden_streams as responses_streams
from tests.golden.streams import Golden
from tests.simulators.lanes import LaneKey
from tests.simulators.replies import Cuts, every_byte, stream_body
from tests.simulators.wire_lanes import response_lanes, spelled

ASKED: list[Any] = [{"role": "user", "content": "Hello"}]
directly = pytest.mark.parametrize("place", ["direct"], indirect=True)


def named(streams: tuple[Any, ...], *, broken: bool = False) -> pytest.MarkDecorator:
    found = [stream for stream in streams if getattr(stream, "whole", True) is not broken]
    return pytest.mark.parametrize("stream", found, ids=lambda stream: stream.name)


def serve(place: Place, stream: WireStream | Golden) -> None:
    """Lets the provider answer with these bytes, the short ones byte by byte."""
    cuts = Cuts(plan=every_byte) if len(stream.body) < 1500 else None
    kind = getattr(stream, "content_type", "text/event-stream; charset=utf-8")
    place.upstream.script(stream_body(stream.body, cuts=cuts, content_type=kind))


@directly
@named(responses_streams())
def test_responses(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    with (
        OpenAIChat(place, Mode.STREAMED).client() as client,
        client.responses.stream(model=MODEL, input="Hello") as reading,
    ):
        response = reading.get_final_response() if "cut" not in stream.name else _last(reading)
    assert response_lanes(response.model_dump()) == dict(stream.lanes)


def _last(reading: Any) -> Any:
    """The response of the last event; the SDK takes ``response.completed`` alone as an end."""
    *_, event = reading
    return event.response


@directly
@named(anthropic_streams())
def test_anthropic(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    with (
        AnthropicMessages(place, Mode.STREAMED).client() as client,
        client.messages.stream(model=MODEL, max_tokens=9, messages=ASKED) as reading,
    ):
        message = reading.get_final_message()
    found: dict[LaneKey, str] = {}
    for index, block in enumerate(message.content):
        if block.type == "text":
            found[index, "text"] = block.text
            for place_of, citation in enumerate(block.citations or ()):
                found[index, f"citations/{place_of}"] = citation.cited_text
        elif block.type == "thinking":
            found |= {(index, "thinking"): block.thinking, (index, "signature"): block.signature}
        elif block.type == "tool_use" and block.input:
            found[index, "input"] = spelled(block.input)
    assert {key: text for key, text in found.items() if text} == dict(stream.lanes)


@directly
@named(anthropic_streams(), broken=True)
def test_anthropic_broken_off(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    with (
        AnthropicMessages(place, Mode.STREAMED).client() as client,
        pytest.raises((AnthropicMessages.stream_error, AssertionError, RuntimeError, ValueError)),
        client.messages.stream(model=MODEL, max_tokens=9, messages=ASKED) as reading,
    ):
        assert reading.get_final_message().stop_reason is not None


@directly
@named(tuple(one for one in gemini_streams() if "json" not in one.content_type))
def test_gemini(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    found: dict[LaneKey, str] = {}
    calls: dict[int, int] = {}
    with Gemini(place, Mode.STREAMED).client() as client:
        for chunk in client.models.generate_content_stream(model=MODEL, contents="Hello"):
            for candidate in chunk.candidates or ():
                index = candidate.index or 0
                parts = candidate.content.parts if candidate.content else ()
                for part in parts or ():
                    if part.function_call:
                        key = (index, f"functionCall/{calls.setdefault(index, 0)}")
                        calls[index] += 1
                        found[key] = spelled(part.function_call.args)
                    else:
                        key = (index, "thought" if part.thought else "text")
                        found[key] = found.get(key, "") + (part.text or "")
    assert {key: text for key, text in found.items() if text} == dict(stream.lanes)


@directly
@named(golden_chat_streams())
def test_ollama_chat(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    found: dict[LaneKey, str] = {}
    calls = 0
    for body in OllamaChat(place, Mode.STREAMED).client().chat(MODEL, ASKED, stream=True):
        for name in ("thinking", "content"):
            found[0, name] = found.get((0, name), "") + (getattr(body.message, name) or "")
        for call in body.message.tool_calls or ():
            found[0, f"tool_calls/{calls}"] = spelled(call.function.arguments)
            calls += 1
    assert {key: text for key, text in found.items() if text} == dict(stream.lanes)


@directly
@named(golden_generate_streams())
def test_ollama_generate(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    found: dict[LaneKey, str] = {}
    for body in OllamaChat(place, Mode.STREAMED).client().generate(MODEL, "Hello", stream=True):
        for name in ("thinking", "response"):
            found[0, name] = found.get((0, name), "") + (getattr(body, name) or "")
    assert {key: text for key, text in found.items() if text} == dict(stream.lanes)


@directly
@named(golden_completion_streams())
def test_text_completions(place: Place, stream: WireStream) -> None:
    serve(place, stream)
    found: dict[LaneKey, str] = {}
    with OpenAIChat(place, Mode.STREAMED).client() as client:
        for chunk in client.completions.create(model=MODEL, prompt="Hello", stream=True):
            for choice in chunk.choices:
                key = (choice.index, "text")
                found[key] = found.get(key, "") + choice.text
    assert found == dict(stream.lanes)


@directly
@named(golden_azure_streams())
def test_azure_chat(place: Place, stream: Golden) -> None:
    serve(place, stream)
    said = ""
    with AzureChat(place, Mode.STREAMED).client() as client:
        for chunk in client.chat.completions.create(model=MODEL, messages=ASKED, stream=True):
            for choice in chunk.choices:
                delta: Any = choice.delta  # none in a late result of the filter
                said += (delta.content or "") if delta is not None else ""
    assert said == stream.lanes.get((0, "content"), "")
