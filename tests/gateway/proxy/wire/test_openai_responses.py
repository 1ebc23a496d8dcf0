"""Every leaf of a request for a response is examined, and can be replaced."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import GatewayError, InvalidRequest, Refused
from gateway.model import Role
from gateway.proxy.commands import Reply
from gateway.proxy.context import Incoming
from gateway.proxy.leaves import reading_of
from gateway.proxy.seals import Seals
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import Number, write
from gateway.proxy.wire.openai_responses import TABLE, read_request
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wires import OPENAI_RESPONSES
from tests.gateway.proxy.scripted import make_setting, ports
from tests.gateway.serving import SUBJECT
from tests.golden.requests import Request
from tests.golden.requests_openai_responses import REQUESTS

CANARY = "4111111111111111"
SEALS = Seals(bytes(32), recipients=["model-host"])
CALL = {
    "type": "function_call",
    "id": "fc_rose",
    "call_id": "call_rose",
    "name": "tool_rose",
    "arguments": '{"rosek": "rose1", "count": 12345678}',
    "status": "completed",
}
BODY: dict[str, Any] = {
    "model": "gpt-rose",
    "input": [
        {"role": "user", "content": "rose2"},
        {"type": "reasoning", "id": "rs_rose",
         "summary": [{"type": "summary_text", "text": "rose3"}],
         "content": [{"type": "reasoning_text", "text": "rose4"}]},
        {"type": "message", "role": "assistant", "id": "msg_rose", "status": "completed",
         "content": [
             {"type": "output_text", "text": "rose5", "annotations": [
                 {"type": "url_citation", "start_index": 0, "end_index": 5, "title": "rose6",
                  "url": "https://rose7.example"}], "logprobs": []},
             {"type": "refusal", "refusal": "rose8"}]},
        CALL,
        {"type": "function_call_output", "call_id": "call_rose", "output": '["rose9"]'},
        {"type": "custom_tool_call", "call_id": "call_rose", "name": "tool_rose", "input": "rosea"},
        {"type": "custom_tool_call_output", "call_id": "call_rose", "output": [
            {"type": "input_text", "text": "roseb"}]},
    ],
    "instructions": "rose0",
    "tools": [{"type": "function", "name": "tool_rose", "description": "rosec",
               "parameters": {"rosed": "rosee"}, "strict": True}],
    "tool_choice": {"type": "function", "name": "tool_rose"},
    "text": {"format": {"type": "json_schema", "name": "rosef", "schema": {}}, "verbosity": "low"},
    "store": False,
    "temperature": 0.25,
    "max_output_tokens": 4096,
    "brand_new": {"roseg": "roseh"},
}  # fmt: skip


def document(body: Any, **options: Any) -> Document:
    return read_request(json.dumps(body).encode(), ReadOptions(max_depth=50, **options))


def test_what_each_leaf_is_and_how_it_is_read() -> None:
    found = {
        (s.segment.kind.value, s.segment.role, reading_of(s.segment).value, s.segment.text)
        for s in document(BODY).slots
        if "rose" in s.segment.text
    }
    assert found == {
        ("fixed", "", "fixed", "gpt-rose"),
        ("text", "system", "talk", "rose0"),
        ("text", "user", "talk", "rose2"),
        ("name", "assistant", "key", "rs_rose"),
        ("text", "assistant", "talk", "rose3"),
        ("text", "assistant", "talk", "rose4"),
        ("name", "assistant", "key", "msg_rose"),
        ("text", "assistant", "talk", "rose5"),
        ("text", "assistant", "value", "rose6"),
        ("text", "assistant", "value", "https://rose7.example"),
        ("text", "assistant", "talk", "rose8"),
        ("name", "assistant", "key", "fc_rose"),
        ("name", "assistant", "key", "call_rose"),
        ("name", "assistant", "fixed", "tool_rose"),
        ("key", "assistant", "key", "rosek"),
        ("text", "assistant", "value", "rose1"),
        ("name", "tool", "key", "call_rose"),
        ("text", "tool", "value", "rose9"),
        ("text", "assistant", "talk", "rosea"),
        ("text", "tool", "talk", "roseb"),
        ("name", "", "fixed", "tool_rose"),
        ("text", "", "fixed", "rosec"),
        ("fixed", "", "fixed", "rosed"),
        ("text", "", "fixed", "rosee"),
        ("text", "", "fixed", "rosef"),
        ("fixed", "", "fixed", "roseg"),
        ("text", "", "value", "roseh"),
    }


def test_instructions_come_first_and_what_an_answer_said_is_one_message() -> None:
    read = document(BODY)
    assert [(message.role, message.texts) for message in read.messages] == [
        ("system", ("rose0",)),
        ("user", ("rose2",)),
        ("assistant", ("rose5rose8", f"tool_rose({CALL['arguments']})")),
        ("tool", ('["rose9"]',)),
        ("assistant", ("", "tool_rose(rosea)")),
        ("tool", ("roseb",)),
    ]
    firsts = [message.first_slot for message in read.messages]
    assert firsts == sorted(firsts)
    assert [len(message.parts) for message in read.messages] == [1, 1, 3, 1, 1, 1]


def test_a_string_is_what_the_user_said() -> None:
    read = document({"model": "m", "input": "hello there", "instructions": None})
    assert [(message.role, message.texts) for message in read.messages] == [
        ("user", ("hello there",))
    ]


@pytest.mark.parametrize("golden", REQUESTS, ids=lambda each: each.name)
def test_golden_requests_leave_as_they_came_but_for_switches(golden: Request) -> None:
    body = copy.deepcopy(golden.body)
    for pointer in golden.opaque:
        *path, last = pointer.strip("/").split("/")
        holder: Any = body
        for key in path:
            holder = holder[int(key) if isinstance(holder, list) else key]
        holder[last] = SEALS.close(holder[last], recipient="model-host")
    if golden.refused:
        with pytest.raises(Refused) as refusal:
            document(body)
        assert refusal.value.code == golden.refused
        return
    read = document(body, seals=SEALS, may_take_long=True)
    if "document" not in golden.name:  # its text takes its place
        assert json.loads(read.body()) == (golden.sent or golden.body)
        assert read.switched == (golden.sent is not None or bool(golden.opaque))
    assert read.stream == golden.body.get("stream", False)


def _plants(tree: Any) -> Iterator[Any]:
    """The tree with the canary in one string, number or key, each in turn."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            rest = {name: each for name, each in tree.items() if name != key}
            yield {**rest, CANARY: value}
            for planted in _plants(value):
                yield {**tree, key: planted}
        yield {**tree, "brand_new": CANARY}
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            for planted in _plants(value):
                yield [*tree[:index], planted, *tree[index + 1 :]]
    elif isinstance(tree, Number) or type(tree) in (int, float):
        yield Number(CANARY)
    elif type(tree) is str:
        yield CANARY
        yield f"{tree} {CANARY}"


