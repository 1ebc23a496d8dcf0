"""Items of a request for a response: who says them, what identifies them, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.seals import Seals
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.openai_responses_items import ITEMS, AtProvider
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Row
from tests.gateway.proxy.wire.tables import by, leaves

SEALS = Seals(bytes(32), recipients=["model-host"])
SEALED = SEALS.close("abc=", recipient="model-host")


def read(*items: Any, **options: Any) -> Document:
    return by(ITEMS, list(items), ReadOptions(**options))


@pytest.mark.parametrize(
    ("item", "role", "texts"),
    [
        ({"role": "user", "content": " hello "}, "user", ("hello",)),
        ({"type": None, "role": "developer", "content": "a"}, "developer", ("a",)),
        ({"type": "message", "role": "system", "content": "a"}, "system", ("a",)),
        ({"role": "assistant", "content": None}, "assistant", ("",)),
        (
            {"role": "user", "content": [{"type": "input_text", "text": "a"}] * 2},
            "user",
            ("aa",),
        ),
        ({"type": "reasoning", "summary": []}, "assistant", ("",)),
        ({"type": "reasoning", "encrypted_content": SEALED}, "assistant", ("",)),
        ({"type": "compaction", "encrypted_content": SEALED}, "assistant", ("",)),
        ({"type": "compaction_trigger"}, "assistant", ("",)),
        (
            {"type": "function_call", "name": "find", "arguments": "{}", "namespace": "shop"},
            "assistant",
            ("", "find({})"),
        ),
        ({"type": "custom_tool_call", "name": "a", "input": "b"}, "assistant", ("", "a(b)")),
        (
            {"type": "mcp_call", "name": "a", "arguments": "{}", "output": "said"},
            "assistant",
            ("", "a({})"),
        ),
        (
            {"type": "local_shell_call", "action": {"type": "exec", "command": ["ls"]}},
            "assistant",
            ("", 'local_shell_call({"command":["ls"],"type":"exec"})'),
        ),
        (
            {"type": "apply_patch_call", "operation": {"path": "a"}},
            "assistant",
            ("", 'apply_patch_call({"path":"a"})'),
        ),
        ({"type": "web_search_call", "action": {"query": "boats"}}, "assistant", ("",)),
        ({"type": "file_search_call", "queries": ["boats"]}, "assistant", ("",)),
        ({"type": "code_interpreter_call", "code": "1", "outputs": None}, "assistant", ("",)),
        ({"type": "image_generation_call", "result": None}, "assistant", ("",)),
        ({"type": "function_call_output", "output": "5"}, "tool", ("5",)),
        ({"type": "custom_tool_call_output", "output": "a b"}, "tool", ("a b",)),
        ({"type": "local_shell_call_output", "output": "a b"}, "tool", ("a b",)),
        (
            {"type": "shell_call_output", "output": [{"stdout": "a", "stderr": "b"}]},
            "tool",
            ("ab",),
        ),
        ({"type": "apply_patch_call_output", "output": "done"}, "tool", ("done",)),
        ({"type": "mcp_approval_response", "approve": True, "reason": "x y"}, "tool", ("",)),
        ({"type": "tool_search_output", "tools": []}, "tool", ("",)),
        ({"type": "additional_tools", "role": "developer", "tools": []}, "developer", ("",)),
        (
            {"type": "configuration_update", "reasoning": {"effort": "low"}},
            "developer",
            ("",),
        ),
    ],
)
def test_who_says_an_item_and_what_identifies_it(
    item: dict[str, Any], role: str, texts: tuple[str, ...]
) -> None:
    found = read(item, seals=SEALS)
    assert [(message.role, message.texts) for message in found.messages] == [(role, texts)]


_CALL = {"type": "function_call", "call_id": "call_first"}


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (
            {**_CALL, "name": "find_it", "arguments": '{"count": 123456789, "who": "them"}'},
            [
                ("name", "/x/0/call_id", "call_first"),
                ("name", "/x/0/name", "find_it"),
                ("key", "/x/0/arguments#", "count"),
                ("number", "/x/0/arguments#/*", "123456789"),
                ("key", "/x/0/arguments#", "who"),
                ("text", "/x/0/arguments#/*", "them"),
            ],
        ),
        ({**_CALL, "arguments": "not JSON"}, [
            ("name", "/x/0/call_id", "call_first"),
            ("text", "/x/0/arguments", "not JSON"),
        ]),
        (
            {"type": "local_shell_call", "action": {"type": "exec", "env": {"HOME": "/root"}}},
            [
                ("text", "/x/0/action/*", "exec"),
                ("key", "/x/0/action", "env"),
                ("key", "/x/0/action/*", "HOME"),
                ("text", "/x/0/action/*/*", "/root"),
            ],
        ),
        (
            {"type": "mcp_call", "output": '{"mail": "theirs"}', "server_label": "shop"},
            [
                ("key", "/x/0/output#", "mail"),
                ("text", "/x/0/output#/*", "theirs"),
                ("name", "/x/0/server_label", "shop"),
            ],
        ),
        (
            {"type": "function_call_output", "output": '{"card": 12345678}'},
            [("key", "/x/0/output#", "card"), ("number", "/x/0/output#/*", "12345678")],
        ),
        (
            {"type": "mcp_list_tools", "tools": [{"name": "find", "input_schema": {"mail": {}}}]},
            [("name", "/x/0/tools/0/name", "find"), ("fixed", "/x/0/tools/0/input_schema", "mail")],
        ),
        (
            {"type": "file_search_call", "queries": ["boats"],
             "results": [{"filename": "a.txt", "attributes": {"year": 20261122}}]},
            [
                ("text", "/x/0/queries/0", "boats"),
                ("key", "/x/0/results/0", "filename"),
                ("text", "/x/0/results/0/*", "a.txt"),
                ("key", "/x/0/results/0", "attributes"),
                ("key", "/x/0/results/0/*", "year"),
                ("number", "/x/0/results/0/*/*", "20261122"),
            ],
        ),
        ({"role": "user", "content": "hello", "status": "not a status", "phase": "final_answer"}, [
            ("text", "/x/0/content", "hello"), ("text", "/x/0/status", "not a status"),
        ]),
        ({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]}, [
            ("name", "/x/0/id", "rs_1"),
        ]),
    ],
)  # fmt: skip
def test_the_leaves_of_an_item(item: dict[str, Any], found: list[tuple[str, str, str]]) -> None:
    assert leaves(read(item)) == found


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"type": "hologram", "text": "x"}, "/x/0"),
        ({"type": 7}, "/x/0"),
        ({"type": ["message"]}, "/x/0"),
        ({"type": "reasoning", "encrypted_content": "abc="}, "/x/0/encrypted_content"),
        ({"type": "compaction", "encrypted_content": SEALED[:-4]}, "/x/0/encrypted_content"),
        ({"type": "program", "code": "1"}, "/x/0"),
        ({"type": "program_output", "result": "1"}, "/x/0"),
        ({"type": "image_generation_call", "result": "iVBORw0KGgo="}, "/x/0/result"),
        ({"type": "computer_call_output", "output": {"image_url": "data:"}}, "/x/0/output"),
        (
            {"type": "code_interpreter_call", "outputs": [{"type": "image", "url": "u"}]},
            "/x/0/outputs/0",
        ),
        ({"role": "user", "content": [{"type": "hologram"}]}, "/x/0/content/0"),
        ({"role": "user", "content": [{"text": "no type"}]}, "/x/0/content/0"),
        (
            {"type": "function_call_output", "output": [{"type": "input_file", "file_id": "f"}]},
            "/x/0/output/0",
        ),
        ({"type": "additional_tools", "tools": [{"type": "mcp"}]}, "/x/0/tools/0"),
    ],
)
def test_what_cannot_be_examined_is_refused(item: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(item, seals=SEALS)
    assert (refusal.value.code, refusal.value.details) == ("not_examinable", {"pointer": pointer})
    assert "hologram" not in str(refusal.value)


@pytest.mark.parametrize(
    "item",
    [
        "x", 7, {"role": "assistant", "content": [7]}, {"type": "function_call", "arguments": {}},
        {"type": "message", "role": "tool", "content": "x"}, {"type": "message"},
        {"role": "user", "content": [{"type": "input_text"}]},
        {"type": "function_call_output", "output": {}},
        {"type": "shell_call_output", "output": "x"},
        {"type": "reasoning", "summary": "x"}, {"type": "reasoning", "summary": [7]},
        {"type": "function_call", "name": 7}, {"type": "function_call", "call_id": ["x"]},
        {"type": "reasoning", "encrypted_content": 7},
    ],
)  # fmt: skip
def test_items_of_another_form_are_wrong(item: Any) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(item)
    assert refusal.value.status == 400


def test_a_seal_of_another_recipient_or_over_another_text_does_not_open() -> None:
    item = {"type": "reasoning", "encrypted_content": SEALED}
    opened = read(item, seals=SEALS)
    assert opened.root["x"][0]["encrypted_content"] == "abc="
    assert opened.sealed_by == {"model-host"}
    for seals in (None, Seals(b"x" * 32, recipients=["model-host"]), Seals(bytes(32))):
        with pytest.raises(Refused):
            read(item, seals=seals)


def test_what_the_provider_keeps_is_refused_and_false_asks_for_nothing() -> None:
    rule = AtProvider("a thing", True)
    for state, code in ((False, "provider_state_refused"), (True, "not_examinable")):
        with pytest.raises(Refused) as refusal:
            by(rule, True, ReadOptions(provider_state=state))
        assert refusal.value.code == code
    assert leaves(by(rule, False)) == []
    assert list(rule.rows("/x")) == [Row("/x", "refused", "a thing")]
    assert (list(rule.examples()), list(rule.examples(refused=True))) == ([], [True])


def test_every_type_of_item_has_its_rows_and_an_example() -> None:
    pointers = {row.pointer for row in ITEMS.rows("/input")}
    (examples,) = ITEMS.examples()
    shown = {item["type"] for item in examples}
    refused = {item["type"] for (item,) in ITEMS.examples(refused=True)}
    for kind in ITEMS.roles:
        assert any(f"[type={kind}]" in pointer for pointer in pointers), kind
        assert kind in shown | refused
    assert {"computer_call_output", "program", "item_reference"} <= refused
