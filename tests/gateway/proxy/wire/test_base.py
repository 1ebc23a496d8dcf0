"""A document: every leaf is a slot, and what is rendered differs only where it was told."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.leaves import Place, reading_of
from gateway.proxy.wire import base
from gateway.proxy.wire.base import SCHEMA_WORDS, Document, Message
from gateway.proxy.wire.json_tree import read, write
from gateway.proxy.wire.options import ReadOptions

CANARY = "4111111111111111"


def document(tree: Any, *, strict: bool = False) -> Document:
    """A document over ``{"data": tree}`` that has walked nothing."""
    root = {"data": read(json.dumps(tree), max_depth=50)}
    return Document(root=root, options=ReadOptions(max_depth=50, strict=strict))


def walked(tree: Any) -> Document:
    found = document(tree)
    found.walk("/data", found.root, place="data")
    return found


def argued(tree: Any) -> Document:
    found = document(tree)
    found.walk_argument("/data", found.root, place="data")
    return found


def embedded(source: str) -> Document:
    found = document(source)
    assert found.walk_json_text("/data", found.root, place="data")
    return found


def slots(of: Document) -> list[tuple[str, str, str]]:
    return [(s.segment.kind.value, s.segment.pointer, s.segment.text) for s in of.slots]


def test_leaves_outside_tool_data() -> None:
    tree = {"note": "hello", "list": ["there", 12345678, 1234567], "in": {"deep": True, "x": None}}
    assert slots(walked(tree)) == [
        ("fixed", "/data", "note"),
        ("text", "/data/*", "hello"),
        ("fixed", "/data", "list"),
        ("text", "/data/*/0", "there"),
        ("fixed", "/data/*/1", "12345678"),
        ("fixed", "/data/*/2", "1234567"),
        ("fixed", "/data/*", "deep"),
    ]


def test_leaves_of_tool_data_may_be_replaced_and_have_their_key_as_context() -> None:
    found = argued({"phone": 5550100, "more": [{"card": "hello"}, 123]})
    assert slots(found) == [
        ("key", "/data", "phone"),
        ("number", "/data/*", "5550100"),
        ("key", "/data", "more"),
        ("key", "/data/*/0", "card"),
        ("text", "/data/*/0/*", "hello"),
        ("number", "/data/*/1", "123"),
    ]
    assert [slot.segment.before for slot in found.slots] == [
        None, "phone", None, None, "more card", "more"
    ]  # fmt: skip
    assert found.before is None


def readings(of: Document) -> list[tuple[str, str]]:
    return [(s.segment.text, reading_of(s.segment).value) for s in of.slots]


def test_keys_say_how_the_words_below_them_are_read() -> None:
    tree = {"owner": "rose", "hue": "rose", "kin": [{"value": "rose"}, "a rose"], "in": "rose"}
    found = argued(tree)
    expected = [
        *(("owner", "key"), ("rose", "talk"), ("hue", "key"), ("rose", "key"), ("kin", "key")),
        *(("value", "key"), ("rose", "value"), ("a rose", "talk"), ("rose", "value")),
    ]
    assert readings(found) == expected
    assert readings(argued(json.dumps(tree))) == expected
    assert (found.place, found.keys) == (Place.TALK, ())


def test_an_unknown_field_is_data_and_a_known_one_talk() -> None:
    found = document({"owner": "rose", "hue": {"mark": "rose"}})
    for key in ("owner", "hue"):
        found.unknown("/data", found.root["data"], key=key)
    assert readings(found) == [
        *(("owner", "fixed"), ("rose", "talk"), ("hue", "fixed"), ("mark", "fixed")),
        ("rose", "value"),
    ]
    assert readings(walked(["rose", 12345678])) == [("rose", "talk"), ("12345678", "fixed")]
    with found.within(Place.DEFINITION):
        found.unknown("/data", found.root["data"], key="owner")
    assert readings(found)[-1] == ("rose", "fixed")
    assert found.place is Place.TALK


@pytest.mark.parametrize("word", ["", "a", "ab", "string", "required"])
def test_short_words_and_words_of_schemas_are_no_leaves(word: str) -> None:
    assert slots(argued([word, {word: word}])) == []


def test_no_word_of_schemas_is_a_value() -> None:
    assert all(re.fullmatch("[A-Za-z_]+", word) for word in SCHEMA_WORDS)


def test_an_unknown_field_is_text_or_refused_without_being_named() -> None:
    tree = {CANARY: "hello"}
    found = document(tree)
    found.unknown("/data", found.root["data"], key=CANARY)
    assert slots(found) == [("fixed", "/data", CANARY), ("text", "/data/*", "hello")]
    strict = document(tree, strict=True)
    with pytest.raises(Refused) as refusal:
        strict.unknown("/data", strict.root["data"], key=CANARY)
    assert (refusal.value.code, refusal.value.status) == ("unmapped_field", 422)
    assert CANARY not in f"{refusal.value!r} {refusal.value.details}"


@pytest.mark.parametrize(
    ("tree", "before"),
    [
        ({"ssn": {"value": "hello"}}, "ssn value"),
        ({"ssn": [[{"value": {"text": "hello"}}]]}, "ssn value text"),
        ({"name": "ssn", "value": "hello"}, "ssn value"),
        ({"value": "hello", "key": "ssn"}, "ssn value"),
        ({"label": "ssn", "data": {"field": "spoken", "is": "hello"}}, "ssn data spoken is"),
        ({"question": "your ssn?", "answer": ["hello"]}, "your ssn? answer"),
        ({"name": 7, "key": "ssn", "value": "hello"}, "ssn value"),
        ({"ssn": json.dumps({"value": "hello"})}, "ssn value"),
        ({"first": {"ssn": 1}, "second": "hello"}, "second"),
    ],
)
def test_keys_above_and_labels_beside_a_leaf_are_its_context(tree: Any, before: str) -> None:
    (slot,) = (each for each in argued(tree).slots if each.segment.text == "hello")
    assert slot.segment.before == before


def test_the_turn_before_is_the_context_outside_of_the_keys() -> None:
    found = document({"value": {"in": "hello"}})
    found.before = "What is your number?"
    found.walk_argument("/data", found.root, place="data")
    assert found.slots[-1].segment.before == "What is your number? value in"
    assert found.before == "What is your number?"


def test_a_context_does_not_grow_without_end() -> None:
    tree: Any = "hello"
    for number in range(40):
        tree = {"k" * 300 + str(number): tree}
    (slot,) = (each for each in argued(tree).slots if each.segment.text == "hello")
    assert slot.segment.before is not None
    assert len(slot.segment.before) < 1000
    assert slot.segment.before.endswith("k0")


def nested(leaf: str, times: int) -> str:
    for _ in range(times):
        leaf = json.dumps([leaf])
    return leaf


def test_json_in_json_is_looked_into_three_deep_and_is_text_below() -> None:
    for times in (1, 2, 3):
        assert [slot.segment.text for slot in argued(nested("hello", times)).slots] == ["hello"]
    (slot,) = argued(nested("hello", 4)).slots
    assert slot.segment.text == '["hello"]'
    (slot,) = argued(nested(CANARY, 9)).slots
    assert CANARY in slot.segment.text


def test_json_in_json_is_changed_in_its_place() -> None:
    found = argued({"a": nested("hello", 3), "b": nested("there", 2)})
    source = found.body()
    places = {slot.segment.text: index for index, slot in enumerate(found.slots)}
    found.render({places["hello"]: "[X]"})
    assert json.loads(found.body())["data"] == {"a": nested("[X]", 3).replace(" ", ""),
                                                "b": nested("there", 2)}  # fmt: skip
    found.render({places["there"]: "[Y]"})
    assert json.loads(found.body())["data"]["a"] == nested("hello", 3)
    found.render({})
    assert found.body() == source


def test_escapes_of_json_in_json_are_undone() -> None:
    found = argued('{"inner":"{\\"mail\\":\\"jane\\\\u0040example.com\\"}"}')
    assert found.slots[-1].segment.text == "jane@example.com"


def test_a_body_has_so_many_leaves_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "MAX_LEAVES", 10)
    assert len(argued(["hello"] * 10).slots) == 10
    for walk in (argued, walked):
        for tree in (["hello"] * 11, {f"key{number}": 1 for number in range(11)}):
            with pytest.raises(InvalidRequest) as refusal:
                walk(tree)
            assert (refusal.value.code, refusal.value.status) == ("too_many_leaves", 413)


@pytest.mark.parametrize(
    "source",
    ["hello", "{'a': 1}", "", "[NaN]", '{"a": 1} x', "12345678", "true", "null", " ", "-1.5"],
)
def test_what_is_no_json_is_left_to_the_caller(source: str) -> None:
    found = document(source)
    assert not found.walk_json_text("/data", found.root, place="data")
    assert found.slots == []
    assert found.embedded == []


@pytest.mark.parametrize(
    ("source", "code"), [('{"a": 1, "a": 2}', "duplicate_key"), ("[" * 60 + "]" * 60, "too_deep")]
)
def test_json_of_two_readings_is_refused(source: str, code: str) -> None:
    found = document(source)
    with pytest.raises(InvalidRequest) as refusal:
        found.walk_json_text("/data", found.root, place="data", strict=True)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "source", [f'{{"a": 1, "a": "{CANARY}"}}', "[" * 60 + f'"{CANARY}"' + "]" * 60]
)
def test_or_is_text_where_any_text_may_stand(source: str) -> None:
    found = document(source)
    assert not found.walk_json_text("/data", found.root, place="data")
    (slot,) = argued(source).slots
    assert slot.segment.text == source


@pytest.mark.parametrize("source", ['"hello"', ' {"name": "hello"} ', "[]", "\n[12345678]", '""'])
def test_json_in_a_string_keeps_its_bytes_where_nothing_changes(source: str) -> None:
    found = embedded(source)
    found.render({})
    assert found.root["data"] == source


@pytest.mark.parametrize(
    ("source", "index", "expected"),
    [
        ('"hello"', 0, '"[X]"'),
        (" [12345678]", 0, '["[X]"]'),
        ('{"amount": 12345678}', 1, '{"amount":"[X]"}'),
        ('{"amount": 1.50}', 0, '{"[X]":1.50}'),
        ('["aaa", {"bbb": "ccc"}]', 1, '["aaa",{"[X]":"ccc"}]'),
    ],
)
def test_json_in_a_string_is_changed_in_place_and_stays_json(
    source: str, index: int, expected: str
) -> None:
    found = embedded(source)
    found.render({index: "[X]"})
    assert found.root["data"] == expected
    found.render({})
    assert found.root["data"] == source


def test_a_rendering_leaves_nothing_of_the_one_before() -> None:
    found = argued({"name": "aaaa", CANARY: {"card": 12345678}})
    before = found.body()
    everything = {index: f"[{index}]" for index in range(len(found.slots))}
    found.render(everything)
    for text in ("aaaa", CANARY, "12345678"):
        assert text not in found.body().decode()
    found.render({0: "[X]"})
    assert json.loads(found.body()) == {"data": {"name": "[X]", CANARY: {"card": 12345678}}}
    found.render({})
    assert found.body() == before


def test_a_message_is_rendered_as_the_body_is() -> None:
    found = argued({CANARY: CANARY})
    parts = [(found.root, "data")]
    found.render({0: "K", 1: "V"})
    assert found.stored(parts, role="user") == '{"K":"V"}'
    found.render({})
    assert json.loads(found.stored(parts, role="user")) == {CANARY: CANARY}


def test_two_keys_with_one_replacement_lose_nothing() -> None:
    # Masked or suppressed, two card numbers look the same.
    found = argued({"4111111111111111": "first", "5105105105105100": "second", "CARD": "third"})
    keys = {i: "CARD" for i, slot in enumerate(found.slots) if slot.segment.text[0] in "45"}
    found.render(keys)
    body = found.body().decode()
    data = json.loads(body)["data"]
    assert data == {"CARD_2": "first", "CARD_3": "second", "CARD": "third"}
    assert list(data.values()) == ["first", "second", "third"]
    assert "4111" not in body
    assert "5105" not in body


def leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from leaves(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from leaves(value)
    elif isinstance(tree, str):
        yield tree


# Texts that are JSON are looked into; tests of their own have them.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"[{'), max_size=6)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(TREES)
def test_every_string_is_a_slot_but_for_short_ones_and_words(tree: Any) -> None:
    read_tree = read(json.dumps(tree), max_depth=50)
    wanted = [leaf for leaf in leaves(read_tree) if len(leaf) > 2 and leaf not in SCHEMA_WORDS]
    assert sorted(slot.segment.text for slot in argued(tree).slots) == sorted(wanted)
    assert sorted(slot.segment.text for slot in walked(tree).slots) == sorted(wanted)


@given(TREES)
def test_a_rendering_without_changes_is_the_source(tree: Any) -> None:
    for found in (argued(tree), walked(tree), embedded(json.dumps([tree]))):
        before = write(found.root)
        found.render({})
        assert found.body() == before


@given(TREES, st.data())
def test_only_the_slots_that_are_told_change(tree: Any, data: st.DataObject) -> None:
    found = argued(tree)
    source = found.body()
    chosen = data.draw(st.sets(st.sampled_from(range(len(found.slots))))) if found.slots else set()
    found.render({index: f"\ufffd{index}" for index in chosen})
    rendered = json.loads(found.body())
    marks = [leaf for leaf in leaves(rendered) if leaf.startswith("\ufffd")]
    assert {f"\ufffd{index}" for index in chosen} <= set(marks)
    found.render({})
    assert found.body() == source


def test_reprs_hold_no_leaf_and_no_key() -> None:
    found = argued({CANARY: {CANARY: CANARY}, "list": [CANARY]})
    found.walk_json_text("/data", {"args": json.dumps({CANARY: 1})}, place="args")
    found.user = found.before = CANARY
    found.messages.append(Message(role="user", first_slot=0, said=[CANARY], more=[CANARY]))
    found.render({0: "[X]"})
    assert CANARY not in repr(found)
    assert CANARY not in repr(found.slots) + repr(found.embedded) + repr(found.messages)


def test_the_repr_hides_a_model_that_was_not_examined_yet() -> None:
    found = document({})
    found.model = CANARY
    assert CANARY not in repr(found)


def test_many_keys_with_one_replacement_are_numbered_in_linear_time() -> None:
    def seconds(count: int) -> float:
        root: dict[str, Any] = {"m": {f"cvv {number:05d}": "x" for number in range(count)}}
        document = Document(root=root)
        document.walk_argument("/m", root, place="m")
        keys = [n for n, slot in enumerate(document.slots) if slot.is_key]
        document.render(dict.fromkeys(keys, "CARD_CVV"))
        start = time.process_time()
        body = json.loads(document.body())
        assert len(body["m"]) == count
        return time.process_time() - start

    # Four times the keys; quadratic work would cost sixteen times.
    assert seconds(8000) < 10 * max(seconds(2000), 0.001)