def _small(example: Any) -> Iterator[Any]:
    """The members of a body, and the items of its input, each in a body of its own."""
    least = {"model": "some-model", "input": "some words"}
    for key, value in example.items():
        if key == "input" and isinstance(value, list):
            for item in value:
                yield {**least, "input": [item]}
        else:
            yield {**least, key: value}


def _refuses(body: bytes) -> Reply:
    del body
    return Reply(status=500, content_type="application/json", body=b"{}")


def test_no_canary_leaves_wherever_it_is_planted(tmp_path: Path) -> None:
    setting, examination = make_setting(tmp_path, Engine())
    sent = 0
    planted = 0
    for example in (small for each in TABLE.examples() for small in _small(each)):
        for body in _plants(example):
            made = ports(setting, examination, reply=_refuses)
            incoming = Incoming(body=write(body), role=Role.CHAT, subject=SUBJECT)
            failed = made.run(incoming, setting, wire=OPENAI_RESPONSES)
            assert failed is None or isinstance(failed, GatewayError)
            planted += 1
            for send in made.sent:
                sent += 1
                assert CANARY.encode() not in send.body
    assert planted > 500
    assert sent > planted / 3


def test_no_value_of_a_golden_request_leaves(tmp_path: Path) -> None:
    setting, examination = make_setting(tmp_path, Engine())
    found = [each for each in REQUESTS if each.values and "document" not in each.name]
    assert len(found) > 1
    for golden in found:
        made = ports(setting, examination, reply=_refuses)
        incoming = Incoming(body=golden.source, role=Role.CHAT, subject=SUBJECT)
        made.run(incoming, setting, wire=OPENAI_RESPONSES)
        (send,) = made.sent
        for value in golden.values:
            assert value.encode() not in send.body


