"""Objects, lists and variants: what is listed goes by its rule, all else is text or refused."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.leaves import Place
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Data, Free, Name, Row, Rule, Text
from gateway.proxy.wire.rules import Refused as RefusedRule
from gateway.proxy.wire.shapes import Items, Members, OneOf, Result, Together, Variants
from gateway.proxy.wire.turns import Turn
from tests.gateway.proxy.wire.tables import by, leaves, readings

OBJECT = Members({"text": Text(), "name": Name()})
PARTS = Variants(
    {"words": Members({"text": Text()}), "sound": RefusedRule("sound", example={"data": "x"})},
    shared={"id": Name()},
)


def test_members_go_by_their_rules_and_others_are_text() -> None:
    found = by(OBJECT, {"text": "words", "name": "n_1", "more": {"deep": "words too"}})
    assert leaves(found) == [
        ("text", "/x/text", "words"),
        ("name", "/x/name", "n_1"),
        ("fixed", "/x", "more"),
        ("fixed", "/x/*", "deep"),
        ("text", "/x/*/*", "words too"),
    ]


@pytest.mark.parametrize("key", ["Text", "TEXT", "NAME", "nAme"])
def test_a_member_in_another_case_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequest):
        by(OBJECT, {"text": "words", key: "words"})
    assert len(leaves(by(OBJECT, {"text": "words", f"{key}s": "words"}))) == 3


def test_a_strict_policy_refuses_what_is_not_listed() -> None:
    for more in ({"more": "words"}, {"more": None}, {"more": True}, {"more": 1}):
        with pytest.raises(Refused) as raised:
            by(OBJECT, {"text": "words", **more}, ReadOptions(strict=True))
        assert raised.value.code == "unmapped_field"
    assert leaves(by(OBJECT, {"text": None}, ReadOptions(strict=True))) == []


def test_required_members_are_there() -> None:
    rule = Members({"text": Text()}, required=frozenset({"text"}))
    for value in ({}, {"text": None}):
        with pytest.raises(InvalidRequest):
            by(rule, value)
    assert leaves(by(rule, {"text": "words"})) == [("text", "/x/text", "words")]


def test_a_part_of_the_body_may_be_a_definition() -> None:
    rule = Members({"a": Free(within=None)}, within=Place.DEFINITION)
    assert readings(by(rule, {"a": "virginia", "b": "boston"})) == [
        ("virginia", "fixed"),
        ("boston", "fixed"),
    ]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        *((OBJECT, value) for value in ("text", ["text"], 7)),
        *((Items(Text()), value) for value in ("text", {"0": "text"}, 7)),
        *((PARTS, value) for value in ("text", ["text"], 7)),
        (OneOf(string=Text()), 7),
        (OneOf(string=Text()), {}),
        (OneOf(array=Items(Text())), "text"),
        (OneOf(string=Text(), flag=False), True),
    ],
)
def test_a_wrong_shape_is_refused(rule: Rule, value: Any) -> None:
    with pytest.raises(InvalidRequest):
        by(rule, value)


def test_a_list_is_bounded() -> None:
    assert len(by(Items(Text(), most=3), ["one word"] * 3).slots) == 3
    with pytest.raises(InvalidRequest) as raised:
        by(Items(Text(), most=3), ["one word"] * 4)
    assert (raised.value.code, raised.value.status) == ("too_many_items", 413)


def test_the_type_chooses_the_rule() -> None:
    assert leaves(by(PARTS, {"type": "words", "text": "hello", "id": "id_1"})) == [
        ("text", "/x/text", "hello"),
        ("name", "/x/id", "id_1"),
    ]
    for value in ({"type": "sound"}, {"type": "smell"}, {"text": "hello"}, {"type": ["words"]}):
        with pytest.raises(Refused) as raised:
            by(PARTS, value)
        assert raised.value.code == "not_examinable"
    named = Variants({"words": Members({"text": Text()})}, default="words", tag="kind")
    assert len(by(named, {"text": "hello"}).slots) == 1


def test_one_of_several_types() -> None:
    rule = OneOf(string=Text(), array=Items(Text()), members=Data(), number=Free())
    assert leaves(by(rule, "hello")) == [("text", "/x", "hello")]
    assert leaves(by(rule, ["hello"])) == [("text", "/x/0", "hello")]
    assert leaves(by(rule, {"k12": "hello"}))[1] == ("text", "/x/*", "hello")
    assert leaves(by(rule, 12345678)) == [("fixed", "/x", "12345678")]
    assert leaves(by(rule, None)) == leaves(by(rule, True)) == []


def test_what_a_tool_gave_back_is_not_what_the_person_said() -> None:
    content = Items(OneOf(string=Text(said=True), array=Result(Items(Text(said=True)))))
    found = by(Turn("user", content), ["I ask", ['{"k12": 5550100}', "and that"], "this"])
    (message,) = found.messages
    assert message.texts == ("I askthis", '{"k12": 5550100}and that')
    assert [found.slots[place].segment.text for place in message.contents] == ["I ask", "this"]
    assert [(s.segment.kind.value, s.segment.role) for s in found.slots] == [
        *(("text", "user"), ("key", "tool"), ("number", "tool"), ("text", "tool"), ("text", "user"))
    ]


def test_a_call_identifies_its_message() -> None:
    call = Members({"name": Name(), "input": Data()}, call=("name", "input"))
    found = by(Turn("assistant", Items(call)), [{"name": "f", "input": {"b": 1.0}}, {"name": "g"}])
    assert found.messages[0].texts == ("", 'f({"b":1})', "g(null)")


def test_the_manifest_has_a_row_for_each_member_of_each_case() -> None:
    assert list(PARTS.rows("/x")) == [
        Row("/x/type", "structural", "sound | words"),
        Row("/x[type=words]/id", "name", "surrogates without brackets"),
        Row("/x[type=words]/text", "text"),
        Row("/x[type=sound]", "refused", "sound"),
    ]
    assert [row.pointer for row in Items(OBJECT).rows("/x")] == ["/x/*/text", "/x/*/name"]
    assert [row.pointer for row in OneOf(string=Text(), members=OBJECT).rows("/x")] == [
        *("/x", "/x/text", "/x/name")
    ]


@pytest.mark.parametrize(
    "rule",
    [OBJECT, PARTS, Items(PARTS), OneOf(string=Text(), array=Items(OBJECT)), Result(OBJECT)],
    ids=lambda rule: type(rule).__name__,
)
def test_examples_are_read_or_refused_as_they_say(rule: Rule) -> None:
    examples = list(rule.examples())
    assert examples
    for example in examples:
        by(rule, example)
    for example in rule.examples(refused=True):
        with pytest.raises(Refused):
            by(rule, example)
    assert len(list(Items(PARTS).examples(refused=True))) == 1


def test_parts_of_one_text_are_read_together() -> None:
    rule = Together(Items(OneOf(string=Text(), members=Members({"id": Name(), "t": Text()}))))
    one = by(rule, ["4111 1111"])
    assert one.groups == []
    several = by(rule, ["4111 1111", {"id": "id_1", "t": "1111 1111"}, {"t": "and so on"}])
    (group,) = several.groups
    assert [several.slots[index].segment.text for index in group.slots] == [
        *("4111 1111", "1111 1111", "and so on")
    ]
    assert group.joiner == ""
    assert list(rule.rows("/x")) == list(rule.rule.rows("/x"))
    assert list(rule.examples()) == list(rule.rule.examples())
