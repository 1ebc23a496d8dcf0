"""What chat completions read together: turns, rows of messages, JSON inside of texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.openai_chat import read_request
from gateway.proxy.wire.options import ReadOptions


def chat(*messages: dict[str, Any], **fields: Any) -> Document:
    body = {"model": "m", "messages": list(messages), **fields}
    return read_request(json.dumps(body).encode(), ReadOptions(max_depth=64))


def said(content: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": content}


def context(read: Document, text: str) -> str | None:
    (found,) = {slot.segment.before for slot in read.slots if slot.segment.text == text}
    return found


def test_the_turn_before_is_the_last_answer_and_what_the_user_said_since() -> None:
    call = {"id": "call_1", "function": {"name": "wait", "arguments": "{}"}}
    read = chat(
        said("opening"),
        said("Your number?", "assistant"),
        said("sure"),
        said([{"type": "text", "text": "one "}, {"type": "text", "text": "second"}]),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "waited"},
        said("078051120"),
        said("Thanks.", "assistant"),
        said("bye now"),
    )
    assert context(read, "opening") is None
    assert context(read, "Your number?") == "opening"
    assert context(read, "sure") == "Your number?"
    assert context(read, "second") == "Your number?\nsure"
    assert context(read, "waited") == "Your number?\nsure\none second"
    assert context(read, "078051120") == "Your number?\nsure\none second"
    assert context(read, "bye now") == "Thanks."


def test_the_turn_before_does_not_grow_without_end() -> None:
    read = chat(*[said(f"{number} " + "x" * 300) for number in range(30)], said("hello"))
    before = context(read, "hello")
    assert before is not None
    assert len(before) <= 800
    assert before.endswith("x")


def groups(read: Document) -> list[tuple[list[str], str]]:
    texts = [slot.segment.text for slot in read.slots]
    return [([texts[slot] for slot in group.slots], group.joiner) for group in read.groups]


def test_parts_and_messages_of_one_role_in_a_row_are_read_as_one() -> None:
    parts = [{"type": "text", "text": "4111"}, {"type": "text", "text": " 11"}]
    read = chat(
        said("a system"), said("for it", "system"),
        said("My card"), said(parts), said("end"),
        said("one", "assistant"), said("two", "assistant"),
        said("alone"),
    )  # fmt: skip
    assert groups(read) == [
        (["4111", " 11"], ""),
        (["My card", "4111", " 11", "end"], "\n"),
        (["My card", "4111", " 11", "end"], ""),
        (["one", "two"], "\n"),
        (["one", "two"], ""),
    ]
    assert groups(chat(said("alone"))) == []


def test_a_short_part_of_a_longer_text_is_a_leaf_of_its_group() -> None:
    read = chat(said([{"type": "text", "text": character} for character in "4111"]))
    assert (["4", "1", "1", "1"], "") in groups(read)


@pytest.mark.parametrize("role", ["tool", "function"])
@pytest.mark.parametrize(
    ("content", "leaves_of_it"),
    [
        ('{"card": 12345678}', ["card", "12345678"]),
        (' ["hello", "{\\"mail\\": \\"there\\"}"]', ["hello", "mail", "there"]),
        ('"hi\\nthere\\nok"', ["hi\nthere\nok"]),
        ('"\\"a\\\\u0040b.example\\""', ["a@b.example"]),
        ("hello", ["hello"]),
        ("12345678", ["12345678"]),
    ],
)
def test_json_of_a_tool_is_examined_leaf_by_leaf(
    role: str, content: str, leaves_of_it: list[str]
) -> None:
    for shape in (content, [{"type": "text", "text": content}]):
        read = chat(said(shape, role))
        wanted = ["m", *leaves_of_it]
        assert [slot.segment.text for slot in read.slots] == wanted[1:]
        source = read.body()
        read.render({len(read.slots) - 1: "[X]"})
        assert "[X]" in read.body().decode()
        read.render({})
        assert read.body() == source


@pytest.mark.parametrize("role", ["user", "assistant", "system", "developer"])
def test_what_people_write_stays_as_they_wrote_it_json_too(role: str) -> None:
    content = '{"card":  "4111 1111 1111 1111",\n "n": 1.0, "u": "\\u00e9"}'
    (slot,) = chat(said(content, role)).slots
    assert slot.segment.text == content


@pytest.mark.parametrize("content", ['{"a": 1, "a": 2}', "[" * 70 + "]" * 70])
def test_json_of_two_readings_is_refused_of_a_tool_and_is_text_of_a_person(content: str) -> None:
    assert chat(said(content)).slots[-1].segment.text == content
    with pytest.raises(InvalidRequest):
        chat(said(content, "tool"))


def test_numbers_are_skipped_only_as_a_top_level_option() -> None:
    read = chat(said("hello"), seed=1234567, stop=[1234568], logit_bias={"50256": 1234569},
                brand_new=1234560, max_tokens=12345678)  # fmt: skip
    texts = [slot.segment.text for slot in read.slots]
    assert "1234567" not in texts
    for seen in ("1234568", "50256", "1234569", "1234560", "12345678"):
        assert seen in texts


def test_a_conversation_has_so_many_messages_and_no_more() -> None:
    assert len(chat(*[said("hello")] * 5000).messages) == 5000
    with pytest.raises(InvalidRequest) as refusal:
        chat(*[said("hello")] * 5001)
    assert (refusal.value.code, refusal.value.status) == ("too_many_messages", 413)


@pytest.mark.parametrize("key", ["data_sources", "dataSources"])
def test_sources_that_azure_would_search_are_refused(key: str) -> None:
    source = {"type": "azure_search", "parameters": {"endpoint": "https://search.example"}}
    with pytest.raises(Refused) as refusal:
        chat(said("hello"), **{key: [source]})
    assert (refusal.value.code, refusal.value.details) == (
        "not_examinable",
        {"pointer": f"/{key}"},
    )