def test_examples_pass_and_those_of_what_is_refused_do_not() -> None:
    passed = [read_request(write(each), ReadOptions()) for each in TABLE.examples()]
    assert any(len(read.messages) > 10 for read in passed)
    refused = list(TABLE.examples(refused=True))
    assert len(refused) > 30
    for example in refused:
        with pytest.raises(Refused) as refusal:
            read_request(write(example), ReadOptions())
        assert refusal.value.code in ("not_examinable", "provider_state_refused")


def test_what_is_not_to_be_kept_is_not_kept() -> None:
    body = {"model": "m", "input": "hello", "metadata": {"topic": "a"}, "store": True}
    for store in (True, None, "yes"):
        read = document({**body, "store": store})
        assert read.switched
        assert not read.keeps_state
        assert json.loads(read.body()) == {"model": "m", "input": "hello", "store": False}
    assert not document({"model": "m", "input": "hello", "store": False}).switched
    allowed = document(body, provider_state=True)
    assert not allowed.switched
    assert allowed.keeps_state
    assert not document({**body, "store": False}, provider_state=True).keeps_state


REASONED = {"type": "reasoning", "id": "rs_1", "summary": []}


def test_reasoning_is_carried_by_the_caller_where_the_provider_keeps_nothing() -> None:
    sealed = SEALS.close("abc=", recipient="model-host")
    items = [
        {"role": "user", "content": "hello"},
        REASONED,
        {**REASONED, "encrypted_content": sealed},
        {**REASONED, "content": [{"type": "reasoning_text", "text": "open"}]},
        {"role": "user", "content": "and?"},
    ]
    body = {"model": "m", "input": items, "reasoning": {"effort": "low"}}
    read = document(body, seals=SEALS)
    sent = json.loads(read.body())
    assert sent["include"] == ["reasoning.encrypted_content"]
    assert [item.get("encrypted_content", item.get("content")) for item in sent["input"]] == [
        "hello", "abc=", [{"type": "reasoning_text", "text": "open"}], "and?",
    ]  # fmt: skip
    assert read.sealed_by == {"model-host"}
    asked = {**body, "input": "hello", "include": ["reasoning.encrypted_content"]}
    assert json.loads(document(asked).body())["include"] == ["reasoning.encrypted_content"]
    unasked = json.loads(document({"model": "m", "input": "hello"}).body())
    assert "include" not in unasked
    own = {**body, "store": False}
    assert len(json.loads(document(own, seals=SEALS).body())["input"]) == 5
    assert "include" not in json.loads(document(own, seals=SEALS).body())


def test_log_probabilities_are_not_asked_for() -> None:
    body = {
        "model": "m",
        "input": "hello",
        "store": False,
        "top_logprobs": 3,
        "include": ["message.output_text.logprobs", "file_search_call.results"],
    }
    sent = json.loads(document(body).body())
    assert sent["include"] == ["file_search_call.results"]
    assert "top_logprobs" not in sent


