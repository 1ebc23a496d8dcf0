"""The text of the last turn, read from a request of each wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulators import asked_texts
from tests.simulators.asked_texts import chat, completions, contents, messages, responses

PARTS = [
    {"type": "text", "text": "a"},
    {"type": "image", "source": {}},
    {"type": "text", "text": "b"},
]


@pytest.mark.parametrize(
    ("read", "body", "user", "tool"),
    [
        (chat, {"messages": [{"role": "user", "content": "x"}]}, "x", ""),
        (chat, {"messages": [{"role": "user", "content": PARTS}]}, "ab", ""),
        (
            chat,
            {"messages": [{"role": "user", "content": "x"}, {"role": "tool", "content": "t"}]},
            "x",
            "t",
        ),
        (completions, {"prompt": "x"}, "x", ""),
        (completions, {"prompt": ["x", "y"]}, "x\ny", ""),
        (responses, {"input": "x"}, "x", ""),
        (responses, {"input": [{"role": "user", "content": "x"}]}, "x", ""),
        (
            responses,
            {
                "input": [
                    {"role": "user", "content": [{"type": "input_text", "text": "x"}]},
                    {"type": "message", "role": "assistant", "content": []},
                    {"type": "function_call_output", "output": "t"},
                ]
            },
            "x",
            "t",
        ),
        (
            responses,
            {
                "input": [
                    {
                        "type": "custom_tool_call_output",
                        "output": [{"type": "input_text", "text": "t"}],
                    }
                ]
            },
            "",
            "t",
        ),
        (messages, {"messages": [{"role": "user", "content": "x"}]}, "x", ""),
        (
            messages,
            {
                "messages": [
                    {"role": "user", "content": PARTS},
                    {"role": "assistant", "content": []},
                    {
                        "role": "user",
                        "content": [
                            {"type": "tool_result", "content": "t"},
                            {"type": "tool_result", "content": [{"type": "text", "text": "u"}]},
                        ],
                    },
                ]
            },
            "ab",
            "tu",
        ),
        (contents, {"contents": [{"parts": [{"text": "x"}]}]}, "x", ""),
        (
            contents,
            {
                "contents": [
                    {"role": "user", "parts": [{"text": "x"}]},
                    {"role": "model", "parts": [{"functionCall": {"name": "f"}}]},
                    {"role": "user", "parts": [{"functionResponse": {"response": {"a": 1}}}]},
                ]
            },
            "x",
            '{"a": 1}',
        ),
    ],
)
def test_the_last_text_of_a_role(
    read: Callable[[dict[str, Any], str], str], body: dict[str, Any], *, user: str, tool: str
) -> None:
    assert (read(body, "user"), read(body, "tool")) == (user, tool)


@pytest.mark.parametrize("read", [chat, completions, responses, messages, contents])
@pytest.mark.parametrize("member", ["messages", "prompt", "input", "contents"])
@pytest.mark.parametrize("value", [None, 1, {}, [], [1], [[1]], [{}]])
def test_strange_requests_have_no_text(
    read: Callable[[dict[str, Any], str], str], member: str, value: object
) -> None:
    assert read({}, "user") == read({member: value}, "user") == read({member: value}, "tool") == ""


def test_inputs_are_listed() -> None:
    assert asked_texts.texts({"input": "a"}, "input") == ["a"]
    assert asked_texts.texts({"input": ["a", "b"]}, "input") == ["a", "b"]
    assert asked_texts.texts({"input": PARTS}, "input") == ["ab"]
    assert asked_texts.texts({}, "input") == []
    one = {"content": {"parts": [{"text": "a"}, {"text": "b"}]}}
    assert asked_texts.embedded(one) == ["ab"]
    assert asked_texts.embedded({"requests": [one, {}]}) == ["ab", ""]
