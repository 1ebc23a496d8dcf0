"""Content blocks of Anthropic's messages: seals, refusals, and answers that come back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from anthropic.types import Message

from gateway.errors import GatewayError, InvalidRequest, Refused
from gateway.proxy.seals import Seals
from gateway.proxy.wire.anthropic_messages import read_request
from gateway.proxy.wire.options import ReadOptions
from tests.gateway.proxy.wire import anthropic_answers as answers
from tests.gateway.proxy.wire.anthropic_requests import (
    REDACTED,
    SEALS,
    SIGNATURE,
    THOUGHT,
    assistant,
    document,
    messages,
    user,
)

CARD = "4111 1111 1111 1111"


def thought(thinking: Any = THOUGHT, signature: Any = SIGNATURE, **more: Any) -> dict[str, Any]:
    return {"type": "thinking", "thinking": thinking, "signature": signature, **more}


def read(*blocks: Any, **options: Any) -> Any:
    return document(messages(user("hello"), assistant(*blocks), user("go on")), **options)


def test_a_sealed_thought_goes_back_as_its_recipient_wrote_it() -> None:
    made = read(thought(), {"type": "redacted_thinking", "data": REDACTED}, "x")
    sent = json.loads(made.body())["messages"][1]["content"]
    assert sent[0] == thought(signature="c2ln")
    assert sent[1]["data"] == "ZGF0YQ=="
    assert made.sealed_by == {"model-host"}
    assert made.switched
    assert THOUGHT not in [slot.segment.text for slot in made.slots]


_OTHERS = Seals(b"x" * 32, recipients=["model-host"])
_EMPTY = SEALS.close("c2ln", over="", recipient="model-host")


@pytest.mark.parametrize(
    "block",
    [
        thought(signature="c2ln"),
        thought(signature=f"{SIGNATURE}x"),
        thought(f"{THOUGHT} {CARD}"),
        thought("", signature=SIGNATURE),
        thought(signature=_EMPTY),
        thought(CARD, signature=REDACTED),
        thought(signature=_OTHERS.close("c2ln", over=THOUGHT, recipient="model-host")),
        thought(signature=SEALS.close("c2ln", over=THOUGHT, recipient="another")),
        {"type": "redacted_thinking", "data": "ZGF0YQ=="},
        {"type": "redacted_thinking", "data": SIGNATURE},
    ],
)  # fmt: skip
def test_what_has_no_seal_of_its_own_is_refused(block: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        read(block)
    assert refusal.value.code == "not_examinable"
    assert "4111" not in str(refusal.value)


@pytest.mark.parametrize(
    "block",
    [
        thought({"a": CARD}, signature=_EMPTY),
        thought([CARD], signature=_EMPTY),
        thought(4111111111111111, signature=_EMPTY),
        thought({"a": CARD}, signature=""),
        thought(signature={"a": CARD}),
        thought(signature=[]),
        thought(signature=0),
        {"type": "redacted_thinking", "data": {"a": CARD}},
    ],
)
def test_a_thought_and_its_signature_are_strings(block: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        read(block)


def test_without_seals_every_signature_is_refused() -> None:
    body = json.dumps(messages(user("hello"), assistant(thought()))).encode()
    with pytest.raises(Refused):
        read_request(body, ReadOptions())


def test_a_thought_without_signature_is_text() -> None:
    for block in (thought(CARD, ""), thought(CARD, None), {"type": "thinking", "thinking": CARD}):
        made = read(block)
        assert CARD in [slot.segment.text for slot in made.slots]
        assert not made.switched


def test_an_omitted_thought_goes_back_and_carries_nothing_else() -> None:
    made = read(thought("", signature=_EMPTY, note=CARD))
    assert CARD in [slot.segment.text for slot in made.slots]
    for block in (thought("", signature=_EMPTY), thought(None, signature=_EMPTY)):
        sent = json.loads(read(block).body())["messages"][1]["content"][0]
        assert sent == {**block, "signature": "c2ln"}


def test_what_the_provider_encrypted_goes_back_under_its_seal_only() -> None:
    def blocks(seal: Any) -> list[dict[str, Any]]:
        found = {"type": "web_search_result", "url": "https://a.example", "title": "x"}
        cited = {"type": "web_search_result_location", "cited_text": "x", "url": "x"}
        ran = {"type": "encrypted_code_execution_result", "stderr": "", "return_code": 0}
        return [
            {
                "type": "web_search_tool_result",
                "tool_use_id": "srvtoolu_1",
                "content": [{**found, "encrypted_content": seal("ZW5j")}],
            },
            {
                "type": "text",
                "text": "x",
                "citations": [{**cited, "encrypted_index": seal("aWR4")}],
            },
            {
                "type": "code_execution_tool_result",
                "tool_use_id": "srvtoolu_2",
                "content": {**ran, "encrypted_stdout": seal("b3V0"), "content": []},
            },
        ]

    made = read(*blocks(lambda raw: SEALS.close(raw, recipient="model-host")))
    assert json.loads(made.body())["messages"][1]["content"] == blocks(str)
    for block in blocks(str):
        with pytest.raises(Refused) as refusal:
            read(block)
        assert refusal.value.code == "not_examinable"


PICTURE = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAAA"}
KEPT = {"type": "file", "file_id": "file_4111111111111111"}
_FETCHED = {"type": "web_fetch_result", "url": "https://a.example"}
AT = {"type": "url", "url": "https://a.example/4111111111111111"}
_LINKED = {"type": "image", "source": AT}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "source": PICTURE},
        {"type": "image", "source": KEPT},
        {"type": "image", "source": AT},
        {"type": "image", "source": {"type": "novel"}},
        {"type": "document", "source": KEPT},
        {"type": "document", "source": AT},
        {"type": "document", "source": {"data": "x"}},
        {"type": "document", "source": {"type": "content", "content": [_LINKED]}},
        {"type": "container_upload", "file_id": "file_1"},
        {"type": "compaction", "content": "x"},
        {"type": "block_of_tomorrow", "text": "4111111111111111"},
        {"text": "no type"},
        {"type": "tool_result", "tool_use_id": "t", "content": [_LINKED]},
        {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "tool_use"}]},
        {"type": "web_fetch_tool_result", "content": {**_FETCHED, "content": {"type": "x"}}},
        {"type": "web_fetch_tool_result", "content": {**_FETCHED, "content": _LINKED}},
        {"type": "bash_code_execution_tool_result", "content": {
            "type": "bash_code_execution_result", "content": [{"file_id": "file_1"}]}},
    ],
)  # fmt: skip
def test_what_nobody_here_can_read_is_refused(block: dict[str, Any]) -> None:
    for body in (messages(user(block)), messages(user("x"), assistant(block))):
        with pytest.raises(Refused) as refusal:
            document(body)
        assert refusal.value.code == "not_examinable"
        assert "4111" not in f"{refusal.value} {refusal.value.details}"
        assert "novel" not in refusal.value.message


def test_a_result_that_is_json_stays_json() -> None:
    given = '{"state": "lost", "card": 4111111111111111, "deep": ["{\\"mail\\": \\"there\\"}"]}'
    for content in (given, [{"type": "text", "text": given}]):
        made = document(
            messages(user({"type": "tool_result", "tool_use_id": "t", "content": content}))
        )
        texts = [slot.segment.text for slot in made.slots]
        assert texts == ["state", "lost", "card", "4111111111111111", "deep", "mail", "there"]
        made.render({3: "CREDIT_CARD_1"})
        sent = json.loads(made.body())["messages"][0]["content"][0]["content"]
        sent = sent if isinstance(sent, str) else sent[0]["text"]
        assert json.loads(sent)["card"] == "CREDIT_CARD_1"
    twice = {"type": "tool_result", "tool_use_id": "t", "content": '{"a": 1, "a": 2}'}
    with pytest.raises(InvalidRequest):
        document(messages(user(twice)))


def test_parts_of_a_text_are_read_together_and_results_apart() -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": [
        {"type": "text", "text": "one"}, {"type": "text", "text": "two"}]}  # fmt: skip
    made = document(messages(user("4111 1111", result, " 1111 1111")))
    texts = [slot.segment.text for slot in made.slots]
    groups = [[texts[slot] for slot in group.slots] for group in made.groups]
    assert ["4111 1111", " 1111 1111"] in groups
    assert ["one", "two"] in groups
    assert made.messages[0].texts == ("4111 1111 1111 1111", "onetwo")


@pytest.mark.parametrize("name", answers.WHOLES)
@pytest.mark.parametrize("tools", [(), (answers.TOOL, "find", "send")], ids=["kept", "restored"])
def test_an_answer_that_comes_back_is_the_message_that_the_user_saw(
    name: str, tools: tuple[str, ...]
) -> None:
    """Whole and streamed, through the SDK's own types."""
    answer = answers.reader(*tools)
    made = Message.construct(**json.loads(answer.whole(json.dumps(answers.WHOLES[name]).encode())))
    back = json.loads(made.model_dump_json(exclude_unset=True))["content"]
    stream = next(each for each in answers.STREAMS if each.name == name)
    _, streamed = answers.read([stream.body], *tools)
    body = messages(user("hello"), {"role": "assistant", "content": back}, user("and?"))
    read = document(body)
    assert read.messages[1].texts == answer.choices[0].texts()
    assert read.messages[1].texts == streamed.choices[0].texts()
    assert read.sealed_by <= {"model-host"}


def test_hostile_shapes_refuse_or_are_examined() -> None:
    shapes: list[Any] = [None, True, 7, "x", [], {}, [[]], [{}], {"type": {}}, {"type": None}]
    for shape in shapes:
        for block in (
            {"type": "document", "source": shape},
            {"type": "tool_result", "content": shape},
            {"type": "tool_use", "name": shape, "input": shape},
            {"type": "text", "text": "x", "citations": shape},
            {"type": "web_search_tool_result", "content": shape},
            {"type": "search_result", "content": shape},
            shape,
        ):
            try:
                made = document(messages(user(block)))
            except GatewayError as error:
                assert error.status in (400, 422)
            else:
                assert made.messages