def test_a_previous_response_is_gone_on_from_only_where_state_is_allowed() -> None:
    body = {"model": "m", "input": "hello", "previous_response_id": "resp_abc"}
    with pytest.raises(Refused) as refusal:
        document(body)
    assert refusal.value.code == "provider_state_refused"
    read = document(body, provider_state=True)
    assert read.state_id == "resp_abc"
    assert json.loads(read.body())["previous_response_id"] == "resp_abc"
    with pytest.raises(InvalidRequest):
        document({**body, "previous_response_id": 7}, provider_state=True)
    assert document({**body, "previous_response_id": None}).state_id is None


@pytest.mark.parametrize(
    "fields",
    [
        {"conversation": "conv_1"},
        {"conversation": {"id": "conv_1"}},
        {"background": True},
        {"prompt": {"id": "pmpt_1"}},
        {"input": [{"type": "item_reference", "id": "msg_1"}]},
        {"input": [{"id": "msg_1"}]},
    ],
)
def test_what_only_the_provider_knows_is_always_refused(fields: dict[str, Any]) -> None:
    for allowed, code in ((False, "provider_state_refused"), (True, "not_examinable")):
        with pytest.raises(Refused) as refusal:
            document({"model": "m", "input": "hello", **fields}, provider_state=allowed)
        assert refusal.value.code == code
    nothing = {"conversation": None, "background": False, "prompt": None}
    assert document({"model": "m", "input": "hello", **nothing}).messages


@pytest.mark.parametrize("key", ["Store", "PREVIOUS_RESPONSE_ID", "Conversation", "u\u017fer"])
def test_a_switch_in_another_case_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        document({"model": "m", "input": "hello", key: True})
    assert key not in f"{refusal.value} {refusal.value.details}"


def test_the_person_is_taken_out_and_a_pseudonym_has_its_place() -> None:
    read = document({"model": "m", "input": "x", "user": "jane", "prompt_cache_key": "k"})
    assert read.user == "jane"
    assert read.pseudonym == (read.root, "safety_identifier")
    assert json.loads(read.body()) == {"model": "m", "input": "x", "store": False}


@pytest.mark.parametrize(
    "change",
    [
        {"input": None}, {"input": 7}, {"input": []}, {"input": ["x"]}, {"input": True},
        {"input": [{"role": "king", "content": "x"}]}, {"input": [{"role": 7, "content": "x"}]},
        {"input": [{"type": "message", "content": "x"}]}, {"input": [REASONED], "store": None},
        {"instructions": 7}, {"instructions": ["x"]}, {"model": 7}, {"model": None},
        {"stream": "yes"}, {"tools": {}}, {"tools": ["x"]}, {"text": "x"}, {"user": 7},
        {"include": "x"}, {"reasoning": "x"}, {"tools": [{"type": "shell"}]},
        {"input": [{"role": "user", "content": 7}]},
        {"input": [{"role": "user", "content": [{"type": "input_text", "text": 7}]}]},
        {"input": [{**CALL, "arguments": {}}]}, {"input": [{**CALL, "arguments": '{"a":1,"a":2}'}]},
    ],
)  # fmt: skip
def test_wrong_types_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        document({"model": "m", "input": "hello", "store": False, **change})
    assert refusal.value.status == 400


def test_strict_fields_refuse_what_the_table_does_not_know() -> None:
    with pytest.raises(Refused) as refusal:
        document(BODY, strict=True)
    assert refusal.value.code == "unmapped_field"
    known = {key: value for key, value in BODY.items() if key != "brand_new"}
    assert document(known, strict=True).messages
    for example in TABLE.examples():
        assert read_request(write(example), ReadOptions(strict=True)).messages


def test_an_answer_that_is_to_be_json_is_known() -> None:
    assert document(BODY).json_answer
    assert not document({**BODY, "text": {"format": {"type": "text"}}}).json_answer
    assert not document({**BODY, "text": None}).json_answer
