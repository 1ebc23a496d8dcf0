"""Bodies of Ollama are of the SDK's own types, and lines say what the choice says."""

from __future__ import annotations

from ollama import ChatResponse, GenerateResponse

from tests.simulators.completions import Choice, Envelope, ToolCall
from tests.simulators.ollama import (
    CONTEXT,
    chat,
    chat_lines,
    error,
    generate,
    generate_lines,
)

CALL = ToolCall(name="find", arguments='{"a": 1}')
SAID = Choice(reasoning="Hm.", content="Hello", tool_calls=(CALL, CALL))


def test_whole_bodies_are_of_the_sdks_types() -> None:
    made = ChatResponse(**chat(SAID, Envelope(model="llama")))
    assert (made.model, made.message.thinking, made.message.content) == ("llama", "Hm.", "Hello")
    assert [call.function.arguments for call in made.message.tool_calls or ()] == [{"a": 1}] * 2
    other = GenerateResponse(**generate(SAID))
    assert (other.response, other.thinking, other.context) == ("Hello", "Hm.", CONTEXT)
    assert "thinking" not in generate(Choice(content="x"))


def test_a_chat_streams_thought_text_calls_and_the_end() -> None:
    lines = chat_lines(SAID, Envelope(piece=3))
    made = [ChatResponse(**line) for line in lines]
    assert [one.message.thinking for one in made if one.message.thinking] == ["Hm."]
    assert [one.message.content for one in made if one.message.content] == ["Hel", "lo"]
    assert [len(one.message.tool_calls or ()) for one in made] == [0, 0, 0, 1, 1, 0]
    assert [one.done for one in made] == [False] * 5 + [True]
    indexes = [line["message"]["tool_calls"][0]["function"]["index"] for line in lines[3:5]]
    assert indexes == [0, 1]
    assert (made[-1].done_reason, made[-1].eval_count) == ("stop", 12)


def test_generate_streams_thought_text_and_the_end() -> None:
    made = [GenerateResponse(**line) for line in generate_lines(SAID, Envelope(piece=3))]
    assert [one.response for one in made] == ["", "Hel", "lo", ""]
    assert made[0].thinking == "Hm."
    assert (made[-1].done, made[-1].context) == (True, CONTEXT)


def test_a_cut_answer_says_so_and_an_empty_one_is_a_line() -> None:
    assert chat(Choice(content="x", finish="length"))["done_reason"] == "length"
    assert [line["done"] for line in chat_lines(Choice(content=""))] == [True]
    assert error("No.") == {"error": "No."}
