"""Bodies of Gemini are of the SDK's own types, and chunks say what the parts say."""

from __future__ import annotations

import pytest
from google.genai import types

from tests.simulators.completions import Choice, Envelope, Json, ToolCall
from tests.simulators.gemini import (
    SIGNATURE,
    blocked,
    chunks,
    content_response,
    embedding,
    embeddings,
    error,
    function_call,
    parts_of,
    stop_of,
    text,
    thought,
    token_count,
)

PARTS = [thought("Hm."), text("Hello", signature=SIGNATURE), function_call("find", {"a": 1})]


def read(body: Json) -> types.GenerateContentResponse:
    """As the SDK reads it; unknown members are errors."""
    return types.GenerateContentResponse.model_validate(body)


def test_bodies_are_of_the_sdks_types() -> None:
    made = read(content_response([PARTS, [text("Two")]], stops=["MAX_TOKENS"]))
    reasons = [one.finish_reason for one in made.candidates or ()]
    assert reasons == [types.FinishReason.MAX_TOKENS, types.FinishReason.STOP]
    assert [call.name for call in made.function_calls or ()] == ["find"]
    assert read(blocked()).candidates is None
    assert types.ContentEmbedding.model_validate(embedding([0.5])["embedding"]).values == [0.5]
    assert embeddings([[1], [2]]) == {"embeddings": [{"values": [1]}, {"values": [2]}]}
    assert token_count()["totalTokens"] == 9


def test_a_text_travels_in_pieces_and_a_call_whole() -> None:
    found = chunks([PARTS], Envelope(piece=3), stops=["STOP"])
    assert all(read(chunk).candidates for chunk in found)
    candidates = [chunk["candidates"][0] for chunk in found]
    assert [one["content"]["parts"][0] for one in candidates] == [
        thought("Hm."),
        *(text("Hel"), text("lo"), text("", signature=SIGNATURE)),
        function_call("find", {"a": 1}),
    ]
    assert [one.get("finishReason") for one in candidates] == [None, None, None, None, "STOP"]


def test_candidates_take_turns_and_end_when_they_end() -> None:
    found = chunks([[text("aabb")], [text("cc")], []], Envelope(piece=2), stops=["STOP", "OTHER"])
    seen = [
        (one["index"], one["content"]["parts"][0]["text"], one.get("finishReason"))
        for chunk in found
        for one in chunk["candidates"]
    ]
    assert seen == [(0, "aa", None), (1, "cc", "OTHER"), (2, "", "STOP"), (0, "bb", "STOP")]


@pytest.mark.parametrize(
    ("choice", "stop", "expected"),
    [
        (Choice(content="a"), "STOP", [text("a")]),
        (Choice(content="a", finish="length"), "MAX_TOKENS", [text("a")]),
        (Choice(refusal="b"), "STOP", [text("b")]),
        (
            Choice(reasoning="c", tool_calls=(ToolCall(name="f", arguments='{"a":1}'),)),
            "STOP",
            [
                thought("c"),
                function_call("f", {"a": 1}, identifier="call_simulated0", signature=SIGNATURE),
            ],
        ),
    ],
)
def test_a_choice_becomes_parts(choice: Choice, stop: str, expected: list[Json]) -> None:
    assert (parts_of(choice), stop_of(choice)) == (expected, stop)


def test_errors_name_their_state() -> None:
    assert error(429, "No.") == {
        "error": {"code": 429, "message": "No.", "status": "RESOURCE_EXHAUSTED"}
    }
    assert error(418)["error"]["status"] == "UNKNOWN"
