"""The slow readers, on streams written by hand."""

from __future__ import annotations

import json

from tests.simulators.completions import Json
from tests.simulators.framing import array_stream, data_stream, lines_stream, named_stream
from tests.simulators.wire_lanes import (
    anthropic_lanes,
    completions_lanes,
    gemini_bodies,
    gemini_lanes,
    ollama_lanes,
    response_lanes,
    responses_lanes,
    responses_repeats,
)


def test_text_completions() -> None:
    bodies: list[Json] = [
        {"choices": [{"index": 0, "text": "a"}, {"index": 1, "text": "b"}]},
        {"choices": [{"index": 0, "text": "c"}]},
        {"choices": []},
    ]
    stream = data_stream(bodies) + b"data: [DONE]\n\n"
    assert completions_lanes(stream) == {(0, "text"): "ac", (1, "text"): "b"}


def test_responses_and_their_repeats() -> None:
    at: Json = {"output_index": 1, "content_index": 0}
    item = {"type": "message", "content": [{"type": "output_text", "text": "ab"}]}
    call = {"type": "function_call", "arguments": "{}"}
    empty: Json = {"output": [{"type": "reasoning", "summary": []}]}
    stream = named_stream(
        [
            {"type": "response.created", "response": {"output": []}},
            {"type": "response.output_text.delta", **at, "delta": "a"},
            {"type": "response.output_text.delta", **at, "delta": "b"},
            {"type": "response.output_text.done", **at, "text": "ab"},
            {"type": "response.content_part.done", **at, "part": item["content"][0]},
            {"type": "response.output_item.done", "output_index": 1, "item": item},
            {"type": "response.function_call_arguments.delta", "output_index": 2, "delta": "{}"},
            {"type": "response.function_call_arguments.done", "output_index": 2, "arguments": "{}"},
            {"type": "response.output_item.done", "output_index": 2, "item": call},
            {"type": "response.completed", "response": {"output": [*empty["output"], item, call]}},
        ]
    )
    expected = {(1, "content/0"): "ab", (2, "arguments"): "{}"}
    assert responses_lanes(stream) == expected
    assert responses_repeats(stream) == [expected] * 4
    other = stream.replace(b'"text":"ab"}]}}', b'"text":"xx"}]}}')
    assert responses_repeats(other)[2] == {**expected, (1, "content/0"): "xx"}
    assert response_lanes(empty) == {}


def test_anthropic() -> None:
    def delta(place: int, **fields: object) -> Json:
        return {"type": "content_block_delta", "index": place, "delta": fields}

    stream = named_stream(
        [
            {"type": "ping"},
            delta(0, type="text_delta", text="a"),
            delta(0, type="citations_delta", citation={"cited_text": "x"}),
            delta(0, type="citations_delta", citation={"cited_text": "y"}),
            delta(0, type="text_delta", text="b"),
            delta(1, type="input_json_delta", partial_json=""),
            delta(1, type="input_json_delta", partial_json="{}"),
            delta(2, type="thinking_delta", thinking="t"),
            delta(2, type="signature_delta", signature="s"),
        ]
    )
    assert anthropic_lanes(stream) == {
        (0, "text"): "ab",
        (0, "citations/0"): "x",
        (0, "citations/1"): "y",
        (1, "input"): "{}",
        (2, "thinking"): "t",
        (2, "signature"): "s",
    }


def test_gemini_in_both_framings() -> None:
    def chunk(*parts: Json) -> Json:
        return {"candidates": [{"index": 0, "content": {"parts": list(parts)}}]}

    bodies = [
        chunk({"text": "a"}, {"text": "t", "thought": True}),
        chunk({"functionCall": {"name": "f", "args": {"é": 1}}}),
        chunk({"text": "b"}, {"functionCall": {"name": "g", "args": {}}}),
        {"promptFeedback": {}},
    ]
    expected = {
        (0, "text"): "ab",
        (0, "thought"): "t",
        (0, "functionCall/0"): '{"é": 1}',
        (0, "functionCall/1"): "{}",
    }
    assert gemini_lanes(data_stream(bodies)) == gemini_lanes(array_stream(bodies)) == expected
    assert gemini_bodies(array_stream(bodies)) == gemini_bodies(data_stream(bodies)) == bodies


def test_ollama_chat_and_generate() -> None:
    call = {"function": {"name": "f", "arguments": {"a": 1}}}
    chat: list[Json] = [
        {"message": {"content": "", "thinking": "t"}},
        {"message": {"content": "a", "tool_calls": [call]}},
        {"message": {"content": "b", "tool_calls": [call]}},
        {"error": "x"},
    ]
    assert ollama_lanes(lines_stream(chat) + b"\r\n") == {
        (0, "thinking"): "t",
        (0, "content"): "ab",
        (0, "tool_calls/0"): json.dumps({"a": 1}),
        (0, "tool_calls/1"): json.dumps({"a": 1}),
    }
    generate: list[Json] = [{"response": "a"}, {"response": "b", "thinking": ""}]
    assert ollama_lanes(lines_stream(generate, last=False)) == {(0, "response"): "ab"}
