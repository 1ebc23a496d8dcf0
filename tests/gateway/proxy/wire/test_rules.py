"""Each rule adds the leaves of its place, and passes or refuses what it should."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.errors import Refused as Refusal
from gateway.proxy.leaves import Place
from gateway.proxy.seals import Seals
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import (
    Constant,
    Data,
    Free,
    JSONText,
    Model,
    Name,
    Opaque,
    Refused,
    Rule,
    Stream,
    TakenOut,
    Text,
    Words,
    call_text,
    member_examples,
)
from gateway.proxy.wire.shapes import Members
from tests.gateway.proxy.wire.tables import by, leaves, readings

STRINGS: tuple[Rule, ...] = (Text(), Name(), JSONText(), Opaque())
NO_STRINGS: tuple[Any, ...] = (7, {}, [])
SEALS = Seals(b"k" * 32, recipients=("model",))


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (Text(), "some words", [("text", "/x", "some words")]),
        (Text(), "", []),
        (Text(said=True), "a", [("text", "/x", "a")]),
        (Name(), "call_123", [("name", "/x", "call_123")]),
        (Data(), {"k12": 5550100}, [("key", "/x", "k12"), ("number", "/x/*", "5550100")]),
        (JSONText(), '{"k12": 5550100}', [("key", "/x#", "k12"), ("number", "/x#/*", "5550100")]),
        (JSONText(), "no JSON", [("text", "/x", "no JSON")]),
        (JSONText(), "", []),
        (Free(), 1234567, []),
        (Free(), 12345678, [("fixed", "/x", "12345678")]),
        (Free(), {"k12": "words"}, [("fixed", "/x", "k12"), ("text", "/x/*", "words")]),
        (Free(), None, []),
        (Free(), True, []),
        (Words("low", "high"), "low", []),
        (Words("low", "high"), "jane", [("text", "/x", "jane")]),
        (Words("low", "high"), 12345678, [("fixed", "/x", "12345678")]),
        (Constant("on"), "on", []),
        (Model(), "gpt-4o", [("fixed", "/x", "gpt-4o")]),
        (Stream(), True, []),
    ],
)
def test_the_leaves_of_a_rule(rule: Rule, value: Any, expected: list[tuple[str, str, str]]) -> None:
    assert leaves(by(rule, value)) == expected


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        *((rule, value) for rule in STRINGS for value in NO_STRINGS),
        *((Constant("on"), value) for value in ("off", None, True, ["on"], *NO_STRINGS)),
        *((Model(), value) for value in ("", *NO_STRINGS)),
        *((Stream(), value) for value in ("true", *NO_STRINGS)),
        (JSONText(), '{"a": 1, "a": 2}'),
    ],
)
def test_a_wrong_type_is_refused(rule: Rule, value: Any) -> None:
    with pytest.raises(InvalidRequest) as raised:
        by(rule, value)
    assert "canary" not in str(raised.value)


def test_the_place_says_how_single_words_are_read() -> None:
    assert readings(by(Name(Place.DEFINITION), "virginia")) == [("virginia", "fixed")]
    assert readings(by(Name(), "virginia")) == [("virginia", "key")]
    assert readings(by(Free(within=None), "virginia")) == [("virginia", "talk")]
    assert readings(by(Free(within=Place.DEFINITION), "virginia")) == [("virginia", "fixed")]


def test_model_and_stream_are_noted() -> None:
    assert by(Model(), "gpt-4o").model == "gpt-4o"
    assert by(Stream(), True).stream
    assert not by(Stream(), None).stream


def test_a_member_is_taken_out() -> None:
    document = by(TakenOut("it names the person"), "jane")
    assert (document.root, document.slots, document.switched) == ({}, [], True)


def test_what_cannot_be_examined_is_refused_by_name() -> None:
    with pytest.raises(Refusal) as raised:
        by(Refused("sound"), "canary")
    assert raised.value.code == "not_examinable"
    assert "sound" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_an_opaque_string_passes_under_its_seal_alone() -> None:
    options = ReadOptions(seals=SEALS)
    sealed = SEALS.close("b3BhcXVl", recipient="model")
    document = by(Opaque(), sealed, options)
    assert (document.root, document.sealed_by) == ({"x": "b3BhcXVl"}, {"model"})
    assert (document.slots, document.switched) == ([], True)
    for value, given in ((sealed, ReadOptions()), ("b3BhcXVl", options), (sealed + "A", options)):
        with pytest.raises(Refusal) as raised:
            by(Opaque(), value, given)
        assert raised.value.code == "not_examinable"
    assert not by(Opaque(), "", options).switched


def test_a_seal_covers_the_text_beside_it() -> None:
    rule = Members({"thinking": Text(), "signature": Opaque(over="thinking")})
    sealed = SEALS.close("c2ln", over="so they asked", recipient="model")
    options = ReadOptions(seals=SEALS)
    document = by(rule, {"thinking": "so they asked", "signature": sealed}, options)
    assert document.root["x"]["signature"] == "c2ln"
    stored = document.stored([(document.root, "x")], role="assistant")
    assert stored == '{"thinking":"[not stored]","signature":"[not stored]"}'
    assert document.root["x"]["thinking"] == "so they asked"
    for thinking in ("so they asked.", "", None):
        with pytest.raises(Refusal):
            by(rule, {"thinking": thinking, "signature": sealed}, options)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('{"b": 1}', 'f({"b": 1})'),
        ({"b": Number("1.0"), "a": [Number("1e2"), "x"]}, 'f({"a":[100,"x"],"b":1})'),
        (None, "f(null)"),
    ],
)
def test_a_call_reads_the_same_however_its_numbers_are_spelled(
    arguments: Any, expected: str
) -> None:
    assert call_text("f", arguments) == expected


RULES: tuple[Rule, ...] = (
    *(Text(), Name(), Data(), JSONText(), Free(), Words("a12", "b12"), Constant("c12")),
    *(Opaque(), Refused("it"), TakenOut("why"), Model(), Stream()),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_every_rule_says_what_it_does_and_reads_its_own_examples(rule: Rule) -> None:
    rows = list(rule.rows("/x"))
    assert [row.pointer for row in rows] == ["/x"]
    assert all(row.treatment for row in rows)
    for example in rule.examples():
        by(rule, example)
    for example in rule.examples(refused=True):
        with pytest.raises(Refusal):
            by(rule, example)
    assert [*rule.examples(), *rule.examples(refused=True)]


def test_examples_of_members_hold_each_member_and_each_alternative() -> None:
    fields: dict[str, Rule] = {"a": Text(), "b": Opaque(), "c": Stream()}
    assert list(member_examples(fields, refused=False)) == [{"a": "some words", "c": False}]
    assert list(member_examples(fields, refused=True)) == [
        {"a": "some words", "c": False, "b": "b3BhcXVl"}
    ]
