"""Every leaf of a chat completions request is examined, and can be replaced."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.model import Kind
from gateway.proxy.leaves import reading_of
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.openai_chat import read_request
from gateway.proxy.wire.options import ReadOptions

CANARY = "4111111111111111"

REQUEST: dict[str, Any] = {
    "model": "gpt-4o",
    "temperature": 0.7,
    "max_tokens": 4096,
    "n": 1,
    "seed": 12345678901,
    "stop": ["stop here", "and here"],
    "stream": False,
    "stream_options": {"include_usage": True},
    "logit_bias": {"50256": -100},
    "tool_choice": {"type": "function", "function": {"name": "look_up_order"}},
    "reasoning_effort": "low",
    "prompt_cache_key": "cache-key",
    "safety_identifier": "someone-else",
    "metadata": {"ticket": "A-17", "amount": 199900001, "nested": {"name": "value"}},
    "prediction": {"type": "content", "content": "predicted text"},
    "response_format": {
        "type": "json_schema",
        "json_schema": {
            "name": "reply_form",
            "schema": {
                "type": "object",
                "properties": {"order_date": {"type": "string", "description": "when"}},
                "required": ["order_date"],
                "additionalProperties": False,
            },
        },
    },
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "look_up_order",
                "description": "Looks an order up.",
                "parameters": {
                    "type": "object",
                    "properties": {"order": {"type": "string", "enum": ["first", "second"]}},
                },
                "strict": True,
            },
        },
        {"type": "custom", "custom": {"name": "free_form", "description": "Anything."}},
    ],
    "messages": [
        {"role": "system", "content": "You help.", "name": "operator"},
        {"role": "developer", "content": [{"type": "text", "text": "Be short."}]},
        {"role": "user", "content": "My order is late.", "name": "visitor"},
        {
            "role": "assistant",
            "content": None,
            "refusal": "I cannot say.",
            "reasoning_content": "Think about it.",
            "tool_calls": [
                {
                    "id": "call_abcdef",
                    "type": "function",
                    "function": {
                        "name": "look_up_order",
                        "arguments": (
                            '{"order": "seventeen", "count": 300000017, "deep": [{"key": "leaf"}]}'
                        ),
                    },
                },
                {
                    "id": "call_custom",
                    "type": "custom",
                    "custom": {"name": "free_form", "input": "words"},
                },
            ],
        },
        {
            "role": "tool",
            "tool_call_id": "call_abcdef",
            "content": '{"state": "lost", "since": 20260101}',
        },
        {"role": "tool", "tool_call_id": "call_custom", "content": "plain words"},
        {
            "role": "assistant",
            "content": "It is lost.",
            "function_call": {"name": "old_tool", "arguments": "not json"},
        },
        {
            "role": "user",
            "content": [{"type": "text", "text": "Find it."}, {"type": "text", "text": "Now."}],
            "new_field_of_a_new_sdk": {"inner": "unknown words"},
        },
    ],
    "brand_new_option": {"setting": "value of it"},
}


def document(request: Any, **options: Any) -> Document:
    return read_request(json.dumps(request).encode(), ReadOptions(max_depth=64, **options))


def without_names() -> dict[str, Any]:
    """The request without the fields that name the person."""
    named = ("user", "safety_identifier", "prompt_cache_key")
    return {key: value for key, value in REQUEST.items() if key not in named}


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of every string, number and key; a key's path ends in ("key", name)."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield (*path, ("key", key))
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from leaves(value, (*path, index))
    elif isinstance(tree, str) or (isinstance(tree, int | float) and not isinstance(tree, bool)):
        yield path


def planted(tree: Any, path: tuple[Any, ...], canary: str) -> Any:
    """A copy with the canary in one leaf: a string in a string, a number in a number."""
    tree = copy.deepcopy(tree)
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    if isinstance(last, tuple):
        items = [(canary if key == last[1] else key, value) for key, value in holder.items()]
        holder.clear()
        holder.update(items)
    elif isinstance(holder[last], str):
        holder[last] = canary
    else:
        holder[last] = int(canary)
    return tree


@pytest.mark.parametrize("path", list(leaves(REQUEST)), ids=str)
def test_a_canary_in_any_leaf_is_seen_or_refused(path: tuple[Any, ...]) -> None:
    try:
        read = document(planted(REQUEST, path, CANARY))
    except (InvalidRequest, Refused):
        return
    seen = [slot for slot in read.slots if CANARY in slot.segment.text]
    body = read.root
    read.render({})
    if CANARY.encode() not in read.body():
        assert path[0] in ("user", "safety_identifier", "prompt_cache_key")
        return
    assert seen, f"{path} would leave unexamined"
    index = read.slots.index(seen[0])
    if seen[0].segment.kind is Kind.FIXED:
        return  # refused on a finding
    read.render({i: "[X]" for i, slot in enumerate(read.slots) if CANARY in slot.segment.text})
    assert CANARY.encode() not in read.body(), f"{path} cannot be replaced (slot {index})"
    assert body is read.root


def test_arguments_are_examined_leaf_by_leaf_and_stay_valid_json() -> None:
    read = document(REQUEST)
    changes = {
        index: f"<{slot.segment.text}>"
        for index, slot in enumerate(read.slots)
        if "arguments#" in slot.segment.pointer and "/3/" in slot.segment.pointer
    }
    read.render(changes)
    call = json.loads(read.body())["messages"][3]["tool_calls"][0]
    assert json.loads(call["function"]["arguments"]) == {
        "<order>": "<seventeen>",
        "<count>": "<300000017>",
        "<deep>": [{"<key>": "<leaf>"}],
    }


def test_rendering_again_undoes_what_was_rendered_before() -> None:
    read = document(REQUEST)
    read.render(dict.fromkeys(range(len(read.slots)), "[CHANGED]"))
    assert b"[CHANGED]" in read.body()
    read.render({})
    assert json.loads(read.body()) == json.loads(json.dumps(without_names()))
    one = next(i for i, s in enumerate(read.slots) if s.segment.text == "seventeen")
    read.render({one: "[A]"})
    read.render({one: "[B]"})
    body = json.loads(read.body())
    arguments = body["messages"][3]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(arguments)["order"] == "[B]"
    assert body["messages"][0] == REQUEST["messages"][0]


def test_order_numbers_and_unknown_fields_survive_a_change() -> None:
    body = (
        b'{"zzz":1.50,"model":"m","messages":'
        b'[{"role":"user","content":"hello","x":null}],"aaa":1e3}'
    )
    read = read_request(body, ReadOptions(max_depth=10))
    slot = next(i for i, s in enumerate(read.slots) if s.segment.text == "hello")
    read.render({slot: "[GONE]"})
    assert read.body() == body.replace(b"hello", b"[GONE]")


def test_the_turn_before_and_the_key_are_context() -> None:
    read = document(REQUEST)
    before = {slot.segment.text: slot.segment.before for slot in read.slots}
    assert before["My order is late."] is None
    assert before["Find it."] == "It is lost."
    assert before["seventeen"] == "order"
    assert before["leaf"] == "deep leaf key"
    assert before["lost"] == "My order is late. state"
    assert before["You help."] is None


def test_pointers_name_no_unknown_key() -> None:
    request = copy.deepcopy(REQUEST)
    request["metadata"] = {"jane.doe@example.com": {"deep@example.com": "value"}}
    request["jane@example.org"] = {"also@example.org": "value"}
    pointers = " ".join(slot.segment.pointer for slot in document(request).slots)
    assert "@" not in pointers


@pytest.mark.parametrize(
    "change",
    [
        {"messages": []},
        {"messages": "hello"},
        {"messages": ["hello"]},
        {"messages": [{"content": "hello"}]},
        {"messages": [{"role": "king", "content": "hello"}]},
        {"messages": [{"role": 7, "content": "hello"}]},
        {"messages": [{"role": "user", "content": 7}]},
        {"messages": [{"role": "user", "content": ["hello"]}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": 7}]}]},
        {"messages": [{"role": "user", "content": "x", "name": 7}]},
        {"messages": [{"role": "assistant", "tool_calls": {}}]},
        {"messages": [{"role": "assistant", "tool_calls": ["x"]}]},
        {"messages": [{"role": "assistant", "tool_calls": [{"function": "x"}]}]},
        {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": {}}}]}]},
        {"messages": [{"role": "assistant", "function_call": {"arguments": '{"a":1,"a":2}'}}]},
        {"model": None},
        {"model": 4},
        {"stream": "yes"},
        {"user": 7},
        {"tools": {}},
        {"tools": ["x"]},
    ],
)
def test_wrong_types_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        document({**REQUEST, **change})
    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "hologram", "data": "x"},
        {"text": "no type"},
    ],
)
def test_what_cannot_be_examined_is_refused(part: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        document({**REQUEST, "messages": [{"role": "user", "content": [part]}]})
    assert refusal.value.code == "not_examinable"
    assert "hologram" not in refusal.value.message


def test_references_and_tools_at_the_provider_are_refused() -> None:
    for change in (
        {"messages": [{"role": "assistant", "audio": {"id": "audio_1"}}]},
        {"tools": [{"type": "web_search"}]},
    ):
        with pytest.raises(Refused) as refusal:
            document({**REQUEST, **change})
        assert refusal.value.code == "not_examinable"


def test_strict_fields_refuse_what_the_table_does_not_know() -> None:
    with pytest.raises(Refused) as refusal:
        document(REQUEST, strict=True)
    assert refusal.value.code == "unmapped_field"
    known = {key: value for key, value in REQUEST.items() if key != "brand_new_option"}
    known["messages"] = known["messages"][:-1]
    assert document(known, strict=True).messages


def test_provider_switches() -> None:
    read = document(
        {
            **REQUEST,
            "user": "jane.doe@example.com",
            "store": True,
            "logprobs": True,
            "top_logprobs": 3,
        }
    )
    assert read.switched
    assert read.user == "jane.doe@example.com"
    body = json.loads(read.body())
    assert "user" not in body
    assert body["store"] is False
    assert body["logprobs"] is False
    assert "top_logprobs" not in body
    assert not document(without_names()).switched
    assert "jane" not in repr(read)


def test_the_chain_text_of_a_message_is_what_its_author_wrote() -> None:
    texts = [message.texts for message in document(REQUEST).messages]
    assert texts[2] == ("My order is late.",)
    assert texts[3][1].startswith("look_up_order({")
    assert texts[7] == ("Find it.Now.",)


@pytest.mark.parametrize(
    ("fields", "user"),
    [
        ({"user": "a", "safety_identifier": "b", "prompt_cache_key": "c"}, "a"),
        ({"prompt_cache_key": "c", "safety_identifier": "b"}, "b"),
        ({"prompt_cache_key": "c"}, None),
        ({"user": "", "safety_identifier": "b"}, "b"),
    ],
)
def test_fields_that_name_the_person_are_taken_out_and_the_first_is_the_subject(
    fields: dict[str, Any], user: str | None
) -> None:
    read = document({**without_names(), **fields})
    assert read.user == user
    assert read.switched
    assert json.loads(read.body()) == json.loads(json.dumps(without_names()))


@pytest.mark.parametrize("field", ["user", "safety_identifier", "prompt_cache_key"])
@pytest.mark.parametrize("value", [7, ["a"], {"a": "b"}, True])
def test_a_person_is_named_by_a_string(field: str, value: Any) -> None:
    with pytest.raises(InvalidRequest):
        document({**without_names(), field: value})


@pytest.mark.parametrize(
    "key",
    ["User", "USER", "Store", "sTORE", "Logprobs", "TOP_LOGPROBS", "Safety_Identifier",
     "Prompt_Cache_Key", "\u017ftore", "u\u017fer"],
)  # fmt: skip
def test_a_switch_in_another_case_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        document({**without_names(), key: True})
    assert (refusal.value.code, refusal.value.status) == ("invalid_request", 400)
    assert key not in f"{refusal.value} {refusal.value.details}"


def test_how_each_part_of_a_request_is_read() -> None:
    function = {"name": "tool_rose", "description": "rose0", "parameters": {"rose1": "rose2"}}
    called = {"name": "call_rose", "arguments": '{"rose3": "rose4"}'}
    body = {
        "model": "rose5",
        "messages": [
            {"role": "user", "name": "rose6", "content": "rose7", "other": "rose8"},
            {
                "role": "assistant",
                "content": "rose9",
                "refusal": "rosea",
                "tool_calls": [{"id": "roseb", "type": "function", "function": called}],
            },
            {"role": "tool", "name": "rosec", "tool_call_id": "rosed", "content": '["rosee"]'},
        ],
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": "tool_rose"}},
        "response_format": {"rosef": "roseg"},
        "metadata": {"roseh": "rosei"},
        "stop": ["rosej"],
        "prediction": {"content": "rosek"},
    }
    expected = {
        "talk": {"rose6", "rose7", "rose9", "rosea", "rosek"},
        "value": {"rose4", "rose8", "rosee", "rosei", "rosej"},
        "key": {"rose3", "roseb", "rosed", "roseh"},
        "fixed": {"tool_rose", "call_rose", "rose0", "rose1", "rose2", "rose5", "rosec", "rosef"},
    }
    found: dict[str, set[str]] = {}
    for slot in read_request(json.dumps(body).encode(), ReadOptions(max_depth=50)).slots:
        if "rose" in slot.segment.text:
            found.setdefault(reading_of(slot.segment).value, set()).add(slot.segment.text)
    assert found == {**expected, "fixed": expected["fixed"] | {"roseg"}}
