"""JSON keeps what must survive and refuses what can be read in two ways."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest
from gateway.proxy.wire.json_tree import MAX_VALUES, Number, is_bound, read, read_body, write

_scalars = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
)
_trees = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_trees)
def test_what_is_read_is_written_with_the_same_meaning(tree: object) -> None:
    text = json.dumps(tree)
    try:
        again = read(text, max_depth=100)
    except InvalidRequest as error:
        assert error.code == "lone_surrogate"
        return
    assert json.loads(write(again)) == tree


@pytest.mark.parametrize(
    "spelling", ["1.50", "1e400", "-0", "12345678901234567890123", "1E+2", "0.10"]
)
def test_numbers_keep_their_spelling(spelling: str) -> None:
    tree = read(f'{{"n": {spelling}}}', max_depth=5)
    assert isinstance(tree["n"], Number)
    assert write(tree) == f'{{"n":{spelling}}}'.encode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "duplicate_key"),
        ('{"x": [{"a": 1, "\\u0061": 2}]}', "duplicate_key"),
        ('{"a": NaN}', "invalid_json"),
        ('{"a": -Infinity}', "invalid_json"),
        ('{"a": "\\ud800"}', "lone_surrogate"),
        ('{"\\udc00": 1}', "lone_surrogate"),
        ("{", "invalid_json"),
        ('{"a": 1} x', "invalid_json"),
        ("[" * 60 + "]" * 60, "too_deep"),
        ("[" * 200_000, "too_deep"),
        ('{"a":' * 60 + "1" + "}" * 60, "too_deep"),
        ("", "invalid_json"),
    ],
)
def test_what_two_readers_could_read_in_two_ways_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(text, max_depth=50)
    assert refusal.value.code == code
    assert refusal.value.status == 400


def test_depth_at_the_limit_is_read() -> None:
    assert read("[" * 50 + "]" * 50, max_depth=50) is not None


def test_brackets_in_strings_are_no_depth() -> None:
    assert read(json.dumps(["[{" * 100]), max_depth=3) == ["[{" * 100]


@pytest.mark.parametrize(
    "body", [b"\xff{}", b"[1]", b'"x"', '{"a": "ä"}'.encode("utf-16"), b"\xef\xbb\xbf{}"]
)
def test_a_body_is_an_object_in_utf8(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        read_body(body, max_depth=5)


def test_messages_hold_nothing_of_the_body() -> None:
    for text in ('{"078-05-1120": 1, "078-05-1120": 2}', '{"a": 078-05-1120}'):
        with pytest.raises(InvalidRequest) as refusal:
            read(text, max_depth=5)
        assert "078" not in repr(refusal.value) + str(refusal.value)


def test_pieces_of_a_stream_may_cut_a_pair() -> None:
    assert read('{"a": "\\ud83d"}', max_depth=5, lone_surrogates=True) == {"a": "\ud83d"}


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("[1,[2,{}]]", True),
        ("[1,[2,3]]", False),
        ("[1,[2,3,4]]", True),
        ("[[[[[]]]]]", True),
        ('{"a":",,,,,,[[["}', False),
        (r'{"a":"\",,,,,,[[["}', False),
        (r'{"a":"\\",",":[1,2,3]}', True),
        ('[",,,,,,', False),
    ],
)
def test_more_values_than_wanted_are_refused_before_they_are_read(
    text: str, is_refused: bool
) -> None:
    try:
        read(text, max_depth=9, most_values=4)
        code = ""
    except InvalidRequest as error:
        code = error.code
    assert (code == "too_many_leaves") is is_refused
    if code != "invalid_json":
        assert read(text, max_depth=9) is not None


def test_a_request_has_a_limit_of_values_and_an_answer_has_none() -> None:
    body = b'{"a":[' + b"1," * MAX_VALUES + b"1]}"
    with pytest.raises(InvalidRequest) as raised:
        read_body(body, max_depth=9)
    assert (raised.value.code, raised.value.status) == ("too_many_leaves", 413)
    assert len(read_body(body, max_depth=9, most_values=None)["a"]) == MAX_VALUES + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Number("2147483647"), True),
        (Number("-9007199254740991"), True),
        (Number("18446744073709551616"), True),
        (Number("2147483646"), False),
        (Number("--2147483647"), False),
        (Number("2147483647.0"), False),
        ("2147483647", False),
    ],
)
def test_the_bounds_of_integers_say_nothing(text: str, expected: bool) -> None:
    assert is_bound(text) is expected
