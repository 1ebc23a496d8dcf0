"""Leaves of JSON texts: each with its place, its path and its value."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gateway.scan.json_leaves import Kind, column_of, leaves, literal, within


def test_leaves_have_paths_and_values() -> None:
    text = '{"a": [1, {"b": "x\\n"}, -2.5e+3], "c": {}, "d": [[], "y"], "e": null}'
    found = [(leaf.kind, leaf.path, leaf.value) for leaf in leaves(text)]
    assert found == [
        (Kind.KEY, ("a",), "a"),
        (Kind.NUMBER, ("a", 0), "1"),
        (Kind.KEY, ("a", 1, "b"), "b"),
        (Kind.STRING, ("a", 1, "b"), "x\n"),
        (Kind.NUMBER, ("a", 2), "-2.5e+3"),
        (Kind.KEY, ("c",), "c"),
        (Kind.KEY, ("d",), "d"),
        (Kind.STRING, ("d", 1), "y"),
        (Kind.KEY, ("e",), "e"),
    ]


def test_a_bare_value_is_a_leaf() -> None:
    (leaf,) = leaves(' "x\\"y" ')
    assert (leaf.path, leaf.value, leaf.start, leaf.end) == ((), 'x"y', 1, 7)


values = st.recursive(
    st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(values, st.sampled_from([None, 2]))
def test_every_string_and_key_is_seen_where_it_stands(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    found = list(leaves(text))
    for leaf in found:
        spelled = text[leaf.start : leaf.end]
        assert (
            spelled == leaf.value if leaf.kind is Kind.NUMBER else json.loads(spelled) == leaf.value
        )
    assert sorted(leaf.value for leaf in found) == sorted(_all(value))


def _all(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(leaf for each in value.values() for leaf in _all(each))]
    if isinstance(value, list):
        return [leaf for each in value for leaf in _all(each)]
    return [str(value)]


def test_names_of_columns_leave_places_in_arrays_out() -> None:
    assert column_of(("messages", 3, "content")) == "messages.content"
    assert within("messages.content", "messages")
    assert not within("messages2", "messages")


def test_a_literal_is_escaped_like_the_text_it_stands_in() -> None:
    assert literal("é", like="ascii") == '"\\u00e9"'
    assert literal("é", like="ö") == '"é"'
    assert literal("\ud800", like="ö") == '"\\ud800"'
