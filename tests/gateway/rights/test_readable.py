"""Stored messages of every wire as people read them: exact texts, and no word lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import GatewayError
from gateway.proxy.context import Wire
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.render import as_json
from gateway.proxy.wires import WIRES
from gateway.rights.readable import readable

ARGUMENTS = '{"table": 4, "guests": [{"name": "Jane"}], "late": true, "note": null}'
SPOKEN = "table: 4, guests: [{name: Jane}], late: true, note: null"
CALLED = f"book({SPOKEN})"
LETTER = "data:text/plain;base64,RGVhciB0ZWFt"
# By wire: a message's members, and what people read.
READ: list[tuple[str, dict[str, Any], str]] = [
    ("chat", {"role": "user", "content": "My card [CREDIT_CARD_7KQ2M0XA]"},
     "My card [CREDIT_CARD_7KQ2M0XA]"),
    ("chat", {"role": "user", "content": ""}, ""),
    ("chat", {"role": "user", "content": '{"role":"user","content":"typed"}'},
     '{"role":"user","content":"typed"}'),
    ("chat", {"role": "user", "name": "Jane", "content": [{"type": "text", "text": "One"},
     {"type": "text", "text": "two\nthree"}]}, "name: Jane\nOne\ntwo\nthree"),
    ("chat", {"role": "user", "content": [
     {"type": "image_url", "image_url": {"url": "[not stored]", "detail": "low"}},
     {"type": "file", "file": {"filename": "letter.txt", "file_data": LETTER}},
     {"type": "file", "file": {"filename": "scan.pdf", "file_data": "[not stored]"}},
     {"type": "input_audio", "input_audio": {"data": "[not stored]", "format": "wav"}}]},
     "[image]\n[file: letter.txt]\nDear team\n[file: scan.pdf]\n[audio]"),
    ("chat", {"role": "assistant", "content": None, "tool_calls": [
     {"id": "c1", "type": "function", "function": {"name": "book", "arguments": ARGUMENTS}},
     {"id": "c2", "type": "custom", "custom": {"name": "sum", "input": "2 + 3"}}]},
     f"{CALLED}\nsum(2 + 3)"),
    ("chat", {"role": "tool", "tool_call_id": "c1", "content": '{"state": "sent"}'},
     '{"state": "sent"}'),
    ("chat answer", {"role": "assistant", "content": "Fine.", "reasoning_content": "Hm.",
     "tool_calls/0": f"book({ARGUMENTS})"},
     f"Fine.\nreasoning content: Hm.\n{CALLED}"),
    ("chat answer", {"role": "assistant"}, ""),
    ("chat answer", {"role": "assistant", "tool_calls/0": "book(half of"}, "book(half of"),
    ("chat answer", {"role": "assistant", "tool_calls/0": 'book({"a": 1, "a": 2})'},
     'book({"a": 1, "a": 2})'),
    ("completions answer", {"role": "assistant", "text": "Once"}, "Once"),
    ("responses", {"type": "function_call", "call_id": "c1", "name": "book",
     "arguments": ARGUMENTS, "status": "completed"}, CALLED),
    ("responses", {"type": "function_call_output", "call_id": "c1", "output": "on its way"},
     "on its way"),
    ("responses", {"role": "assistant", "content": [{"type": "message", "role": "assistant",
     "id": "m", "content": [{"type": "output_text", "text": "Hello", "annotations": []}]},
     {"type": "custom_tool_call", "name": "sum", "input": "2 + 3"}]}, "Hello\nsum(2 + 3)"),
    ("responses answer", {"role": "assistant", "output/0/summary/0": "Hm.",
     "output/1/content/0": "Hello", "output/2/call": f"book({ARGUMENTS})"},
     f"summary: Hm.\nHello\n{CALLED}"),
    ("messages", {"role": "assistant", "content": [{"type": "text", "text": "Wait."},
     {"type": "tool_use", "id": "t1", "name": "book", "input": json.loads(ARGUMENTS)}]},
     f"Wait.\n{CALLED}"),
    ("messages", {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1",
     "content": [{"type": "text", "text": "booked"}]}]}, "booked"),
    ("messages", {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm.",
     "signature": "[not stored]"}]}, "thinking: Hm."),
    ("messages", {"role": "user", "content": [{"type": "document", "title": "Letter",
     "source": {"type": "text", "media_type": "text/plain", "data": "Dear"}}]},
     "[file: Letter]\nDear"),
    ("messages answer", {"role": "assistant", "content/0/text": "Hello"}, "Hello"),
    ("gemini", {"role": "model", "parts": [{"text": "Hm.", "thought": True}, {"text": "Yes"},
     {"functionCall": {"name": "book", "args": json.loads(ARGUMENTS)}}]},
     f"thought: Hm.\nYes\n{CALLED}"),
    ("gemini", {"parts": [{"functionResponse": {"name": "book", "response": {"id": "x y",
     "role": "guest"}}}]}, "book: id: x y, role: guest"),
    ("gemini", {"role": "user", "parts": [{"inlineData": {"mimeType": "image/png",
     "data": "[not stored]"}}, {"inlineData": {"mimeType": "text/csv", "displayName": "a.csv",
     "data": "YSxi"}}]}, "[image]\n[file: a.csv]\na,b"),
    ("gemini answer", {"role": "assistant", "thought/0": "Hm.", "text/1": "Yes"},
     "thought: Hm.\nYes"),
    ("ollama", {"role": "user", "content": "Look", "images": ["[not stored]"]},
     "Look\nimages: [not stored]"),
    ("ollama", {"role": "assistant", "content": "", "thinking": "Hm.", "tool_calls": [
     {"function": {"name": "book", "arguments": json.loads(ARGUMENTS)}}]},
     f"thinking: Hm.\n{CALLED}"),
    ("unknown", {"role": "user", "content": "Hi", "mood": {"id": "very good"}},
     "Hi\nmood: id: very good"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "message", "text"), READ)
def test_what_people_read(wire: str, message: dict[str, Any], text: str) -> None:
    assert readable(json.dumps(message)) == text, wire
    assert readable(json.dumps(message, ensure_ascii=False)) == text, wire


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "",
        "[1, 2]",
        '"a string"',
        '{"a": 1}',
        '{"role": null}',
        '{"role": "user", "content": "one", "content": "two"}',
        '{"role": "user", "content": ',
        '{"role": "user", "content": ' + "[" * 200_000,
    ],
)
def test_what_is_no_message_is_shown_as_it_is(text: str) -> None:
    assert readable(text) == text


def _stored(wire: Wire) -> list[str]:
    found = []
    for body in wire.table.examples():
        try:
            document = wire.read_request(as_json(body).encode(), ReadOptions(model="some-model"))
        except GatewayError:
            continue  # the example names another model than the path
        found += [document.stored(each.parts, role=each.role) for each in document.messages]
    return found


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.path)
def test_no_word_of_any_member_of_any_wire_is_lost(wire: Wire) -> None:
    for stored in _stored(wire):
        shown = readable(stored)
        assert shown != stored
        assert shown.count("some words") >= stored.count("some words")
        assert shown.count("12345678") == stored.count("12345678")


_TREES = st.recursive(
    st.sampled_from(["two words", "größe", "", None, True, 12]),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "content",
                    "name",
                    "arguments",
                    "file",
                    "source",
                    "data",
                    "id",
                    "thought",
                    "title",
                    "output",
                    "tool_calls",
                    "inlineData",
                    "response",
                    "else",
                ]
            ),
            each,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200)
@given(_TREES)
def test_no_word_of_any_tree_is_lost(tree: Any) -> None:
    stored = json.dumps({"role": "user", "content": tree}, ensure_ascii=False)
    shown = readable(stored)
    for word in ("two words", "größe"):
        assert shown.count(word) >= stored.count(word)
