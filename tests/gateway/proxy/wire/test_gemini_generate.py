"""Requests of Gemini: what each place is read as, refusals, switches, and no way around."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import InvalidRequest, Refused
from gateway.proxy.leaves import reading_of
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.gemini_generate import (
    COUNT_TABLE,
    TABLE,
    read_count,
    read_request,
    read_stream_request,
)
from gateway.proxy.wire.gemini_json import _snake
from gateway.proxy.wire.json_tree import write
from gateway.proxy.wire.options import ReadOptions
from tests.coverage.driven import Driver
from tests.coverage.leaks import check, plants, sampled

HELLO = {"role": "user", "parts": [{"text": "hello"}]}
PATH = "/v1beta/models/some-model:"


def options(**more: Any) -> ReadOptions:
    return ReadOptions(**{"model": "some-model", "max_depth": 64, **more})


def document(body: Any, **more: Any) -> Document:
    return read_request(json.dumps(body).encode(), options(**more))


def asking(**fields: Any) -> dict[str, Any]:
    return {"contents": [HELLO], **fields}


def in_snake_case(tree: Any, *, under: str = "") -> Any:
    """Members of the wire in their other spelling; data of tools stays as it is."""
    if isinstance(tree, dict) and under not in ("args", "response", "partMetadata", "labels"):
        return {_snake(key): in_snake_case(each, under=key) for key, each in tree.items()}
    if isinstance(tree, list):
        return [in_snake_case(each, under=under) for each in tree]
    return tree


FUNCTION = {
    "name": "find_rose",
    "description": "rose01",
    "parameters": {"type": "OBJECT", "properties": {"rose02": {"description": "rose03"}}},
    "responseJsonSchema": {"title": "rose04"},
}
ARGS, GIVEN, NAMES = {"rose11": "rose12"}, {"a": "rose16"}, ["find_rose"]
LEAVES = {
    "systemInstruction": {"parts": {"text": "rose05"}},
    "contents": [
        {
            "role": "model",
            "parts": [
                {"text": "rose06", "thought": True, "partMetadata": {"rose07": "rose08"}},
                {"text": "rose09"},
                {"functionCall": {"id": "rose10", "name": "call_rose", "args": ARGS}},
                {"executableCode": {"code": "rose13", "language": "PYTHON"}},
                {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "rose14"}},
            ],
        },
        {
            "parts": [
                {"functionResponse": {"id": "rose15", "name": "call_rose", "response": GIVEN}},
                {"text": "rose17", "speechMetadata": {"speaker": "rose18"}},
                {"toolResponse": {"id": "rose19", "response": {"b": 12345678}}},
            ]
        },
    ],
    "tools": [{"functionDeclarations": FUNCTION}],
    "toolConfig": {"functionCallingConfig": {"mode": "rose20", "allowedFunctionNames": NAMES}},
    "generationConfig": {
        "stopSequences": ["rose21"],
        "responseSchema": {"rose22": 1},
        "seed": 87654321,
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "rose23"}}},
    },
    "safetySettings": [{"category": "rose24", "threshold": "OFF"}],
    "rose25": {"rose26": "rose27"},
}  # fmt: skip
READINGS = {
    "talk": {"rose05", "rose06", "rose09", "rose13", "rose14", "rose17", "rose18"},
    "value": {
        *("rose08", "rose12", "rose16", "rose20", "rose21", "rose24", "rose27", "12345678"),
    },
    "key": {"rose07", "rose10", "rose11", "rose15", "rose19"},
    "fixed": {
        *("find_rose", "call_rose", "rose01", "rose02", "rose03", "rose04"),
        *("rose22", "rose23", "rose25", "rose26", "87654321", "some-model"),
    },
}


@pytest.mark.parametrize("spelled", [LEAVES, in_snake_case(LEAVES)], ids=["camel", "snake"])
def test_how_each_part_of_a_request_is_read(spelled: Any) -> None:
    body = json.loads(json.dumps(spelled).replace('"rose_', '"rose'))
    found: dict[str, set[str]] = {}
    ours = set().union(*READINGS.values())
    for slot in document(body).slots:
        if slot.segment.text in ours:
            found.setdefault(reading_of(slot.segment).value, set()).add(slot.segment.text)
    assert found == READINGS


def test_roles_and_what_identifies_each_message() -> None:
    call = {"functionCall": {"name": "find", "args": {"b": 1.0, "a": "x"}}}
    body = {
        "contents": [
            HELLO,
            {"role": "model", "parts": [{"text": "I think.", "thought": True}, {"text": " Wait "}]},
            {"role": "model", "parts": [call, {"text": "a moment."}]},
            {"role": "user", "parts": [{"functionResponse": {"response": {"c": [1.50]}}}]},
            {"role": "function", "parts": [{"functionResponse": {"response": {"d": "xyz"}}}]},
            {"parts": {"text": "Thanks."}},
        ],
        "systemInstruction": {"parts": [{"text": "Help."}]},
    }
    read = document(body)
    assert [(message.role, message.texts) for message in read.messages] == [
        ("system", ("Help.",)),
        ("user", ("hello",)),
        ("assistant", ("Wait a moment.", 'find({"a":"x","b":1})')),
        ("user", ("", "", '{"c":[1.5]}')),
        ("tool", ("", "", '{"d":"xyz"}')),
        ("user", ("Thanks.",)),
    ]
    roles = {slot.segment.text: slot.segment.role for slot in read.slots}
    assert (roles["xyz"], roles["I think."], roles["Thanks."]) == ("tool", "assistant", "user")


def test_nothing_found_leaves_the_bytes_and_a_change_keeps_order_and_numbers() -> None:
    read = document({"z": 1.50, **asking(tools=[], seed=1e3)})
    assert not read.switched
    assert read.switches_set
    source = b'{"zzz":1.50,"contents":{"parts":{"text":"hello","x":null}},"aaa":1e3}'
    read = read_request(source, options())
    slot = next(i for i, s in enumerate(read.slots) if s.segment.text == "hello")
    read.render({slot: "[GONE]"})
    assert json.loads(read.body()) == {
        "zzz": 1.5, "contents": [{"parts": [{"text": "[GONE]", "x": None}]}], "aaa": 1000.0,
    }  # fmt: skip
    assert read.body().startswith(b'{"zzz":1.50,')
    assert read.body().endswith(b'"aaa":1e3}')


def test_the_path_says_whether_to_stream_and_the_type_whether_json_is_said() -> None:
    body = asking(generationConfig={"responseMimeType": "application/json"})
    spelled = json.dumps(in_snake_case(body)).encode()
    assert document(body).stream is False
    assert read_stream_request(spelled, options()).stream is True
    assert read_stream_request(spelled, options()).json_answer is True
    assert document(asking()).json_answer is False


SWITCHED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"generationConfig": {"responseLogprobs": True, "logprobs": 3}},
     {"generationConfig": {"responseLogprobs": False}}),
    ({"labels": {"customer": "jane.doe@example.com"}}, {}),
    ({"store": True}, {"store": False}),
    ({"toolConfig": {"retrievalConfig": {"latLng": {"latitude": 48.85, "longitude": 2.35}}}},
     {"toolConfig": {"retrievalConfig": {}}}),
    ({"toolConfig": {"functionCallingConfig": {"streamFunctionCallArguments": True}}},
     {"toolConfig": {"functionCallingConfig": {"streamFunctionCallArguments": False}}}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sent"), SWITCHED)
def test_provider_switches(given: dict[str, Any], sent: dict[str, Any]) -> None:
    for body in (asking(**given), in_snake_case(asking(**given))):
        read = document(body)
        assert read.switched
        assert json.loads(read.body()) == asking(**sent)
    unchanged = document(asking(**sent))
    assert not unchanged.switched
    counted = read_count(
        json.dumps({"generateContentRequest": asking(**given)}).encode(), options()
    )
    assert json.loads(counted.body()) == {"generateContentRequest": asking(**sent)}


@pytest.mark.parametrize("allowed", [False, True])
def test_what_is_kept_at_the_provider_is_refused_in_any_case(allowed: bool) -> None:
    with pytest.raises(Refused) as refusal:
        document(asking(cachedContent="cachedContents/x"), provider_state=allowed)
    assert refusal.value.code == ("not_examinable" if allowed else "provider_state_refused")
    assert document(asking(store=True), provider_state=allowed).switched is not allowed
    for key in ("outputConfig", "output_config"):
        with pytest.raises(Refused) as refusal:
            document(asking(**{key: {"outputUriPrefix": "gs://a/b/"}}), provider_state=allowed)
        assert refusal.value.code == "not_examinable"


WRONG: list[dict[str, Any]] = [
    {}, {"contents": []}, {"contents": None}, {"contents": "hello"}, {"contents": ["hello"]},
    {"contents": [{"role": "king", "parts": []}]}, {"contents": [{"role": 7, "parts": []}]},
    {"contents": [{"parts": "hello"}]}, {"contents": [{"parts": [{"text": 7}]}]},
    {"contents": [{"parts": [{"text": ["a"]}]}]}, asking(systemInstruction="help"),
    asking(tools="x"), asking(tools=[{"functionDeclarations": ["x"]}]), asking(toolConfig=[]),
    asking(generationConfig=[]), asking(System_Instruction={}), asking(CONTENTS=[]),
    asking(system_instruction={}, systemInstruction={}), asking(SystemInstruction={}),
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=lambda body: json.dumps(body)[:60])
def test_wrong_types_and_a_third_spelling_are_refused(body: Any) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        document(body)
    assert refusal.value.status == 400
    with pytest.raises(InvalidRequest):
        read_count(json.dumps({"generateContentRequest": body}).encode(), options())


def test_a_count_needs_something_to_count_and_the_model_of_the_path() -> None:
    for body in ({}, {"generateContentRequest": asking(model="models/other")}):
        with pytest.raises(InvalidRequest):
            read_count(json.dumps(body).encode(), options())
    wanted = {"generateContentRequest": asking(model="models/some-model")}
    assert read_count(json.dumps(wanted).encode(), options()).model == "some-model"


def test_strict_fields_refuse_what_the_table_does_not_know() -> None:
    with pytest.raises(Refused) as refusal:
        document(asking(newOption="x"), strict=True)
    assert refusal.value.code == "unmapped_field"
    assert document(next(TABLE.examples()), strict=True).messages


@pytest.mark.parametrize("table", [TABLE, COUNT_TABLE], ids=["generate", "count"])
def test_examples_pass_or_are_refused_in_both_spellings(table: Any) -> None:
    read = read_request if table is TABLE else read_count
    for refused in (False, True):
        examples = list(table.examples(refused=refused))
        assert len(examples) > (10 if refused else 0)
        for body in (*examples, *map(in_snake_case, examples)):
            source = write(body)
            if refused:
                with pytest.raises(Refused):
                    read(source, options())
            else:
                assert read(source, options()).messages


def taken_apart(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bodies of one member each, and of one part: each plant is examined on its own."""
    for key, value in body.items():
        if key == "generateContentRequest":
            yield from ({key: {"model": value["model"], **each}} for each in taken_apart(value))
        elif key == "contents":
            yield from ({key: [{"parts": [part]}]} for part in value[0]["parts"])
            yield from ({key: [{**HELLO, "role": content["role"]}]} for content in value)
        elif key != "model":
            yield asking(**{key: value})


@pytest.mark.parametrize("method", ["generateContent", "countTokens"])
@pytest.mark.parametrize("snake", [False, True])
def test_no_canary_in_any_leaf_leaves(method: str, snake: bool, tmp_path: Path) -> None:
    driver = Driver(tmp_path / "config", Engine(), path=PATH + method)
    table = TABLE if method == "generateContent" else COUNT_TABLE
    bodies = list(taken_apart(json.loads(write(next(table.examples())))))
    wanted = plants(map(in_snake_case, bodies) if snake else bodies)
    found = check(driver, sampled(wanted, every=31))
    assert found.leaks == [], str(found)
    assert found.words["sent"] > found.plants / 3
