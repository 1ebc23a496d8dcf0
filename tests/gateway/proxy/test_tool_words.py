"""Tools, schemas and JSON keep working, and nothing leaves: default policy, the real engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import Refused
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from tests.gateway.proxy.everyday_tools import OBJECTS, TOOLS, tool
from tests.gateway.proxy.scripted import Ports, make_setting, ports, request

Place = tuple[Setting, Examination]
SAID = [
    "i have diabetes and asthma, and depression",
    "i take metformin and insulin",
    "my name is virginia",
    "i'm rose",
    "my name is charlotte, my daughter is grace",
    "i'm austin, weather?",
    "my name is katie price",
    "i am a christian",
]
PERSON, CARD = "Malathi Raghunathan", "4111111111111111"
CANARIES = f"i am {PERSON} and my card is {CARD}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    directory: Path = tmp_path_factory.mktemp("words")
    return make_setting(directory, Engine())


def run(place: Place, content: str = "hi", **fields: Any) -> tuple[Ports, bytes]:
    """One exchange that is let through, and the body that it was made from."""
    made = ports(place[0], place[1])
    incoming = request(content, **fields)
    assert made.run(incoming, place[0]) is None
    return made, incoming.body


def body(place: Place, content: str = "hi", **fields: Any) -> dict[str, Any]:
    made, _ = run(place, content, **fields)
    sent: dict[str, Any] = json.loads(made.sent[0].body)
    return sent


def called(arguments: str, result: str, name: str = "act") -> list[dict[str, Any]]:
    """A conversation in which a tool was called and has answered."""
    function = {"name": name, "arguments": arguments}
    call = {"id": "call_1", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "name": name, "content": result},
    ]


def format_of(each: dict[str, Any]) -> dict[str, Any]:
    function = each["function"]
    return {
        "type": "json_schema",
        "json_schema": {"name": function["name"], "schema": function["parameters"]},
    }


@pytest.mark.parametrize("each", TOOLS, ids=lambda each: str(each["function"]["name"]))
def test_an_everyday_tool_is_sent_as_it_came(place: Place, each: dict[str, Any]) -> None:
    choice = {"type": "function", "function": {"name": each["function"]["name"]}}
    for fields in ({"tools": [each], "tool_choice": choice}, {"response_format": format_of(each)}):
        made, came = run(place, **fields)
        assert made.sent[0].body == came


@pytest.mark.parametrize("said", SAID)
def test_what_somebody_said_changes_no_tool(place: Place, said: str) -> None:
    tools = [each for each in TOOLS if "description" not in each["function"]]
    sent = body(place, said, tools=tools, response_format=format_of(TOOLS[-1]))
    assert sent["tools"] == tools
    assert sent["response_format"] == format_of(TOOLS[-1])


@pytest.mark.parametrize("each", OBJECTS, ids=lambda each: ",".join(each))
def test_an_everyday_object_is_sent_as_it_came(place: Place, each: dict[str, Any]) -> None:
    text = json.dumps(each)
    messages = [{"role": "user", "content": "hi"}, *called(text, text)]
    for fields in ({"messages": messages}, {"metadata": each}):
        made, came = run(place, **fields)
        assert made.sent[0].body == came


@pytest.mark.parametrize(
    ("said", "each"),
    [
        ("i have diabetes", tool("log", {"diabetes": "boolean", "asthma": "boolean"})),
        ("i have diabetes", tool("get_diabetes", {"x": "string"})),
        ("i have diabetes", tool("diabetes_check", {"diabetes": ["diabetes", "none"]})),
        ("i take metformin", tool("metformin", {"metformin_dose": "number"})),
        ("my name is virginia", tool("log", {"virginia": "string", "state": ["virginia"]})),
        ("my name is charlotte", tool("charlotte_weather", {"charlotte": "string"})),
        ("i have depression", tool("log_depression", {"depression_score": "integer"})),
        ("hi", tool("pick", {"sex": ["male", "female"], "unit": ["kelvin"], "at": ["Paris"]})),
    ],
)
def test_a_tool_keeps_its_words(place: Place, said: str, each: dict[str, Any]) -> None:
    sent = body(place, said, tools=[each], messages=[
        {"role": "user", "content": said},
        *called("{}", '{"ok": true}', name=each["function"]["name"]),
    ])  # fmt: skip
    assert sent["tools"] == [each]
    assert sent["messages"][1:] == called("{}", '{"ok": true}', name=each["function"]["name"])
    assert (sent["messages"][0]["content"] == said) is (said == "hi")


@pytest.mark.parametrize(
    "fields",
    [
        {"provider": {"ignore": ["Anthropic", "Mistral", "Cohere"], "sort": "price"}},
        {"metadata": {"env": "victoria", "team": "core", "run": "charlotte-7", "lang": "de"}},
        {"audio": {"voice": "ash", "format": "wav"}},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "patient", "schema": {
            "type": "object",
            "properties": {"austin": {"$ref": "#/$defs/Rose"}},
            "required": ["austin", "virginia"],
            "$defs": {"Rose": {"title": "Rose", "default": "Grace", "const": "Florence"}},
        }}}},
    ],
)  # fmt: skip
def test_fixed_words_of_options_are_sent_as_they_came(place: Place, fields: dict[str, Any]) -> None:
    made, came = run(place, **fields)
    assert made.sent[0].body == came


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ({"first_name": "malathi"}, {"first_name": "<PERSON>"}),
        ({"customer": {"first": "Sarah"}}, {"customer": {"first": "<PERSON>"}}),
        ({"assignee": "anna-berg"}, {"assignee": "<PERSON>"}),
        ({"key": "first_name", "value": "Ana"}, {"key": "first_name", "value": "<PERSON>"}),
        ({"diagnosis": "diabetes"}, {"diagnosis": "<MEDICAL_CONDITION>"}),
        ({"medication": ["metformin"]}, {"medication": ["<MEDICATION>"]}),
        ({"topic": "diabetes"}, {"topic": "<MEDICAL_CONDITION>"}),
        ({"unit": "kelvin"}, {"unit": "kelvin"}),
        ({"color": "rose"}, {"color": "rose"}),
        ({"mail": "jane@example.com"}, {"mail": "<EMAIL_ADDRESS>"}),
        ({"unit": "jane@example.com"}, {"unit": "<EMAIL_ADDRESS>"}),
        ({"note": "my name is sarah miller"}, {"note": "my name is <PERSON>"}),
    ],
)
def test_a_value_under_its_key(place: Place, each: Any, expected: Any) -> None:
    for fields in (
        {"messages": [{"role": "user", "content": "hi"}, *called(json.dumps(each), "ok")]},
        {"messages": [{"role": "user", "content": "hi"}, *called("{}", json.dumps(each))]},
        {"metadata": each},
    ):
        sent = json.dumps(body(place, **fields)).replace('\\"', '"')
        shown = re.sub(r"\[([A-Z_]+?)_\w{8}(?:\.\w\w)?\]", r"<\1>", sent)
        assert re.sub(r"\s", "", json.dumps(expected)) in re.sub(r"\s", "", shown)


@pytest.mark.parametrize("name", ["maria", "virginia"])
def test_a_known_name_is_replaced_in_data_as_value_and_as_key(place: Place, name: str) -> None:
    each = json.dumps({name: {"unit": name, "color": name.upper()}})
    messages = [{"role": "user", "content": f"my name is {name}"}, *called(each, each)]
    sent = json.dumps(body(place, messages=messages, metadata={name: name}))
    assert name not in sent.lower()


def leaves(value: str, word: str) -> list[dict[str, Any]]:
    """A value, and the same as one word, in every part of a request."""
    function = {"type": "function", "function": {"name": "act", "description": value}}
    part = json.dumps({word: value, "note": [word]})
    return [
        {"tools": [tool(f"get_{word}", {"x": "string"})]},
        {"tools": [tool("act", {word: "string"})]},
        {"tools": [tool("act", {value: "string"})]},
        {"tools": [tool("act", {"x": [word, value]})]},
        {"tools": [function]},
        {"tools": [tool("act", {})], "tool_choice": {"type": "function", "name": f"for_{word}"}},
        {"response_format": format_of(tool("act", {word: "string"}))},
        {"metadata": {word: word, "color": value}},
        {"stop": [word, value]},
        {"provider": {"ignore": [word], "sort": word}},
        {"unheard_of": word},
        {"prediction": {"type": "content", "content": word}},
        *({"messages": [{"role": "user", "content": CANARIES}, *called(*both, name=name)]}
          for both, name in [((part, "ok"), "act"), (("{}", part), "act"), (("{}", "ok"), word),
                             ((word, value), "act"), (("{}", word), "act")]),
        {"messages": [{"role": "user", "content": CANARIES, "name": word, "extra": word}]},
        {"messages": [{"role": "user", "content": CANARIES},
                      {"role": "tool", "tool_call_id": word, "content": "ok"}]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "word"), [(PERSON, "malathi_raghunathan"), (CARD, CARD), (CARD, f"a-{CARD}")]
)
def test_a_canary_leaves_in_no_leaf(place: Place, value: str, word: str) -> None:
    for fields in leaves(value, word):
        made = ports(place[0], place[1])
        ended = made.run(request(CANARIES, **fields), place[0])
        assert ended is None or isinstance(ended, Refused)
        assert bool(made.sent) is (ended is None)
        for sent in made.sent:
            letters = re.sub("[^a-z0-9]", "", sent.body.decode().lower())
            assert "malathiraghunathan" not in letters
            assert CARD not in letters
