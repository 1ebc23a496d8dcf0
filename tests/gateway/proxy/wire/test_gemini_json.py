"""Bodies in Google's JSON are read in both spellings, and in no third one."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.gemini_json import Object, Off, PathModel, Repeated, respell
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Refused as RefusedRule
from gateway.proxy.wire.rules import Rule, Spot, Text
from gateway.proxy.wire.shapes import Items

NAMES = ("inlineData", "topP", "text")
REFUSED = RefusedRule("what is refused")


def read(rule: Rule, value: Any, **options: Any) -> tuple[Document, Any]:
    """The document, and the value as it was left."""
    root = {"": value}
    document = Document(root={}, options=ReadOptions(model="some-model", **options))
    rule.read(document, Spot("", root, ""))
    return document, root[""]


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ({"inlineData": 1}, {"inlineData": 1}),
        ({"inline_data": 1}, {"inlineData": 1}),
        ({"a": 0, "inline_data": 1, "top_p": 2, "z": 3},
         {"a": 0, "inlineData": 1, "topP": 2, "z": 3}),
        ({"inlinedata_": 1, "data": 2}, None),
        ({"InlineData": 1}, None),
        ({"INLINE_DATA": 1}, None),
        ({"_inline_data": 1}, None),
        ({"inlinedata": 1}, None),
        ({"Text": 1}, None),
        ({"inlineData": 1, "inline_data": 2}, None),
        ({"inline_data_x": 1}, {"inline_data_x": 1}),
        ({}, {}),
    ],
)  # fmt: skip
def test_spellings(given: dict[str, Any], spelled: dict[str, Any] | None) -> None:
    if spelled is None:
        with pytest.raises(InvalidRequest) as refusal:
            respell(given, NAMES, pointer="/x")
        assert refusal.value.code == "invalid_request"
        return
    respell(given, NAMES, pointer="/x")
    assert list(given.items()) == list(spelled.items())


def test_members_are_read_in_the_order_of_the_table_and_then_the_others() -> None:
    rule = Object({"second": Text(), "first": Text(), "none": Text()})
    document, left = read(rule, {"other": "zzz", "first": "aaa", "second": "bbb", "none": None})
    texts = [slot.segment.text for slot in document.slots]
    assert texts == ["bbb", "aaa", "other", "zzz"]
    assert list(left) == ["other", "first", "second", "none"]


def test_a_member_is_refused_in_both_spellings_and_others_if_the_object_is_closed() -> None:
    closed = Object({"someText": Text(), "fileData": REFUSED}, other=REFUSED)
    for body in ({"fileData": "x"}, {"file_data": "x"}, {"new": "x"}, {"new": None}, {"x": 1}):
        with pytest.raises(Refused) as refusal:
            read(closed, body)
        assert refusal.value.code == "not_examinable"
        assert "new" not in str(refusal.value.details)
    document, _ = read(closed, {"some_text": "words", "fileData": None})
    assert [slot.segment.text for slot in document.slots] == ["words"]


@pytest.mark.parametrize("value", ["x", ["x"], 7])
def test_an_object_is_an_object_and_has_what_it_must_have(value: Any) -> None:
    with pytest.raises(InvalidRequest):
        read(Object({}), value)
    for body in ({}, {"must": None}):
        with pytest.raises(InvalidRequest):
            read(Object({"must": Text()}, required=frozenset({"must"})), body)


def test_a_list_may_be_given_as_its_only_item() -> None:
    rule = Repeated(Items(Object({"a": Text()})))
    for given in ({"a": "words"}, [{"a": "words"}]):
        document, left = read(rule, given)
        assert left == [{"a": "words"}]
        assert [slot.segment.pointer for slot in document.slots] == ["/0/a"]
    assert [row.pointer for row in rule.rows("/x")] == ["/x/*/a"]
    assert list(rule.examples()) == [[{"a": "some words"}]]


@pytest.mark.parametrize("value", [True, "yes", {"a": 1}, 4111111111111111])
def test_a_switch_is_turned_off(value: Any) -> None:
    for rule, options in ((Off("why"), {"provider_state": True}), (Off("why", state=True), {})):
        document, left = read(rule, value, **options)
        assert (left, document.switched, document.slots) == (False, True, [])


def test_a_switch_stays_where_it_is_off_or_the_policy_lets_it() -> None:
    assert read(Off("why"), False)[0].switched is False
    document, left = read(Off("why", state=True), True, provider_state=True)
    assert (left, document.switched) == (True, False)
    document, left = read(Off("why", state=True), "some words", provider_state=True)
    assert [slot.segment.text for slot in document.slots] == ["some words"]


@pytest.mark.parametrize("value", ["some-model", "models/some-model"])
def test_the_model_is_that_of_the_path(value: str) -> None:
    assert read(PathModel(), value)[0].slots == []


@pytest.mark.parametrize("value", ["", "other", "models/other", "x/some-model", 7, ["some-model"]])
def test_another_model_is_refused(value: Any) -> None:
    with pytest.raises(InvalidRequest):
        read(PathModel(), value)


def test_rows_and_examples() -> None:
    assert [row.treatment for row in Off("why").rows("/x")] == ["set to false"]
    assert [row.treatment for row in PathModel().rows("/x")] == ["structural"]
    assert list(Off("why").examples()) == [True]
    assert list(PathModel().examples()) == ["models/some-model"]
    assert [*Off("why").examples(refused=True), *PathModel().examples(refused=True)] == []
