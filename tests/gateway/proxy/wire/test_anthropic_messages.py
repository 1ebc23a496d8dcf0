"""Requests of Anthropic's messages: what is read first, switches, state, what is refused."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import InvalidRequest, Refused
from gateway.model import Kind
from gateway.proxy.headers import forwarded
from gateway.proxy.leaves import reading_of
from gateway.proxy.wire.anthropic_blocks import CONTENT
from gateway.proxy.wire.anthropic_messages import TABLE
from gateway.proxy.wire.anthropic_messages_answer import TokenCount
from gateway.proxy.wires import ANTHROPIC_MESSAGES, find_wire
from tests.coverage.canaries import CARD, MAIL, Canary
from tests.coverage.driven import Driver
from tests.gateway.proxy.wire.anthropic_requests import (
    CALL,
    REQUEST,
    SEALS,
    THOUGHT,
    TOOL,
    assistant,
    document,
    messages,
    planted,
    user,
)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Driver:
    return Driver(tmp_path_factory.mktemp("wire") / "config", Engine(), path="/v1/messages")


def test_every_leaf_has_its_kind() -> None:
    found: dict[str, set[str]] = {}
    for slot in document(REQUEST).slots:
        found.setdefault(slot.segment.kind.value, set()).add(slot.segment.text)
    assert found == {
        Kind.TEXT.value: {
            *("You help.", "My order is late.", "Its words.", "A title", "A context", "I look."),
            *("It is cited.", "Its title", "seventeen", "leaf", "lost", "found words", "Found"),
            *("https://a.example/found", "Find it.", "Be brief.", "It is lost.", "Now.", "words"),
            *("Looks an order up.", "first", "second", "A form", "stop here", "value of it"),
        },
        Kind.NAME.value: {"toolu_abcdef", "look_up_order"},
        Kind.NUMBER.value: {"300000017", "20260101"},
        Kind.KEY.value: {"order", "count", "deep", "key", "state", "since"},
        Kind.FIXED.value: {
            *("claude-opus-4-1", "field_of_tomorrow", "inner", "brand_new_option", "setting"),
            "order",
        },
    }


def test_how_each_part_of_a_request_is_read() -> None:
    tool = {"name": "tool_rose", "description": "rose0", "input_schema": {"rose1": "rose2"}}
    call = {"type": "tool_use", "id": "rosea", "name": "call_rose", "input": {"rose3": "rose4"}}
    result = {"type": "tool_result", "tool_use_id": "roseb", "content": '["rosee"]'}
    page = {"type": "document", "title": "rosel", "source": {"type": "text", "data": "rosem"}}
    body = messages(
        user("rose7", page),
        assistant("rose9", call),
        user(result, {"type": "text", "text": "rosen", "other": "rose8"}),
        model="rose5",
        system="rosek",
        tools=[tool],
        tool_choice={"type": "tool", "name": "tool_rose"},
        output_config={"format": {"type": "json_schema", "schema": {"rosef": "roseg"}}},
        stop_sequences=["rosej"],
    )
    found: dict[str, set[str]] = {}
    for slot in document(body).slots:
        if "rose" in slot.segment.text:
            found.setdefault(reading_of(slot.segment).value, set()).add(slot.segment.text)
    assert found == {
        "talk": {"rose7", "rose9", "rosek", "rosel", "rosem", "rosen"},
        "value": {"rose4", "rose8", "rosee", "rosej"},
        "key": {"rose3", "rosea", "roseb"},
        "fixed": {
            *("tool_rose", "call_rose", "rose0", "rose1", "rose2", "rose5", "rosef", "roseg"),
        },
    }


def small_bodies() -> list[dict[str, Any]]:
    """A request for each block, and one with every option: each place once."""
    _, blocks = CONTENT.examples()
    (options, *_) = TABLE.examples()
    return [messages(user(block)) for block in blocks] + [{**options, "messages": [user("hello")]}]


@pytest.mark.parametrize("canary", [CARD, MAIL], ids=lambda canary: canary.text[:4])
def test_a_canary_in_every_string_number_and_key_stays(driver: Driver, canary: Canary) -> None:
    bodies = small_bodies()
    assert {driver.run(body).word for body in (*bodies, *TABLE.examples())} == {"sent"}
    words: Counter[str] = Counter()
    for body in bodies:
        for changed in planted(body, canary):
            outcome = driver.run(changed)
            words[outcome.word] += 1
            assert outcome.leaks(canary) == []
    assert words["sent"] > words.total() * 0.3, words
    assert words.total() > 800


def test_what_the_table_refuses_is_refused(driver: Driver) -> None:
    bodies = list(TABLE.examples(refused=True))
    assert len(bodies) > 20
    words = {driver.run(body).word for body in bodies}
    assert words == {"not_examinable", "provider_state_refused"}


def test_untouched_bytes_are_sent_as_they_came(driver: Driver) -> None:
    source = (
        b'{ "max_tokens":1e2, "messages":[ {"role":"user","content":"hi \\u00e9"} ],"model":"m"}'
    )
    outcome = driver.run(source)
    assert outcome.sent is not None
    assert outcome.sent.body == source
    assert outcome.sent.url.endswith("/v1/messages")
    assert (outcome.sent.key_header, outcome.sent.key_prefix) == ("x-api-key", "")
    assert outcome.sent.headers["anthropic-version"] == "2023-06-01"


def test_the_system_prompt_is_the_first_message_wherever_it_stands() -> None:
    read = document(REQUEST)
    roles = [message.role for message in read.messages]
    assert roles == ["system", "user", "assistant", "user", "system", "assistant", "user"]
    assert [message.texts[0] for message in read.messages][:3] == [
        *("You help.", "My order is late.", "I look."),
    ]
    slots = [message.first_slot for message in read.messages]
    assert slots == sorted(slots)
    turned = {key: REQUEST[key] for key in sorted(REQUEST, key=lambda key: key != "system")}
    assert [m.texts for m in document(turned).messages] == [m.texts for m in read.messages]


def test_the_turn_before_is_what_people_and_answers_said() -> None:
    before = {slot.segment.text: slot.segment.before for slot in document(REQUEST).slots}
    assert before["My order is late."] is None
    assert before["Find it."] == "I look."
    assert before["leaf"] == "My order is late. deep leaf key"
    assert before["Now."] == "It is lost."


def test_results_are_the_words_of_tools_and_documents_those_of_nobody() -> None:
    roles = {slot.segment.text: slot.segment.role for slot in document(REQUEST).slots}
    for text in ("lost", "20260101", "found words", "Its words."):
        assert roles[text] == "tool"
    assert {roles[text] for text in ("My order is late.", "Find it.", "Now.")} == {"user"}
    assert {roles[text] for text in ("You help.", "Be brief.")} == {"system"}


def test_what_identifies_a_message() -> None:
    texts = [message.texts for message in document(REQUEST).messages]
    call = 'look_up_order({"count":300000017,"deep":[{"key":"leaf"}],"order":"seventeen"})'
    assert texts[1] == ("My order is late.", "Its words.")
    assert texts[2] == ("I look.", call)
    assert texts[3] == ("Find it.", '{"state": "lost", "since": 20260101}', "found words")


@pytest.mark.parametrize(
    ("metadata", "named", "left"),
    [
        ({"user_id": "jane.doe@example.com"}, "jane.doe@example.com", {}),
        ({"user_id": "u", "more": "x"}, "u", {"more": "x"}),
        ({"user_id": None}, None, {}),
        ({"user_id": ""}, None, {}),
    ],
)
def test_the_person_is_taken_out(metadata: Any, named: str | None, left: Any) -> None:
    read = document(messages(user("hello"), metadata=metadata, user_profile_id="uprof_1"))
    assert read.user == named
    assert read.switched
    assert json.loads(read.body()) == messages(user("hello"), metadata=left)
    assert (read.pseudonym is not None) == (named is not None)
    if read.pseudonym is not None:
        assert read.pseudonym == (read.root["metadata"], "user_id")
    assert "jane" not in repr(read)


def test_without_a_switch_nothing_is_switched() -> None:
    read = document(messages(user("hello"), metadata={}))
    assert read.switches_set
    assert not read.switched


@pytest.mark.parametrize(
    "more",
    [
        {"metadata": {"user_id": 7}}, {"metadata": {"User_Id": "x"}}, {"metadata": "x"},
        {"Metadata": {"user_id": "x"}}, {"Container": "x"}, {"MCP_servers": []},
        {"messages": []}, {"messages": "hello"}, {"messages": ["hello"]},
        {"messages": [{"content": "x"}]}, {"messages": [{"role": "king", "content": "x"}]},
        {"messages": [{"role": 7, "content": "x"}]}, {"messages": [{"role": "user", "content": 7}]},
        {"messages": [{"role": "user", "content": True}]}, {"messages": [user(7)]},
        {"messages": [user({"type": "text", "text": 7})]}, {"messages": [user({"type": "text"})]},
        {"model": None}, {"model": 4}, {"stream": "yes"}, {"system": 7}, {"system": [7]},
        {"tools": {}}, {"tools": ["x"]}, {"tool_choice": "auto"}, {"thinking": "on"},
        {"output_config": []}, {"context_management": []}, {"diagnostics": "x"},
        {"system": [{"type": "text", "text": ["x"]}]}, {"fallback_credit_token": 7},
        {"messages": [{"role": "user", "content": {"type": "text", "text": "x"}}]},
    ],
)  # fmt: skip
def test_wrong_types_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        document({**messages(user("hello")), **more})
    assert refusal.value.status == 400


KEPT = [
    ({"container": "container_1"}, "/container"),
    ({"container": {"id": "container_1"}}, "/container"),
    ({"thread": {"type": "continue", "thread_id": "t"}}, "/thread"),
    ({"diagnostics": {"previous_message_id": "msg_1"}}, "/diagnostics/previous_message_id"),
]


@pytest.mark.parametrize(("more", "pointer"), KEPT)
@pytest.mark.parametrize("allowed", [False, True])
def test_what_the_provider_keeps_is_refused(more: Any, pointer: str, allowed: bool) -> None:
    with pytest.raises(Refused) as refusal:
        document(messages(user("hello"), **more), provider_state=allowed)
    assert refusal.value.code == ("not_examinable" if allowed else "provider_state_refused")
    assert refusal.value.details == {"pointer": pointer}


@pytest.mark.parametrize(
    "more",
    [
        {"mcp_servers": [{"type": "url", "name": "x", "url": "https://a.example"}]},
        {"fallbacks": [{"model": "x"}]}, {"fallbacks": "default"},
        {"fallback_credit_token": "dG9r"}, {"fallback_credit_token": {"token": "dG9r"}},
        {"compaction": {"type": "summarize"}},
        {"context_management": {"edits": [{"type": "compact_20260112"}]}},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
        {"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]},
        {"tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]},
        {"tools": [{"type": 7, "name": "x"}]},
        {"system": [{"type": "image", "source": {}}]},
        {"messages": [user("x"), {"role": "system", "content": [{"type": "document"}]}]},
    ],
)  # fmt: skip
def test_what_cannot_be_examined_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        document({**messages(user("hello")), **more})
    assert refusal.value.code == "not_examinable"
    assert "a.example" not in refusal.value.message


def test_what_is_null_or_false_is_not_asked_for() -> None:
    more: Any = {"container": None, "diagnostics": {"previous_message_id": None}, "mcp_servers": []}
    tool = {**TOOL, "type": None}
    read = document(messages(user("hello"), **more, tools=[tool], fallbacks=None, system=None))
    assert not read.switched
    assert [slot.segment.text for slot in read.slots].count("look_up_order") == 1


def test_a_sealed_credit_token_goes_back() -> None:
    sealed = SEALS.close("dG9r", recipient="model-host")
    for given, sent in ((sealed, "dG9r"), ({"token": sealed}, {"token": "dG9r"})):
        read = document(messages(user("hello"), fallback_credit_token=given))
        assert json.loads(read.body())["fallback_credit_token"] == sent


def test_whether_the_answer_is_json() -> None:
    form = {"type": "json_schema", "schema": {}}
    for more, is_json in (
        ({}, False),
        ({"output_config": {"effort": "low"}}, False),
        ({"output_config": {"format": form}}, True),
        ({"output_format": form}, True),
    ):
        assert document(messages(user("hello"), **more)).json_answer is is_json


def test_strict_fields_refuse_what_the_table_does_not_know() -> None:
    with pytest.raises(Refused) as refusal:
        document(REQUEST, strict=True)
    assert refusal.value.code == "unmapped_field"
    known = copy.deepcopy(REQUEST)
    del known["brand_new_option"], known["messages"][-1]["content"][0]["field_of_tomorrow"]
    assert document(known, strict=True).messages
    for example in TABLE.examples():
        assert document(example, strict=True).messages


def test_rendering_again_undoes_what_was_rendered_before() -> None:
    read = document(REQUEST)
    source = read.body()
    read.render({i: "[X]" for i, s in enumerate(read.slots) if s.segment.kind is not Kind.FIXED})
    changed = json.loads(read.body())
    assert changed["messages"][1]["content"][0] == {
        "type": "thinking", "thinking": THOUGHT, "signature": "c2ln"
    }  # fmt: skip
    assert changed["messages"][1]["content"][3]["input"]["[X]"] == "[X]"
    assert changed["messages"][0]["content"][1]["source"]["data"] == "[X]"
    read.render({})
    assert read.body() == source
    assert CALL["input"] == json.loads(source)["messages"][1]["content"][3]["input"]


@pytest.mark.parametrize(
    ("name", "value", "goes"),
    [
        ("anthropic-version", "2023-06-01", True),
        ("anthropic-version", "4111111111111111", False),
        ("anthropic-beta", "context-1m-2025-08-07", True),
        ("anthropic-beta", "max-tokens-3-5-sonnet-2024-07-15, output-128k-2025-02-19", True),
        ("anthropic-beta", "a-4111-1111-1111-1111-2024-01-01", False),
        ("anthropic-beta", "a-1-2-3-2024-01-01", False),
        ("anthropic-beta", "jane.doe@example.com-2024-01-01", False),
        ("anthropic-beta", ",".join(["a-2024-01-01"] * 21), False),
        ("anthropic-beta", "a-" * 20_000, False),
        ("anthropic-beta", "", False),
    ],
)
def test_the_headers_that_go_on_have_no_room_for_data(name: str, value: str, goes: bool) -> None:
    raw = [(name.encode(), value.encode()), (b"anthropic-workspace-id", b"x")]
    if goes:
        assert forwarded(raw, ANTHROPIC_MESSAGES.forwards) == {name: value}
    else:
        with pytest.raises(InvalidRequest):
            forwarded(raw, ANTHROPIC_MESSAGES.forwards)


def test_both_endpoints_are_found_and_others_are_not() -> None:
    count = find_wire("/v1/messages/count_tokens")
    assert count is not None
    assert (count[0].table, count[0].new_answer) == (TABLE, TokenCount)
    assert find_wire("/v1/messages") == (ANTHROPIC_MESSAGES, None)
    for path in ("/v1/messages/", "/v1/messages/batches", "/v1/files", "/v1/messages/x/count"):
        assert find_wire(path) is None


@pytest.mark.parametrize(
    ("pointer", "treatment"),
    [
        ("/model", "fixed"),
        ("/messages/*/content", "text"),
        ("/messages/*/content/*[type=thinking]/thinking", "opaque"),
        ("/messages/*/content/*[type=thinking]/signature", "opaque"),
        ("/messages/*/content/*[type=redacted_thinking]/data", "opaque"),
        ("/messages/*/content/*[type=tool_use]/input", "data"),
        ("/messages/*/content/*[type=document]/source[type=url]", "refused"),
        ("/messages/*/content/*[type=container_upload]", "refused"),
        ("/metadata/user_id", "taken out"),
        ("/container", "refused"),
        ("/mcp_servers/*", "refused"),
        ("/inference_geo", "structural"),
    ],
)
def test_the_manifest_says_how_each_place_is_treated(pointer: str, treatment: str) -> None:
    assert {row.treatment for row in TABLE.rows("") if row.pointer == pointer} == {treatment}
